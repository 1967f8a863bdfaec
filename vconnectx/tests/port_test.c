// SPDX-License-Identifier: GPL-2.0-only
/* Access registers, link, vport and counters. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/card/net/impair.h"
#include "vconnectx/card/reg/reg.h"
#include "vconnectx/card/port/frame.h"
#include "vconnectx/card/tx/sq.h"
#include "vconnectx/card/port/port.h"

struct fixture {
	struct guest *guest;
	struct fake_base base;
	uint8_t reg[1024];
};

static int setup(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.guest = guest_new(NULL, 0);
	guest_bring_up(f.guest);
	fake_base(f.guest, &f.base);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	guest_free(((struct fixture *)*state)->guest);
	return 0;
}

/* execute ACCESS_REG with f->reg, which also receives the output; Return: status */
static uint8_t access_reg(struct fixture *f, uint16_t id, uint32_t size, bool write)
{
	return fake_access_reg(f->guest, id, f->reg, size, write);
}

static void port1(struct fixture *f)
{
	memset(f->reg, 0, sizeof(f->reg));
	VCX_SET(paos_reg, f->reg, local_port, 1);
}

static uint8_t set_admin(struct fixture *f, unsigned int admin)
{
	port1(f);
	VCX_SET(paos_reg, f->reg, ase, 1);
	VCX_SET(paos_reg, f->reg, admin_status, admin);
	return access_reg(f, VCX_REG_PAOS, VCX_ST_SZ(paos_reg), true);
}

static unsigned int vport_state(struct fixture *f)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_VPORT_STATE);

	assert_int_equal(GUEST_CMD(f->guest, in, query_vport_state_in, query_vport_state_out),
			 VCX_OK);
	return (unsigned int)VCX_GET(query_vport_state_out, f->guest->out, state);
}

static void link_follows_paos(void **state)
{
	struct fixture *f = *state;
	struct vcx_eqe *eqe = fake_eqe(f->guest, &f->base.async_eq, 0);

	fake_eq_arm(f->guest, &f->base, &f->base.async_eq, 0);
	assert_int_equal(vport_state(f), 0);
	assert_int_equal(set_admin(f, 1), VCX_OK);
	/* the event is posted after the command */
	assert_int_equal(eqe->owner, 1);
	guest_pass(f->guest, 10000000);
	assert_int_equal(eqe->owner, 0);
	assert_int_equal(eqe->type, VCX_EVENT_PORT_CHANGE);
	assert_int_equal(eqe->sub_type, VCX_PORT_SUBTYPE_ACTIVE);
	assert_int_equal(eqe->data[VCX_EQE_PORT_PORT] >> 4, 1);
	assert_int_equal(f->guest->irqs[0], 1);
	assert_int_equal(vport_state(f), 1);
	/* the port is already up, so there is no event */
	set_admin(f, 1);
	guest_pass(f->guest, 10000000);
	assert_int_equal(fake_eqe(f->guest, &f->base.async_eq, 1)->owner, 1);
	set_admin(f, 2);
	guest_pass(f->guest, 10000000);
	assert_int_equal(fake_eqe(f->guest, &f->base.async_eq, 1)->sub_type, VCX_PORT_SUBTYPE_DOWN);
	assert_int_equal(vport_state(f), 0);
	assert_int_equal(set_admin(f, 3), VCX_BAD_PARAMETER);
}

