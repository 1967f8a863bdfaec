// SPDX-License-Identifier: GPL-2.0-only
/* Event and completion queues: wraparound, arming, moderation and overrun. */
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/queue/cq.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/host/util.h"

#define COMP_VECTOR 1

struct fixture {
	struct guest *guest;
	struct fake_base base;
	struct fake_queue cq;
};

static int setup(void **state)
{
	static struct fixture f;

	f.guest = guest_new_traced(NULL, 0, true);
	guest_bring_up(f.guest);
	fake_base(f.guest, &f.base);
	fake_cq(f.guest, &f.base, &f.cq, 3);
	fake_eq_arm(f.guest, &f.base, &f.base.comp_eq, 0);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	guest_free(((struct fixture *)*state)->guest);
	return 0;
}

static bool post(struct fixture *f)
{
	struct vcx_cqe64 cqe = { 0 };

	return vcx_cq_post(f->guest->dev, vcx_obj_find(f->guest->dev, VCX_OBJ_CQ, f->cq.id), &cqe,
			   VCX_CQE_REQ);
}

static unsigned int events(struct fixture *f)
{
	return f->guest->irqs[COMP_VECTOR];
}

static void entry_is_published_by_its_owner_bit(void **state)
{
	struct fixture *f = *state;

	for (uint32_t i = 0; i < 40; i++) {
		struct vcx_cqe64 *cqe = fake_cqe(f->guest, &f->cq, i);

		/* the driver's check: owner bit of the pass */
		assert_int_not_equal(cqe->op_own & 1, i >> 3 & 1);
		assert_true(post(f));
		assert_int_equal(cqe->op_own & 1, i >> 3 & 1);
		assert_int_equal(cqe->op_own >> 4, VCX_CQE_REQ);
		fake_cq_consume(f->guest, &f->cq, i + 1);
	}
}

static void timestamp_is_the_device_clock(void **state)
{
	struct fixture *f = *state;
	struct vcx_cqe64 *cqe = fake_cqe(f->guest, &f->cq, 0);

	post(f);
	assert_int_equal(vcx_get_be32(&cqe->timestamp_l),
			 guest_iseg_read(f->guest, VCX_ISEG_TIMER_L));
}

static void event_only_when_armed(void **state)
{
	struct fixture *f = *state;
	struct vcx_eqe *eqe = fake_eqe(f->guest, &f->base.comp_eq, 0);

	post(f);
	assert_int_equal(eqe->owner, 1);
	/* an entry is pending, so the event is raised at once */
	fake_cq_arm(f->guest, &f->base, &f->cq, 0);
	assert_int_equal(eqe->owner, 0);
	assert_int_equal(eqe->type, VCX_EVENT_COMP);
	assert_int_equal(vcx_get_be32(eqe->data + VCX_EQE_COMP_CQN), f->cq.id);
	assert_int_equal(events(f), 1);
	/* there is no further event until the queue is armed again */
	post(f);
	assert_int_equal(fake_eqe(f->guest, &f->base.comp_eq, 1)->owner, 1);
	/* all entries are consumed, so the event is raised with the next entry */
	fake_eq_arm(f->guest, &f->base, &f->base.comp_eq, 1);
	fake_cq_arm(f->guest, &f->base, &f->cq, 2);
	assert_int_equal(events(f), 1);
	post(f);
	assert_int_equal(events(f), 2);
}

