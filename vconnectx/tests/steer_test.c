// SPDX-License-Identifier: GPL-2.0-only
/* Destinations of frames: vport, flow tables, TIRs, RQ tables and loopback. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_frame.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/card/net/packet.h"
#include "vconnectx/card/rx/rss.h"
#include "vconnectx/card/rx/flow_table.h"
#include "vconnectx/card/port/frame.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/card/port/vport.h"
#include "vconnectx/card/rx/rx.h"
#include "vconnectx/host/util.h"

#define NR_RQS 4u

struct fixture {
	struct guest *guest;
	struct fake_base base;
	struct fake_queue cq[NR_RQS];
	struct fake_queue rq[NR_RQS];
	uint32_t taken[NR_RQS]; /* number of completions consumed */
	uint32_t tirn[NR_RQS];	/* TIRs with one queue each */
	uint32_t rqtn;		/* RQT of all queues */
	uint32_t root;		/* table of level 1 */
	uint8_t frame[FAKE_FRAME_MAX];
	size_t len;
};

/* type and id of a destination */
struct dest {
	unsigned int type;
	uint32_t id;
};

#define TO_TIR	 MLX5_IFC_FLOW_DESTINATION_TYPE_TIR
#define TO_TABLE MLX5_IFC_FLOW_DESTINATION_TYPE_FLOW_TABLE

static uint32_t table(struct fixture *f, unsigned int level, uint32_t miss)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_FLOW_TABLE);

	VCX_SET(create_flow_table_in, in, flow_table_context.level, level);
	VCX_SET(create_flow_table_in, in, flow_table_context.log_size, 4);
	VCX_SET(create_flow_table_in, in, flow_table_context.table_miss_action,
		miss ? MLX5_FLOW_TABLE_MISS_ACTION_FWD : 0);
	VCX_SET(create_flow_table_in, in, flow_table_context.table_miss_id, miss);
	assert_int_equal(GUEST_CMD(f->guest, in, create_flow_table_in, create_flow_table_out),
			 VCX_OK);
	return (uint32_t)VCX_GET(create_flow_table_out, f->guest->out, table_id);
}

/* create a group with one entry, so that each entry has its own criteria */
static uint32_t group(struct fixture *f, uint32_t id, uint32_t index, const uint8_t *outer)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_FLOW_GROUP);

	VCX_SET(create_flow_group_in, in, table_id, id);
	VCX_SET(create_flow_group_in, in, start_flow_index, index);
	VCX_SET(create_flow_group_in, in, end_flow_index, index);
	VCX_SET(create_flow_group_in, in, match_criteria_enable, !!outer);
	if (outer)
		memcpy(VCX_ADDR(create_flow_group_in, in, match_criteria), outer,
		       VCX_ST_SZ(fte_match_set_lyr_2_4));
	assert_int_equal(GUEST_CMD(f->guest, in, create_flow_group_in, create_flow_group_out),
			 VCX_OK);
	return (uint32_t)VCX_GET(create_flow_group_out, f->guest->out, group_id);
}

/**
 * rule() - create an entry with its own group
 * @f: fixture
 * @id: table
 * @index: index of the entry
 * @mask: outer headers to match on, or NULL for all packets
 * @value: values of these headers
 * @dests: array of @nr destinations; the packets are dropped if there are none
 * @counter: flow counter, or 0
 * @tag: flow tag
 */
