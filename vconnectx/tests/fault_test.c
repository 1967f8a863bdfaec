// SPDX-License-Identifier: GPL-2.0-only
/* Fault rules: accepted rules, messages and effects. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/core/wqe.h"
#include "vconnectx/card/hca/cmdq.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/card/fw/fault.h"
#include "vconnectx/host/util.h"

static void good_rule(void **state)
{
	struct vcx_fault rule;
	char err[300];

	(void)state;
	assert_true(vcx_fault_parse(
		"opcode=CREATE_RQ nth=3 status=BAD_RESOURCE syndrome=0x1234 op_mod=0 count=always",
		&rule, err, sizeof(err)));
	assert_int_equal(rule.opcode, MLX5_CMD_OP_CREATE_RQ);
	assert_int_equal(rule.nth, 3);
	assert_int_equal(rule.status, VCX_BAD_RESOURCE);
	assert_int_equal(rule.syndrome, 0x1234);
	assert_false(rule.any_op_mod);
	assert_true(rule.count == VCX_FAULT_ALWAYS);
	vcx_fault_free(&rule);
	assert_true(vcx_fault_parse("  opcode=0x908   delay_ms=20", &rule, err, sizeof(err)));
	assert_int_equal(rule.opcode, 0x908);
	assert_int_equal(rule.delay_ms, 20);
	assert_false(rule.fails);
	assert_true(rule.any_op_mod);
	assert_int_equal(rule.count, 1);
	vcx_fault_free(&rule);
}

static void bad_rules(void **state)
{
	static const struct {
		const char *rule;
		const char *message;
	} cases[] = {
		{ "", "opcode is missing" },
		{ "status=BAD_RESOURCE", "opcode is missing" },
		{ "opcode=CREATE_RQ", "has no effect" },
		{ "opcode=CREATE_XX status=1", "opcode=CREATE_XX is invalid" },
		{ "opcode=0x10000 drop=1", "opcode=0x10000 is invalid" },
		{ "opcode=CREATE_RQ status=NOPE", "status=NOPE is invalid" },
		{ "opcode=CREATE_RQ status=OK", "status=OK is invalid" },
		{ "opcode=CREATE_RQ status=256", "status=256 is invalid" },
		{ "opcode=CREATE_RQ status=1 nth=0", "nth=0 is invalid" },
		{ "opcode=CREATE_RQ status=1 nth=-1", "nth=-1 is invalid" },
		{ "opcode=CREATE_RQ status=1 count=never", "count=never" },
		{ "opcode=CREATE_RQ drop=yes", "drop is 1" },
		{ "opcode=CREATE_RQ drop=1 delay_ms=5", "cannot be combined" },
		{ "opcode=CREATE_RQ delay_ms=0", "1 to 3600000" },
		{ "opcode=CREATE_RQ delay_ms=5 syndrome=7", "requires status" },
		{ "opcode=CREATE_RQ when=later", "unknown word 'when'" },
		{ "opcode=CREATE_RQ delay_ms=5 done=1", "done requires status" },
		{ "opcode=CREATE_RQ status=1 done=0", "done is 1" },
		{ "opcode=CREATE_RQ status=1 while=", "name of a file" },
		{ "while=a opcode=CREATE_RQ while=b", "has no effect" },
		{ "wqe=RDMA syndrome=4", "wqe=RDMA is invalid" },
		{ "wqe=SEND", "wqe requires syndrome" },
		{ "wqe=SEND syndrome=256", "1 to 255" },
		{ "wqe=SEND syndrome=4 status=1", "wqe rules accept only" },
		{ "wqe=SEND syndrome=4 drop=1", "drop and syndrome cannot be combined" },
		{ "wqe=RECV drop=1", "drop applies only to send queues" },
		{ "wqe=SEND drop=1 delay_ms=5", "wqe rules accept only" },
		{ "opcode=CREATE_RQ skip=1 status=1", "skip reports success" },
		{ "opcode=CREATE_RQ status=1 every=0", "every=0 is invalid" },
		{ "health=0", "health=0 is invalid" },
		{ "health=1 count=2", "health rules accept only reset and while" },
		{ "health=stop opcode=CREATE_RQ", "cannot be combined" },
		{ "health=stop reset=1", "requires a syndrome" },
		{ "opcode=CREATE_RQ status=1 reset=1", "reset requires health" },
		{ "wqe=SEND drop=1 reset=1", "accept only" },
		{ "wqe=SEND syndrome=4 op_mod=0", "wqe rules accept only" },
		{ "opcode=CREATE_RQ wqe=SEND syndrome=4", "cannot be combined" },
		{ "opcode", "opcode requires a value" },
		{ "opcode=CREATE_RQ status=1 syndrome=0x1ffffffff", "32-bit number" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vcx_fault rule;
		char err[300];

		assert_false(vcx_fault_parse(cases[i].rule, &rule, err, sizeof(err)));
		assert_non_null(strstr(err, cases[i].message));
		/* the message contains the rule, on one line */
		assert_non_null(strstr(err, cases[i].rule));
		assert_null(strchr(err, '\n'));
	}
}

