// SPDX-License-Identifier: GPL-2.0-only
/* Tests of events as described by events.tbl. */
#include "analysis/tests/samples.h"

#include <string.h>

#include "analysis/base/events.h"
#include "analysis/base/strpool.h"

static struct mt_record decode(const char *name, const char *text, bool good, char why[100])
{
	struct mt_record r = { .event = mt_event_find(mt_span_z(name)),
			       .name = mt_span_z(name),
			       .text = mt_span_z(text) };

	why[0] = '\0';
	assert_int_equal(mt_event_decode(&r, why, 100), good);
	return r;
}

static void test_fields(void **state)
{
	char why[100];
	struct mt_record r = decode("mlx5e_hwtstamp_set",
				    NETDEV
				    "tx_type=ON req_rx_filter=PTP_V2_EVENT rx_filter=ALL err=0",
				    true, why);

	(void)state;
	assert_int_equal(mt_num(&r, MT_KEY_TX_TYPE, -1), 1);
	assert_int_equal(mt_num(&r, MT_KEY_REQ_RX_FILTER, -1), 12);
	assert_true(mt_span_eq(mt_str(&r, MT_KEY_REQ_RX_FILTER), "PTP_V2_EVENT"));
	assert_int_equal(mt_num(&r, MT_KEY_RX_FILTER, -1), 1);
	assert_int_equal(mt_num(&r, MT_KEY_IFINDEX, -1), 2);
	assert_false(mt_has(&r, MT_KEY_RQN));
	assert_int_equal(mt_num(&r, MT_KEY_RQN, -7), -7);
	assert_int_equal(mt_str(&r, MT_KEY_RQN).len, 0);
}

static void test_a_value_without_a_name_is_its_number(void **state)
{
	char why[100];
	struct mt_record r =
		decode("mlx5e_hwtstamp_get", NETDEV "tx_type=ON rx_filter=0x63 err=0", true, why);

	(void)state;
	assert_int_equal(mt_num(&r, MT_KEY_RX_FILTER, -1), 99);
}

/* A command has a name with a number, a hexadecimal number, and a 64-bit time. */
static void test_a_command(void **state)
{
	char why[100];
	struct mt_record r = decode("mlx5_cmd_done",
				    "dev=0000:01:00.0 opcode=CREATE_RQ(0x908) op_mod=0 "
				    "uid=65535 token=255 slot=-1 async=1 status=BAD_OUTP_LEN_ERR "
				    "syndrome=0xffffffff err=-5 ns=5000000000",
				    true, why);

	(void)state;
	assert_int_equal(mt_num(&r, MT_KEY_OPCODE, -1), 0x908);
	assert_true(mt_span_eq(mt_str(&r, MT_KEY_OPCODE), "CREATE_RQ"));
	assert_int_equal(mt_num(&r, MT_KEY_SLOT, 0), -1);
	assert_int_equal(mt_num(&r, MT_KEY_STATUS, -1), 0x51);
	assert_true(mt_num(&r, MT_KEY_SYNDROME, -1) == UINT32_MAX);
	assert_true(mt_num(&r, MT_KEY_NS, -1) == INT64_C(5000000000));
}

static void test_a_wrong_command(void **state)
{
	static const struct {
		const char *good, *bad;
	} damaged[] = {
		{ "(0x908)", "" },
		{ "(0x908)", "(908)" },
		{ "(0x908)", "(0x908" },
		{ "(0x908)", "(0x)" },
		{ "(0x908)", "(0x100000000)" },
		{ "CREATE_RQ", "" },
		{ "0xabc", "2748" },
		{ "0xabc", "0x100000000" },
		{ "0xabc", "0x" },
		{ "ns=1", "ns=-1" },
		{ "ns=1", "ns=9223372036854775808" },
	};
	static const char done[] =
		"dev=0000:01:00.0 opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=1 "
		"slot=0 async=0 status=OK syndrome=0xabc err=0 ns=1";
	char why[100], text[300];

	(void)state;
	decode("mlx5_cmd_done", done, true, why);
	assert_string_equal(why, "");
	for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); i++) {
		const char *at = strstr(done, damaged[i].good);

		snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - done), done, damaged[i].bad,
			 at + strlen(damaged[i].good));
		decode("mlx5_cmd_done", text, false, why);
	}
}

