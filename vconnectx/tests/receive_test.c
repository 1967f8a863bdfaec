// SPDX-License-Identifier: GPL-2.0-only
/* Packets delivered to receive queues: scatter, strides, completions and full rings. */
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_frame.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/card/rx/receive.h"
#include "vconnectx/host/util.h"

#define RQ_SIZE	 16u
#define WQE_SIZE 64u /* for the cyclic queue: four segments */
#define BUF_SIZE 4096u
/* for the striding queue: 8 strides of 256 bytes, 4 linked WQEs of 32 bytes */
#define STRIDE	   256u
#define NR_STRIDES 8u

struct fixture {
	struct guest *guest;
	struct fake_base base;
	struct fake_queue cq;
	struct fake_queue rq;
	struct vcx_rq *obj;
	uint32_t key;
	uint64_t data; /* a buffer for each WQE */
	uint32_t counter;
	uint32_t cqes; /* number of completions consumed */
	uint8_t frame[FAKE_FRAME_MAX];
	size_t len;
};

static void make_rq(struct fixture *f, bool striding)
{
	uint32_t len;
	uint8_t *in = fake_rq_input(f->guest, &f->base, &f->rq, f->cq.id, striding ? 2 : 4, &len);
	uint8_t *rqc = VCX_ADDR(create_rq_in, in, ctx);

	VCX_SET(rqc, rqc, counter_set_id, f->counter);
	VCX_SET(rqc, rqc, wq.log_wq_stride, striding ? 5 : 6);
	if (striding) {
		VCX_SET(rqc, rqc, wq.wq_type, MLX5_WQ_TYPE_LINKED_LIST_STRIDING_RQ);
		VCX_SET(rqc, rqc, wq.log_wqe_num_of_strides, 0xa);
		VCX_SET(rqc, rqc, wq.log_wqe_stride_size, 2);
	}
	assert_int_equal(guest_cmd(f->guest, in, len, VCX_ST_SZ(create_rq_out)), VCX_OK);
	f->rq.id = (uint32_t)VCX_GET(create_rq_out, f->guest->out, rqn);
	f->obj = vcx_obj_find(f->guest->dev, VCX_OBJ_RQ, f->rq.id);
	assert_int_equal(fake_modify_rq(f->guest, f->rq.id, VCX_WQ_RST, VCX_WQ_RDY), VCX_OK);
}

static struct fixture *start(bool striding, const char *rule)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.guest = guest_new(&rule, rule ? 1 : 0);
	guest_bring_up(f.guest);
	fake_base(f.guest, &f.base);
	fake_cq(f.guest, &f.base, &f.cq, 6);
	f.counter = fake_alloc(f.guest, MLX5_CMD_OP_ALLOC_Q_COUNTER);
	f.key = fake_pa_mkey(f.guest, &f.base);
	f.data = guest_alloc(f.guest, RQ_SIZE * BUF_SIZE);
	make_rq(&f, striding);
	f.len = fake_udp(f.frame, 1000, 4242, 200);
	return &f;
}

static int setup_cyclic(void **state)
{
	*state = start(false, NULL);
	return 0;
}

static int setup_striding(void **state)
{
	*state = start(true, NULL);
	return 0;
}

static int setup_damaged(void **state)
{
	*state = start(false, "wqe=RECV syndrome=0x11");
	return 0;
}

static int teardown(void **state)
{
	guest_free(((struct fixture *)*state)->guest);
	return 0;
}

static void put_segment(uint8_t *at, uint32_t len, uint32_t key, uint64_t addr)
{
	vcx_put_be32(at, len);
	vcx_put_be32(at + 4, key);
	vcx_put_be64(at + 8, addr);
}

static uint8_t *cyclic_wqe(struct fixture *f, unsigned int i)
{
	return guest_ptr(f->guest, f->rq.buf + (i % RQ_SIZE) * WQE_SIZE);
}

static uint64_t buffer(struct fixture *f, unsigned int i)
{
	return f->data + (i % RQ_SIZE) * BUF_SIZE;
}

/* write WQEs with one segment of @len bytes, and post @nr of them */
static void post(struct fixture *f, uint32_t len, uint32_t nr)
{
	for (unsigned int i = 0; i < RQ_SIZE; i++) {
		put_segment(cyclic_wqe(f, i), len, f->key, buffer(f, i));
		put_segment(cyclic_wqe(f, i) + 16, 0, VCX_TERMINATE_LKEY, 0);
	}
	vcx_put_be32(guest_ptr(f->guest, f->rq.dbr + VCX_DBR_RCV), nr);
}