static void rule(struct fixture *f, uint32_t id, uint32_t index, const uint8_t *mask,
		 const uint8_t *value, const struct dest *dests, uint32_t nr, uint32_t counter,
		 uint32_t tag)
{
	uint32_t gid = group(f, id, index, mask);
	uint8_t *in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ENTRY);
	uint8_t *to = in + VCX_ST_SZ(set_fte_in);

	VCX_SET(set_fte_in, in, table_id, id);
	VCX_SET(set_fte_in, in, flow_index, index);
	VCX_SET(set_fte_in, in, flow_context.group_id, gid);
	VCX_SET(set_fte_in, in, flow_context.flow_tag, tag);
	VCX_SET(set_fte_in, in, flow_context.action,
		(nr ? MLX5_FLOW_CONTEXT_ACTION_FWD_DEST : MLX5_FLOW_CONTEXT_ACTION_DROP) |
			(counter ? MLX5_FLOW_CONTEXT_ACTION_COUNT : 0));
	VCX_SET(set_fte_in, in, flow_context.destination_list_size, nr);
	VCX_SET(set_fte_in, in, flow_context.flow_counter_list_size, !!counter);
	if (mask)
		memcpy(VCX_ADDR(set_fte_in, in, flow_context.match_value), value,
		       VCX_ST_SZ(fte_match_set_lyr_2_4));
	for (uint32_t i = 0; i < nr; i++, to += 8) {
		VCX_SET(dest_format_struct, to, destination_type, dests[i].type);
		VCX_SET(dest_format_struct, to, destination_id, dests[i].id);
	}
	vcx_put_be32(to, counter);
	assert_int_equal(guest_cmd(f->guest, in, VCX_ST_SZ(set_fte_in) + (nr + !!counter) * 8,
				   VCX_ST_SZ(set_fte_out)),
			 VCX_OK);
}

/* send all packets to one destination */
static void rule_all(struct fixture *f, uint32_t id, uint32_t index, unsigned int type, uint32_t to)
{
	rule(f, id, index, NULL, NULL, &(struct dest){ type, to }, 1, 0, 0);
}

#define LYR_SIZE VCX_ST_SZ(fte_match_set_lyr_2_4)
#define FIELD(mask, value, fld, v) \
	do { \
		VCX_SET(fte_match_set_lyr_2_4, mask, fld, ~0ull); \
		VCX_SET(fte_match_set_lyr_2_4, value, fld, v); \
	} while (0)

static void set_root(struct fixture *f, uint32_t id)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ROOT);

	VCX_SET(set_flow_table_root_in, in, table_id, id);
	assert_int_equal(GUEST_CMD(f->guest, in, set_flow_table_root_in, set_flow_table_root_out),
			 VCX_OK);
}