/* The series of another kernel may have the keys in another order. New keys are reported. */
static void test_order_and_new_keys(void **state)
{
	char why[100];
	struct mt_record r = decode("mlx5e_set_channels",
				    "err=-22 " NETDEV "new_count=4 old_count=2", true, why);

	(void)state;
	assert_string_equal(why, "");
	r = decode("mlx5e_set_channels", "err=-22 new_key=5 " NETDEV "new_count=4 old_count=2",
		   true, why);
	assert_string_equal(why, "mlx5e_set_channels has a field new_key= that is not known");
	assert_int_equal(mt_num(&r, MT_KEY_ERR, 0), -22);
	assert_int_equal(mt_num(&r, MT_KEY_OLD_COUNT, 0), 2);
	assert_int_equal(mt_num(&r, MT_KEY_NEW_COUNT, 0), 4);
}

/*
 * The format of an event is recognized by its text. Fields that an older format does not print are
 * implied.
 */
static void test_forms(void **state)
{
	char why[100];
	struct mt_record r;

	(void)state;
	r = decode("mlx5_cmd_issue", "dev=0 opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=7", true,
		   why);
	assert_string_equal(why, "");
	assert_int_equal(mt_num(&r, MT_KEY_ASYNC, -1), 1);
	assert_int_equal(mt_num(&r, MT_KEY_SLOT, 0), -1);
	r = decode("mlx5_cmd_issue",
		   "dev=0 opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=7 slot=-1 async=0", true,
		   why);
	assert_int_equal(mt_num(&r, MT_KEY_ASYNC, -1), 0);

	r = decode("mlx5e_rx_channel_drop", DEV "ix=1 tirn=2 rqtn=3 rqn=4 err=0", true, why);
	assert_int_equal(r.event, MT_EV_RX_CHANNEL_REDIRECT);
	assert_int_equal(mt_num(&r, MT_KEY_DROP, -1), 1);
	assert_false(mt_has(&r, MT_KEY_VHCA_ID));
	r = decode("mlx5e_rx_channel_redirect", DEV "ix=1 tirn=2 rqtn=3 rqn=4 err=0", true, why);
	assert_int_equal(mt_num(&r, MT_KEY_DROP, -1), 0);
	r = decode("mlx5e_rx_channel_redirect",
		   DEV "ix=1 tirn=2 rqtn=3 vhca_id=9 rqn=4 drop=1 err=0", true, why);
	assert_int_equal(mt_num(&r, MT_KEY_DROP, -1), 1);
	assert_int_equal(mt_num(&r, MT_KEY_VHCA_ID, -1), 9);

	r = decode("mlx5e_rss_redirect", DEV "rqtn=20 nch=2 hfunc=2 drop=0 err=0", true, why);
	assert_int_equal(mt_num(&r, MT_KEY_HFUNC, -1), 2);
	r = decode("mlx5e_rss_redirect", DEV "rss_ctx=3 rqtn=20 nch=2 hfunc=XOR drop=0 err=0", true,
		   why);
	assert_int_equal(mt_num(&r, MT_KEY_HFUNC, -1), 2);
	assert_int_equal(mt_num(&r, MT_KEY_RSS_CTX, -1), 3);
}

/* An event with one unknown field, and one that has a field less than any known format. */
static void test_unknown_forms(void **state)
{
	char why[100];
	struct mt_record r;

	(void)state;
	r = decode("mlx5e_close_xsk", NETDEV "ix=1 xsk_rqn=2 xsk_sqn=3 function=4", true, why);
	assert_string_equal(why, "mlx5e_close_xsk has a field function= that is not known");
	assert_int_equal(mt_num(&r, MT_KEY_XSK_SQN, -1), 3);
	r = decode("mlx5e_close_xsk", NETDEV "ix=1 vhca_id=0 xsk_rqn=2", false, why);
	assert_string_equal(why, "mlx5e_close_xsk has no xsk_sqn=");
	assert_int_equal(mt_num(&r, MT_KEY_XSK_RQN, -1), 2);
}

static void test_flags(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t number;
	} flags[] = {
		{ "CHANNELS", true, MT_PARAMS_CHANNELS },
		{ "MTU|RQ_TYPE", true, MT_PARAMS_MTU | MT_PARAMS_RQ_TYPE },
		{ "MTU|0x10000", true, MT_PARAMS_MTU | 0x10000 },
		{ "NONE", true, MT_PARAMS_NONE },
		{ "", false, 0 },
		{ "MTU|", false, 0 },
		{ "|MTU", false, 0 },
		{ "MTU|OTHER", false, 0 },
	};
	char why[100], text[200];

	(void)state;
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		struct mt_record r;

		snprintf(text, sizeof(text),
			 NETDEV "old_nch=1 new_nch=2 changed=%s replaced=1 err=0", flags[i].text);
		r = decode("mlx5e_switch_params", text, flags[i].good, why);
		if (!flags[i].good)
			continue;
		assert_int_equal(mt_num(&r, MT_KEY_CHANGED, -1), flags[i].number);
		assert_true(mt_span_eq(mt_str(&r, MT_KEY_CHANGED), flags[i].text));
	}
}