/* An application may poll and arm repeatedly without handling events. */
static void one_event_for_each_sequence_number(void **state)
{
	struct fixture *f = *state;
	struct fake_queue *eq = &f->base.comp_eq;

	fake_cq_arm(f->guest, &f->base, &f->cq, 0);
	post(f);
	assert_int_equal(fake_eqe(f->guest, eq, 0)->owner, 0);
	/* until the event is handled, arms have its sequence number, with or without entries */
	for (uint32_t i = 0; i < 40; i++) {
		f->cq.arm_sn = 0;
		fake_cq_arm(f->guest, &f->base, &f->cq, i);
		post(f);
		fake_cq_consume(f->guest, &f->cq, i + 2);
	}
	assert_int_equal(fake_eqe(f->guest, eq, 1)->owner, 1);
	assert_int_equal(f->guest->dev->stats.eq_overruns, 0);
	/* after the driver has handled it, entries not yet polled cause an event at once */
	fake_cq_arm(f->guest, &f->base, &f->cq, 40);
	assert_int_equal(fake_eqe(f->guest, eq, 1)->owner, 0);
	/* armed again and again after all entries are consumed: the next entry causes one event */
	for (unsigned int i = 0; i < 3; i++) {
		f->cq.arm_sn = 2;
		fake_cq_arm(f->guest, &f->base, &f->cq, 41);
		assert_int_equal(fake_eqe(f->guest, eq, 2)->owner, 1);
	}
	post(f);
	assert_int_equal(fake_eqe(f->guest, eq, 2)->owner, 0);
	fake_cq_consume(f->guest, &f->cq, 42);
	/* the numbers have two bits */
	for (uint32_t i = 0; i < 9; i++) {
		fake_cq_arm(f->guest, &f->base, &f->cq, 42 + i);
		post(f);
		fake_cq_consume(f->guest, &f->cq, 43 + i);
		assert_int_equal(fake_eqe(f->guest, eq, 3 + i)->owner, 0);
	}
}

static void eq_interrupts_once_for_each_arm(void **state)
{
	struct fixture *f = *state;
	struct fake_queue other;

	fake_cq(f->guest, &f->base, &other, 3);
	post(f);
	fake_cq_arm(f->guest, &f->base, &f->cq, 0);
	assert_int_equal(events(f), 1);
	/* two entries are pending, and the EQ is not armed */
	fake_cq_arm(f->guest, &f->base, &f->cq, 0);
	assert_int_equal(events(f), 1);
	/* an arm with an older index than the producer's raises an interrupt at once */
	fake_eq_arm(f->guest, &f->base, &f->base.comp_eq, 1);
	assert_int_equal(events(f), 2);
	fake_eq_arm(f->guest, &f->base, &f->base.comp_eq, 2);
	assert_int_equal(events(f), 2);
}

static void eq_wraps(void **state)
{
	struct fixture *f = *state;

	for (uint32_t i = 0; i < 50; i++) {
		struct vcx_eqe *eqe = fake_eqe(f->guest, &f->base.comp_eq, i);

		assert_int_not_equal(eqe->owner & 1, i >> 4 & 1);
		fake_cq_arm(f->guest, &f->base, &f->cq, i);
		post(f);
		fake_cq_consume(f->guest, &f->cq, i + 1);
		assert_int_equal(eqe->owner & 1, i >> 4 & 1);
		fake_eq_arm(f->guest, &f->base, &f->base.comp_eq, i + 1);
	}
	assert_int_equal(events(f), 50);
}

static void eq_overrun_loses_and_reports(void **state)
{
	struct fixture *f = *state;
	struct vcx_eqe first;

	for (uint32_t i = 0; i < 20; i++) {
		/* the driver increments the number with each event that it has handled */
		f->cq.arm_sn = i < 16 ? i : 16;
		fake_cq_arm(f->guest, &f->base, &f->cq, i);
		post(f);
		fake_cq_consume(f->guest, &f->cq, i + 1);
		if (!i)
			first = *fake_eqe(f->guest, &f->base.comp_eq, 0);
	}
	assert_int_equal(f->guest->dev->stats.eq_overruns, 4);
	assert_true(guest_logged(f->guest, "overrun"));
	/* existing entries are not overwritten */
	assert_memory_equal(fake_eqe(f->guest, &f->base.comp_eq, 0), &first, sizeof(first));
	/* the arm of a lost event can be repeated */
	fake_eq_arm(f->guest, &f->base, &f->base.comp_eq, 16);
	f->cq.arm_sn = 16;
	fake_cq_arm(f->guest, &f->base, &f->cq, 19);
	assert_int_equal(fake_eqe(f->guest, &f->base.comp_eq, 16)->owner, 1);
}

static void cq_overrun_is_an_error(void **state)
{
	struct fixture *f = *state;
	struct vcx_eqe *eqe = fake_eqe(f->guest, &f->base.async_eq, 0);

	for (int i = 0; i < 8; i++)
		assert_true(post(f));
	assert_false(post(f));
	assert_int_equal(eqe->type, VCX_EVENT_CQ_ERROR);
	assert_int_equal(vcx_get_be32(eqe->data + VCX_EQE_CQ_ERR_CQN), f->cq.id);
	assert_int_equal(eqe->data[VCX_EQE_CQ_ERR_SYNDROME], VCX_CQ_ERR_OVERRUN);
	/* the queue remains in error, and there is only one event */
	fake_cq_consume(f->guest, &f->cq, 8);
	assert_false(post(f));
	assert_int_equal(fake_eqe(f->guest, &f->base.async_eq, 1)->owner, 1);
	assert_int_equal(f->guest->dev->stats.cq_overruns, 2);
}