/* allow the device's own address, and the groups 33:33:00:00:00:01 and broadcast */
static void set_lists(struct fixture *f)
{
	static const uint8_t macs[3][8] = {
		{ 0, 0, 0x02, 0, 0, 0, 0, 0x01 },
		{ 0, 0, 0x33, 0x33, 0, 0, 0, 0x01 },
		{ 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
	};

	for (unsigned int list = 0; list < 2; list++) {
		uint8_t *in = guest_input(MLX5_CMD_OP_MODIFY_NIC_VPORT_CONTEXT);
		uint32_t nr = list + 1;

		VCX_SET(modify_nic_vport_context_in, in, field_select.addresses_list, 1);
		VCX_SET(modify_nic_vport_context_in, in, nic_vport_context.allowed_list_type, list);
		VCX_SET(modify_nic_vport_context_in, in, nic_vport_context.allowed_list_size, nr);
		memcpy(in + VCX_ST_SZ(modify_nic_vport_context_in), macs[list], nr * 8);
		assert_int_equal(guest_cmd(f->guest, in,
					   VCX_ST_SZ(modify_nic_vport_context_in) + nr * 8,
					   VCX_ST_SZ(modify_nic_vport_context_out)),
				 VCX_OK);
	}
}

static void make_rq(struct fixture *f, unsigned int i, uint32_t key)
{
	struct fake_queue *rq = &f->rq[i];

	fake_cq(f->guest, &f->base, &f->cq[i], 6);
	fake_rq(f->guest, &f->base, rq, f->cq[i].id, 6);
	fake_modify_rq(f->guest, rq->id, VCX_WQ_RST, VCX_WQ_RDY);
	for (unsigned int w = 0; w < 64; w++) {
		uint8_t *at = guest_ptr(f->guest, rq->buf + w * 16);

		vcx_put_be32(at, 2048);
		vcx_put_be32(at + 4, key);
		vcx_put_be64(at + 8, guest_alloc(f->guest, 2048));
	}
	vcx_put_be32(guest_ptr(f->guest, rq->dbr + VCX_DBR_RCV), 64);
}

static int setup(void **state)
{
	static struct fixture f;
	uint32_t rqns[NR_RQS], key;

	memset(&f, 0, sizeof(f));
	f.guest = guest_new(NULL, 0);
	guest_bring_up(f.guest);
	guest_link_up(f.guest);
	fake_base(f.guest, &f.base);
	key = fake_pa_mkey(f.guest, &f.base);
	for (unsigned int i = 0; i < NR_RQS; i++) {
		make_rq(&f, i, key);
		rqns[i] = f.rq[i].id;
		f.tirn[i] = fake_tir(f.guest, &f.base, fake_rqt(f.guest, &rqns[i], 1));
	}
	f.rqtn = fake_rqt(f.guest, rqns, NR_RQS);
	f.root = table(&f, 1, 0);
	set_root(&f, f.root);
	set_lists(&f);
	f.len = fake_udp(f.frame, 1000, 4242, 100);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	guest_free(((struct fixture *)*state)->guest);
	return 0;
}

/* Return: number of new completions of queue @i since the last call */
static unsigned int arrived(struct fixture *f, unsigned int i)
{
	const struct vcx_cq *cq = vcx_obj_find(f->guest->dev, VCX_OBJ_CQ, f->cq[i].id);
	unsigned int nr = cq->pi - f->taken[i];

	f->taken[i] = cq->pi;
	fake_cq_consume(f->guest, &f->cq[i], cq->pi);
	return nr;
}

/* receive the frame from the wire; Return: bit i is set if queue i has received it once */
static unsigned int receive(struct fixture *f)
{
	unsigned int got = 0;

	vcx_dev_receive(f->guest->dev, f->frame, f->len);
	for (unsigned int i = 0; i < NR_RQS; i++) {
		unsigned int nr = arrived(f, i);

		assert_in_range(nr, 0, 1);
		got |= nr << i;
	}
	return got;
}

#define NOTED(f, text)	    assert_string_equal((f)->guest->captured, text)
#define NOTED_PART(f, text) assert_non_null(strstr((f)->guest->captured, text))

static void packet_without_a_rule(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(receive(f), 0);
	NOTED(f, "rx dropped: no rule matches");
	f->guest->dev->rx->root[VCX_FT_NIC_RX] = NULL;
	assert_int_equal(receive(f), 0);
	NOTED(f, "rx dropped: no rule matches");
	assert_int_equal(f->guest->dev->vport->steering_discard, 2);
}

static void first_matching_entry(void **state)
{
	uint8_t mask[LYR_SIZE] = { 0 }, value[LYR_SIZE] = { 0 };
	struct fixture *f = *state;
	char text[64];

	rule_all(f, f->root, 9, TO_TIR, f->tirn[0]);
	assert_int_equal(receive(f), 1 << 0);
	FIELD(mask, value, ip_version, 4);
	FIELD(mask, value, ip_protocol, VCX_IPPROTO_UDP);
	FIELD(mask, value, udp_dport, 4242);
	rule(f, f->root, 3, mask, value, &(struct dest){ TO_TIR, f->tirn[2] }, 1, 0, 0x55);
	assert_int_equal(receive(f), 1 << 2);
	assert_int_equal(vcx_get_be32(&fake_cqe(f->guest, &f->cq[2], 0)->sop_drop_qpn), 0x55);
	snprintf(text, sizeof(text), "rx rqn=%u tirn=%u", f->rq[2].id, f->tirn[2]);
	NOTED(f, text);
	f->len = fake_udp(f->frame, 1000, 4243, 100);
	assert_int_equal(receive(f), 1 << 0);
	f->len = fake_tcp(f->frame, 1000, 4242, 0, 100);
	assert_int_equal(receive(f), 1 << 0);
}

static void each_field(void **state)
{
	struct fixture *f = *state;
	static const struct {
		size_t off, bits;
		uint64_t value;
	} cases[] = {
#define LYR_FIELD(fld, v) \
	{ VCX_BIT_OFF(fte_match_set_lyr_2_4, fld), VCX_BIT_SZ(fte_match_set_lyr_2_4, fld), v }
		LYR_FIELD(dmac_47_16, 0x02000000),
		LYR_FIELD(dmac_15_0, 1),
		LYR_FIELD(smac_47_16, 0x02000000),
		LYR_FIELD(smac_15_0, 2),
		LYR_FIELD(ethertype, 0x0800),
		LYR_FIELD(cvlan_tag, 1),
		LYR_FIELD(svlan_tag, 0),
		LYR_FIELD(first_vid, 5),
		LYR_FIELD(first_prio, 3),
		LYR_FIELD(first_cfi, 0),
		LYR_FIELD(ip_version, 4),
		LYR_FIELD(ip_protocol, 6),
		LYR_FIELD(ip_dscp, 10),
		LYR_FIELD(ip_ecn, 2),
		LYR_FIELD(ttl_hoplimit, 64),
		LYR_FIELD(frag, 0),
		LYR_FIELD(tcp_flags, 0x12),
		LYR_FIELD(tcp_sport, 1000),
		LYR_FIELD(tcp_dport, 80),
		LYR_FIELD(udp_sport, 0),
		LYR_FIELD(src_ipv4_src_ipv6.ipv4_layout.ipv4, 0x0a000001),
		LYR_FIELD(dst_ipv4_dst_ipv6.ipv4_layout.ipv4, 0x0a000002),
	};

	f->len = fake_tcp(f->frame, 1000, 80, 0x12, 100);
	f->frame[15] = 10 << 2 | 2;
	f->len = fake_tag(f->frame, f->len, VCX_ETH_P_8021Q, 3 << 13 | 5);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (int wrong = 0; wrong < 2; wrong++) {
			uint8_t mask[LYR_SIZE] = { 0 };
			uint8_t value[LYR_SIZE] = { 0 };
			uint32_t id = table(f, 2, 0);

			vcx_bits_set(mask, cases[i].off, cases[i].bits, ~0ull);
			vcx_bits_set(value, cases[i].off, cases[i].bits,
				     cases[i].value ^ (unsigned int)wrong);
			rule(f, id, 0, mask, value, &(struct dest){ TO_TIR, f->tirn[1] }, 1, 0, 0);
			set_root(f, id);
			if (receive(f) != (wrong ? 0 : 1 << 1))
				fail_msg("case %zu, wrong %d: %s", i, wrong, f->guest->captured);
		}
	}
}