/* write WQEs linked 0 -> 2 -> 1 -> 3 -> 0, and post @nr of them */
static void post_linked(struct fixture *f, uint32_t nr)
{
	static const uint8_t next[] = { 2, 3, 1, 0 };

	for (unsigned int i = 0; i < 4; i++) {
		uint8_t *at = guest_ptr(f->guest, f->rq.buf + i * 32);

		vcx_put_be16(at + 2, next[i]);
		put_segment(at + 16, NR_STRIDES * STRIDE, f->key, buffer(f, i));
	}
	vcx_put_be32(guest_ptr(f->guest, f->rq.dbr + VCX_DBR_RCV), nr);
}

static enum vcx_rx_result receive(struct fixture *f)
{
	struct vcx_rx_info info = {
		.hash = 0x12345678,
		.hash_type = VCX_CQE_HASH_IPV4,
		.flow_tag = 0xabcdef,
	};
	struct vcx_packet pkt;

	f->guest->dev->xlt_budget = 1000;
	vcx_packet_parse(&pkt, f->frame, f->len);
	return vcx_rq_receive(f->guest->dev, f->obj, &pkt, &info);
}

/* Return: the next completion, or NULL if there is none */
static struct vcx_cqe64 *next_cqe(struct fixture *f)
{
	struct vcx_cqe64 *cqe = fake_cqe(f->guest, &f->cq, f->cqes);

	if (cqe->op_own >> 4 == VCX_CQE_INVALID ||
	    (cqe->op_own & 1) != (f->cqes >> f->cq.log_size & 1))
		return NULL;
	fake_cq_consume(f->guest, &f->cq, ++f->cqes);
	return cqe;
}

static uint64_t out_of_buffer(struct fixture *f)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_Q_COUNTER);

	VCX_SET(query_q_counter_in, in, counter_set_id, f->counter);
	assert_int_equal(GUEST_CMD(f->guest, in, query_q_counter_in, query_q_counter_out), VCX_OK);
	return VCX_GET(query_q_counter_out, f->guest->out, out_of_buffer);
}

static void one_packet(void **state)
{
	struct fixture *f = *state;
	struct vcx_packet pkt;
	struct vcx_cqe64 *cqe;

	vcx_packet_parse(&pkt, f->frame, f->len);
	vcx_packet_set_csums(&pkt, f->frame, true, true);
	post(f, 2048 | VCX_RX_START_PADDING, 1);
	assert_int_equal(receive(f), VCX_RX_DONE);
	assert_memory_equal(guest_ptr(f->guest, buffer(f, 0)), f->frame, f->len);
	cqe = next_cqe(f);
	assert_non_null(cqe);
	assert_int_equal(cqe->op_own >> 4, VCX_CQE_RESP_SEND);
	assert_int_equal(vcx_get_be32(&cqe->byte_cnt), f->len);
	assert_int_equal(vcx_get_be16(&cqe->wqe_counter), 0);
	assert_int_equal(vcx_get_be32(&cqe->rss_hash_result), 0x12345678);
	assert_int_equal(cqe->rss_hash_type, VCX_CQE_HASH_IPV4);
	assert_int_equal(vcx_get_be32(&cqe->sop_drop_qpn), 0xabcdef);
	assert_int_equal(cqe->hds_ip_ext, VCX_CQE_L2_OK | VCX_CQE_L3_OK | VCX_CQE_L4_OK);
	assert_int_equal(cqe->l4_l3_hdr_type, VCX_CQE_L3_IPV4 | VCX_CQE_L4_UDP);
	assert_int_equal(vcx_get_be16(&cqe->check_sum), vcx_csum(0, f->frame + 14, f->len - 14));
	assert_int_not_equal(vcx_get_be32(&cqe->timestamp_l), 0);
	assert_null(next_cqe(f));
}

static void queue_wraps(void **state)
{
	struct fixture *f = *state;

	for (unsigned int i = 0; i < 70000; i++) {
		struct vcx_cqe64 *cqe;

		post(f, 2048, i + 1);
		f->frame[50] = (uint8_t)i;
		assert_int_equal(receive(f), VCX_RX_DONE);
		cqe = next_cqe(f);
		assert_non_null(cqe);
		assert_int_equal(vcx_get_be16(&cqe->wqe_counter), i & 0xffff);
		assert_int_equal(guest_ptr(f->guest, buffer(f, i))[50], i & 0xff);
	}
}

