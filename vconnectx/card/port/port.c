// SPDX-License-Identifier: GPL-2.0-only
/* The physical port: link, and the registers that set it up. */
#include "vconnectx/card/port/port.h"

#include <string.h>

#include "vconnectx/card/queue/eq.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/reg/reg.h"

#define ARRAY_SIZE(a)	 (sizeof(a) / sizeof((a)[0]))
#define LINK_DELAY_NS	 1000000ull /* from PAOS to the event */
#define PORT_EVENT_SHIFT 4	    /* port number in the event */
#define PROTO_ETH	 4u	    /* PTYS proto_mask */
#define CONNECTOR_DA	 7u	    /* port.h: MLX5E_PORT_DA */
#define AN_COMPLETE	 1u	    /* port.h: MLX5_AN_COMPLETE */

/* port.h: enum mlx5e_link_mode, copper only: the cable is a copper one */
static const struct link_mode {
	uint32_t speed; /* Mb/s */
	unsigned int bit;
	unsigned int lanes;
} link_modes[] = {
	{ 100000, 20, 4 }, /* 100GBASE-CR4 */
	{ 50000, 30, 2 },  /* 50GBASE-CR2 */
	{ 40000, 6, 4 },   /* 40GBASE-CR4 */
	{ 25000, 27, 1 },  /* 25GBASE-CR */
	{ 10000, 12, 1 },  /* 10GBASE-CR */
	{ 1000, 1, 1 },	   /* 1000BASE-KX */
};

/* PPLM: bits of fec_override_* and fec_mode_active; en/port.h: MLX5E_FEC_* */
#define FEC_NONE BIT(0)
#define FEC_RS	 BIT(2)

/* PAOS: port.h, enum mlx5_port_status */
enum { PAOS_UP = 1, PAOS_DOWN = 2 };

static uint32_t proto_capability(const struct vcx_dev *dev)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < ARRAY_SIZE(link_modes); i++)
		if (link_modes[i].speed <= dev->caps.id.link_speed)
			bits |= 1u << link_modes[i].bit;
	return bits;
}

/* the fastest mode that is enabled, as autonegotiation finds it */
static const struct link_mode *proto_operational(const struct vcx_dev *dev)
{
	for (size_t i = 0; i < ARRAY_SIZE(link_modes); i++)
		if (dev->port.eth_proto_admin & 1u << link_modes[i].bit)
			return &link_modes[i];
	return NULL;
}

/* what this end does for a link */
static bool sends_signal(const struct vcx_dev *dev)
{
	return dev->port.admin_up && !dev->port.unplugged && proto_operational(dev);
}

bool vcx_port_hears(const struct vcx_dev *dev)
{
	return sends_signal(dev) && !dev->port.no_carrier;
}

static void link_settle(struct vcx_dev *dev, struct vcx_timer *timer)
{
	struct vcx_port *port = &dev->port;
	bool up = vcx_port_hears(dev);
	uint8_t data[28] = { 0 };

	(void)timer;
	if (up == port->oper_up)
		return;
	port->oper_up = up;
	port->link_down_events += !up;
	vcx_dev_log_rl(dev, VCX_LOG_INFO, "link %s", up ? "up" : "down");
	data[VCX_EQE_PORT_PORT] = 1 << PORT_EVENT_SHIFT;
	vcx_eq_event(dev, VCX_EVENT_PORT_CHANGE,
		     up ? VCX_PORT_SUBTYPE_ACTIVE : VCX_PORT_SUBTYPE_DOWN, data);
}

static void update_signal(struct vcx_dev *dev)
{
	bool on = sends_signal(dev);

	if (on == dev->port.signal)
		return;
	dev->port.signal = on;
	if (dev->env.signal)
		dev->env.signal(dev->env.priv, on);
}

void vcx_port_reset(struct vcx_dev *dev)
{
	vcx_timer_cancel(&dev->port.link_timer);
	dev->port = (struct vcx_port){
		.unplugged = dev->port.unplugged,
		.no_carrier = dev->port.no_carrier,
		.signal = dev->port.signal,
		.link_timer = { .fn = link_settle },
		.admin_mtu = VCX_PORT_MTU_DEFAULT,
		.eth_proto_admin = proto_capability(dev),
		.pause_rx = true,
		.pause_tx = true,
		.fcs_check = true,
	};
	update_signal(dev);
}

/* the link event comes after what changes the state */
static void settle_later(struct vcx_dev *dev)
{
	update_signal(dev);
	vcx_timer_set(dev, &dev->port.link_timer, vcx_now_ns(dev) + LINK_DELAY_NS);
}

