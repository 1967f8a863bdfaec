// SPDX-License-Identifier: GPL-2.0-only
/* Send queues: NOP, SEND, UMR, errors and states; memory keys. */
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/fw/fault.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/card/queue/mkey.h"
#include "vconnectx/card/tx/sq.h"
#include "vconnectx/host/util.h"

#define CQ_UPDATE VCX_WQE_CE_CQ_UPDATE

struct fixture {
	struct guest *guest;
	struct fake_base base;
	struct fake_queue cq;
	struct fake_queue sq;
	uint16_t pc;
};

static int setup(void **state)
{
	const char *rule = "wqe=LSO nth=2 syndrome=0x22";
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.guest = guest_new(&rule, 1);
	guest_bring_up(f.guest);
	fake_base(f.guest, &f.base);
	fake_cq(f.guest, &f.base, &f.cq, 6);
	fake_sq(f.guest, &f.base, &f.sq, f.cq.id, 4);
	assert_int_equal(fake_modify_sq(f.guest, f.sq.id, VCX_WQ_RST, VCX_WQ_RDY), VCX_OK);
	guest_link_up(f.guest);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	guest_free(((struct fixture *)*state)->guest);
	return 0;
}

/* write a WQE of @ds segments at the producer index; Return: its address */
static uint8_t *wqe(struct fixture *f, unsigned int opcode, unsigned int ds, unsigned int fm_ce_se)
{
	uint8_t *at = guest_ptr(f->guest, f->sq.buf + (f->pc & 15u) * VCX_SEND_WQE_BB);
	struct vcx_wqe_ctrl_seg *ctrl = (void *)at;

	memset(at, 0, VCX_SEND_WQE_BB);
	vcx_put_be32(&ctrl->opmod_idx_opcode, (uint32_t)f->pc << 8 | opcode);
	vcx_put_be32(&ctrl->qpn_ds, f->sq.id << 8 | ds);
	ctrl->fm_ce_se = (uint8_t)fm_ce_se;
	f->pc = (uint16_t)(f->pc + (ds + 3) / 4);
	return at;
}

static void ring(struct fixture *f)
{
	fake_sq_ring(f->guest, &f->base, &f->sq, f->pc);
}

static void expect_cqe(struct fixture *f, uint32_t index, enum vcx_cqe_opcode opcode,
		       uint16_t counter)
{
	const struct vcx_cqe64 *cqe = fake_cqe(f->guest, &f->cq, index);

	assert_int_equal(cqe->op_own >> 4, opcode);
	assert_int_equal(vcx_get_be16(&cqe->wqe_counter), counter);
	assert_int_equal(vcx_get_be32(&cqe->sop_drop_qpn) & 0xffffff, f->sq.id);
}

static void expect_error(struct fixture *f, uint32_t index, uint8_t syndrome, uint16_t counter)
{
	const struct vcx_err_cqe *err;

	expect_cqe(f, index, VCX_CQE_REQ_ERR, counter);
	err = (const void *)fake_cqe(f->guest, &f->cq, index);
	assert_int_equal(err->syndrome, syndrome);
}

static void expect_no_cqe(struct fixture *f, uint32_t index)
{
	assert_int_equal(fake_cqe(f->guest, &f->cq, index)->op_own >> 4, VCX_CQE_INVALID);
}

static void nop_completes_on_request(void **state)
{
	struct fixture *f = *state;

	wqe(f, VCX_OPCODE_NOP, 1, 0);
	wqe(f, VCX_OPCODE_NOP, 1, CQ_UPDATE);
	ring(f);
	expect_cqe(f, 0, VCX_CQE_REQ, 1);
	expect_no_cqe(f, 1);
}

static void queue_wraps(void **state)
{
	struct fixture *f = *state;

	for (unsigned int i = 0; i < 70000; i++) {
		wqe(f, VCX_OPCODE_NOP, 1, CQ_UPDATE);
		ring(f);
		expect_cqe(f, i, VCX_CQE_REQ, (uint16_t)i);
		fake_cq_consume(f->guest, &f->cq, i + 1);
	}
	assert_int_equal(f->guest->dev->stats.dma_errors, 0);
}

