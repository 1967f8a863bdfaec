// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/tests/fake_objs.h"

#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

/* all events except completions, which have no mask bit, and commands, which are polled */
#define ALL_ASYNC_EVENTS (~(1ull << VCX_EVENT_COMP | 1ull << VCX_EVENT_CMD))

uint32_t fake_alloc(struct guest *guest, uint16_t opcode)
{
	assert_int_equal(guest_cmd(guest, guest_input(opcode), 32, 16), VCX_OK);
	return vcx_get_be32(guest->out + 8) & 0xffffff;
}

uint8_t fake_destroy(struct guest *guest, uint16_t opcode, uint32_t id)
{
	uint8_t *in = guest_input(opcode);

	vcx_put_be32(in + 8, id);
	return guest_cmd(guest, in, 16, 16);
}

uint8_t fake_access_reg(struct guest *guest, uint16_t id, uint8_t *reg, uint32_t size, bool write)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_ACCESS_REG);
	uint8_t status;

	VCX_SET(access_register_in, in, register_id, id);
	VCX_SET(access_register_in, in, op_mod, !write);
	memcpy(VCX_ADDR(access_register_in, in, register_data), reg, size);
	status = guest_cmd(guest, in, VCX_ST_SZ(access_register_in) + size,
			   VCX_ST_SZ(access_register_out) + size);
	memcpy(reg, VCX_ADDR(access_register_out, guest->out, register_data), size);
	return status;
}

void fake_base(struct guest *guest, struct fake_base *base)
{
	memset(base, 0, sizeof(*base));
	base->uar = fake_alloc(guest, MLX5_CMD_OP_ALLOC_UAR);
	base->pd = fake_alloc(guest, MLX5_CMD_OP_ALLOC_PD);
	base->td = fake_alloc(guest, MLX5_CMD_OP_ALLOC_TRANSPORT_DOMAIN);
	fake_eq(guest, base, &base->async_eq, 4, 0, ALL_ASYNC_EVENTS);
	fake_eq(guest, base, &base->comp_eq, 4, 1, 0);
}

/* write the page list at byte @off of @in; Return: length of the input */
static uint32_t put_pages(uint8_t *in, uint32_t off, uint64_t buf, size_t size)
{
	for (size_t done = 0; done < size; done += VCX_PAGE_SIZE, off += 8)
		vcx_put_be64(in + off, buf + done);
	return off;
}

uint8_t *fake_eq_input(struct guest *guest, const struct fake_base *base, struct fake_queue *eq,
		       unsigned int log_size, unsigned int vector, uint64_t mask, uint32_t *len)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_EQ);
	uint8_t *eqc = VCX_ADDR(create_eq_in, in, eq_context_entry);
	size_t size = sizeof(struct vcx_eqe) << log_size;

	eq->log_size = log_size;
	eq->buf = guest_alloc(guest, size);
	for (size_t i = 0; i < 1u << log_size; i++)
		fake_eqe(guest, eq, (uint32_t)i)->owner = 1;
	VCX_SET(eqc, eqc, log_eq_size, log_size);
	VCX_SET(eqc, eqc, uar_page, base->uar);
	VCX_SET(eqc, eqc, intr, vector);
	vcx_put_be64(VCX_ADDR(create_eq_in, in, event_bitmask), mask);
	*len = put_pages(in, VCX_ST_SZ(create_eq_in), eq->buf, size);
	return in;
}

void fake_eq(struct guest *guest, const struct fake_base *base, struct fake_queue *eq,
	     unsigned int log_size, unsigned int vector, uint64_t mask)
{
	uint32_t len;
	uint8_t *in = fake_eq_input(guest, base, eq, log_size, vector, mask, &len);

	assert_int_equal(guest_cmd(guest, in, len, VCX_ST_SZ(create_eq_out)), VCX_OK);
	eq->id = (uint32_t)VCX_GET(create_eq_out, guest->out, eq_number);
}

uint8_t *fake_cq_input(struct guest *guest, const struct fake_base *base, struct fake_queue *cq,
		       unsigned int log_size, uint32_t *len)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_CQ);
	uint8_t *cqc = VCX_ADDR(create_cq_in, in, cq_context);
	size_t size = sizeof(struct vcx_cqe64) << log_size;

	cq->log_size = log_size;
	cq->buf = guest_alloc(guest, size);
	cq->dbr = guest_alloc(guest, 64);
	for (size_t i = 0; i < 1u << log_size; i++)
		fake_cqe(guest, cq, (uint32_t)i)->op_own = VCX_CQE_INVALID << 4 | 1;
	VCX_SET(cqc, cqc, log_cq_size, log_size);
	VCX_SET(cqc, cqc, uar_page, base->uar);
	VCX_SET(cqc, cqc, c_eqn_or_apu_element, base->comp_eq.id);
	VCX_SET(cqc, cqc, dbr_addr, cq->dbr);
	*len = put_pages(in, VCX_ST_SZ(create_cq_in), cq->buf, size);
	return in;
}

