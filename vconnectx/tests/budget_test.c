// SPDX-License-Identifier: GPL-2.0-only
/* Limits of the memory and the work that a guest can cause. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/queue/cq.h"
#include "vconnectx/card/queue/wq.h"
#include "vconnectx/card/rx/rx.h"
#include "vconnectx/card/core/turn.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_frame.h"
#include "vconnectx/tests/fake_objs.h"

#define DESTS 256u /* maximum number of destinations of a rule */

struct fixture {
	struct guest *guest;
	struct fake_base base;
	struct fake_queue cq;
	struct fake_queue rq;
	uint32_t tirn;
	uint32_t table;
	uint32_t group;
};

static uint32_t make_table(struct guest *guest)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_FLOW_TABLE);

	VCX_SET(create_flow_table_in, in, flow_table_context.level, 1);
	VCX_SET(create_flow_table_in, in, flow_table_context.log_size, 16);
	assert_int_equal(GUEST_CMD(guest, in, create_flow_table_in, create_flow_table_out), VCX_OK);
	return (uint32_t)VCX_GET(create_flow_table_out, guest->out, table_id);
}

/* create a group of all entries, which match all packets */
static uint32_t make_group(struct guest *guest, uint32_t table)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_FLOW_GROUP);

	VCX_SET(create_flow_group_in, in, table_id, table);
	VCX_SET(create_flow_group_in, in, end_flow_index, 0xffff);
	assert_int_equal(GUEST_CMD(guest, in, create_flow_group_in, create_flow_group_out), VCX_OK);
	return (uint32_t)VCX_GET(create_flow_group_out, guest->out, group_id);
}

static int setup(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.guest = guest_new(NULL, 0);
	guest_bring_up(f.guest);
	guest_link_up(f.guest);
	fake_base(f.guest, &f.base);
	fake_cq(f.guest, &f.base, &f.cq, 6);
	fake_rq(f.guest, &f.base, &f.rq, f.cq.id, 6);
	f.tirn = fake_tir(f.guest, &f.base, fake_rqt(f.guest, &f.rq.id, 1));
	f.table = make_table(f.guest);
	f.group = make_group(f.guest, f.table);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	guest_free(((struct fixture *)*state)->guest);
	return 0;
}

/* set entry @index to @nr times the TIR; Return: status */
static uint8_t set_rule(struct fixture *f, uint32_t index, uint32_t nr, bool modify)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ENTRY);
	uint8_t *to = in + VCX_ST_SZ(set_fte_in);

	VCX_SET(set_fte_in, in, op_mod, modify);
	VCX_SET(set_fte_in, in, modify_enable_mask, modify ? 4 : 0);
	VCX_SET(set_fte_in, in, table_id, f->table);
	VCX_SET(set_fte_in, in, flow_index, index);
	VCX_SET(set_fte_in, in, flow_context.group_id, f->group);
	VCX_SET(set_fte_in, in, flow_context.action, MLX5_FLOW_CONTEXT_ACTION_FWD_DEST);
	VCX_SET(set_fte_in, in, flow_context.destination_list_size, nr);
	for (uint32_t i = 0; i < nr; i++, to += 8) {
		VCX_SET(dest_format_struct, to, destination_type,
			MLX5_IFC_FLOW_DESTINATION_TYPE_TIR);
		VCX_SET(dest_format_struct, to, destination_id, f->tirn);
	}
	return guest_cmd(f->guest, in, VCX_ST_SZ(set_fte_in) + nr * 8, VCX_ST_SZ(set_fte_out));
}

static uint8_t delete_rule(struct fixture *f, uint32_t index)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_DELETE_FLOW_TABLE_ENTRY);

	VCX_SET(delete_fte_in, in, table_id, f->table);
	VCX_SET(delete_fte_in, in, flow_index, index);
	return GUEST_CMD(f->guest, in, delete_fte_in, delete_fte_out);
}

/* destinations and the references to them count towards the limit */
static void destinations_are_charged(void **state)
{
	struct fixture *f = *state;
	uint64_t before = f->guest->dev->mem_used, one, many;

	assert_int_equal(set_rule(f, 0, 1, false), VCX_OK);
	one = f->guest->dev->mem_used - before;
	before = f->guest->dev->mem_used;
	assert_int_equal(set_rule(f, 1, DESTS, false), VCX_OK);
	many = f->guest->dev->mem_used - before;
	assert_true(many >= one + (DESTS - 1) * (8 + sizeof(void *)) - 16 * sizeof(void *));
	/* repeated changes of a rule charge no additional memory */
	before = f->guest->dev->mem_used;
	for (unsigned int i = 0; i < 100; i++) {
		assert_int_equal(set_rule(f, 1, 1, true), VCX_OK);
		assert_int_equal(set_rule(f, 1, DESTS, true), VCX_OK);
	}
	assert_int_equal(f->guest->dev->mem_used, before);
	assert_int_equal(delete_rule(f, 1), VCX_OK);
	assert_int_equal(delete_rule(f, 0), VCX_OK);
	vcx_dev_reset(f->guest->dev, "test");
	assert_int_equal(f->guest->dev->mem_used, 0);
}