static void miss_continues_in_the_next_table(void **state)
{
	struct fixture *f = *state;
	uint32_t last = table(f, 9, 0), miss = table(f, 8, last);
	uint32_t next = table(f, 5, miss);

	/* root leads to next, whose miss table also has no match, and then to last */
	rule_all(f, f->root, 0, TO_TABLE, next);
	rule_all(f, last, 0, TO_TIR, f->tirn[3]);
	assert_int_equal(receive(f), 1 << 3);
}

static void drop_and_count(void **state)
{
	uint8_t mask[LYR_SIZE] = { 0 }, value[LYR_SIZE] = { 0 };
	struct fixture *f = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_ALLOC_FLOW_COUNTER);
	uint32_t counter;

	assert_int_equal(GUEST_CMD(f->guest, in, alloc_flow_counter_in, alloc_flow_counter_out),
			 VCX_OK);
	counter = (uint32_t)VCX_GET(alloc_flow_counter_out, f->guest->out, flow_counter_id);
	FIELD(mask, value, ip_protocol, VCX_IPPROTO_UDP);
	rule(f, f->root, 0, mask, value, NULL, 0, counter, 0);
	rule_all(f, f->root, 1, TO_TIR, f->tirn[0]);
	assert_int_equal(receive(f), 0);
	assert_int_equal(receive(f), 0);
	NOTED_PART(f, "rx dropped: by entry 0 of table");
	assert_int_equal(f->guest->dev->vport->steering_discard, 0);
	in = guest_input(MLX5_CMD_OP_QUERY_FLOW_COUNTER);
	VCX_SET(query_flow_counter_in, in, flow_counter_id, counter);
	VCX_SET(query_flow_counter_in, in, clear, 1);
	for (uint64_t nr = 2; nr != (uint64_t)-2; nr -= 2) {
		assert_int_equal(guest_cmd(f->guest, in, VCX_ST_SZ(query_flow_counter_in),
					   VCX_ST_SZ(query_flow_counter_out) +
						   VCX_ST_SZ(traffic_counter)),
				 VCX_OK);
		assert_int_equal(VCX_GET(query_flow_counter_out, f->guest->out,
					 flow_statistics[0].packets),
				 nr);
		assert_int_equal(VCX_GET(query_flow_counter_out, f->guest->out,
					 flow_statistics[0].octets),
				 nr * f->len);
	}
}