/* as with two cards on a cable, the link is up while both ends transmit a carrier */
static void link_follows_both_ends(void **state)
{
	static const uint8_t frame[64] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct fixture *f = *state;
	struct guest *guest = f->guest;
	struct vcx_dev *dev = guest->dev;

	vcx_dev_set_carrier(dev, false);
	assert_false(guest->signal);
	set_admin(f, 1);
	assert_true(guest->signal);
	guest_pass(guest, 10000000);
	assert_false(dev->port->oper_up);
	vcx_frame_receive(dev, frame, sizeof(frame));
	assert_int_equal(dev->port->rx.frames, 0);
	/* frames are accepted before the link is up on this side */
	vcx_dev_set_carrier(dev, true);
	assert_false(dev->port->oper_up);
	vcx_frame_receive(dev, frame, sizeof(frame));
	assert_int_equal(dev->port->rx.frames, 1);
	guest_pass(guest, 10000000);
	assert_true(dev->port->oper_up);
	assert_int_equal(dev->port->link_down_events, 0);
	/* the other end disconnects: an event is posted, and nothing is sent from then on */
	vcx_dev_set_carrier(dev, false);
	vcx_frame_send(dev, frame, sizeof(frame), 1, 0);
	assert_int_equal(guest->nr_sent, 0);
	guest_pass(guest, 10000000);
	assert_false(dev->port->oper_up);
	assert_int_equal(dev->port->link_down_events, 1);
	/* that does not turn the carrier of this end off, but unplugging the cable does */
	assert_int_equal(guest->nr_signals, 1);
	vcx_port_set_cable(dev, false);
	assert_false(guest->signal);
	vcx_port_set_cable(dev, true);
	assert_true(guest->signal);
	/* the other end is independent of this one */
	vcx_dev_set_carrier(dev, true);
	guest_pass(guest, 10000000);
	assert_true(dev->port->oper_up);
	vcx_dev_reset(dev, "test");
	assert_false(guest->signal);
	assert_int_equal(guest->nr_signals, 4);
	assert_false(dev->port->no_carrier);
}

static uint32_t oper_proto(struct fixture *f)
{
	port1(f);
	VCX_SET(ptys_reg, f->reg, proto_mask, 4);
	assert_int_equal(access_reg(f, VCX_REG_PTYS, VCX_ST_SZ(ptys_reg), false), VCX_OK);
	return (uint32_t)VCX_GET(ptys_reg, f->reg, eth_proto_oper);
}

static void speed_is_the_fastest_enabled(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(oper_proto(f), 0);
	set_admin(f, 1);
	guest_pass(f->guest, 10000000);
	assert_int_equal(oper_proto(f), 1 << 20); /* 100GBASE-CR4 */
	port1(f);
	VCX_SET(ptys_reg, f->reg, proto_mask, 4);
	VCX_SET(ptys_reg, f->reg, eth_proto_admin, 1 << 27 | 1 << 1);
	assert_int_equal(access_reg(f, VCX_REG_PTYS, VCX_ST_SZ(ptys_reg), true), VCX_OK);
	assert_int_equal(oper_proto(f), 1 << 27); /* 25GBASE-CR */
	port1(f);
	VCX_SET(ptys_reg, f->reg, proto_mask, 4);
	VCX_SET(ptys_reg, f->reg, eth_proto_admin, 1 << 21);
	assert_int_equal(access_reg(f, VCX_REG_PTYS, VCX_ST_SZ(ptys_reg), true), VCX_BAD_PARAMETER);
	port1(f);
	VCX_SET(ptys_reg, f->reg, proto_mask, 1);
	assert_int_equal(access_reg(f, VCX_REG_PTYS, VCX_ST_SZ(ptys_reg), false),
			 VCX_BAD_PARAMETER);
}

static void mtu(void **state)
{
	struct fixture *f = *state;

	port1(f);
	assert_int_equal(access_reg(f, VCX_REG_PMTU, VCX_ST_SZ(pmtu_reg), false), VCX_OK);
	assert_int_equal(VCX_GET(pmtu_reg, f->reg, max_mtu), 10000);
	assert_int_equal(VCX_GET(pmtu_reg, f->reg, oper_mtu), 1522);
	VCX_SET(pmtu_reg, f->reg, admin_mtu, 9022);
	assert_int_equal(access_reg(f, VCX_REG_PMTU, VCX_ST_SZ(pmtu_reg), true), VCX_OK);
	assert_int_equal(VCX_GET(pmtu_reg, f->reg, oper_mtu), 9022);
	VCX_SET(pmtu_reg, f->reg, admin_mtu, 10001);
	assert_int_equal(access_reg(f, VCX_REG_PMTU, VCX_ST_SZ(pmtu_reg), true), VCX_BAD_PARAMETER);
}