static void doorbell_twice_does_nothing(void **state)
{
	struct fixture *f = *state;

	wqe(f, VCX_OPCODE_NOP, 1, CQ_UPDATE);
	ring(f);
	ring(f);
	expect_no_cqe(f, 1);
}

static void expect_failure(struct fixture *f, uint8_t syndrome)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_SQ);

	wqe(f, VCX_OPCODE_NOP, 1, 0);
	ring(f);
	expect_error(f, 0, syndrome, 0);
	expect_error(f, 1, VCX_CQE_WR_FLUSH, (uint16_t)(f->pc - 1));
	/* the following WQEs are flushed as well */
	wqe(f, VCX_OPCODE_NOP, 1, 0);
	ring(f);
	expect_error(f, 2, VCX_CQE_WR_FLUSH, (uint16_t)(f->pc - 1));
	VCX_SET(query_sq_in, in, sqn, f->sq.id);
	GUEST_CMD(f->guest, in, query_sq_in, query_sq_out);
	assert_int_equal(VCX_GET(query_sq_out, f->guest->out, sq_context.state), VCX_WQ_ERR);
}

static void unknown_wqe_opcode(void **state)
{
	wqe(*state, 0x29, 1, 0);
	expect_failure(*state, VCX_CQE_LOCAL_QP_OP);
}

/* the rule matches the second LSO; the frames, checked only later, are both invalid */
static void wqe_failed_by_a_rule(void **state)
{
	struct fixture *f = *state;

	wqe(f, VCX_OPCODE_LSO, 1, 0);
	ring(f);
	expect_error(f, 0, VCX_CQE_LOCAL_LENGTH, 0);
	assert_int_equal(fake_modify_sq(f->guest, f->sq.id, VCX_WQ_ERR, VCX_WQ_RST), VCX_OK);
	assert_int_equal(fake_modify_sq(f->guest, f->sq.id, VCX_WQ_RST, VCX_WQ_RDY), VCX_OK);
	f->pc = 0;
	wqe(f, VCX_OPCODE_NOP, 1, 0);
	wqe(f, VCX_OPCODE_LSO, 1, 0);
	ring(f);
	expect_error(f, 1, 0x22, 1);
	assert_true(guest_logged(f->guest, "syndrome=0x22' fires (1)"));
}

/* the driver receives no completion, and the queue continues */
static void wqe_whose_completion_is_lost(void **state)
{
	struct fixture *f = *state;
	char err[200];

	assert_true(vcx_fault_add(f->guest->dev, "wqe=NOP nth=2 drop=1", err, sizeof(err)));
	for (unsigned int i = 0; i < 3; i++)
		wqe(f, VCX_OPCODE_NOP, 1, CQ_UPDATE);
	ring(f);
	expect_cqe(f, 0, VCX_CQE_REQ, 0);
	expect_cqe(f, 1, VCX_CQE_REQ, 2);
	expect_no_cqe(f, 2);
}

static void wqe_of_another_queue(void **state)
{
	struct fixture *f = *state;

	vcx_put_be32(wqe(f, VCX_OPCODE_NOP, 1, 0) + 4, 0x77700 | 1);
	ring(f);
	expect_error(f, 0, VCX_CQE_LOCAL_QP_OP, 0);
}

static void wqe_with_wrong_index(void **state)
{
	struct fixture *f = *state;

	vcx_put_be32(wqe(f, VCX_OPCODE_NOP, 1, 0), 5 << 8);
	ring(f);
	expect_error(f, 0, VCX_CQE_LOCAL_QP_OP, 0);
}

static void wqe_without_segments(void **state)
{
	struct fixture *f = *state;

	wqe(f, VCX_OPCODE_NOP, 0, 0);
	f->pc = 1;
	ring(f);
	expect_error(f, 0, VCX_CQE_LOCAL_QP_OP, 0);
}