static void several_destinations(void **state)
{
	struct fixture *f = *state;
	uint32_t next = table(f, 5, 0);
	const struct dest dests[] = {
		{ TO_TIR, f->tirn[0] },
		{ TO_TABLE, next },
		{ TO_TIR, f->tirn[3] },
	};

	rule(f, f->root, 0, NULL, NULL, dests, 3, 0, 0);
	rule_all(f, next, 0, TO_TIR, f->tirn[1]);
	assert_int_equal(receive(f), 1 << 0 | 1 << 1 | 1 << 3);
}

/* create an indirect TIR with the hash function @fn over addresses and UDP ports */
static uint32_t hash_tir(struct fixture *f, unsigned int fn)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_TIR);
	uint8_t *tirc = VCX_ADDR(create_tir_in, in, ctx);
	uint8_t *select = VCX_ADDR(tirc, tirc, rx_hash_field_selector_outer);

	VCX_SET(tirc, tirc, disp_type, MLX5_TIRC_DISP_TYPE_INDIRECT);
	VCX_SET(tirc, tirc, indirect_table, f->rqtn);
	VCX_SET(tirc, tirc, transport_domain, f->base.td);
	VCX_SET(tirc, tirc, rx_hash_fn, fn);
	for (int i = 0; i < 40; i++)
		VCX_ADDR(tirc, tirc, rx_hash_toeplitz_key)[i] = (uint8_t)(i * 37 + 11);
	VCX_SET(rx_hash_field_select, select, l4_prot_type, 1);
	VCX_SET(rx_hash_field_select, select, selected_fields, 0xf);
	assert_int_equal(GUEST_CMD(f->guest, in, create_tir_in, create_tir_out), VCX_OK);
	return (uint32_t)VCX_GET(create_tir_out, f->guest->out, tirn);
}

static void spread_by_hash(void **state)
{
	static const unsigned int fns[] = {
		MLX5_RX_HASH_FN_TOEPLITZ,
		MLX5_RX_HASH_FN_INVERTED_XOR8,
	};
	struct fixture *f = *state;

	for (unsigned int n = 0; n < 2; n++) {
		uint32_t id = table(f, 2, 0);
		unsigned int seen = 0;

		rule_all(f, id, 0, TO_TIR, hash_tir(f, fns[n]));
		set_root(f, id);
		for (uint16_t port = 1; port <= 16; port++) {
			unsigned int got, again;

			f->len = fake_udp(f->frame, port, 4242, 100);
			got = receive(f);
			assert_int_not_equal(got, 0);
			/* the same flow has the same destination */
			again = receive(f);
			assert_int_equal(got, again);
			seen |= got;
		}
		assert_int_equal(seen, 0xf);
	}
}