static void several_segments(void **state)
{
	struct fixture *f = *state;

	post(f, 5, 1);
	put_segment(cyclic_wqe(f, 0) + 16, 95 | VCX_RX_START_PADDING, f->key, buffer(f, 1));
	put_segment(cyclic_wqe(f, 0) + 32, 2000, f->key, buffer(f, 2));
	put_segment(cyclic_wqe(f, 0) + 48, 0, VCX_TERMINATE_LKEY, 0);
	assert_int_equal(receive(f), VCX_RX_DONE);
	assert_memory_equal(guest_ptr(f->guest, buffer(f, 0)), f->frame, 5);
	assert_memory_equal(guest_ptr(f->guest, buffer(f, 1)), f->frame + 5, 95);
	assert_memory_equal(guest_ptr(f->guest, buffer(f, 2)), f->frame + 100, f->len - 100);
	assert_int_equal(vcx_get_be32(&next_cqe(f)->byte_cnt), f->len);
}

static void full_ring_is_counted(void **state)
{
	struct fixture *f = *state;

	post(f, 2048, 2);
	assert_int_equal(receive(f), VCX_RX_DONE);
	assert_int_equal(receive(f), VCX_RX_DONE);
	assert_int_equal(out_of_buffer(f), 0);
	assert_int_equal(receive(f), VCX_RX_NO_BUFFER);
	assert_int_equal(receive(f), VCX_RX_NO_BUFFER);
	assert_int_equal(out_of_buffer(f), 2);
	post(f, 2048, 3);
	assert_int_equal(receive(f), VCX_RX_DONE);
	assert_int_equal(out_of_buffer(f), 2);
	/* with an invalid doorbell record, no WQE is posted */
	post(f, 2048, 1000);
	assert_int_equal(receive(f), VCX_RX_NO_BUFFER);
}

static void tag_is_stripped(void **state)
{
	struct fixture *f = *state;
	struct vcx_cqe64 *cqe;

	post(f, 2048, 16);
	f->len = fake_tag(f->frame, f->len, VCX_ETH_P_8021Q, 0x2005);
	assert_int_equal(receive(f), VCX_RX_DONE);
	cqe = next_cqe(f);
	assert_int_equal(vcx_get_be32(&cqe->byte_cnt), f->len - 4);
	assert_true(cqe->l4_l3_hdr_type & VCX_CQE_VLAN);
	assert_int_equal(vcx_get_be16(&cqe->vlan_info), 0x2005);
	assert_memory_equal(guest_ptr(f->guest, buffer(f, 0)), f->frame, 12);
	assert_memory_equal(guest_ptr(f->guest, buffer(f, 0)) + 12, f->frame + 16, f->len - 16);
	/* the tag is not stripped if that is disabled in the queue; the sum covers the packet */
	VCX_SET(rqc, f->obj->ctx, vsd, 1);
	assert_int_equal(receive(f), VCX_RX_DONE);
	cqe = next_cqe(f);
	assert_int_equal(vcx_get_be32(&cqe->byte_cnt), f->len);
	assert_false(cqe->l4_l3_hdr_type & VCX_CQE_VLAN);
	assert_memory_equal(guest_ptr(f->guest, buffer(f, 1)), f->frame, f->len);
	assert_int_equal(vcx_get_be16(&cqe->check_sum), vcx_csum(0, f->frame + 18, f->len - 18));
	/* a provider tag is not stripped either */
	VCX_SET(rqc, f->obj->ctx, vsd, 0);
	f->len = fake_tag(f->frame, f->len, VCX_ETH_P_8021AD, 9);
	assert_int_equal(receive(f), VCX_RX_DONE);
	assert_int_equal(vcx_get_be32(&next_cqe(f)->byte_cnt), f->len);
}

static void completion_describes_headers(void **state)
{
	static const struct {
		uint8_t flags;
		size_t payload;
		uint8_t type;
	} tcp[] = {
		{ 0x02, 0, VCX_CQE_L4_TCP },
		{ 0x10, 0, VCX_CQE_L4_TCP_ACK },
		{ 0x18, 10, VCX_CQE_L4_TCP_ACK_DATA },
	};
	struct fixture *f = *state;
	struct vcx_cqe64 *cqe;

	post(f, 2048, 16);
	for (size_t i = 0; i < ARRAY_SIZE(tcp); i++) {
		f->len = fake_tcp(f->frame, 1, 2, tcp[i].flags, tcp[i].payload);
		/* padding is delivered, but the sum does not include it */
		memset(f->frame + f->len, 0xff, 20);
		f->len += 20;
		assert_int_equal(receive(f), VCX_RX_DONE);
		cqe = next_cqe(f);
		assert_int_equal(cqe->l4_l3_hdr_type, VCX_CQE_L3_IPV4 | tcp[i].type);
		assert_int_equal(cqe->hds_ip_ext, VCX_CQE_L2_OK);
		assert_int_equal(vcx_get_be32(&cqe->byte_cnt), f->len);
		assert_int_equal(vcx_get_be16(&cqe->check_sum),
				 vcx_csum(0, f->frame + 14, f->len - 34));
	}
	/* not an IP packet */
	f->frame[13] = 0x06;
	assert_int_equal(receive(f), VCX_RX_DONE);
	cqe = next_cqe(f);
	assert_int_equal(cqe->l4_l3_hdr_type, 0);
	assert_int_equal(cqe->hds_ip_ext, VCX_CQE_L2_OK);
}