static void pause_bits_have_masks(void **state)
{
	struct fixture *f = *state;

	port1(f);
	VCX_SET(pfcc_reg, f->reg, pptx, 0);
	VCX_SET(pfcc_reg, f->reg, pprx, 0);
	VCX_SET(pfcc_reg, f->reg, pprx_mask_n, 1);
	assert_int_equal(access_reg(f, VCX_REG_PFCC, VCX_ST_SZ(pfcc_reg), true), VCX_OK);
	assert_int_equal(VCX_GET(pfcc_reg, f->reg, pptx), 0);
	assert_int_equal(VCX_GET(pfcc_reg, f->reg, pprx), 1);
}

static uint8_t read_mcia(struct fixture *f, unsigned int off, unsigned int len)
{
	memset(f->reg, 0, sizeof(f->reg));
	VCX_SET(mcia_reg, f->reg, i2c_device_address, 0x50);
	VCX_SET(mcia_reg, f->reg, device_address, off);
	VCX_SET(mcia_reg, f->reg, size, len);
	return access_reg(f, VCX_REG_MCIA, VCX_ST_SZ(mcia_reg), false);
}

static void read_module(struct fixture *f, uint8_t *eeprom, unsigned int step)
{
	for (unsigned int off = 0, len; off < 256; off += len) {
		len = off + step > 256 ? 256 - off : step;
		assert_int_equal(read_mcia(f, off, len), VCX_OK);
		assert_int_equal(VCX_GET(mcia_reg, f->reg, status), 0);
		memcpy(eeprom + off, VCX_ADDR(mcia_reg, f->reg, dwords), len);
	}
}

static void module_in_larger_pieces(void **state)
{
	struct fixture *f = *state;
	uint8_t small[256], large[256];

	read_module(f, small, 48);
	assert_int_equal(read_mcia(f, 0, 49), VCX_BAD_PARAMETER);
	VCX_SET(mcam_enhanced_features, f->guest->dev->caps.cur[VCX_CAP_mcam_features],
		mcia_32dwords, 1);
	read_module(f, large, 128);
	assert_int_equal(read_mcia(f, 0, 129), VCX_BAD_PARAMETER);
	assert_memory_equal(small, large, sizeof(small));
}

static void module_is_consistent(void **state)
{
	struct fixture *f = *state;
	uint8_t eeprom[256], sum = 0;

	read_module(f, eeprom, 48);
	/* the identifier is QSFP28, and both check codes of SFF-8636 are valid */
	assert_int_equal(eeprom[0], 0x11);
	assert_int_equal(eeprom[128], 0x11);
	for (unsigned int i = 128; i <= 190; i++)
		sum = (uint8_t)(sum + eeprom[i]);
	assert_int_equal(sum, eeprom[191]);
	sum = 0;
	for (unsigned int i = 192; i <= 222; i++)
		sum = (uint8_t)(sum + eeprom[i]);
	assert_int_equal(sum, eeprom[223]);
	assert_memory_equal(eeprom + 196, "VCX020000000001 ", 16);
	/* there is no device at the second address of an SFP */
	VCX_SET(mcia_reg, f->reg, i2c_device_address, 0x51);
	assert_int_equal(access_reg(f, VCX_REG_MCIA, VCX_ST_SZ(mcia_reg), false), VCX_OK);
	assert_int_not_equal(VCX_GET(mcia_reg, f->reg, status), 0);
	/* out of range */
	VCX_SET(mcia_reg, f->reg, device_address, 250);
	assert_int_equal(access_reg(f, VCX_REG_MCIA, VCX_ST_SZ(mcia_reg), false),
			 VCX_BAD_PARAMETER);
}