/* Without -g, perf script -F ip,sym appends the address to the text of the event. */
static void test_text_after_the_event(void **state)
{
	char why[100];

	(void)state;
	decode("mlx5e_close_xsk", NETDEV "ix=1 xsk_rqn=2 xsk_sqn=3 ffffffff88f166af [unknown]",
	       true, why);
}

static void test_wrong_text(void **state)
{
	static const struct {
		const char *text, *why;
	} wrong[] = {
		{ NETDEV "ix=1 xsk_rqn=2", "has no xsk_sqn=" },
		{ NETDEV "ix=one xsk_rqn=2 xsk_sqn=3", "ix=one" },
		{ NETDEV "ix=-1 xsk_rqn=2 xsk_sqn=3", "ix=-1" },
		{ NETDEV "ix=4294967296 xsk_rqn=2 xsk_sqn=3", "ix=4294967296" },
		{ NETDEV "ix=1 and xsk_rqn=2 xsk_sqn=3", "\"and\" is not key=value" },
		{ NETDEV "ix= xsk_rqn=2 xsk_sqn=3", "ix=" },
		{ "", "has no dev=" },
	};
	char why[100];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		decode("mlx5e_close_xsk", wrong[i].text, false, why);
		if (!strstr(why, wrong[i].why))
			fail_msg("\"%s\" does not contain \"%s\"", why, wrong[i].why);
	}
	decode("mlx5e_xsk_setup_pool", NETDEV "qid=1 enable=2 opened=1 xdp=1 err=0", false, why);
	decode("mlx5e_hwtstamp_get", NETDEV "tx_type=MAYBE rx_filter=ALL err=0", false, why);
}

static void test_find(void **state)
{
	(void)state;
	assert_int_equal(mt_event_find(mt_span_z("mlx5e_open_channel")), MT_EV_OPEN_CHANNEL);
	assert_int_equal(mt_event_find(mt_span_z("mlx5e_open_chann")), MT_EV_OTHER);
	assert_int_equal(mt_event_find(mt_span_z("mlx5e_open_channels")), MT_EV_OTHER);
	assert_int_equal(mt_event_find(mt_span_z("")), MT_EV_OTHER);
	assert_int_equal(mt_event_find(mt_span_z("mlx5_fs_rule_dst")), MT_EV_FS_RULE_DST);
	assert_string_equal(mt_event_name(MT_EV_RSS_REDIRECT), "mlx5e_rss_redirect");
	assert_string_equal(mt_event_name(MT_EV_OTHER), "?");
}

static void test_numbers(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t value;
	} numbers[] = {
		{ "0", true, 0 },
		{ "-12", true, -12 },
		{ "0x1F", true, 31 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "9223372036854775808", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "0x", false, 0 },
		{ "12a", false, 0 },
		{ "1 2", false, 0 },
		{ "+1", false, 0 },
		{ "0xffffffffffffffff", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		int64_t value = 0;

		assert_int_equal(mt_span_int(mt_span_z(numbers[i].text), &value), numbers[i].good);
		assert_true(value == numbers[i].value);
	}
}

static void test_interned_names(void **state)
{
	struct mt_strpool *pool = mt_strpool_new();
	const char *first = mt_strpool_add(pool, mt_span_z("first"));
	char text[16];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "name%d", i);
		assert_string_equal(mt_strpool_add(pool, mt_span_z(text)), text);
	}
	assert_ptr_equal(mt_strpool_add(pool, mt_span_z("first")), first);
	assert_ptr_equal(mt_strpool_add(pool, mt_span("firstly", 5)), first);
	assert_string_equal(mt_strpool_add(pool, mt_span(NULL, 0)), "");
	mt_strpool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_a_value_without_a_name_is_its_number),
		cmocka_unit_test(test_a_command),
		cmocka_unit_test(test_a_wrong_command),
		cmocka_unit_test(test_order_and_new_keys),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_unknown_forms),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_text_after_the_event),
		cmocka_unit_test(test_wrong_text),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_interned_names),
	};

	return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