static void fcs_if_enabled(void **state)
{
	struct fixture *f = *state;
	uint32_t fcs = vcx_fcs(f->frame, f->len);

	post(f, 2048, 16);
	VCX_SET(rqc, f->obj->ctx, scatter_fcs, 1);
	assert_int_equal(receive(f), VCX_RX_DONE);
	assert_int_equal(vcx_get_be32(&next_cqe(f)->byte_cnt), f->len + 4);
	for (unsigned int i = 0; i < 4; i++)
		assert_int_equal(guest_ptr(f->guest, buffer(f, 0))[f->len + i],
				 fcs >> 8 * i & 0xff);
}

static void expect_failure(struct fixture *f, uint8_t syndrome)
{
	const struct vcx_err_cqe *err;

	assert_int_equal(receive(f), VCX_RX_FAILED);
	err = (const void *)next_cqe(f);
	assert_non_null(err);
	assert_int_equal(err->op_own >> 4, VCX_CQE_RESP_ERR);
	assert_int_equal(err->syndrome, syndrome);
	assert_int_equal(vcx_get_be16(&err->wqe_counter), 0);
	/* later WQEs are flushed, and no further frame is received */
	err = (const void *)next_cqe(f);
	assert_non_null(err);
	assert_int_equal(err->syndrome, VCX_CQE_WR_FLUSH);
	assert_int_equal(vcx_get_be16(&err->wqe_counter), 1);
	assert_null(next_cqe(f));
	assert_int_equal(receive(f), VCX_RX_NOT_READY);
	assert_int_equal(f->obj->state, VCX_WQ_ERR);
}

static void packet_longer_than_the_wqe(void **state)
{
	struct fixture *f = *state;

	post(f, 100, 2);
	expect_failure(f, VCX_CQE_LOCAL_LENGTH);
}

static void wqe_failed_by_a_rule(void **state)
{
	post(*state, 2048, 2);
	expect_failure(*state, 0x11);
}

static void read_only_key(void **state)
{
	struct fixture *f = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_MKEY);
	uint8_t *mkc = VCX_ADDR(create_mkey_in, in, memory_key_mkey_entry);

	/* a read-only key for all memory */
	VCX_SET(mkc, mkc, pd, f->base.pd);
	VCX_SET(mkc, mkc, length64, 1);
	VCX_SET(mkc, mkc, lr, 1);
	assert_int_equal(GUEST_CMD(f->guest, in, create_mkey_in, create_mkey_out), VCX_OK);
	f->key = (uint32_t)VCX_GET(create_mkey_out, f->guest->out, mkey_index) << 8;
	post(f, 2048, 2);
	expect_failure(f, VCX_CQE_LOCAL_PROT);
}

static void address_outside_memory(void **state)
{
	struct fixture *f = *state;

	post(f, 2048, 2);
	put_segment(cyclic_wqe(f, 0), 2048, f->key, 0xffffffffffffff00ull);
	expect_failure(f, VCX_CQE_LOCAL_PROT);
}

static void expect_strides(struct fixture *f, unsigned int wqe, unsigned int first, unsigned int nr,
			   uint32_t bytes)
{
	struct vcx_cqe64 *cqe = next_cqe(f);

	assert_non_null(cqe);
	assert_int_equal(cqe->op_own >> 4, VCX_CQE_RESP_SEND);
	assert_int_equal(vcx_get_be16(&cqe->wqe_id), wqe);
	assert_int_equal(vcx_get_be16(&cqe->wqe_counter), first);
	assert_int_equal(vcx_get_be32(&cqe->byte_cnt), nr << 16 | bytes);
}

static void strides_are_used_up(void **state)
{
	struct fixture *f = *state;

	post_linked(f, 2);
	for (unsigned int i = 0; i < NR_STRIDES; i++) {
		f->frame[50] = (uint8_t)i;
		assert_int_equal(receive(f), VCX_RX_DONE);
		expect_strides(f, 0, i, 1, (uint32_t)f->len);
		assert_memory_equal(guest_ptr(f->guest, buffer(f, 0) + i * STRIDE), f->frame,
				    f->len);
	}
	/* the link of WQE 0 leads to WQE 2 */
	assert_int_equal(receive(f), VCX_RX_DONE);
	expect_strides(f, 2, 0, 1, (uint32_t)f->len);
	assert_memory_equal(guest_ptr(f->guest, buffer(f, 2)), f->frame, f->len);
}