static void buffer_unmapped_while_in_use(void **state)
{
	struct fixture *f = *state;
	struct vcx_cq *cq = vcx_obj_find(f->guest->dev, VCX_OBJ_CQ, f->cq.id);

	cq->buf.pages[0] = 0xdead000000000ull;
	assert_false(post(f));
	cq->dbr = 0xdead000000000ull;
	assert_false(post(f));
	assert_int_equal(f->guest->dev->stats.dma_errors, 2);
}

/* change the moderation with MODIFY_CQ; Return: status */
static uint8_t moderate(struct fixture *f, unsigned int usec, unsigned int count, unsigned int mode)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_MODIFY_CQ);

	VCX_SET(modify_cq_in, in, cqn, f->cq.id);
	VCX_SET(modify_cq_in, in,
		modify_field_select_resize_field_select.modify_field_select.modify_field_select,
		0x13);
	VCX_SET(modify_cq_in, in, cq_context.cq_period, usec);
	VCX_SET(modify_cq_in, in, cq_context.cq_max_count, count);
	VCX_SET(modify_cq_in, in, cq_context.cq_period_mode, mode);
	return GUEST_CMD(f->guest, in, modify_cq_in, modify_cq_out);
}

static void moderation_by_time_from_the_event(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(moderate(f, 50, 100, 0), VCX_OK);
	fake_cq_arm(f->guest, &f->base, &f->cq, 0);
	post(f); /* the period has expired, so the event is raised at once */
	assert_int_equal(events(f), 1);
	fake_eq_arm(f->guest, &f->base, &f->base.comp_eq, 1);
	fake_cq_consume(f->guest, &f->cq, 1);
	fake_cq_arm(f->guest, &f->base, &f->cq, 1);
	post(f);
	assert_int_equal(events(f), 1);
	assert_int_equal(vcx_dev_deadline(f->guest->dev), f->guest->now_ns + 50000);
	guest_pass(f->guest, 49999);
	assert_int_equal(events(f), 1);
	guest_pass(f->guest, 1);
	assert_int_equal(events(f), 2);
}

static void moderation_by_time_from_the_entry(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(moderate(f, 10, 100, 1), VCX_OK);
	fake_cq_arm(f->guest, &f->base, &f->cq, 0);
	post(f);
	guest_pass(f->guest, 8000);
	post(f); /* starts the period again */
	guest_pass(f->guest, 8000);
	assert_int_equal(events(f), 0);
	guest_pass(f->guest, 2000);
	assert_int_equal(events(f), 1);
}

static void moderation_by_count(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(moderate(f, 1000, 3, 1), VCX_OK);
	fake_cq_arm(f->guest, &f->base, &f->cq, 0);
	post(f);
	post(f);
	assert_int_equal(events(f), 0);
	post(f);
	assert_int_equal(events(f), 1);
	assert_true(vcx_dev_deadline(f->guest->dev) == UINT64_MAX);
}

static void destroyed_with_a_timer_pending(void **state)
{
	struct fixture *f = *state;

	moderate(f, 1000, 0, 1);
	fake_cq_arm(f->guest, &f->base, &f->cq, 0);
	post(f);
	assert_true(vcx_dev_deadline(f->guest->dev) != UINT64_MAX);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_CQ, f->cq.id), VCX_OK);
	assert_true(vcx_dev_deadline(f->guest->dev) == UINT64_MAX);
	guest_pass(f->guest, 5000000);
	assert_int_equal(events(f), 0);
}

static void query_shows_state(void **state)
{
	struct fixture *f = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_CQ);

	post(f);
	VCX_SET(query_cq_in, in, cqn, f->cq.id);
	assert_int_equal(GUEST_CMD(f->guest, in, query_cq_in, query_cq_out), VCX_OK);
	assert_int_equal(VCX_GET(query_cq_out, f->guest->out, cq_context.producer_counter), 1);
	assert_int_equal(VCX_GET(query_cq_out, f->guest->out, cq_context.log_cq_size), 3);
	in = guest_input(MLX5_CMD_OP_QUERY_EQ);
	VCX_SET(query_eq_in, in, eq_number, f->base.comp_eq.id);
	assert_int_equal(GUEST_CMD(f->guest, in, query_eq_in, query_eq_out), VCX_OK);
	assert_int_equal(VCX_GET(query_eq_out, f->guest->out, eq_context_entry.st),
			 MLX5_EQC_ST_ARMED);
}

