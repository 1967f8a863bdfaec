// SPDX-License-Identifier: GPL-2.0-only
/* Receive queues, RQ tables, TIRs. */
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/card/rx/rss.h"
#include "vconnectx/host/util.h"

struct fixture {
	struct guest *guest;
	struct fake_base base;
	struct fake_queue cq;
	struct fake_queue rq;
};

static int setup(void **state)
{
	static struct fixture f;

	f.guest = guest_new(NULL, 0);
	guest_bring_up(f.guest);
	fake_base(f.guest, &f.base);
	fake_cq(f.guest, &f.base, &f.cq, 5);
	fake_rq(f.guest, &f.base, &f.rq, f.cq.id, 4);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	guest_free(((struct fixture *)*state)->guest);
	return 0;
}

static unsigned int rq_state(struct fixture *f)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_RQ);

	VCX_SET(query_rq_in, in, rqn, f->rq.id);
	assert_int_equal(GUEST_CMD(f->guest, in, query_rq_in, query_rq_out), VCX_OK);
	return (unsigned int)VCX_GET(query_rq_out, f->guest->out, rq_context.state);
}

static void states(void **state)
{
	static const struct {
		uint8_t from, to, status, then;
	} steps[] = {
		{ VCX_WQ_RST, VCX_WQ_ERR, VCX_BAD_RESOURCE_STATE, VCX_WQ_RST },
		{ VCX_WQ_RDY, VCX_WQ_RDY, VCX_BAD_RESOURCE_STATE, VCX_WQ_RST },
		{ VCX_WQ_RST, 2, VCX_BAD_RESOURCE_STATE, VCX_WQ_RST },
		{ VCX_WQ_RST, VCX_WQ_RDY, VCX_OK, VCX_WQ_RDY },
		{ VCX_WQ_RST, VCX_WQ_RDY, VCX_BAD_RESOURCE_STATE, VCX_WQ_RDY },
		{ VCX_WQ_RDY, VCX_WQ_RDY, VCX_OK, VCX_WQ_RDY },
		{ VCX_WQ_RDY, VCX_WQ_RST, VCX_OK, VCX_WQ_RST },
		{ VCX_WQ_RST, VCX_WQ_RDY, VCX_OK, VCX_WQ_RDY },
		{ VCX_WQ_RDY, VCX_WQ_ERR, VCX_OK, VCX_WQ_ERR },
		{ VCX_WQ_ERR, VCX_WQ_RDY, VCX_BAD_RESOURCE_STATE, VCX_WQ_ERR },
		{ VCX_WQ_ERR, VCX_WQ_RST, VCX_OK, VCX_WQ_RST },
	};
	struct fixture *f = *state;

	assert_int_equal(rq_state(f), VCX_WQ_RST);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		assert_int_equal(fake_modify_rq(f->guest, f->rq.id, steps[i].from, steps[i].to),
				 steps[i].status);
		assert_int_equal(rq_state(f), steps[i].then);
	}
}

static void posted_wqes_are_flushed(void **state)
{
	struct fixture *f = *state;

	fake_modify_rq(f->guest, f->rq.id, VCX_WQ_RST, VCX_WQ_RDY);
	vcx_put_be32(guest_ptr(f->guest, f->rq.dbr + VCX_DBR_RCV), 3);
	fake_modify_rq(f->guest, f->rq.id, VCX_WQ_RDY, VCX_WQ_ERR);
	for (uint32_t i = 0; i < 3; i++) {
		struct vcx_err_cqe *cqe = (void *)fake_cqe(f->guest, &f->cq, i);

		assert_int_equal(cqe->op_own >> 4, VCX_CQE_RESP_ERR);
		assert_int_equal(cqe->syndrome, VCX_CQE_WR_FLUSH);
		assert_int_equal(vcx_get_be16(&cqe->wqe_counter), i);
		assert_int_equal(vcx_get_be32(&cqe->s_wqe_opcode_qpn), f->rq.id);
	}
	assert_int_equal(fake_cqe(f->guest, &f->cq, 3)->op_own >> 4, VCX_CQE_INVALID);
}

static void record_beyond_the_queue(void **state)
{
	struct fixture *f = *state;

	fake_modify_rq(f->guest, f->rq.id, VCX_WQ_RST, VCX_WQ_RDY);
	vcx_put_be32(guest_ptr(f->guest, f->rq.dbr + VCX_DBR_RCV), 1000);
	fake_modify_rq(f->guest, f->rq.id, VCX_WQ_RDY, VCX_WQ_ERR);
	assert_int_equal(fake_cqe(f->guest, &f->cq, 0)->op_own >> 4, VCX_CQE_INVALID);
	assert_true(guest_logged(f->guest, "posts 1000 WQEs, queue has 16"));
}

static uint8_t *rq_input(void *ctx, uint32_t *len)
{
	struct fixture *f = ctx;
	struct fake_queue rq;

	return fake_rq_input(f->guest, &f->base, &rq, f->cq.id, 4, len);
}