static uint8_t alloc_pd(struct guest *guest)
{
	return guest_cmd(guest, guest_input(MLX5_CMD_OP_ALLOC_PD), 16, 16);
}

static void fails_from_the_nth_command(void **state)
{
	const char *rule = "opcode=ALLOC_PD nth=2 count=2 status=NO_RESOURCES syndrome=0xabcd";
	struct guest *guest = guest_new_traced(&rule, 1, false);

	(void)state;
	guest_bring_up(guest);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	assert_int_equal(alloc_pd(guest), VCX_NO_RESOURCES);
	assert_int_equal(guest->syndrome, 0xabcd);
	assert_int_equal(alloc_pd(guest), VCX_NO_RESOURCES);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	/* the failed commands were not executed, and each firing is logged */
	assert_int_equal(guest->dev->objs.table[VCX_OBJ_PD].count, 2);
	assert_true(guest_logged(guest, "nth=2 count=2"));
	assert_true(guest_logged(guest, "fires (2)"));
	fflush(guest->trace);
	assert_non_null(strstr(guest->trace_text, "\"fault\":\"opcode=ALLOC_PD nth=2"));
	guest_free(guest);
}

static void executed_but_failed(void **state)
{
	const char *rule = "opcode=ALLOC_PD status=INTERNAL_ERROR syndrome=0x77 done=1";
	struct guest *guest = guest_new(&rule, 1);

	(void)state;
	guest_bring_up(guest);
	assert_int_equal(alloc_pd(guest), VCX_INTERNAL_ERROR);
	assert_int_equal(guest->syndrome, 0x77);
	assert_int_equal(guest->dev->objs.table[VCX_OBJ_PD].count, 1);
	guest_free(guest);
}

static void skipped_command(void **state)
{
	const char *rule = "opcode=ALLOC_PD skip=1";
	struct guest *guest = guest_new(&rule, 1);

	(void)state;
	guest_bring_up(guest);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	assert_int_equal(guest->dev->objs.table[VCX_OBJ_PD].count, 0);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	assert_int_equal(guest->dev->objs.table[VCX_OBJ_PD].count, 1);
	guest_free(guest);
}

static void every_third_from_the_second(void **state)
{
	const char *rule = "opcode=ALLOC_PD nth=2 every=3 count=2 status=NO_RESOURCES";
	struct guest *guest = guest_new(&rule, 1);

	(void)state;
	guest_bring_up(guest);
	for (unsigned int i = 1; i <= 12; i++)
		assert_int_equal(alloc_pd(guest), i == 2 || i == 5 ? VCX_NO_RESOURCES : VCX_OK);
	guest_free(guest);
}

static void rules_added_at_run_time(void **state)
{
	struct guest *guest = guest_new(NULL, 0);
	char err[300];

	(void)state;
	guest_bring_up(guest);
	assert_false(vcx_fault_add(guest->dev, "opcode=ALLOC_PD", err, sizeof(err)));
	assert_non_null(strstr(err, "has no effect"));
	assert_int_equal(alloc_pd(guest), VCX_OK);
	assert_true(vcx_fault_add(guest->dev, "opcode=ALLOC_PD status=NO_RESOURCES count=always",
				  err, sizeof(err)));
	assert_int_equal(alloc_pd(guest), VCX_NO_RESOURCES);
	vcx_fault_clear(guest->dev);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	for (unsigned int i = 0; i < VCX_FAULT_MAX; i++)
		assert_true(vcx_fault_add(guest->dev, "wqe=SEND drop=1", err, sizeof(err)));
	assert_false(vcx_fault_add(guest->dev, "wqe=SEND drop=1", err, sizeof(err)));
	assert_non_null(strstr(err, "the maximum is 64"));
	guest_free(guest);
}

static uint32_t health_syndrome(struct guest *guest)
{
	return guest_iseg_read(guest, VCX_ISEG_HEALTH + VCX_HEALTH_SYND) >> VCX_HEALTH_SYND_SHIFT;
}