static void packet_longer_than_the_rest(void **state)
{
	struct fixture *f = *state;

	post_linked(f, 1);
	f->len = fake_udp(f->frame, 1, 2, 1000);
	/* 1042 bytes take 5 strides, so the next frame does not fit into the remaining 3 */
	assert_int_equal(receive(f), VCX_RX_DONE);
	expect_strides(f, 0, 0, 5, 1042);
	assert_int_equal(receive(f), VCX_RX_NO_BUFFER);
	assert_int_equal(out_of_buffer(f), 1);
	assert_null(next_cqe(f));
	post_linked(f, 2);
	assert_int_equal(receive(f), VCX_RX_DONE);
	expect_strides(f, 0, 5, 0x8000 | 3, 0);
	expect_strides(f, 2, 0, 5, 1042);
	assert_memory_equal(guest_ptr(f->guest, buffer(f, 2)), f->frame, 1042);
}

static void linked_wqes_are_flushed_in_order(void **state)
{
	static const uint16_t order[] = { 0, 2, 1, 3 };
	struct fixture *f = *state;

	post_linked(f, 4);
	fake_modify_rq(f->guest, f->rq.id, VCX_WQ_RDY, VCX_WQ_ERR);
	for (unsigned int i = 0; i < 4; i++) {
		struct vcx_cqe64 *cqe = next_cqe(f);

		assert_non_null(cqe);
		assert_int_equal(cqe->op_own >> 4, VCX_CQE_RESP_ERR);
		assert_int_equal(vcx_get_be16(&cqe->wqe_id), order[i]);
	}
	assert_null(next_cqe(f));
	/* the queue restarts at WQE 0 */
	fake_modify_rq(f->guest, f->rq.id, VCX_WQ_ERR, VCX_WQ_RST);
	fake_modify_rq(f->guest, f->rq.id, VCX_WQ_RST, VCX_WQ_RDY);
	post_linked(f, 1);
	assert_int_equal(receive(f), VCX_RX_DONE);
	expect_strides(f, 0, 0, 1, (uint32_t)f->len);
}

static void packet_longer_than_all_strides(void **state)
{
	struct fixture *f = *state;
	struct vcx_cqe64 *cqe;

	post_linked(f, 1);
	VCX_SET(rqc, f->obj->ctx, vsd, 1);
	f->obj->log_strides = 0;
	f->len = fake_udp(f->frame, 1, 2, 1000);
	assert_int_equal(receive(f), VCX_RX_FAILED);
	cqe = next_cqe(f);
	assert_non_null(cqe);
	assert_int_equal(cqe->op_own >> 4, VCX_CQE_RESP_ERR);
}

static void event_when_armed(void **state)
{
	struct fixture *f = *state;

	post(f, 2048, 16);
	fake_eq_arm(f->guest, &f->base, &f->base.comp_eq, 0);
	fake_cq_arm(f->guest, &f->base, &f->cq, 0);
	assert_int_equal(f->guest->irqs[1], 0);
	assert_int_equal(receive(f), VCX_RX_DONE);
	assert_int_equal(f->guest->irqs[1], 1);
	assert_int_equal(receive(f), VCX_RX_DONE);
	assert_int_equal(f->guest->irqs[1], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CYCLIC(fn)   cmocka_unit_test_setup_teardown(fn, setup_cyclic, teardown)
#define STRIDING(fn) cmocka_unit_test_setup_teardown(fn, setup_striding, teardown)
		CYCLIC(one_packet),
		CYCLIC(queue_wraps),
		CYCLIC(several_segments),
		CYCLIC(full_ring_is_counted),
		CYCLIC(tag_is_stripped),
		CYCLIC(completion_describes_headers),
		CYCLIC(fcs_if_enabled),
		CYCLIC(packet_longer_than_the_wqe),
		cmocka_unit_test_setup_teardown(wqe_failed_by_a_rule, setup_damaged, teardown),
		CYCLIC(read_only_key),
		CYCLIC(address_outside_memory),
		CYCLIC(event_when_armed),
		STRIDING(strides_are_used_up),
		STRIDING(packet_longer_than_the_rest),
		STRIDING(linked_wqes_are_flushed_in_order),
		STRIDING(packet_longer_than_all_strides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