static void destinations_are_limited(void **state)
{
	struct fixture *f = *state;
	uint64_t room = VCX_MEM_MAX - f->guest->dev->mem_used;

	/* simulate memory used by other objects */
	f->guest->dev->mem_used += room - 2000;
	assert_int_equal(set_rule(f, 0, DESTS, false), VCX_NO_RESOURCES);
	assert_int_equal(VCX_MEM_MAX - f->guest->dev->mem_used, 2000);
	f->guest->dev->mem_used -= 8000;
	assert_int_equal(set_rule(f, 0, DESTS, false), VCX_OK);
	f->guest->dev->mem_used -= room - 10000;
}

#define LSO_FRAMES 8191u /* frames of one WQE */
#define NR_LSO	   16u

/* create a queue whose completions require no space in the CQ */
static void make_sq(struct fixture *f, struct fake_queue *sq)
{
	struct vcx_cq *cq = vcx_obj_find(f->guest->dev, VCX_OBJ_CQ, f->cq.id);

	cq->ignore_overrun = true;
	fake_sq(f->guest, &f->base, sq, f->cq.id, 6);
	assert_int_equal(fake_modify_sq(f->guest, sq->id, VCX_WQ_RST, VCX_WQ_RDY), VCX_OK);
}

static uint8_t *put_wqe(struct fixture *f, const struct fake_queue *sq, uint32_t index,
			unsigned int opcode, unsigned int ds)
{
	uint8_t *at = guest_ptr(f->guest, sq->buf + index * VCX_SEND_WQE_BB);

	memset(at, 0, VCX_SEND_WQE_BB);
	vcx_put_be32(at, index << 8 | opcode);
	vcx_put_be32(at + 4, sq->id << 8 | ds);
	at[11] = VCX_WQE_CE_CQ_UPDATE;
	return at;
}

/* write an LSO WQE with 14 bytes of headers, and LSO_FRAMES times 31 bytes of payload */
static void put_lso(struct fixture *f, const struct fake_queue *sq, uint32_t index, uint32_t key,
		    uint64_t data)
{
	uint8_t *at = put_wqe(f, sq, index, VCX_OPCODE_LSO, 4);
	struct vcx_wqe_eth_seg *eth = (void *)(at + 16);

	vcx_put_be16(&eth->mss, 31);
	vcx_put_be16(&eth->inline_hdr_sz, 14);
	vcx_put_be32(at + 48, LSO_FRAMES * 31);
	vcx_put_be32(at + 52, key);
	vcx_put_be64(at + 56, data);
}

/* the work of a doorbell continues over several turns, between which other queues are served */
static void long_doorbells_are_continued(void **state)
{
	struct fixture *f = *state;
	uint32_t key = fake_pa_mkey(f->guest, &f->base);
	uint64_t data = guest_alloc(f->guest, LSO_FRAMES * 31);
	const unsigned int most = VCX_TURN_WORK / VCX_TURN_ITEM + 1;
	struct fake_queue hog[2], small;
	unsigned int turns = 0, before;

	for (unsigned int i = 0; i < LSO_FRAMES; i++)
		vcx_put_be32(guest_ptr(f->guest, data + i * 31), i);
	make_sq(f, &small);
	for (unsigned int q = 0; q < 2; q++) {
		make_sq(f, &hog[q]);
		for (uint32_t i = 0; i < NR_LSO; i++)
			put_lso(f, &hog[q], i, key, data);
	}
	fake_sq_ring(f->guest, &f->base, &hog[0], NR_LSO);
	assert_in_range(f->guest->nr_sent, 1, most);
	/* another doorbell causes no additional work */
	before = f->guest->nr_sent;
	fake_sq_ring(f->guest, &f->base, &hog[0], NR_LSO);
	assert_int_equal(f->guest->nr_sent, before);
	fake_sq_ring(f->guest, &f->base, &hog[1], NR_LSO);
	/* a doorbell of a queue without remaining work is executed at once */
	put_wqe(f, &small, 0, VCX_OPCODE_NOP, 1);
	before = ((struct vcx_cq *)vcx_obj_find(f->guest->dev, VCX_OBJ_CQ, f->cq.id))->pi;
	fake_sq_ring(f->guest, &f->base, &small, 1);
	assert_int_equal(((struct vcx_cq *)vcx_obj_find(f->guest->dev, VCX_OBJ_CQ, f->cq.id))->pi,
			 before + 1);
	while (vcx_dev_deadline(f->guest->dev) <= f->guest->now_ns) {
		before = f->guest->nr_sent;
		vcx_dev_run_timers(f->guest->dev);
		assert_in_range(f->guest->nr_sent - before, 1, most);
		turns++;
	}
	assert_true(turns > 2 * NR_LSO);
	/* each frame was sent once, in order */
	assert_int_equal(f->guest->nr_sent, 2 * NR_LSO * LSO_FRAMES);
	assert_int_equal(vcx_get_be32(f->guest->sent + 14), LSO_FRAMES - 1);
	assert_int_equal(((struct vcx_cq *)vcx_obj_find(f->guest->dev, VCX_OBJ_CQ, f->cq.id))->pi,
			 2 * NR_LSO + 1);
}