static void hash_in_the_completion(void **state)
{
	struct fixture *f = *state;
	const struct vcx_cqe64 *cqe;
	uint32_t hash;
	unsigned int got;

	rule_all(f, f->root, 0, TO_TIR, hash_tir(f, MLX5_RX_HASH_FN_TOEPLITZ));
	got = receive(f);
	for (unsigned int i = 0; i < NR_RQS; i++) {
		if (!(got & 1 << i))
			continue;
		cqe = fake_cqe(f->guest, &f->cq[i], 0);
		hash = vcx_get_be32(&cqe->rss_hash_result);
		assert_int_equal(hash % NR_RQS, i);
		assert_int_equal(cqe->rss_hash_type, VCX_CQE_HASH_IPV4 | VCX_CQE_HASH_UDP);
	}
	/* TCP through a TIR for UDP is hashed by addresses; packets that are not IP use queue 0 */
	f->len = fake_tcp(f->frame, 1, 2, 0, 10);
	got = receive(f);
	f->len = fake_tcp(f->frame, 3, 4, 0, 10);
	assert_int_equal(receive(f), got);
	f->frame[13] = 6;
	assert_int_equal(receive(f), 1);
}

static void vport_accepts(void **state)
{
	struct fixture *f = *state;
	uint8_t *ctx = f->guest->dev->vport->ctx;

	rule_all(f, f->root, 0, TO_TIR, f->tirn[0]);
	assert_int_equal(receive(f), 1);
	f->frame[5] = 9;
	assert_int_equal(receive(f), 0);
	NOTED(f, "rx dropped: not for this vport");
	VCX_SET(nic_vport_context, ctx, promisc_uc, 1);
	assert_int_equal(receive(f), 1);
	memcpy(f->frame, "\x33\x33\0\0\0\1", 6);
	assert_int_equal(receive(f), 1);
	f->frame[5] = 2;
	assert_int_equal(receive(f), 0);
	VCX_SET(nic_vport_context, ctx, promisc_mc, 1);
	assert_int_equal(receive(f), 1);
	VCX_SET(nic_vport_context, ctx, promisc_uc, 0);
	VCX_SET(nic_vport_context, ctx, promisc_mc, 0);
	memset(f->frame, 0xff, 6);
	assert_int_equal(receive(f), 1);
	memset(f->frame, 0x0a, 6);
	assert_int_equal(receive(f), 0);
	VCX_SET(nic_vport_context, ctx, promisc_all, 1);
	assert_int_equal(receive(f), 1);
}

static void port_settings(void **state)
{
	struct fixture *f = *state;
	struct vcx_dev *dev = f->guest->dev;

	rule_all(f, f->root, 0, TO_TIR, f->tirn[0]);
	dev->port->no_carrier = true;
	assert_int_equal(receive(f), 0);
	NOTED(f, "rx dropped: link down");
	assert_int_equal(dev->vport->rx_down, 1);
	dev->port->no_carrier = false;
	f->len = 13;
	assert_int_equal(receive(f), 0);
	assert_int_equal(dev->port->rx.errors, 1);
	f->len = fake_udp(f->frame, 1, 2, 1522 - 4 - 42);
	assert_int_equal(receive(f), 1);
	f->len++;
	assert_int_equal(receive(f), 0);
	assert_int_equal(dev->port->rx.oversize, 1);
	assert_int_equal(dev->port->rx.frames, 2);
	assert_int_equal(dev->vport->rx.frames, 1);
}