static void wqe_longer_than_posted(void **state)
{
	struct fixture *f = *state;

	wqe(f, VCX_OPCODE_NOP, 63, 0);
	f->pc = 2;
	ring(f);
	expect_error(f, 0, VCX_CQE_LOCAL_LENGTH, 0);
}

static void record_beyond_the_queue(void **state)
{
	struct fixture *f = *state;

	wqe(f, VCX_OPCODE_NOP, 1, CQ_UPDATE);
	f->pc = 17;
	ring(f);
	expect_no_cqe(f, 0);
	assert_true(guest_logged(f->guest, "posts 17 blocks, queue has 16"));
}

static void states(void **state)
{
	struct fixture *f = *state;
	uint32_t sqn = f->sq.id;

	wqe(f, VCX_OPCODE_NOP, 1, CQ_UPDATE);
	assert_int_equal(fake_modify_sq(f->guest, sqn, VCX_WQ_RST, VCX_WQ_RDY),
			 VCX_BAD_RESOURCE_STATE);
	vcx_put_be32(guest_ptr(f->guest, f->sq.dbr + VCX_DBR_SND), f->pc);
	assert_int_equal(fake_modify_sq(f->guest, sqn, VCX_WQ_RDY, VCX_WQ_ERR), VCX_OK);
	/* posted WQEs are flushed */
	expect_error(f, 0, VCX_CQE_WR_FLUSH, 0);
	assert_int_equal(fake_modify_sq(f->guest, sqn, VCX_WQ_ERR, VCX_WQ_RDY),
			 VCX_BAD_RESOURCE_STATE);
	assert_int_equal(fake_modify_sq(f->guest, sqn, VCX_WQ_ERR, VCX_WQ_RST), VCX_OK);
	/* nothing is processed in RST */
	ring(f);
	expect_no_cqe(f, 1);
	assert_true(guest_logged(f->guest, "which is in RST"));
	assert_int_equal(fake_modify_sq(f->guest, sqn, VCX_WQ_RST, VCX_WQ_RDY), VCX_OK);
	/* and the queue restarts at 0 */
	f->pc = 0;
	wqe(f, VCX_OPCODE_NOP, 1, CQ_UPDATE);
	ring(f);
	expect_cqe(f, 1, VCX_CQE_REQ, 0);
	assert_int_equal(fake_modify_sq(f->guest, sqn + 1, VCX_WQ_RST, VCX_WQ_RDY),
			 VCX_BAD_RESOURCE);
}

static void put_segment(uint8_t *at, uint32_t len, uint32_t key, uint64_t addr)
{
	vcx_put_be32(at, len);
	vcx_put_be32(at + 4, key);
	vcx_put_be64(at + 8, addr);
}

static void send_gathers(void **state)
{
	struct fixture *f = *state;
	uint32_t key = fake_pa_mkey(f->guest, &f->base);
	uint64_t data = guest_alloc(f->guest, 4096);
	uint8_t *at = wqe(f, VCX_OPCODE_SEND, 5, CQ_UPDATE);

	for (int i = 0; i < 100; i++)
		guest_ptr(f->guest, data)[i] = (uint8_t)i;
	/* the inline header has 18 bytes: 2 in the segment, and 16 after it */
	vcx_put_be16(at + 28, 18);
	memset(at + 30, 0xee, 18);
	put_segment(at + 48, 60, key, data);
	put_segment(at + 64, 40, key, data + 60);
	ring(f);
	expect_cqe(f, 0, VCX_CQE_REQ, 0);
	assert_int_equal(f->guest->sent_len, 118);
	assert_int_equal(f->guest->sent[0], 0xee);
	assert_int_equal(f->guest->sent[17], 0xee);
	for (int i = 0; i < 100; i++)
		assert_int_equal(f->guest->sent[18 + i], i);
}