static void unhealthy_device(void **state)
{
	struct guest *guest = guest_new(NULL, 0);
	uint32_t counter;
	char err[300];

	(void)state;
	guest_bring_up(guest);
	assert_int_equal(health_syndrome(guest), 0);
	assert_true(vcx_fault_add(guest->dev, "health=0x8", err, sizeof(err)));
	assert_int_equal(health_syndrome(guest), 8);
	assert_true(guest_logged(guest, "'health=0x8' fires (1)"));
	counter = guest_iseg_read(guest, VCX_ISEG_HEALTH_COUNTER);
	guest_pass(guest, 100000000);
	assert_int_not_equal(guest_iseg_read(guest, VCX_ISEG_HEALTH_COUNTER), counter);
	counter = guest_iseg_read(guest, VCX_ISEG_HEALTH_COUNTER);
	assert_true(vcx_fault_add(guest->dev, "health=stop", err, sizeof(err)));
	guest_pass(guest, 100000000);
	assert_int_equal(guest_iseg_read(guest, VCX_ISEG_HEALTH_COUNTER), counter);
	vcx_fault_clear(guest->dev);
	assert_int_not_equal(guest_iseg_read(guest, VCX_ISEG_HEALTH_COUNTER), counter);
	assert_int_equal(health_syndrome(guest), 0);
	guest_free(guest);
}

static bool requests_reset(struct guest *guest)
{
	return guest_iseg_read(guest, VCX_ISEG_HEALTH + VCX_HEALTH_RFR) >> 31;
}

/* a rule with reset=1 sets a syndrome that only a reset clears */
static void fault_that_requests_a_reset(void **state)
{
	struct guest *guest = guest_new(NULL, 0);
	char err[300];

	(void)state;
	guest_bring_up(guest);
	assert_true(vcx_fault_add(guest->dev, "health=0x1 reset=1", err, sizeof(err)));
	assert_true(requests_reset(guest));
	assert_int_equal(health_syndrome(guest), 1);
	vcx_dev_flr(guest->dev);
	assert_int_equal(health_syndrome(guest), 0);
	assert_false(requests_reset(guest));
	/* a reset before the driver has read the syndrome does not end the fault */
	assert_true(vcx_fault_add(guest->dev, "health=0x2 reset=1", err, sizeof(err)));
	vcx_dev_flr(guest->dev);
	assert_int_equal(health_syndrome(guest), 2);
	vcx_fault_clear(guest->dev);
	/* other faults remain */
	assert_true(vcx_fault_add(guest->dev, "health=0x8", err, sizeof(err)));
	assert_false(requests_reset(guest));
	assert_int_equal(health_syndrome(guest), 8);
	vcx_dev_flr(guest->dev);
	assert_int_equal(health_syndrome(guest), 8);
	guest_free(guest);
}

/* a rule that has not fired is reported, and one that has fired is not */
static void unused_rules(void **state)
{
	static const char *const rules[] = {
		"opcode=ALLOC_PD nth=3 status=BAD_RESOURCE",
		"opcode=CREATE_RQ while=/nonexistent/file drop=1",
		"opcode=ALLOC_PD status=LIMITS_EXCEEDED",
		"health=1 while=/nonexistent/file",
	};
	struct guest *guest = guest_new(rules, ARRAY_SIZE(rules));

	(void)state;
	guest_bring_up(guest);
	GUEST_CMD(guest, guest_input(MLX5_CMD_OP_ALLOC_PD), alloc_pd_in, alloc_pd_out);
	vcx_fault_report_unused(guest->dev);
	assert_true(
		guest_logged(guest,
			     "'opcode=ALLOC_PD nth=3 status=BAD_RESOURCE' never fired: 1 matches"));
	assert_true(
		guest_logged(guest, "drop=1' never fired: 0 matches, and its file does not exist"));
	assert_true(guest_logged(guest, "'health=1 while=/nonexistent/file' never fired"));
	assert_false(guest_logged(guest, "LIMITS_EXCEEDED' never fired"));
	guest_free(guest);
}

static void touch(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(futimens(fd, NULL), 0);
	close(fd);
	/* Change times have the resolution of the kernel's clock tick. */
	usleep(20000);
}

static void only_while_a_file_exists(void **state)
{
	char name[] = "/tmp/fault_test.XXXXXX", rule[100];
	const char *rules[] = { rule };
	struct guest *guest;
	int fd = mkstemp(name);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	unlink(name);
	snprintf(rule, sizeof(rule), "opcode=ALLOC_PD nth=2 status=NO_RESOURCES while=%s", name);
	guest = guest_new(rules, 1);
	guest_bring_up(guest);
	for (int i = 0; i < 3; i++)
		assert_int_equal(alloc_pd(guest), VCX_OK);
	touch(name);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	assert_int_equal(alloc_pd(guest), VCX_NO_RESOURCES);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	/* the count restarts */
	touch(name);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	unlink(name);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	touch(name);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	assert_int_equal(alloc_pd(guest), VCX_NO_RESOURCES);
	unlink(name);
	guest_free(guest);
}