static void self_loopback(void **state)
{
	struct fixture *f = *state;
	struct vcx_dev *dev = f->guest->dev;
	struct vcx_tir *tir = vcx_obj_find(dev, VCX_OBJ_TIR, f->tirn[0]);

	rule_all(f, f->root, 0, TO_TIR, f->tirn[0]);
	dev->rx->budget = 1000;
	dev->xlt_budget = 1000;
	/* while loopback is off, a frame to the vport's address is sent to the wire */
	VCX_SET(nic_vport_context, dev->vport->ctx, disable_uc_local_lb, 1);
	vcx_frame_send(dev, f->frame, f->len, 1, 0);
	assert_int_equal(f->guest->nr_sent, 1);
	assert_int_equal(arrived(f, 0), 0);
	/* loopback is on, but disabled in the TIR */
	VCX_SET(nic_vport_context, dev->vport->ctx, disable_uc_local_lb, 0);
	vcx_frame_send(dev, f->frame, f->len, 1, 0);
	assert_int_equal(f->guest->nr_sent, 1);
	assert_int_equal(arrived(f, 0), 0);
	NOTED_PART(f, "no self-loopback");
	VCX_SET(tirc, tir->ctx, self_lb_block, 1);
	vcx_frame_send(dev, f->frame, f->len, 1, 0);
	assert_int_equal(f->guest->nr_sent, 1);
	assert_int_equal(arrived(f, 0), 1);
	NOTED_PART(f, "rx loopback rqn=");
	/* multicast frames are also sent to the wire, regardless of the TIR */
	memset(f->frame, 0xff, 6);
	vcx_frame_send(dev, f->frame, f->len, 1, 0);
	assert_int_equal(f->guest->nr_sent, 2);
	assert_int_equal(arrived(f, 0), 0);
	VCX_SET(tirc, tir->ctx, self_lb_block, 2);
	vcx_frame_send(dev, f->frame, f->len, 1, 0);
	assert_int_equal(f->guest->nr_sent, 3);
	assert_int_equal(arrived(f, 0), 1);
}

static void looped_wire(void **state)
{
	struct fixture *f = *state;
	struct vcx_dev *dev = f->guest->dev;

	rule_all(f, f->root, 0, TO_TIR, f->tirn[0]);
	VCX_SET(nic_vport_context, dev->vport->ctx, disable_uc_local_lb, 1);
	dev->rx->budget = 1000;
	dev->xlt_budget = 1000;
	dev->wire_loop = true;
	vcx_frame_send(dev, f->frame, f->len, 1, 0);
	assert_int_equal(arrived(f, 0), 1);
	assert_int_equal(dev->port->tx.frames, 1);
	assert_int_equal(dev->port->rx.frames, 1);
}

/* each table leads to the next one twice, so there are 2^30 paths */
static void too_many_paths(void **state)
{
	struct fixture *f = *state;
	uint32_t id = table(f, 60, 0);

	rule_all(f, id, 0, TO_TIR, f->tirn[0]);
	for (unsigned int level = 59; level > 29; level--) {
		uint32_t above = table(f, level, 0);
		const struct dest twice[] = {
			{ TO_TABLE, id },
			{ TO_TABLE, id },
		};

		rule(f, above, 0, NULL, NULL, twice, 2, 0, 0);
		id = above;
	}
	set_root(f, id);
	vcx_dev_receive(f->guest->dev, f->frame, f->len);
	assert_true(guest_logged(f->guest, "too many"));
}

static void expect_answer(struct fixture *f, const char *request, const char *part)
{
	char *reply = guest_ask(f->guest, request);

	assert_non_null(reply);
	if (!strstr(reply, part))
		fail_msg("%s: %s", request, reply);
	free(reply);
}