/* a queue that is reset in the middle of a WQE discards it */
static void reset_in_a_long_wqe(void **state)
{
	struct fixture *f = *state;
	uint32_t key = fake_pa_mkey(f->guest, &f->base);
	uint64_t data = guest_alloc(f->guest, LSO_FRAMES * 31);
	struct fake_queue sq;

	make_sq(f, &sq);
	put_lso(f, &sq, 0, key, data);
	fake_sq_ring(f->guest, &f->base, &sq, 1);
	assert_int_equal(fake_modify_sq(f->guest, sq.id, VCX_WQ_RDY, VCX_WQ_RST), VCX_OK);
	assert_true(vcx_dev_deadline(f->guest->dev) == UINT64_MAX);
	assert_int_equal(fake_modify_sq(f->guest, sq.id, VCX_WQ_RST, VCX_WQ_RDY), VCX_OK);
	f->guest->nr_sent = 0;
	fake_sq_ring(f->guest, &f->base, &sq, 1);
	while (vcx_dev_deadline(f->guest->dev) <= f->guest->now_ns)
		vcx_dev_run_timers(f->guest->dev);
	assert_int_equal(f->guest->nr_sent, LSO_FRAMES);
	/* a destroyed queue leaves no work behind */
	put_lso(f, &sq, 1, key, data);
	fake_sq_ring(f->guest, &f->base, &sq, 2);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_SQ, sq.id), VCX_OK);
	assert_true(vcx_dev_deadline(f->guest->dev) == UINT64_MAX);
}

static void set_root(struct fixture *f)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ROOT);

	VCX_SET(set_flow_table_root_in, in, table_id, f->table);
	assert_int_equal(GUEST_CMD(f->guest, in, set_flow_table_root_in, set_flow_table_root_out),
			 VCX_OK);
	in = guest_input(MLX5_CMD_OP_MODIFY_NIC_VPORT_CONTEXT);
	VCX_SET(modify_nic_vport_context_in, in, field_select.promisc, 1);
	VCX_SET(modify_nic_vport_context_in, in, nic_vport_context.promisc_all, 1);
	assert_int_equal(GUEST_CMD(f->guest, in, modify_nic_vport_context_in,
				   modify_nic_vport_context_out),
			 VCX_OK);
}

/* a queue in ERR completes the posted WQEs over several turns */
static void long_flush_is_continued(void **state)
{
	struct fixture *f = *state;
	struct vcx_cq *cq = vcx_obj_find(f->guest->dev, VCX_OBJ_CQ, f->cq.id);
	const uint32_t most = VCX_TURN_WORK / VCX_TURN_ITEM;
	struct fake_queue rq;
	uint32_t before;

	cq->ignore_overrun = true;
	fake_rq(f->guest, &f->base, &rq, f->cq.id, 12);
	fake_modify_rq(f->guest, rq.id, VCX_WQ_RST, VCX_WQ_RDY);
	vcx_put_be32(guest_ptr(f->guest, rq.dbr + VCX_DBR_RCV), 4096);
	fake_modify_rq(f->guest, rq.id, VCX_WQ_RDY, VCX_WQ_ERR);
	assert_in_range(cq->pi, 1, most);
	while (vcx_dev_deadline(f->guest->dev) <= f->guest->now_ns) {
		before = cq->pi;
		vcx_dev_run_timers(f->guest->dev);
		assert_in_range(cq->pi - before, 1, most);
	}
	assert_int_equal(cq->pi, 4096);
}