static uint8_t *cq_input(void *ctx, uint32_t *len)
{
	struct fixture *f = ctx;
	struct fake_queue cq;

	return fake_cq_input(f->guest, &f->base, &cq, 4, len);
}

static uint8_t *eq_input(void *ctx, uint32_t *len)
{
	struct fixture *f = ctx;
	struct fake_queue eq;

	return fake_eq_input(f->guest, &f->base, &eq, 4, 2, 0, len);
}

static void bad_cq_contexts(void **state)
{
	struct fixture *f = *state;
	static const struct fake_fault cases[] = {
#define CQC(fld, v, st) FAKE_SPOIL(create_cq_in, cq_context.fld, v, st)
		CQC(log_cq_size, 23, VCX_BAD_PARAMETER),
		CQC(log_cq_size, 8, VCX_BAD_PARAMETER), /* list too short */
		CQC(log_page_size, 31, VCX_BAD_PARAMETER),
		CQC(cqe_sz, 5, VCX_BAD_PARAMETER),
		CQC(page_offset, 1, VCX_BAD_PARAMETER),
		CQC(cqe_comp_en, 1, VCX_BAD_PARAMETER),
		CQC(dbr_addr, GUEST_BASE + 3, VCX_BAD_PARAMETER),
		CQC(uar_page, 3, VCX_BAD_RESOURCE),
		CQC(c_eqn_or_apu_element, 200, VCX_BAD_RESOURCE),
	};

	fake_fault(f->guest, cases, ARRAY_SIZE(cases), cq_input, f);
	assert_int_equal(f->guest->dev->objs.table[VCX_OBJ_CQ].count, 1);
}

static void bad_eq_contexts(void **state)
{
	struct fixture *f = *state;
	static const struct fake_fault cases[] = {
#define EQC(fld, v, st) FAKE_SPOIL(create_eq_in, eq_context_entry.fld, v, st)
		EQC(log_eq_size, 31, VCX_BAD_PARAMETER),
		EQC(intr, VCX_NUM_VECTORS, VCX_BAD_PARAMETER),
		EQC(page_offset, 1, VCX_BAD_PARAMETER),
		EQC(uar_page, 0, VCX_BAD_RESOURCE),
		EQC(log_eq_size, 20, VCX_BAD_PARAMETER),
	};

	fake_fault(f->guest, cases, ARRAY_SIZE(cases), eq_input, f);
	assert_int_equal(f->guest->dev->objs.table[VCX_OBJ_EQ].count, 2);
}

static void rings_are_in_the_log(void **state)
{
	struct fixture *f = *state;

	post(f);
	fake_cq_arm(f->guest, &f->base, &f->cq, 0);
	fflush(f->guest->trace);
	assert_non_null(strstr(f->guest->trace_text, "\"ring\":\"cqe\""));
	assert_non_null(strstr(f->guest->trace_text, "\"ring\":\"eqe\""));
	assert_non_null(strstr(f->guest->trace_text, "\"ring\":\"cq_arm\""));
	assert_non_null(strstr(f->guest->trace_text, "\"ring\":\"eq_arm\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(entry_is_published_by_its_owner_bit),
		TEST(timestamp_is_the_device_clock),
		TEST(event_only_when_armed),
		TEST(one_event_for_each_sequence_number),
		TEST(eq_interrupts_once_for_each_arm),
		TEST(eq_wraps),
		TEST(eq_overrun_loses_and_reports),
		TEST(cq_overrun_is_an_error),
		TEST(buffer_unmapped_while_in_use),
		TEST(moderation_by_time_from_the_event),
		TEST(moderation_by_time_from_the_entry),
		TEST(moderation_by_count),
		TEST(destroyed_with_a_timer_pending),
		TEST(query_shows_state),
		TEST(bad_cq_contexts),
		TEST(bad_eq_contexts),
		TEST(rings_are_in_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