static void op_mod_is_compared(void **state)
{
	const char *rule = "opcode=QUERY_PAGES op_mod=2 count=always status=INTERNAL_ERROR";
	struct guest *guest = guest_new(&rule, 1);
	uint8_t *in;

	(void)state;
	GUEST_CMD(guest, guest_input(MLX5_CMD_OP_ENABLE_HCA), enable_hca_in, enable_hca_out);
	for (unsigned int i = 1; i <= 3; i++) {
		in = guest_input(MLX5_CMD_OP_QUERY_PAGES);
		VCX_SET(query_pages_in, in, op_mod, i);
		assert_int_equal(GUEST_CMD(guest, in, query_pages_in, query_pages_out),
				 i == 2 ? VCX_INTERNAL_ERROR : VCX_OK);
	}
	guest_free(guest);
}

static void delayed_completion(void **state)
{
	const char *rule = "opcode=ALLOC_PD delay_ms=30";
	struct guest *guest = guest_new(&rule, 1);

	(void)state;
	guest_bring_up(guest);
	guest_cmd_prepare(guest, guest_input(MLX5_CMD_OP_ALLOC_PD), 16, 16);
	assert_false(guest_cmd_ring(guest));
	/* a doorbell for the busy slot changes nothing */
	assert_false(guest_cmd_ring(guest));
	assert_true(guest_logged(guest, "still busy"));
	guest_pass(guest, 29999999);
	assert_int_equal(guest_ptr(guest, guest->cmdq)[63] & 1, 1);
	guest_pass(guest, 1);
	assert_int_equal(guest_ptr(guest, guest->cmdq)[63], 0);
	guest_cmd_collect(guest, 16);
	assert_int_equal(guest->status, VCX_OK);
	assert_int_equal(alloc_pd(guest), VCX_OK);
	assert_int_equal(guest->dev->objs.table[VCX_OBJ_PD].count, 2);
	guest_free(guest);
}

static void lost_completion(void **state)
{
	const char *rule = "opcode=ALLOC_PD drop=1";
	struct guest *guest = guest_new(&rule, 1);

	(void)state;
	guest_bring_up(guest);
	guest_cmd_prepare(guest, guest_input(MLX5_CMD_OP_ALLOC_PD), 16, 16);
	assert_false(guest_cmd_ring(guest));
	guest_pass(guest, 3600000000000ull);
	assert_int_equal(guest_ptr(guest, guest->cmdq)[63] & 1, 1);
	assert_int_equal(guest->dev->objs.table[VCX_OBJ_PD].count, 1);
	/* reset frees the slot */
	vcx_dev_reset(guest->dev, "test");
	assert_false(guest->dev->cmdq->slot[0].busy);
	guest_free(guest);
}

static void reset_while_a_completion_is_pending(void **state)
{
	const char *rule = "opcode=ENABLE_HCA delay_ms=30";
	struct guest *guest = guest_new(&rule, 1);

	(void)state;
	guest_cmd_prepare(guest, guest_input(MLX5_CMD_OP_ENABLE_HCA), VCX_ST_SZ(enable_hca_in),
			  VCX_ST_SZ(enable_hca_out));
	assert_false(guest_cmd_ring(guest));
	vcx_dev_reset(guest->dev, "test");
	guest->dma_writes = 0;
	guest_pass(guest, 60000000);
	assert_int_equal(guest->dma_writes, 0);
	guest_free(guest);
}

static void bad_rule_creates_no_device(void **state)
{
	const char *rules[] = { "opcode=ALLOC_PD drop=1", "opcode=ALLOC_PD" };
	struct vcx_config cfg = {
		.name = "test",
		.profile = "vconnectx/profiles/connectx-5.profile",
		.fault_rules = rules,
		.nr_fault_rules = 2,
	};
	struct vcx_env env = { 0 };
	char err[300];

	(void)state;
	assert_null(vcx_dev_new(&cfg, &env, err, sizeof(err)));
	assert_non_null(strstr(err, "'opcode=ALLOC_PD': has no effect"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_rule),
		cmocka_unit_test(bad_rules),
		cmocka_unit_test(fails_from_the_nth_command),
		cmocka_unit_test(executed_but_failed),
		cmocka_unit_test(skipped_command),
		cmocka_unit_test(every_third_from_the_second),
		cmocka_unit_test(rules_added_at_run_time),
		cmocka_unit_test(unhealthy_device),
		cmocka_unit_test(fault_that_requests_a_reset),
		cmocka_unit_test(unused_rules),
		cmocka_unit_test(only_while_a_file_exists),
		cmocka_unit_test(op_mod_is_compared),
		cmocka_unit_test(delayed_completion),
		cmocka_unit_test(lost_completion),
		cmocka_unit_test(reset_while_a_completion_is_pending),
		cmocka_unit_test(bad_rule_creates_no_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