static void bad_rq_contexts(void **state)
{
	struct fixture *f = *state;
	static const struct fake_fault cases[] = {
#define RQC(fld, v, st) FAKE_SPOIL(create_rq_in, ctx.fld, v, st)
		RQC(state, 1, VCX_BAD_PARAMETER),
		RQC(mem_rq_type, 1, VCX_BAD_PARAMETER),
		RQC(hairpin, 1, VCX_BAD_PARAMETER),
		RQC(cqn, 0x999, VCX_BAD_RESOURCE),
		RQC(counter_set_id, 9, VCX_BAD_RESOURCE),
		RQC(wq.pd, 0x999, VCX_BAD_RESOURCE),
		RQC(wq.pd, 0, VCX_OK), /* the drop RQ has no PD */
		RQC(wq.wq_type, 9, VCX_BAD_PARAMETER),
		RQC(wq.wq_type, MLX5_WQ_TYPE_LINKED_LIST_STRIDING_RQ, VCX_OK),
		RQC(wq.log_wq_stride, 3, VCX_BAD_PARAMETER),
		RQC(wq.log_wq_sz, 20, VCX_BAD_PARAMETER),
		RQC(wq.log_wq_pg_sz, 31, VCX_BAD_PARAMETER),
		RQC(wq.shampo_enable, 1, VCX_BAD_PARAMETER),
	};

	fake_fault(f->guest, cases, ARRAY_SIZE(cases), rq_input, f);
}

static void striding_limits(void **state)
{
	struct fixture *f = *state;
	static const struct {
		unsigned int strides, size;
		uint8_t status;
	} cases[] = {
		{ 0, 0, VCX_OK },	       /* 512 strides of 64 bytes */
		{ 0xa, 5, VCX_OK },	       /* 8 strides of 2 KiB */
		{ 0x9, 5, VCX_BAD_PARAMETER }, /* 4 strides */
		{ 0x7, 7, VCX_OK },	       /* 2^16 strides of 8 KiB */
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fake_queue rq;
		uint32_t len;
		uint8_t *in = fake_rq_input(f->guest, &f->base, &rq, f->cq.id, 4, &len);

		VCX_SET(create_rq_in, in, ctx.wq.wq_type, MLX5_WQ_TYPE_LINKED_LIST_STRIDING_RQ);
		VCX_SET(create_rq_in, in, ctx.wq.log_wqe_num_of_strides, cases[i].strides);
		VCX_SET(create_rq_in, in, ctx.wq.log_wqe_stride_size, cases[i].size);
		assert_int_equal(guest_cmd(f->guest, in, len, VCX_ST_SZ(create_rq_out)),
				 cases[i].status);
	}
}

static uint8_t modify_rqt(struct fixture *f, uint32_t rqtn, const uint32_t *rqns, uint32_t nr)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_MODIFY_RQT);

	VCX_SET(modify_rqt_in, in, rqtn, rqtn);
	VCX_SET(modify_rqt_in, in, bitmask.rqn_list, 1);
	VCX_SET(modify_rqt_in, in, ctx.rqt_actual_size, nr);
	for (uint32_t i = 0; i < nr; i++)
		vcx_put_be32(in + VCX_ST_SZ(modify_rqt_in) + i * 4, rqns[i]);
	return guest_cmd(f->guest, in, VCX_ST_SZ(modify_rqt_in) + nr * 4,
			 VCX_ST_SZ(modify_rqt_out));
}

static void table_holds_its_queues(void **state)
{
	struct fixture *f = *state;
	struct fake_queue drop;
	uint32_t list[8] = { 0 }, rqtn;
	struct vcx_rqt *rqt;

	fake_rq(f->guest, &f->base, &drop, f->cq.id, 2);
	for (int i = 0; i < 4; i++)
		list[i] = f->rq.id;
	rqtn = fake_rqt(f->guest, list, 4);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_RQ, f->rq.id),
			 VCX_BAD_RESOURCE_STATE);
	/* the driver redirects the table to the drop RQ first, and then destroys the RQs */
	assert_int_equal(modify_rqt(f, rqtn, &drop.id, 1), VCX_OK);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_RQ, f->rq.id), VCX_OK);
	rqt = vcx_obj_find(f->guest->dev, VCX_OBJ_RQT, rqtn);
	assert_int_equal(rqt->nr, 1);
	assert_int_equal(rqt->rq[0]->obj.id, drop.id);
	/* a destroyed queue, or a list that is too long or empty, leaves the table unchanged */
	assert_int_equal(modify_rqt(f, rqtn, list, 1), VCX_BAD_RESOURCE);
	list[0] = drop.id;
	assert_int_equal(modify_rqt(f, rqtn, list, 5), VCX_BAD_PARAMETER);
	assert_int_equal(modify_rqt(f, rqtn, list, 0), VCX_BAD_PARAMETER);
	assert_int_equal(rqt->nr, 1);
	assert_int_equal(rqt->rq[0]->obj.id, drop.id);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_RQT, rqtn), VCX_OK);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_RQ, drop.id), VCX_OK);
}

