// SPDX-License-Identifier: GPL-2.0-only
/* Registers of the physical port. */
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/card/reg/reg.h"
#include "vconnectx/host/util.h"

#define PROTO_ETH    4u /* PTYS proto_mask */
#define CONNECTOR_DA 7u /* port.h: MLX5E_PORT_DA */
#define AN_COMPLETE  1u /* port.h: MLX5_AN_COMPLETE */

/* PPLM: bits of fec_override_* and fec_mode_active; en/port.h: MLX5E_FEC_* */
#define FEC_NONE BIT(0)
#define FEC_RS	 BIT(2)

/* PAOS: port.h, enum mlx5_port_status */
enum { PAOS_UP = 1, PAOS_DOWN = 2 };

static enum vcx_status paos(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	unsigned int admin = (unsigned int)VCX_GET(paos_reg, reg, admin_status);

	if (write && VCX_GET(paos_reg, reg, ase)) {
		if (admin != PAOS_UP && admin != PAOS_DOWN)
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
					"PAOS admin_status %u is invalid", admin);
		vcx_port_set_admin(dev, admin == PAOS_UP);
	}
	VCX_SET(paos_reg, reg, admin_status, dev->port->admin_up ? PAOS_UP : PAOS_DOWN);
	VCX_SET(paos_reg, reg, oper_status, dev->port->oper_up ? PAOS_UP : PAOS_DOWN);
	return VCX_OK;
}

static enum vcx_status pmtu(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	uint32_t mtu = (uint32_t)VCX_GET(pmtu_reg, reg, admin_mtu);

	if (write) {
		if (mtu > VCX_PORT_MTU_MAX)
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
					"PMTU %u, the maximum is %u", mtu, VCX_PORT_MTU_MAX);
		dev->port->admin_mtu = mtu;
	}
	VCX_SET(pmtu_reg, reg, max_mtu, VCX_PORT_MTU_MAX);
	VCX_SET(pmtu_reg, reg, admin_mtu, dev->port->admin_mtu);
	VCX_SET(pmtu_reg, reg, oper_mtu, dev->port->admin_mtu);
	return VCX_OK;
}

static enum vcx_status ptys(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	uint32_t capability = vcx_port_modes(dev);
	uint32_t admin = (uint32_t)VCX_GET(ptys_reg, reg, eth_proto_admin);
	const struct vcx_link_mode *mode;

	if (!(VCX_GET(ptys_reg, reg, proto_mask) & PROTO_ETH))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"PTYS proto_mask is not Ethernet");
	if (write) {
		if (!admin || admin & ~capability)
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
					"PTYS eth_proto_admin 0x%x, supported 0x%x", admin,
					capability);
		dev->port->eth_proto_admin = admin;
		dev->port->an_disable = VCX_GET(ptys_reg, reg, an_disable_admin);
	}
	mode = dev->port->oper_up ? vcx_port_mode(dev) : NULL;
	VCX_SET(ptys_reg, reg, an_disable_cap, 1);
	VCX_SET(ptys_reg, reg, an_disable_admin, dev->port->an_disable);
	VCX_SET(ptys_reg, reg, eth_proto_capability, capability);
	VCX_SET(ptys_reg, reg, eth_proto_admin, dev->port->eth_proto_admin);
	VCX_SET(ptys_reg, reg, eth_proto_oper, mode ? 1u << mode->bit : 0);
	VCX_SET(ptys_reg, reg, eth_proto_lp_advertise,
		mode && !dev->port->an_disable ? capability : 0);
	VCX_SET(ptys_reg, reg, an_status, mode && !dev->port->an_disable ? AN_COMPLETE : 0);
	VCX_SET(ptys_reg, reg, connector_type, CONNECTOR_DA);
	return VCX_OK;
}

static enum vcx_status pfcc(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	struct vcx_port *port = dev->port;

	(void)cmd;
	if (write) {
		/* a mask bit preserves the current value of its field */
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
	const struct vcx_link_mode *mode = vcx_port_mode(dev);
	uint32_t admin = (uint32_t)VCX_GET(pplm_reg, reg, fec_override_admin_100g);
	bool lanes4 = mode && mode->speed == 100000;
	uint32_t active = 0;

	if (write) {
		if (admin & ~(uint32_t)(FEC_NONE | FEC_RS))
			return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
					"PPLM fec_override_admin_100g 0x%x is invalid", admin);
		dev->port->fec_admin = (uint8_t)admin;
	}
	/* without an override, a copper link at 100G uses RS-FEC */
	if (dev->port->oper_up)
		active = lanes4 && dev->port->fec_admin != FEC_NONE ? FEC_RS : FEC_NONE;
	VCX_SET(pplm_reg, reg, fec_mode_active, active);
	VCX_SET(pplm_reg, reg, fec_override_cap_100g, FEC_NONE | FEC_RS);
	VCX_SET(pplm_reg, reg, fec_override_admin_100g, dev->port->fec_admin);
	return VCX_OK;
}

static enum vcx_status pcmr(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	(void)cmd;
	if (write)
		dev->port->fcs_check = VCX_GET(pcmr_reg, reg, fcs_chk);
	VCX_SET(pcmr_reg, reg, fcs_cap, 1);
	VCX_SET(pcmr_reg, reg, fcs_chk, dev->port->fcs_check);
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
		vcx_dev_log(dev, VCX_LOG_INFO, "port LED blinks for %u s", seconds);
		dev->port->beacon = seconds;
	}
	VCX_SET(mlcr_reg, reg, beacon_duration, dev->port->beacon);
	VCX_SET(mlcr_reg, reg, beacon_remain, dev->port->beacon);
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