static void send_with_inline_data_and_vlan(void **state)
{
	struct fixture *f = *state;
	uint8_t *at = wqe(f, VCX_OPCODE_SEND, 5, 0);

	vcx_put_be16(at + 28, 0x8000);
	vcx_put_be16(at + 30, 5);
	vcx_put_be32(at + 32, VCX_WQE_INLINE_SEG | 40);
	for (int i = 0; i < 40; i++)
		at[36 + i] = (uint8_t)i;
	ring(f);
	assert_int_equal(f->guest->sent_len, 60);
	assert_int_equal(f->guest->sent[11], 11);
	assert_int_equal(vcx_get_be16(f->guest->sent + 12), 0x8100);
	assert_int_equal(vcx_get_be16(f->guest->sent + 14), 5);
	assert_int_equal(f->guest->sent[16], 12);
	/* the frame is padded to the minimum size */
	assert_int_equal(f->guest->sent[43], 39);
	assert_int_equal(f->guest->sent[44], 0);
	expect_no_cqe(f, 0);
}

static void send_with_bad_key(void **state)
{
	struct fixture *f = *state;
	uint8_t *at = wqe(f, VCX_OPCODE_SEND, 3, 0);

	put_segment(at + 32, 64, 0x1234567, GUEST_BASE);
	expect_failure(f, VCX_CQE_LOCAL_PROT);
	assert_int_equal(f->guest->nr_sent, 0);
}

static void send_from_outside_memory(void **state)
{
	struct fixture *f = *state;
	uint32_t key = fake_pa_mkey(f->guest, &f->base);

	put_segment(wqe(f, VCX_OPCODE_SEND, 3, 0) + 32, 64, key, 0xffffffffffffff00ull);
	expect_failure(f, VCX_CQE_LOCAL_PROT);
}

static void send_too_long(void **state)
{
	struct fixture *f = *state;
	uint32_t key = fake_pa_mkey(f->guest, &f->base);

	put_segment(wqe(f, VCX_OPCODE_SEND, 3, 0) + 32, 0x7fffffff, key, GUEST_BASE);
	expect_failure(f, VCX_CQE_LOCAL_LENGTH);
}

static void inline_header_beyond_the_wqe(void **state)
{
	struct fixture *f = *state;

	vcx_put_be16(wqe(f, VCX_OPCODE_SEND, 2, 0) + 28, 0x7fff);
	expect_failure(f, VCX_CQE_LOCAL_LENGTH);
}

/* create a key with @octwords of MTT for 4 KiB pages, which a UMR can change */
static uint32_t umr_mkey(struct fixture *f, uint32_t octwords, uint64_t page)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_MKEY);
	uint8_t *mkc = VCX_ADDR(create_mkey_in, in, memory_key_mkey_entry);

	VCX_SET(mkc, mkc, pd, f->base.pd);
	VCX_SET(mkc, mkc, free, 1);
	VCX_SET(mkc, mkc, umr_en, 1);
	VCX_SET(mkc, mkc, access_mode_1_0, VCX_MKEY_MTT);
	VCX_SET(mkc, mkc, log_page_size, 12);
	VCX_SET(mkc, mkc, len, octwords * 2 * 4096);
	VCX_SET(mkc, mkc, translations_octword_size, octwords);
	VCX_SET(create_mkey_in, in, translations_octword_actual_size, octwords);
	for (uint32_t i = 0; i < octwords * 2; i++)
		vcx_put_be64(VCX_ADDR(create_mkey_in, in, klm_pas_mtt) + i * 8, page);
	assert_int_equal(guest_cmd(f->guest, in, VCX_ST_SZ(create_mkey_in) + octwords * 16,
				   VCX_ST_SZ(create_mkey_out)),
			 VCX_OK);
	return (uint32_t)VCX_GET(create_mkey_out, f->guest->out, mkey_index) << 8;
}

/* post a UMR of @nr octwords from @first on, with MTT entries for pages from @page on */
static void umr(struct fixture *f, uint32_t key, unsigned int first, unsigned int nr, uint64_t page)
{
	uint8_t *at = wqe(f, VCX_OPCODE_UMR, 8 + nr, CQ_UPDATE);
	struct vcx_wqe_umr_ctrl_seg *seg = (void *)(at + 16);

	memset(at + 16, 0, 112);
	vcx_put_be32(at + 12, key);
	seg->flags = VCX_UMR_INLINE | VCX_UMR_XLT_OFFSET_EN;
	vcx_put_be16(&seg->xlt_octowords, (uint16_t)nr);
	vcx_put_be16(&seg->xlt_offset, (uint16_t)first);
	vcx_put_be64(&seg->mkey_mask, 1ull << 29);
	for (unsigned int i = 0; i < nr * 2; i++)
		vcx_put_be64(at + 128 + i * 8, (page + i * 4096) | 3);
}