void fake_cq(struct guest *guest, const struct fake_base *base, struct fake_queue *cq,
	     unsigned int log_size)
{
	uint32_t len;
	uint8_t *in = fake_cq_input(guest, base, cq, log_size, &len);

	assert_int_equal(guest_cmd(guest, in, len, VCX_ST_SZ(create_cq_out)), VCX_OK);
	cq->arm_sn = 0;
	cq->id = (uint32_t)VCX_GET(create_cq_out, guest->out, cqn);
}

/* write the wq context of a queue with units of @unit bytes; Return: length of the input */
static uint32_t put_wq(struct guest *guest, const struct fake_base *base, uint8_t *in, uint8_t *wq,
		       struct fake_queue *queue, unsigned int log_stride)
{
	size_t size = (size_t)1 << (queue->log_size + log_stride);

	queue->buf = guest_alloc(guest, size);
	queue->dbr = guest_alloc(guest, 64);
	VCX_SET(wq, wq, wq_type, MLX5_WQ_TYPE_CYCLIC);
	VCX_SET(wq, wq, log_wq_stride, log_stride);
	VCX_SET(wq, wq, log_wq_sz, queue->log_size);
	VCX_SET(wq, wq, pd, base->pd);
	VCX_SET(wq, wq, uar_page, base->uar);
	VCX_SET(wq, wq, dbr_addr, queue->dbr);
	return put_pages(in, (uint32_t)(VCX_ADDR(wq, wq, pas) - in), queue->buf, size);
}

uint8_t *fake_sq_input(struct guest *guest, const struct fake_base *base, struct fake_queue *sq,
		       uint32_t cqn, unsigned int log_size, uint32_t *len)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_SQ);
	uint8_t *sqc = VCX_ADDR(create_sq_in, in, ctx);

	sq->log_size = log_size;
	VCX_SET(sqc, sqc, cqn, cqn);
	VCX_SET(sqc, sqc, reg_umr, 1);
	VCX_SET(sqc, sqc, flush_in_error_en, 1);
	*len = put_wq(guest, base, in, VCX_ADDR(sqc, sqc, wq), sq, 6);
	return in;
}

void fake_sq(struct guest *guest, const struct fake_base *base, struct fake_queue *sq, uint32_t cqn,
	     unsigned int log_size)
{
	uint32_t len;
	uint8_t *in = fake_sq_input(guest, base, sq, cqn, log_size, &len);

	assert_int_equal(guest_cmd(guest, in, len, VCX_ST_SZ(create_sq_out)), VCX_OK);
	sq->id = (uint32_t)VCX_GET(create_sq_out, guest->out, sqn);
}

uint8_t *fake_rq_input(struct guest *guest, const struct fake_base *base, struct fake_queue *rq,
		       uint32_t cqn, unsigned int log_size, uint32_t *len)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_RQ);
	uint8_t *rqc = VCX_ADDR(create_rq_in, in, ctx);

	rq->log_size = log_size;
	VCX_SET(rqc, rqc, cqn, cqn);
	VCX_SET(rqc, rqc, flush_in_error_en, 1);
	*len = put_wq(guest, base, in, VCX_ADDR(rqc, rqc, wq), rq, 4);
	return in;
}

void fake_rq(struct guest *guest, const struct fake_base *base, struct fake_queue *rq, uint32_t cqn,
	     unsigned int log_size)
{
	uint32_t len;
	uint8_t *in = fake_rq_input(guest, base, rq, cqn, log_size, &len);

	assert_int_equal(guest_cmd(guest, in, len, VCX_ST_SZ(create_rq_out)), VCX_OK);
	rq->id = (uint32_t)VCX_GET(create_rq_out, guest->out, rqn);
}

uint32_t fake_rqt(struct guest *guest, const uint32_t *rqns, uint32_t nr)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_RQT);
	uint8_t *rqtc = VCX_ADDR(create_rqt_in, in, rqt_context);
	uint8_t *list = VCX_ADDR(rqtc, rqtc, rq_num);

	VCX_SET(rqtc, rqtc, rqt_max_size, nr);
	VCX_SET(rqtc, rqtc, rqt_actual_size, nr);
	for (uint32_t i = 0; i < nr; i++)
		vcx_put_be32(list + i * 4, rqns[i]);
	assert_int_equal(guest_cmd(guest, in, VCX_ST_SZ(create_rqt_in) + nr * 4,
				   VCX_ST_SZ(create_rqt_out)),
			 VCX_OK);
	return (uint32_t)VCX_GET(create_rqt_out, guest->out, rqtn);
}