/* a frame is delivered only to a limited number of queues */
static void frame_to_many_queues(void **state)
{
	struct fixture *f = *state;
	struct vcx_cq *cq = vcx_obj_find(f->guest->dev, VCX_OBJ_CQ, f->cq.id);
	uint8_t frame[FAKE_FRAME_MAX];
	size_t len = fake_udp(frame, 1, 2, 100);
	uint32_t key = fake_pa_mkey(f->guest, &f->base);
	uint64_t room = guest_alloc(f->guest, 2048);
	struct fake_queue rq;

	cq->ignore_overrun = true;
	fake_rq(f->guest, &f->base, &rq, f->cq.id, 12);
	fake_modify_rq(f->guest, rq.id, VCX_WQ_RST, VCX_WQ_RDY);
	for (unsigned int w = 0; w < 4096; w++) {
		uint8_t *at = guest_ptr(f->guest, rq.buf + w * 16);

		vcx_put_be32(at, 2048);
		vcx_put_be32(at + 4, key);
		vcx_put_be64(at + 8, room);
	}
	vcx_put_be32(guest_ptr(f->guest, rq.dbr + VCX_DBR_RCV), 4096);
	f->tirn = fake_tir(f->guest, &f->base, fake_rqt(f->guest, &rq.id, 1));
	assert_int_equal(set_rule(f, 0, DESTS, false), VCX_OK);
	set_root(f);
	vcx_dev_receive(f->guest->dev, frame, len);
	assert_int_equal(cq->pi, DESTS);
	/* the next frame has a separate budget */
	f->guest->dev->rx->budget = 0;
	vcx_dev_receive(f->guest->dev, frame, len);
	assert_int_equal(cq->pi, 2 * DESTS);
	assert_false(guest_logged(f->guest, "too many rules"));
}

static unsigned int lines(const struct guest *guest, const char *text)
{
	unsigned int nr = 0;

	for (const char *at = guest->log; (at = strstr(at, text)); at++)
		nr++;
	return nr;
}

/* messages about resets, leak ledgers, overruns and bad accesses are all limited */
static void log_is_limited(void **state)
{
	struct fixture *f = *state;
	struct guest *guest = f->guest;
	struct vcx_cqe64 cqe = { 0 };
	unsigned int suppressed = 0, n;

	guest_pass(guest, VCX_LOG_WINDOW_NS);
	guest->log_len = 0;
	for (unsigned int i = 0; i < 100; i++) {
		struct fake_queue cq;

		fake_cq(guest, &f->base, &cq, 0);
		for (unsigned int k = 0; k < 3; k++)
			vcx_cq_post(guest->dev, vcx_obj_find(guest->dev, VCX_OBJ_CQ, cq.id), &cqe,
				    VCX_CQE_REQ);
		guest_restart(guest);
		guest_bring_up(guest);
		fake_base(guest, &f->base);
		for (unsigned int k = 0; k < 40; k++)
			fake_alloc(guest, MLX5_CMD_OP_ALLOC_PD);
	}
	assert_int_equal(lines(guest, "\n"), VCX_LOG_BURST);
	guest->log_len = 0;
	guest_pass(guest, VCX_LOG_WINDOW_NS);
	assert_int_equal(lines(guest, "\n"), 1);
	assert_int_equal(sscanf(guest->log, "%u more messages", &suppressed), 1);
	/* each cycle logs a reset, an initialization, an overrun and a ledger of 34 lines */
	assert_true(suppressed > 100 * 36 - VCX_LOG_BURST);
	/* the second window of a flood is longer */
	guest->log_len = 0;
	for (unsigned int i = 0; i < 2 * VCX_LOG_BURST; i++)
		vcx_dev_reset(guest->dev, "test");
	guest_pass(guest, VCX_LOG_WINDOW_NS);
	assert_int_equal(lines(guest, "\n"), VCX_LOG_BURST);
	guest_pass(guest, VCX_LOG_WINDOW_NS);
	n = lines(guest, "more messages");
	assert_int_equal(n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(destinations_are_charged),
		TEST(destinations_are_limited),
		TEST(long_doorbells_are_continued),
		TEST(reset_in_a_long_wqe),
		TEST(long_flush_is_continued),
		TEST(frame_to_many_queues),
		TEST(log_is_limited),
#undef TEST
	};

	return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