static void umr_changes_translation(void **state)
{
	struct fixture *f = *state;
	uint64_t pages = guest_alloc(f->guest, 6 * 4096);
	uint32_t key = umr_mkey(f, 4, pages + 5 * 4096);
	char text[16];

	strcpy((char *)guest_ptr(f->guest, pages + 4096 - 4), "over the edge");
	/* the key is in the free state until the UMR */
	assert_int_not_equal(vcx_mkey_read(f->guest->dev, key, 0, text, 4), 0);
	umr(f, key, 1, 2, pages);
	ring(f);
	expect_cqe(f, 0, VCX_CQE_REQ, 0);
	assert_int_equal(vcx_mkey_read(f->guest->dev, key, 3 * 4096 - 4, text, 14), 0);
	assert_string_equal(text, "over the edge");
	/* unchanged entries refer to the same pages as before */
	strcpy((char *)guest_ptr(f->guest, pages + 5 * 4096), "filler");
	assert_int_equal(vcx_mkey_read(f->guest->dev, key, 0, text, 7), 0);
	assert_string_equal(text, "filler");
	/* the range exceeds the length of the key */
	assert_int_not_equal(vcx_mkey_read(f->guest->dev, key, 8 * 4096 - 2, text, 4), 0);
}

static void umr_beyond_the_key(void **state)
{
	struct fixture *f = *state;

	umr(f, umr_mkey(f, 4, GUEST_BASE), 3, 2, GUEST_BASE);
	ring(f);
	expect_error(f, 0, VCX_CQE_LOCAL_PROT, 0);
}

static void umr_of_a_key_without_umr_en(void **state)
{
	struct fixture *f = *state;

	umr(f, fake_pa_mkey(f->guest, &f->base), 0, 1, GUEST_BASE);
	ring(f);
	expect_error(f, 0, VCX_CQE_LOCAL_PROT, 0);
}

static void umr_with_too_few_entries(void **state)
{
	struct fixture *f = *state;
	uint32_t key = umr_mkey(f, 64, GUEST_BASE);
	uint8_t *at = guest_ptr(f->guest, f->sq.buf);

	umr(f, key, 0, 1, GUEST_BASE);
	vcx_put_be16(at + 20, 60);
	ring(f);
	expect_error(f, 0, VCX_CQE_LOCAL_LENGTH, 0);
}

static void key_that_refers_to_itself(void **state)
{
	struct fixture *f = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_MKEY);
	uint8_t *mkc = VCX_ADDR(create_mkey_in, in, memory_key_mkey_entry);
	struct vcx_mkey *mkey;
	uint32_t index;
	char byte;

	VCX_SET(mkc, mkc, pd, f->base.pd);
	VCX_SET(mkc, mkc, access_mode_1_0, VCX_MKEY_KSM);
	VCX_SET(mkc, mkc, log_page_size, 12);
	VCX_SET(mkc, mkc, len, 4096);
	VCX_SET(mkc, mkc, translations_octword_size, 1);
	assert_int_equal(GUEST_CMD(f->guest, in, create_mkey_in, create_mkey_out), VCX_OK);
	index = (uint32_t)VCX_GET(create_mkey_out, f->guest->out, mkey_index);
	mkey = vcx_obj_find(f->guest->dev, VCX_OBJ_MKEY, index);
	vcx_put_be32(mkey->xlt + 4, index << 8);
	assert_int_equal(vcx_mkey_read(f->guest->dev, index << 8, 0, &byte, 1), -13);
}