static void firmware_version_by_component(void **state)
{
	struct fixture *f = *state;
	uint8_t *in;

	memset(f->reg, 0, sizeof(f->reg));
	assert_int_equal(access_reg(f, VCX_REG_MCQS, VCX_ST_SZ(mcqs_reg), false), VCX_OK);
	assert_int_equal(VCX_GET(mcqs_reg, f->reg, identifier), 1);
	assert_int_equal(VCX_GET(mcqs_reg, f->reg, last_index_flag), 1);
	VCX_SET(mcqs_reg, f->reg, component_index, 1);
	assert_int_equal(access_reg(f, VCX_REG_MCQS, VCX_ST_SZ(mcqs_reg), false), VCX_BAD_INDEX);
	/* the driver passes only the head of the register */
	in = guest_input(MLX5_CMD_OP_ACCESS_REG);
	VCX_SET(access_register_in, in, op_mod, 1);
	VCX_SET(access_register_in, in, register_id, VCX_REG_MCQI);
	VCX_SET(mcqi_reg, VCX_ADDR(access_register_in, in, register_data), info_type, 1);
	assert_int_equal(guest_cmd(f->guest, in, 16 + VCX_ST_SZ(mcqi_reg),
				   16 + VCX_ST_SZ(mcqi_reg) + VCX_ST_SZ(mcqi_version)),
			 VCX_OK);
	assert_int_equal(VCX_GET(mcqi_version, f->guest->out + 16 + VCX_ST_SZ(mcqi_reg), version),
			 16 << 24 | 35 << 16 | 3006);
}

static void bad_register_accesses(void **state)
{
	struct fixture *f = *state;
	uint8_t *in;

	port1(f);
	assert_int_equal(access_reg(f, VCX_REG_MTMP, 64, false), VCX_BAD_PARAMETER);
	assert_int_equal(f->guest->syndrome, VCX_SYND_REGISTER);
	assert_true(guest_logged(f->guest, "MTMP"));
	assert_int_equal(access_reg(f, VCX_REG_PPCNT, 3, false), VCX_BAD_INPUT_LENGTH);
	/* older kernels transfer fewer bytes of the register */
	port1(f);
	assert_int_equal(access_reg(f, VCX_REG_PPCNT, 64, false), VCX_OK);
	assert_int_equal(access_reg(f, VCX_REG_PCAM, VCX_ST_SZ(pcam_reg), true), VCX_BAD_PARAMETER);
	VCX_SET(paos_reg, f->reg, local_port, 2);
	assert_int_equal(access_reg(f, VCX_REG_PAOS, VCX_ST_SZ(paos_reg), false),
			 VCX_BAD_PARAMETER);
	in = guest_input(MLX5_CMD_OP_ACCESS_REG);
	VCX_SET(access_register_in, in, op_mod, 1);
	VCX_SET(access_register_in, in, register_id, VCX_REG_PAOS);
	assert_int_equal(guest_cmd(f->guest, in, 64, 16), VCX_BAD_OUTPUT_LENGTH);
	port1(f);
	VCX_SET(ppcnt_reg, f->reg, grp, 0x3f);
	assert_int_equal(access_reg(f, VCX_REG_PPCNT, VCX_ST_SZ(ppcnt_reg), false),
			 VCX_BAD_PARAMETER);
}

static void counters_show_traffic(void **state)
{
	static const uint8_t multicast[64] = { 0x33, 0x33 };
	struct fixture *f = *state;
	static uint8_t broadcast[1500];
	struct vcx_dev *dev = f->guest->dev;

	/* nothing is sent while the link is down */
	vcx_frame_send(dev, multicast, 64, 1, 0);
	assert_int_equal(f->guest->nr_sent, 0);
	set_admin(f, 1);
	guest_pass(f->guest, 10000000);
	vcx_frame_send(dev, multicast, 64, 1, 0);
	assert_int_equal(f->guest->nr_sent, 1);
	assert_int_equal(guest_cmd(f->guest, guest_input(MLX5_CMD_OP_QUERY_VPORT_COUNTER),
				   VCX_ST_SZ(query_vport_counter_in),
				   VCX_ST_SZ(query_vport_counter_out)),
			 VCX_OK);
	assert_int_equal(VCX_GET(query_vport_counter_out, f->guest->out,
				 transmitted_eth_multicast.packets),
			 1);
	assert_int_equal(VCX_GET(query_vport_counter_out, f->guest->out,
				 transmitted_eth_multicast.octets),
			 64);
	memset(broadcast, 0xff, 6);
	for (int i = 0; i < 3; i++)
		vcx_frame_send(dev, broadcast, 1500, 1, 0);
	port1(f);
	assert_int_equal(access_reg(f, VCX_REG_PPCNT, VCX_ST_SZ(ppcnt_reg), false), VCX_OK);
	assert_int_equal(vcx_get_be64(VCX_ADDR(ppcnt_reg, f->reg,
					       counter_set.eth_802_3_cntrs_grp_data_layout
						       .a_frames_transmitted_ok_high)),
			 4);
	assert_int_equal(vcx_get_be64(VCX_ADDR(ppcnt_reg, f->reg,
					       counter_set.eth_802_3_cntrs_grp_data_layout
						       .a_broadcast_frames_xmitted_ok_high)),
			 3);
	assert_int_equal(vcx_get_be64(VCX_ADDR(ppcnt_reg, f->reg,
					       counter_set.eth_802_3_cntrs_grp_data_layout
						       .a_octets_transmitted_ok_high)),
			 68 + 3 * 1504);
}