static void set_admin(struct vcx_dev *dev, bool up)
{
	dev->port.admin_up = up;
	settle_later(dev);
}

void vcx_port_set_cable(struct vcx_dev *dev, bool plugged)
{
	dev->port.unplugged = !plugged;
	settle_later(dev);
}

void vcx_port_set_carrier(struct vcx_dev *dev, bool on)
{
	if (on != dev->port.no_carrier)
		return;
	dev->port.no_carrier = !on;
	settle_later(dev);
}

static enum vcx_status paos(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	unsigned int admin = (unsigned int)VCX_GET(paos_reg, reg, admin_status);

	if (write && VCX_GET(paos_reg, reg, ase)) {
		if (admin != PAOS_UP && admin != PAOS_DOWN)
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
					"PAOS admin_status %u", admin);
		set_admin(dev, admin == PAOS_UP);
	}
	VCX_SET(paos_reg, reg, admin_status, dev->port.admin_up ? PAOS_UP : PAOS_DOWN);
	VCX_SET(paos_reg, reg, oper_status, dev->port.oper_up ? PAOS_UP : PAOS_DOWN);
	return VCX_OK;
}

static enum vcx_status pmtu(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	uint32_t mtu = (uint32_t)VCX_GET(pmtu_reg, reg, admin_mtu);

	if (write) {
		if (mtu > VCX_PORT_MTU_MAX)
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
					"PMTU %u, at most %u", mtu, VCX_PORT_MTU_MAX);
		dev->port.admin_mtu = mtu;
	}
	VCX_SET(pmtu_reg, reg, max_mtu, VCX_PORT_MTU_MAX);
	VCX_SET(pmtu_reg, reg, admin_mtu, dev->port.admin_mtu);
	VCX_SET(pmtu_reg, reg, oper_mtu, dev->port.admin_mtu);
	return VCX_OK;
}

static enum vcx_status ptys(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	uint32_t capability = proto_capability(dev);
	uint32_t admin = (uint32_t)VCX_GET(ptys_reg, reg, eth_proto_admin);
	const struct link_mode *mode;

	if (!(VCX_GET(ptys_reg, reg, proto_mask) & PROTO_ETH))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"PTYS proto_mask is not Ethernet");
	if (write) {
		if (!admin || admin & ~capability)
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
					"PTYS eth_proto_admin 0x%x, can 0x%x", admin, capability);
		dev->port.eth_proto_admin = admin;
		dev->port.an_disable = VCX_GET(ptys_reg, reg, an_disable_admin);
	}
	mode = dev->port.oper_up ? proto_operational(dev) : NULL;
	VCX_SET(ptys_reg, reg, an_disable_cap, 1);
	VCX_SET(ptys_reg, reg, an_disable_admin, dev->port.an_disable);
	VCX_SET(ptys_reg, reg, eth_proto_capability, capability);
	VCX_SET(ptys_reg, reg, eth_proto_admin, dev->port.eth_proto_admin);
	VCX_SET(ptys_reg, reg, eth_proto_oper, mode ? 1u << mode->bit : 0);
	VCX_SET(ptys_reg, reg, eth_proto_lp_advertise,
		mode && !dev->port.an_disable ? capability : 0);
	VCX_SET(ptys_reg, reg, an_status, mode && !dev->port.an_disable ? AN_COMPLETE : 0);
	VCX_SET(ptys_reg, reg, connector_type, CONNECTOR_DA);
	return VCX_OK;
}

static enum vcx_status pfcc(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	struct vcx_port *port = &dev->port;

	(void)cmd;
	if (write) {
		/* with a mask bit set, the field it is about stays */
		if (!VCX_GET(pfcc_reg, reg, pptx_mask_n))
			port->pause_tx = VCX_GET(pfcc_reg, reg, pptx);
		if (!VCX_GET(pfcc_reg, reg, pprx_mask_n))
			port->pause_rx = VCX_GET(pfcc_reg, reg, pprx);
		if (VCX_GET(pfcc_reg, reg, minor_stall_mask))
			port->stall_minor =
				(uint16_t)VCX_GET(pfcc_reg, reg, device_stall_minor_watermark);
		if (VCX_GET(pfcc_reg, reg, critical_stall_mask))
			port->stall_critical =
				(uint16_t)VCX_GET(pfcc_reg, reg, device_stall_critical_watermark);
		if (VCX_GET(pfcc_reg, reg, prio_mask_tx))
			port->pfc_tx = (uint8_t)VCX_GET(pfcc_reg, reg, pfctx);
		if (VCX_GET(pfcc_reg, reg, prio_mask_rx))
			port->pfc_rx = (uint8_t)VCX_GET(pfcc_reg, reg, pfcrx);
	}
	VCX_SET(pfcc_reg, reg, pptx, port->pause_tx);
	VCX_SET(pfcc_reg, reg, pprx, port->pause_rx);
	VCX_SET(pfcc_reg, reg, pfctx, port->pfc_tx);
	VCX_SET(pfcc_reg, reg, pfcrx, port->pfc_rx);
	VCX_SET(pfcc_reg, reg, device_stall_minor_watermark, port->stall_minor);
	VCX_SET(pfcc_reg, reg, device_stall_critical_watermark, port->stall_critical);
	return VCX_OK;
}