uint32_t fake_tir(struct guest *guest, const struct fake_base *base, uint32_t rqtn)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_TIR);
	uint8_t *tirc = VCX_ADDR(create_tir_in, in, ctx);

	VCX_SET(tirc, tirc, disp_type, MLX5_TIRC_DISP_TYPE_INDIRECT);
	VCX_SET(tirc, tirc, indirect_table, rqtn);
	VCX_SET(tirc, tirc, transport_domain, base->td);
	assert_int_equal(GUEST_CMD(guest, in, create_tir_in, create_tir_out), VCX_OK);
	return (uint32_t)VCX_GET(create_tir_out, guest->out, tirn);
}

uint32_t fake_pa_mkey(struct guest *guest, const struct fake_base *base)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_MKEY);
	uint8_t *mkc = VCX_ADDR(create_mkey_in, in, memory_key_mkey_entry);

	VCX_SET(mkc, mkc, pd, base->pd);
	VCX_SET(mkc, mkc, length64, 1);
	VCX_SET(mkc, mkc, lr, 1);
	VCX_SET(mkc, mkc, lw, 1);
	VCX_SET(mkc, mkc, mkey_7_0, 0x42);
	assert_int_equal(GUEST_CMD(guest, in, create_mkey_in, create_mkey_out), VCX_OK);
	return (uint32_t)VCX_GET(create_mkey_out, guest->out, mkey_index) << 8 | 0x42;
}

void fake_fault(struct guest *guest, const struct fake_fault *cases, size_t nr,
		uint8_t *(*input)(void *ctx, uint32_t *len), void *ctx)
{
	for (size_t i = 0; i < nr; i++) {
		uint32_t len;
		uint8_t *in = input(ctx, &len);

		vcx_bits_set(in, cases[i].off, cases[i].bits, cases[i].value);
		if (guest_cmd(guest, in, len, 16) != cases[i].status)
			fail_msg("case %zu: status 0x%x, not 0x%x", i, guest->status,
				 cases[i].status);
	}
}

uint8_t fake_modify_sq(struct guest *guest, uint32_t sqn, unsigned int from, unsigned int to)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_MODIFY_SQ);

	VCX_SET(modify_sq_in, in, sqn, sqn);
	VCX_SET(modify_sq_in, in, sq_state, from);
	VCX_SET(modify_sq_in, in, ctx.state, to);
	return GUEST_CMD(guest, in, modify_sq_in, modify_sq_out);
}

uint8_t fake_modify_rq(struct guest *guest, uint32_t rqn, unsigned int from, unsigned int to)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_MODIFY_RQ);

	VCX_SET(modify_rq_in, in, rqn, rqn);
	VCX_SET(modify_rq_in, in, rq_state, from);
	VCX_SET(modify_rq_in, in, ctx.state, to);
	return GUEST_CMD(guest, in, modify_rq_in, modify_rq_out);
}

static void uar_write(struct guest *guest, uint32_t uar, uint32_t off, uint32_t first,
		      uint32_t second, size_t len)
{
	uint8_t bytes[8];

	vcx_put_be32(bytes, first);
	vcx_put_be32(bytes + 4, second);
	assert_int_equal(vcx_dev_bar0_write(guest->dev, (uint64_t)uar * VCX_PAGE_SIZE + off, bytes,
					    len),
			 0);
}

void fake_eq_arm(struct guest *guest, const struct fake_base *base, const struct fake_queue *eq,
		 uint32_t ci)
{
	uar_write(guest, base->uar, VCX_UAR_EQ_ARM, eq->id << 24 | ci, 0, 4);
}

void fake_cq_arm(struct guest *guest, const struct fake_base *base, struct fake_queue *cq,
		 uint32_t ci)
{
	uar_write(guest, base->uar, VCX_UAR_CQ_DOORBELL, (cq->arm_sn++ & 3) << 28 | ci, cq->id, 8);
}

void fake_cq_consume(struct guest *guest, const struct fake_queue *cq, uint32_t ci)
{
	vcx_put_be32(guest_ptr(guest, cq->dbr + VCX_DBR_CQ_CI), ci & 0xffffff);
}

void fake_sq_ring(struct guest *guest, const struct fake_base *base, const struct fake_queue *sq,
		  uint16_t counter)
{
	vcx_put_be32(guest_ptr(guest, sq->dbr + VCX_DBR_SND), counter);
	uar_write(guest, base->uar, VCX_UAR_BF, 0, sq->id << 8, 8);
}

struct vcx_eqe *fake_eqe(struct guest *guest, const struct fake_queue *eq, uint32_t index)
{
	return (void *)guest_ptr(guest, eq->buf + sizeof(struct vcx_eqe) *
							  (index & ((1u << eq->log_size) - 1)));
}

struct vcx_cqe64 *fake_cqe(struct guest *guest, const struct fake_queue *cq, uint32_t index)
{
	return (void *)guest_ptr(guest, cq->buf + sizeof(struct vcx_cqe64) *
							  (index & ((1u << cq->log_size) - 1)));
}