static void shown_as_text(void **state)
{
	uint8_t mask[LYR_SIZE] = { 0 }, value[LYR_SIZE] = { 0 };
	struct fixture *f = *state;
	uint32_t next = table(f, 5, 0);
	char text[128];

	FIELD(mask, value, ip_version, 4);
	FIELD(mask, value, udp_dport, 4242);
	VCX_SET(fte_match_set_lyr_2_4, mask, dst_ipv4_dst_ipv6.ipv4_layout.ipv4, 0xffffff00);
	VCX_SET(fte_match_set_lyr_2_4, value, dst_ipv4_dst_ipv6.ipv4_layout.ipv4, 0x0a000200);
	rule(f, f->root, 0, mask, value, &(struct dest){ TO_TIR, f->tirn[2] }, 1, 0, 0);
	rule_all(f, f->root, 1, TO_TABLE, next);
	rule(f, next, 0, NULL, NULL, NULL, 0, 0, 0);
	expect_answer(f, "{\"show\":\"steering\"}",
		      "\"match\":\"ip_version=4"
		      " dst_ipv4=10.0.2.0/255.255.255.0 udp_dport=4242\"");
	snprintf(text, sizeof(text), "\"tir %u -> rqt ", f->tirn[2]);
	expect_answer(f, "{\"show\":\"steering\"}", text);
	snprintf(text, sizeof(text), "-> rq %u, channel ?\"", f->rq[2].id);
	expect_answer(f, "{\"show\":\"steering\"}", text);
	/* the output for a table of eight entries with four queues lists each queue once */
	rule_all(f, f->root, 2, TO_TIR,
		 fake_tir(f->guest, &f->base,
			  fake_rqt(f->guest,
				   (const uint32_t[]){
					   f->rq[0].id,
					   f->rq[1].id,
					   f->rq[3].id,
					   f->rq[2].id,
					   f->rq[0].id,
					   f->rq[1].id,
					   f->rq[3].id,
					   f->rq[2].id,
				   },
				   8)));
	snprintf(text, sizeof(text), "-> rq %u %u %u %u, channels ?, ?, ?, ?\"", f->rq[0].id,
		 f->rq[1].id, f->rq[3].id, f->rq[2].id);
	expect_answer(f, "{\"show\":\"steering\"}", text);
	snprintf(text, sizeof(text), "\"match\":\"all\",\"to\":\"table %u\"", next);
	expect_answer(f, "{\"show\":\"steering\"}", text);
	expect_answer(f, "{\"show\":\"steering\"}", "\"match\":\"all\",\"to\":\"drop\"");
	receive(f);
	snprintf(text, sizeof(text),
		 "{\"rqn\":%u,\"channel\":null,\"xsk\":false,\"state\":\"RDY\",\"kind\":"
		 "\"cyclic\",\"cqn\":%u,\"consumed\":0,\"posted\":64}",
		 f->rq[0].id, f->cq[0].id);
	expect_answer(f, "{\"show\":\"queues\"}", text);
	expect_answer(f, "{\"show\":\"counters\"}", "\"rx\":{\"frames\":1,");
	snprintf(text, sizeof(text), "\"RQT\":[");
	expect_answer(f, "{\"show\":\"objects\"}", text);
}

static void invalid_requests(void **state)
{
	static const char *const texts[] = {
		"",
		"x",
		"[]",
		"{}",
		"{\"show\":1}",
		"{\"show\":\"all\"}",
		"{\"link\":\"sideways\"}",
		"{\"show\":\"queues\",\"x\":1}",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		expect_answer(*state, texts[i], "{\"error\":\"");
}

static void cable_is_unplugged(void **state)
{
	struct fixture *f = *state;
	struct vcx_dev *dev = f->guest->dev;

	expect_answer(f, "{\"link\":\"down\"}", "{\"link\":\"down\"}");
	guest_pass(f->guest, 10000000);
	assert_false(dev->port->oper_up);
	assert_int_equal(dev->port->link_down_events, 1);
	expect_answer(f, "{\"link\":\"up\"}", "{\"link\":\"up\"}");
	guest_pass(f->guest, 10000000);
	assert_true(dev->port->oper_up);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(packet_without_a_rule),
		TEST(first_matching_entry),
		TEST(each_field),
		TEST(miss_continues_in_the_next_table),
		TEST(drop_and_count),
		TEST(several_destinations),
		TEST(spread_by_hash),
		TEST(hash_in_the_completion),
		TEST(vport_accepts),
		TEST(port_settings),
		TEST(self_loopback),
		TEST(looped_wire),
		TEST(too_many_paths),
		TEST(shown_as_text),
		TEST(invalid_requests),
		TEST(cable_is_unplugged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