static enum vcx_status pplm(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	const struct link_mode *mode = proto_operational(dev);
	uint32_t admin = (uint32_t)VCX_GET(pplm_reg, reg, fec_override_admin_100g);
	bool lanes4 = mode && mode->speed == 100000;
	uint32_t active = 0;

	if (write) {
		if (admin & ~(uint32_t)(FEC_NONE | FEC_RS))
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
					"PPLM fec_override_admin_100g 0x%x", admin);
		dev->port.fec_admin = (uint8_t)admin;
	}
	/* without override a copper link at 100G uses RS-FEC */
	if (dev->port.oper_up)
		active = lanes4 && dev->port.fec_admin != FEC_NONE ? FEC_RS : FEC_NONE;
	VCX_SET(pplm_reg, reg, fec_mode_active, active);
	VCX_SET(pplm_reg, reg, fec_override_cap_100g, FEC_NONE | FEC_RS);
	VCX_SET(pplm_reg, reg, fec_override_admin_100g, dev->port.fec_admin);
	return VCX_OK;
}

static enum vcx_status pcmr(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	(void)cmd;
	if (write)
		dev->port.fcs_check = VCX_GET(pcmr_reg, reg, fcs_chk);
	VCX_SET(pcmr_reg, reg, fcs_cap, 1);
	VCX_SET(pcmr_reg, reg, fcs_chk, dev->port.fcs_check);
	return VCX_OK;
}

static enum vcx_status pmlp(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	uint8_t *lane = VCX_ADDR(pmlp_reg, reg, lane0_module_mapping);

	(void)dev;
	(void)cmd;
	(void)write;
	VCX_SET(pmlp_reg, reg, width, 4);
	for (unsigned int i = 0; i < 4; i++) {
		uint8_t *map = lane + i * VCX_ST_SZ(lane_2_module_mapping);

		VCX_SET(lane_2_module_mapping, map, rx_lane, i);
		VCX_SET(lane_2_module_mapping, map, tx_lane, i);
		VCX_SET(lane_2_module_mapping, map, module, 0);
	}
	return VCX_OK;
}

static enum vcx_status mlcr(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	uint16_t seconds = (uint16_t)VCX_GET(mlcr_reg, reg, beacon_duration);

	(void)cmd;
	if (write) {
		vcx_dev_log_rl(dev, VCX_LOG_INFO, "port LED blinks for %u s", seconds);
		dev->port.beacon = seconds;
	}
	VCX_SET(mlcr_reg, reg, beacon_duration, dev->port.beacon);
	VCX_SET(mlcr_reg, reg, beacon_remain, dev->port.beacon);
	return VCX_OK;
}

static const struct vcx_reg_desc regs[] = {
	{ VCX_REG_PAOS, VCX_ST_SZ(paos_reg), true, false, paos },
	{ VCX_REG_PMTU, VCX_ST_SZ(pmtu_reg), true, false, pmtu },
	{ VCX_REG_PTYS, VCX_ST_SZ(ptys_reg), true, false, ptys },
	{ VCX_REG_PFCC, VCX_ST_SZ(pfcc_reg), true, false, pfcc },
	{ VCX_REG_PPLM, VCX_ST_SZ(pplm_reg), true, false, pplm },
	{ VCX_REG_PCMR, VCX_ST_SZ(pcmr_reg), true, false, pcmr },
	{ VCX_REG_PMLP, VCX_ST_SZ(pmlp_reg), true, true, pmlp },
	{ VCX_REG_MLCR, VCX_ST_SZ(mlcr_reg), true, false, mlcr },
};

const struct vcx_reg_family vcx_regs_port = { regs, ARRAY_SIZE(regs) };