/* with --impair, frames to the wire are counted, captured, and delayed by timers */
static void impaired_wire(void **state)
{
	static const uint8_t frame[64] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct fixture *f = *state;
	struct guest *guest = f->guest;
	struct vcx_dev *dev = guest->dev;
	struct vcx_impair_rule rule;
	unsigned int lost = 0;
	char err[256], *reply;

	assert_true(vcx_impair_parse("loss=30% delay_us=500 seed=7", &rule, err, sizeof(err)));
	dev->impair = vcx_impair_new(&rule);
	set_admin(f, 1);
	guest_pass(guest, 10000000);
	for (unsigned int i = 1; i <= 100; i++) {
		char fate[64];
		bool gone = vcx_impair_fate(&rule, i).lost;

		vcx_frame_send(dev, frame, sizeof(frame), 5, 0);
		snprintf(fate, sizeof(fate),
			 gone ? "tx sqn=5, frame %u lost by --impair" :
				"tx sqn=5, frame %u, 500 us late",
			 i);
		assert_string_equal(guest->captured, fate);
		lost += gone;
	}
	assert_in_range(lost, 15, 45);
	assert_int_equal(guest->nr_sent, 0);
	assert_true(vcx_dev_deadline(dev) == guest->now_ns + 500000);
	guest_pass(guest, 499999);
	assert_int_equal(guest->nr_sent, 0);
	/* a limited number of frames arrives at once; a reset of the port does not affect them */
	guest_pass(guest, 1);
	assert_int_equal(guest->nr_sent, 64);
	vcx_dev_reset(dev, "test");
	guest_pass(guest, 0);
	assert_int_equal(guest->nr_sent, 100 - lost);
	assert_true(vcx_dev_deadline(dev) == UINT64_MAX);
	reply = guest_ask(guest, "{\"show\":\"counters\"}");
	assert_non_null(strstr(reply, "\"impair\":{\"frames\":100,\"lost\":"));
	assert_non_null(strstr(reply, "\"waiting_bytes\":0"));
	free(reply);
}

/* with --wire loop, the port itself is the other end of the wire */
static void impaired_loop(void **state)
{
	static const uint8_t frame[64] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct fixture *f = *state;
	struct vcx_dev *dev = f->guest->dev;
	struct vcx_impair_rule rule;
	char err[256];

	assert_true(vcx_impair_parse("delay_us=500 duplicate=100%", &rule, err, sizeof(err)));
	dev->impair = vcx_impair_new(&rule);
	dev->wire_loop = true;
	set_admin(f, 1);
	guest_pass(f->guest, 10000000);
	vcx_frame_send(dev, frame, sizeof(frame), 5, 0);
	assert_int_equal(dev->port->tx.frames, 1);
	assert_int_equal(dev->port->rx.frames, 0);
	guest_pass(f->guest, 500000);
	assert_int_equal(dev->port->rx.frames, 2);
}