/* each of many entries covers one byte, and is looked up from the start of the list */
static void key_that_is_slow_to_walk(void **state)
{
	struct fixture *f = *state;
	uint32_t pa = fake_pa_mkey(f->guest, &f->base), nr = 60000, key;
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_MKEY);
	uint8_t *mkc = VCX_ADDR(create_mkey_in, in, memory_key_mkey_entry);
	struct vcx_mkey *mkey;

	VCX_SET(mkc, mkc, pd, f->base.pd);
	VCX_SET(mkc, mkc, access_mode_1_0, VCX_MKEY_KLM);
	VCX_SET(mkc, mkc, len, nr);
	VCX_SET(mkc, mkc, translations_octword_size, nr);
	assert_int_equal(GUEST_CMD(f->guest, in, create_mkey_in, create_mkey_out), VCX_OK);
	key = (uint32_t)VCX_GET(create_mkey_out, f->guest->out, mkey_index);
	mkey = vcx_obj_find(f->guest->dev, VCX_OBJ_MKEY, key);
	for (uint32_t i = 0; i < nr; i++) {
		vcx_put_be32(mkey->xlt + i * 16, 1);
		vcx_put_be32(mkey->xlt + i * 16 + 4, pa);
		vcx_put_be64(mkey->xlt + i * 16 + 8, GUEST_BASE + i);
	}
	/* a short frame is possible, a long one is not */
	put_segment(wqe(f, VCX_OPCODE_SEND, 3, CQ_UPDATE) + 32, 1000, key << 8, 0);
	ring(f);
	expect_cqe(f, 0, VCX_CQE_REQ, 0);
	put_segment(wqe(f, VCX_OPCODE_SEND, 3, 0) + 32, nr, key << 8, 0);
	ring(f);
	expect_error(f, 1, VCX_CQE_LOCAL_PROT, 1);
}

static void long_run_yields_to_others(void **state)
{
	struct fixture *f = *state;
	struct fake_queue cq, sq;

	fake_cq(f->guest, &f->base, &cq, 12);
	fake_sq(f->guest, &f->base, &sq, cq.id, 11);
	fake_modify_sq(f->guest, sq.id, VCX_WQ_RST, VCX_WQ_RDY);
	f->cq = cq;
	f->sq = sq;
	for (uint32_t i = 0; i < 2000; i++) {
		uint8_t *at = guest_ptr(f->guest, sq.buf + i * 64);

		vcx_put_be32(at, i << 8 | VCX_OPCODE_NOP);
		vcx_put_be32(at + 4, sq.id << 8 | 1);
		at[11] = CQ_UPDATE;
	}
	f->pc = 2000;
	ring(f);
	expect_cqe(f, 0, VCX_CQE_REQ, 0);
	expect_no_cqe(f, 1999);
	assert_true(vcx_dev_deadline(f->guest->dev) <= f->guest->now_ns);
	for (int i = 0; i < 10; i++)
		guest_pass(f->guest, 1);
	expect_cqe(f, 1999, VCX_CQE_REQ, 1999);
	assert_true(vcx_dev_deadline(f->guest->dev) == UINT64_MAX);
}

static void host_memory_is_limited(void **state)
{
	struct fixture *f = *state;
	unsigned int nr = 0;
	uint8_t status;

	do {
		uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_MKEY);

		VCX_SET(create_mkey_in, in, memory_key_mkey_entry.pd, f->base.pd);
		VCX_SET(create_mkey_in, in, memory_key_mkey_entry.translations_octword_size, 65536);
		status = GUEST_CMD(f->guest, in, create_mkey_in, create_mkey_out);
		nr++;
	} while (!status);
	assert_int_equal(status, VCX_NO_RESOURCES);
	assert_in_range(nr, 500, 513);
	vcx_dev_reset(f->guest->dev, "test");
	assert_int_equal(f->guest->dev->mem_used, 0);
}

static uint8_t *mkey_input(void *ctx, uint32_t *len)
{
	struct fixture *f = ctx;
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_MKEY);

	VCX_SET(create_mkey_in, in, memory_key_mkey_entry.pd, f->base.pd);
	*len = VCX_ST_SZ(create_mkey_in);
	return in;
}