static void list_longer_than_the_input(void **state)
{
	struct fixture *f = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_RQT);

	VCX_SET(create_rqt_in, in, rqt_context.rqt_max_size, 2048);
	VCX_SET(create_rqt_in, in, rqt_context.rqt_actual_size, 2048);
	assert_int_equal(GUEST_CMD(f->guest, in, create_rqt_in, create_rqt_out),
			 VCX_BAD_INPUT_LENGTH);
	VCX_SET(create_rqt_in, in, rqt_context.rqt_max_size, 4096);
	assert_int_equal(GUEST_CMD(f->guest, in, create_rqt_in, create_rqt_out),
			 VCX_LIMITS_EXCEEDED);
}

static void tir_keeps_hash_and_target(void **state)
{
	struct fixture *f = *state;
	uint32_t rqtn = fake_rqt(f->guest, &f->rq.id, 1);
	uint32_t tirn = fake_tir(f->guest, &f->base, rqtn);
	struct vcx_tir *tir = vcx_obj_find(f->guest->dev, VCX_OBJ_TIR, tirn);
	uint8_t *in = guest_input(MLX5_CMD_OP_MODIFY_TIR);

	assert_ptr_equal(tir->rqt, vcx_obj_find(f->guest->dev, VCX_OBJ_RQT, rqtn));
	VCX_SET(modify_tir_in, in, tirn, tirn);
	VCX_SET(modify_tir_in, in, ctx.rx_hash_fn, MLX5_RX_HASH_FN_TOEPLITZ);
	memset(VCX_ADDR(modify_tir_in, in, ctx.rx_hash_toeplitz_key), 0x6d, 40);
	VCX_SET(modify_tir_in, in, ctx.rx_hash_field_selector_outer.selected_fields, 3);
	/* without its bit in the mask, the hash is unchanged */
	assert_int_equal(GUEST_CMD(f->guest, in, modify_tir_in, modify_tir_out), VCX_OK);
	assert_int_equal(VCX_GET(tirc, tir->ctx, rx_hash_fn), 0);
	VCX_SET(modify_tir_in, in, bitmask.hash, 1);
	assert_int_equal(GUEST_CMD(f->guest, in, modify_tir_in, modify_tir_out), VCX_OK);
	in = guest_input(MLX5_CMD_OP_QUERY_TIR);
	VCX_SET(query_tir_in, in, tirn, tirn);
	assert_int_equal(GUEST_CMD(f->guest, in, query_tir_in, query_tir_out), VCX_OK);
	assert_int_equal(VCX_GET(query_tir_out, f->guest->out, tir_context.rx_hash_fn),
			 MLX5_RX_HASH_FN_TOEPLITZ);
	assert_int_equal(VCX_GET(query_tir_out, f->guest->out, tir_context.rx_hash_toeplitz_key[9]),
			 0x6d6d6d6d);
	assert_int_equal(VCX_GET(query_tir_out, f->guest->out, tir_context.indirect_table), rqtn);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_RQT, rqtn),
			 VCX_BAD_RESOURCE_STATE);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_TIR, tirn), VCX_OK);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_RQT, rqtn), VCX_OK);
}

static void bad_tirs(void **state)
{
	struct fixture *f = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_TIR);

	VCX_SET(create_tir_in, in, ctx.transport_domain, f->base.td);
	VCX_SET(create_tir_in, in, ctx.inline_rqn, 5);
	assert_int_equal(GUEST_CMD(f->guest, in, create_tir_in, create_tir_out), VCX_BAD_RESOURCE);
	VCX_SET(create_tir_in, in, ctx.inline_rqn, f->rq.id);
	VCX_SET(create_tir_in, in, ctx.packet_merge_mask, 1);
	assert_int_equal(GUEST_CMD(f->guest, in, create_tir_in, create_tir_out), VCX_BAD_PARAMETER);
	VCX_SET(create_tir_in, in, ctx.packet_merge_mask, 0);
	VCX_SET(create_tir_in, in, ctx.disp_type, 5);
	assert_int_equal(GUEST_CMD(f->guest, in, create_tir_in, create_tir_out), VCX_BAD_PARAMETER);
	VCX_SET(create_tir_in, in, ctx.disp_type, 0);
	VCX_SET(create_tir_in, in, ctx.transport_domain, 1);
	assert_int_equal(GUEST_CMD(f->guest, in, create_tir_in, create_tir_out), VCX_BAD_RESOURCE);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_RQ, f->rq.id), VCX_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(states),
		TEST(posted_wqes_are_flushed),
		TEST(record_beyond_the_queue),
		TEST(bad_rq_contexts),
		TEST(striding_limits),
		TEST(table_holds_its_queues),
		TEST(list_longer_than_the_input),
		TEST(tir_keeps_hash_and_target),
		TEST(bad_tirs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