static void expect_prio(struct fixture *f, unsigned int prio, uint64_t tx, uint64_t rx)
{
	port1(f);
	VCX_SET(ppcnt_reg, f->reg, grp, 0x10);
	VCX_SET(ppcnt_reg, f->reg, prio_tc, prio);
	assert_int_equal(access_reg(f, VCX_REG_PPCNT, VCX_ST_SZ(ppcnt_reg), false), VCX_OK);
	assert_int_equal(vcx_get_be64(
				 VCX_ADDR(ppcnt_reg, f->reg,
					  counter_set.eth_per_prio_grp_data_layout.tx_frames_high)),
			 tx);
	assert_int_equal(vcx_get_be64(
				 VCX_ADDR(ppcnt_reg, f->reg,
					  counter_set.eth_per_prio_grp_data_layout.rx_frames_high)),
			 rx);
	assert_int_equal(vcx_get_be64(
				 VCX_ADDR(ppcnt_reg, f->reg,
					  counter_set.eth_per_prio_grp_data_layout.tx_octets_high)),
			 tx * 68);
}

/* frames are sent with the priority of the TIS, and received with that of the tag */
static void counters_of_priorities(void **state)
{
	static const uint8_t tagged[64] = { [0] = 0x33, 0x33, [12] = 0x81, 0x00, 0x60, 0x05 };
	static const uint8_t plain[64] = { 0x33, 0x33 };
	struct fixture *f = *state;
	struct fake_queue cq, sq;
	uint32_t len, tisn;
	uint8_t *in;

	set_admin(f, 1);
	guest_pass(f->guest, 10000000);
	in = guest_input(MLX5_CMD_OP_CREATE_TIS);
	VCX_SET(create_tis_in, in, ctx.transport_domain, f->base.td);
	VCX_SET(create_tis_in, in, ctx.prio, 6 << 1);
	assert_int_equal(GUEST_CMD(f->guest, in, create_tis_in, create_tis_out), VCX_OK);
	tisn = (uint32_t)VCX_GET(create_tis_out, f->guest->out, tisn);
	fake_cq(f->guest, &f->base, &cq, 6);
	in = fake_sq_input(f->guest, &f->base, &sq, cq.id, 4, &len);
	VCX_SET(create_sq_in, in, ctx.tis_lst_sz, 1);
	VCX_SET(create_sq_in, in, ctx.tis_num_0, tisn);
	assert_int_equal(guest_cmd(f->guest, in, len, VCX_ST_SZ(create_sq_out)), VCX_OK);
	sq.id = (uint32_t)VCX_GET(create_sq_out, f->guest->out, sqn);
	vcx_frame_send(f->guest->dev, plain, 64, sq.id, vcx_send_priority(f->guest->dev, sq.id));
	vcx_frame_send(f->guest->dev, plain, 64, sq.id, vcx_send_priority(f->guest->dev, sq.id));
	vcx_frame_send(f->guest->dev, tagged, 64, 1, 0);
	vcx_frame_receive(f->guest->dev, tagged, 64);
	vcx_frame_receive(f->guest->dev, plain, 64);
	vcx_frame_receive(f->guest->dev, plain, 64);
	expect_prio(f, 6, 2, 0);
	expect_prio(f, 3, 0, 1);
	expect_prio(f, 0, 1, 2);
	VCX_SET(ppcnt_reg, f->reg, grp, 0x10);
	VCX_SET(ppcnt_reg, f->reg, prio_tc, 8);
	assert_int_equal(access_reg(f, VCX_REG_PPCNT, VCX_ST_SZ(ppcnt_reg), false),
			 VCX_BAD_PARAMETER);
}

static uint8_t query_vport(struct fixture *f, unsigned int list)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_NIC_VPORT_CONTEXT);

	VCX_SET(query_nic_vport_context_in, in, allowed_list_type, list);
	return guest_cmd(f->guest, in, VCX_ST_SZ(query_nic_vport_context_in),
			 VCX_ST_SZ(query_nic_vport_context_out) + 64 * 8);
}