static void bad_mkey_contexts(void **state)
{
	struct fixture *f = *state;
	static const struct fake_fault cases[] = {
#define MKEY(fld, v, st) FAKE_SPOIL(create_mkey_in, fld, v, st)
		MKEY(memory_key_mkey_entry.access_mode_4_2, 1, VCX_BAD_PARAMETER),
		MKEY(memory_key_mkey_entry.translations_octword_size, 0x7fffffff,
		     VCX_BAD_PARAMETER),
		MKEY(translations_octword_actual_size, 1, VCX_BAD_PARAMETER),
		MKEY(memory_key_mkey_entry.log_page_size, 60, VCX_BAD_PARAMETER),
		MKEY(memory_key_mkey_entry.pd, 0x999, VCX_BAD_RESOURCE),
	};

	fake_fault(f->guest, cases, ARRAY_SIZE(cases), mkey_input, f);
}

static uint8_t *sq_input(void *ctx, uint32_t *len)
{
	struct fixture *f = ctx;
	struct fake_queue sq;

	return fake_sq_input(f->guest, &f->base, &sq, f->cq.id, 4, len);
}

static void bad_sq_contexts(void **state)
{
	struct fixture *f = *state;
	static const struct fake_fault cases[] = {
#define SQC(fld, v, st) FAKE_SPOIL(create_sq_in, ctx.fld, v, st)
		SQC(state, 1, VCX_BAD_PARAMETER),
		SQC(hairpin, 1, VCX_BAD_PARAMETER),
		SQC(tis_lst_sz, 2, VCX_BAD_PARAMETER),
		SQC(tis_lst_sz, 1, VCX_BAD_RESOURCE), /* TIS 0 */
		SQC(cqn, 1, VCX_BAD_RESOURCE),
		SQC(wq.pd, 0, VCX_BAD_RESOURCE),
		SQC(wq.uar_page, 4, VCX_BAD_RESOURCE),
		SQC(wq.log_wq_stride, 5, VCX_BAD_PARAMETER),
		SQC(wq.wq_type, 2, VCX_BAD_PARAMETER),
		SQC(wq.log_wq_sz, 16, VCX_BAD_PARAMETER),
		SQC(wq.log_wq_sz, 10, VCX_BAD_PARAMETER),
		SQC(wq.dbr_addr, GUEST_BASE + 4, VCX_BAD_PARAMETER),
		SQC(wq.wq_umem_valid, 1, VCX_BAD_PARAMETER),
	};

	fake_fault(f->guest, cases, ARRAY_SIZE(cases), sq_input, f);
	/* a failed command leaves no object or reference behind */
	assert_int_equal(f->guest->dev->objs.table[VCX_OBJ_SQ].count, 1);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_SQ, f->sq.id), VCX_OK);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_CQ, f->cq.id), VCX_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(nop_completes_on_request),
		TEST(queue_wraps),
		TEST(doorbell_twice_does_nothing),
		TEST(unknown_wqe_opcode),
		TEST(wqe_failed_by_a_rule),
		TEST(wqe_whose_completion_is_lost),
		TEST(wqe_of_another_queue),
		TEST(wqe_with_wrong_index),
		TEST(wqe_without_segments),
		TEST(wqe_longer_than_posted),
		TEST(record_beyond_the_queue),
		TEST(states),
		TEST(send_gathers),
		TEST(send_with_inline_data_and_vlan),
		TEST(send_with_bad_key),
		TEST(send_from_outside_memory),
		TEST(send_too_long),
		TEST(inline_header_beyond_the_wqe),
		TEST(umr_changes_translation),
		TEST(umr_beyond_the_key),
		TEST(umr_of_a_key_without_umr_en),
		TEST(umr_with_too_few_entries),
		TEST(key_that_refers_to_itself),
		TEST(key_that_is_slow_to_walk),
		TEST(long_run_yields_to_others),
		TEST(host_memory_is_limited),
		TEST(bad_mkey_contexts),
		TEST(bad_sq_contexts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