static void vport_keeps_selected_fields(void **state)
{
	struct fixture *f = *state;
	uint8_t *in;

	assert_int_equal(query_vport(f, 0), VCX_OK);
	assert_int_equal(VCX_GET(query_nic_vport_context_out, f->guest->out,
				 nic_vport_context.permanent_address.mac_addr_31_0),
			 1);
	in = guest_input(MLX5_CMD_OP_MODIFY_NIC_VPORT_CONTEXT);
	VCX_SET(modify_nic_vport_context_in, in, field_select.mtu, 1);
	VCX_SET(modify_nic_vport_context_in, in, nic_vport_context.mtu, 9022);
	VCX_SET(modify_nic_vport_context_in, in, nic_vport_context.promisc_all, 1);
	assert_int_equal(GUEST_CMD(f->guest, in, modify_nic_vport_context_in,
				   modify_nic_vport_context_out),
			 VCX_OK);
	query_vport(f, 0);
	assert_int_equal(VCX_GET(query_nic_vport_context_out, f->guest->out, nic_vport_context.mtu),
			 9022);
	assert_int_equal(VCX_GET(query_nic_vport_context_out, f->guest->out,
				 nic_vport_context.promisc_all),
			 0);
	in = guest_input(MLX5_CMD_OP_MODIFY_NIC_VPORT_CONTEXT);
	VCX_SET(modify_nic_vport_context_in, in, field_select.mtu, 1);
	VCX_SET(modify_nic_vport_context_in, in, nic_vport_context.mtu, 20000);
	assert_int_equal(GUEST_CMD(f->guest, in, modify_nic_vport_context_in,
				   modify_nic_vport_context_out),
			 VCX_BAD_PARAMETER);
	in = guest_input(MLX5_CMD_OP_QUERY_VPORT_STATE);
	VCX_SET(query_vport_state_in, in, other_vport, 1);
	VCX_SET(query_vport_state_in, in, vport_number, 3);
	assert_int_equal(GUEST_CMD(f->guest, in, query_vport_state_in, query_vport_state_out),
			 VCX_BAD_PARAMETER);
}

static uint8_t set_list(struct fixture *f, unsigned int type, uint32_t nr, uint32_t given)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_MODIFY_NIC_VPORT_CONTEXT);

	VCX_SET(modify_nic_vport_context_in, in, field_select.addresses_list, 1);
	VCX_SET(modify_nic_vport_context_in, in, nic_vport_context.allowed_list_type, type);
	VCX_SET(modify_nic_vport_context_in, in, nic_vport_context.allowed_list_size, nr);
	for (uint32_t i = 0; i < given; i++)
		vcx_put_be64(in + VCX_ST_SZ(modify_nic_vport_context_in) + i * 8,
			     0x020000000100ull + i);
	return guest_cmd(f->guest, in, VCX_ST_SZ(modify_nic_vport_context_in) + given * 8,
			 VCX_ST_SZ(modify_nic_vport_context_out));
}

static void vport_lists(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set_list(f, 0, 3, 3), VCX_OK);
	query_vport(f, 0);
	assert_int_equal(VCX_GET(query_nic_vport_context_out, f->guest->out,
				 nic_vport_context.allowed_list_size),
			 3);
	assert_int_equal(vcx_get_be64(f->guest->out + VCX_ST_SZ(query_nic_vport_context_out) + 16),
			 0x020000000102ull);
	query_vport(f, 1);
	assert_int_equal(VCX_GET(query_nic_vport_context_out, f->guest->out,
				 nic_vport_context.allowed_list_size),
			 0);
	assert_int_equal(set_list(f, 0, 3, 2), VCX_BAD_INPUT_LENGTH);
	assert_int_equal(set_list(f, 0, 129, 129), VCX_LIMITS_EXCEEDED);
	assert_int_equal(set_list(f, 5, 1, 1), VCX_BAD_PARAMETER);
	assert_int_equal(query_vport(f, 6), VCX_BAD_PARAMETER);
	assert_int_equal(set_list(f, 0, 0, 0), VCX_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(link_follows_paos),
		TEST(link_follows_both_ends),
		TEST(speed_is_the_fastest_enabled),
		TEST(mtu),
		TEST(pause_bits_have_masks),
		TEST(module_is_consistent),
		TEST(module_in_larger_pieces),
		TEST(firmware_version_by_component),
		TEST(bad_register_accesses),
		TEST(counters_show_traffic),
		TEST(impaired_wire),
		TEST(impaired_loop),
		TEST(counters_of_priorities),
		TEST(vport_keeps_selected_fields),
		TEST(vport_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
