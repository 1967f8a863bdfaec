// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the syntax of rules and flows, and of the destination of a flow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>

#include "workloads/cli.h"
#include "workloads/steer_hash.h"
#include "workloads/steer_rules.h"
#include "workloads/steer_where.h"

#define WORDS 24

static int request(struct steer_request *request, const char *text)
{
	static char copy[256];
	char *words[WORDS] = {}, *rest = copy;
	size_t count = 0;

	strcpy(copy, text);
	while ((words[count] = strtok_r(rest, " ", &rest)))
		count++;
	return steer_request(request, words);
}

static struct rule rule_of(const char *text, uint32_t location)
{
	struct steer_request req;

	assert_int_equal(request(&req, text), 0);
	req.rule.spec.location = location;
	req.rule.spec.ring_cookie = req.drop ? RX_CLS_FLOW_DISC : req.channel;
	return req.rule;
}

static struct steer_flow flow_of(const char *type, const char *src, const char *dst)
{
	struct steer_flow flow;

	assert_int_equal(steer_flow_type(&flow, type), 0);
	assert_int_equal(steer_flow_src(&flow, src), 0);
	assert_int_equal(steer_flow_dst(&flow, dst), 0);
	return flow;
}

static void a_rule_is_read_and_shown_alike(void **state)
{
	static const char *const rules[] = {
		"udp4 dst-port 4242 -> queue 2: channel 2",
		"tcp4 src-ip 192.0.2.0/255.255.255.0 dst-port 80 -> queue 0: channel 0",
		"tcp6 src-ip fd00::1 src-port 1024/64512 -> dropped",
		"ip4 dst-ip 10.0.0.1 l4proto 1 -> queue 1: channel 1",
		"ether src 02:00:00:aa:bb:cc proto 2048 -> queue 3: channel 3",
		"udp6 dst-port 53 vlan 100/4095 -> dropped",
		"udp4 dst-mac 02:00:00:aa:bb:cc -> dropped",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		char words[256], line[STEER_LINE], *arrow;
		struct rule rule;
		unsigned int queue;

		strcpy(words, rules[i]);
		arrow = strstr(words, " -> ");
		if (sscanf(arrow, " -> queue %u", &queue) == 1)
			sprintf(arrow, " channel %u", queue);
		else
			strcpy(arrow, " drop");
		rule = rule_of(words, 0);
		assert_string_equal(steer_rule_text(line, &rule, 0), rules[i]);
	}
}

static void prefix_is_a_mask(void **state)
{
	struct rule rule = rule_of("udp4 src-ip 192.0.2.7/24 drop", 0);

	(void)state;
	assert_int_equal(ntohl(rule.spec.m_u.udp_ip4_spec.ip4src), 0xffffff00);
	assert_int_equal(ntohl(rule.spec.h_u.udp_ip4_spec.ip4src), 0xc0000200);
	rule = rule_of("udp6 dst-ip fd00::1/9 drop", 0);
	assert_int_equal(ntohl(rule.spec.m_u.udp_ip6_spec.ip6dst[0]), 0xff800000);
	assert_int_equal(ntohl(rule.spec.h_u.udp_ip6_spec.ip6dst[0]), 0xfd000000);
	assert_int_equal(rule.spec.h_u.udp_ip6_spec.ip6dst[3], 0);
}

static void rule_sets_required_fields(void **state)
{
	struct steer_request req;

	(void)state;
	assert_int_equal(request(&req, "ip4 dst-ip 10.0.0.1 context 3 loc 7"), 0);
	assert_int_equal(req.rule.spec.h_u.usr_ip4_spec.ip_ver, ETH_RX_NFC_IP4);
	assert_int_equal(req.rule.spec.flow_type, IP_USER_FLOW | FLOW_RSS);
	assert_int_equal(req.rule.context, 3);
	assert_true(req.located);
	assert_int_equal(req.rule.spec.location, 7);
	assert_int_equal(request(&req, "udp4 vlan 5 channel 1 xsk"), 0);
	assert_int_equal(req.rule.spec.flow_type, UDP_V4_FLOW | FLOW_EXT);
	assert_int_equal(ntohs(req.rule.spec.m_ext.vlan_tci), 0xfff);
	assert_true(req.xsk && !req.located && !req.drop);
}

static void wrong_words_are_usage(void **state)
{
	static const char *const bad[] = {
		"",
		"udp5 drop",
		"udp4",
		"udp4 dst-port 80",
		"udp4 dst-port",
		"udp4 dst-port 65536 drop",
		"udp4 dst-port -1 drop",
		"udp4 dst-port 80/x drop",
		"udp4 src-ip 10.0.0.1/33 drop",
		"udp4 src-ip fd00::1 drop",
		"udp6 src-ip 10.0.0.1 drop",
		"udp4 src-ip 10.0.0 drop",
		"udp4 spi 1 drop",
		"udp4 colour 1 drop",
		"udp4 channel",
		"udp4 channel x",
		"udp4 channel 1 drop",
		"udp4 context 1 channel 1",
		"udp4 drop xsk",
		"udp4 drop loc",
		"udp4 drop loc 4294967295",
		"ether src 02:00:00:aa:bb drop",
		"ether src 02:00:00:aa:bb:cc:dd drop",
	};
	struct steer_request req;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (request(&req, bad[i]) != CLI_USAGE)
			fail_msg("taken: %s", bad[i]);
}

static void flows_are_read(void **state)
{
	struct steer_flow flow = flow_of("udp6", "[fd00::2]:4000", "[::1]:65535");

	(void)state;
	assert_int_equal(flow.ends.address_size, 16);
	assert_int_equal(flow.ends.src[15], 2);
	assert_memory_equal(flow.ends.sport, "\x0f\xa0", 2);
	assert_memory_equal(flow.ends.dport, "\xff\xff", 2);
	assert_int_equal(steer_flow_src(&flow, "fd00::2:4000"), -EINVAL);
	assert_int_equal(steer_flow_src(&flow, "[fd00::2]4000"), -EINVAL);
	assert_int_equal(steer_flow_src(&flow, "[fd00::2]x:4000"), -EINVAL);
	flow = flow_of("tcp4", "10.0.0.1:1", "10.0.0.2:2");
	assert_int_equal(steer_flow_src(&flow, "10.0.0.1"), -EINVAL);
	assert_int_equal(steer_flow_src(&flow, "10.0.0.1:"), -EINVAL);
	assert_int_equal(steer_flow_src(&flow, "10.0.0.1:65536"), -EINVAL);
	flow = flow_of("ip4", "10.0.0.1", "10.0.0.2");
	assert_int_equal(steer_flow_hash_type(&flow), IPV4_FLOW);
	assert_int_equal(steer_flow_type(&flow, "ether"), -EINVAL);
	assert_int_equal(steer_flow_type(&flow, "sctp4"), -EINVAL);
}

static void rules_match_their_fields(void **state)
{
	static const struct {
		const char *rule;
		enum steer_match match;
	} cases[] = {
		{ "udp4 drop", STEER_YES },
		{ "udp4 dst-port 53 drop", STEER_YES },
		{ "udp4 dst-port 54 drop", STEER_NO },
		{ "udp4 dst-port 52/0xfffe drop", STEER_YES },
		{ "udp4 src-ip 10.1.0.0/16 dst-port 53 drop", STEER_YES },
		{ "udp4 src-ip 10.2.0.0/16 dst-port 53 drop", STEER_NO },
		{ "tcp4 dst-port 53 drop", STEER_NO },
		{ "udp6 dst-port 53 drop", STEER_NO },
		{ "ip4 src-ip 10.1.0.2 drop", STEER_YES },
		{ "ip4 l4proto 17 drop", STEER_YES },
		{ "ip4 l4proto 6 drop", STEER_NO },
		{ "ip6 drop", STEER_NO },
		{ "sctp4 drop", STEER_NO },
		{ "ether proto 0x800 drop", STEER_YES },
		{ "ether proto 0x806 drop", STEER_NO },
		{ "ether dst 02:00:00:aa:bb:cc drop", STEER_MAYBE },
		{ "ether dst 02:00:00:aa:bb:cc proto 0x86dd drop", STEER_NO },
		{ "udp4 dst-mac 02:00:00:aa:bb:cc drop", STEER_MAYBE },
		{ "udp4 tos 4 drop", STEER_MAYBE },
		{ "udp4 vlan 5 drop", STEER_NO },
	};
	struct steer_flow udp = flow_of("udp4", "10.1.0.2:4000", "10.1.0.1:53");
	struct steer_flow ip = flow_of("ip4", "10.1.0.2", "10.1.0.1");
	struct rule rule;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rule = rule_of(cases[i].rule, 0);
		if (steer_match(&rule.spec, &udp) != cases[i].match)
			fail_msg("%s", cases[i].rule);
	}
	rule = rule_of("ip4 l4proto 1 drop", 0);
	assert_int_equal(steer_match(&rule.spec, &ip), STEER_MAYBE);
	rule = rule_of("sctp4 drop", 0);
	assert_int_equal(steer_match(&rule.spec, &ip), STEER_MAYBE);
	rule = rule_of("udp4 drop", 0);
	assert_int_equal(steer_match(&rule.spec, &ip), STEER_NO);
	rule.spec.flow_type = 0x7f;
	assert_int_equal(steer_match(&rule.spec, &ip), STEER_MAYBE);
}

static void the_order_is_the_drivers(void **state)
{
	struct rule list[] = {
		rule_of("ether proto 0x800 channel 0", 0),
		rule_of("udp4 dst-port 53 channel 1", 1),
		rule_of("udp4 dst-port 53 src-ip 10.1.0.2 channel 2", 2),
		rule_of("udp4 dst-port 54 channel 3", 3),
	};
	struct rules rules = { .list = list, .count = 4 };
	struct steer_flow flow = flow_of("udp4", "10.1.0.2:4000", "10.1.0.1:53");
	size_t doubts;

	(void)state;
	assert_ptr_equal(steer_choose(&rules, &flow, true, &doubts), &list[2]);
	assert_int_equal(doubts, 0);
	assert_ptr_equal(steer_choose(&rules, &flow, false, &doubts), &list[0]);
	assert_int_equal(doubts, 0);
	rules.count = 2;
	assert_ptr_equal(steer_choose(&rules, &flow, true, &doubts), &list[1]);
	/* the rules match the same number of different fields, so the driver's order is unknown */
	list[0] = rule_of("udp4 src-port 4000 channel 0", 0);
	assert_non_null(steer_choose(&rules, &flow, true, &doubts));
	assert_int_equal(doubts, 1);
	/* one rule that may have priority, and one that cannot */
	list[0] = rule_of("udp4 dst-port 53 dst-mac 02:00:00:aa:bb:cc channel 0", 0);
	assert_ptr_equal(steer_choose(&rules, &flow, true, &doubts), &list[1]);
	assert_int_equal(doubts, 1);
	list[0] = rule_of("ether dst 02:00:00:aa:bb:cc channel 0", 0);
	assert_ptr_equal(steer_choose(&rules, &flow, true, &doubts), &list[1]);
	assert_int_equal(doubts, 0);
	rules.count = 1;
	assert_null(steer_choose(&rules, &flow, true, &doubts));
	assert_int_equal(doubts, 1);
}

static void a_flow_has_a_place_in_the_table(void **state)
{
	uint32_t table[128];
	uint8_t key[40] = { 0x80 };
	struct rss rss = {
		.function = "xor",
		.table = table,
		.table_size = 128,
		.key = key,
		.key_size = sizeof(key),
	};
	struct steer_flow flow = flow_of("udp4", "10.1.0.2:1", "10.1.0.1:2");
	const __u64 ips = RXH_IP_SRC | RXH_IP_DST;
	struct steer_spread spread;

	(void)state;
	for (uint32_t i = 0; i < 128; i++)
		table[i] = i % 5;
	steer_spread(&spread, &rss, ips, &flow, true);
	assert_null(spread.why);
	/* 2 ^ 1 */
	assert_int_equal(spread.place, 3);
	assert_int_equal(spread.queue, 3);
	assert_int_equal(spread.transformation, 0);
	/* with this key, only the first bit of the input affects the hash */
	strcpy(rss.function, "toeplitz");
	flow.ends.src[0] = 0x80;
	flow.ends.dst[0] = 0x80;
	steer_spread(&spread, &rss, ips, &flow, false);
	assert_int_equal(spread.value, 0x80000000);
	assert_int_equal(spread.place, 0);
	/* mlx5 does not report that its hash is symmetric, but other drivers do */
	rss.transformation = RXH_XFRM_SYM_XOR;
	steer_spread(&spread, &rss, ips, &flow, false);
	assert_int_equal(spread.value, 0);
	rss.transformation = 0;
	steer_spread(&spread, &rss, ips, &flow, true);
	assert_int_equal(spread.transformation, RXH_XFRM_SYM_OR_XOR);
	assert_int_equal(spread.value, 0x80000000);
}

static void unknown_values_are_not_guessed(void **state)
{
	struct rss rss = { .function = "crc32", .table_size = 1 };
	struct steer_flow flow = flow_of("udp4", "10.1.0.2:1", "10.1.0.1:2");
	struct steer_spread spread;

	(void)state;
	steer_spread(&spread, &rss, RXH_IP_SRC, &flow, false);
	assert_non_null(spread.why);
	strcpy(rss.function, "toeplitz");
	steer_spread(&spread, &rss, RXH_IP_SRC | RXH_VLAN, &flow, false);
	assert_non_null(spread.why);
	rss.transformation = 0x80;
	steer_spread(&spread, &rss, RXH_IP_SRC, &flow, false);
	assert_non_null(spread.why);
	rss.transformation = 0;
	rss.table_size = 0;
	steer_spread(&spread, &rss, RXH_IP_SRC, &flow, false);
	assert_non_null(spread.why);
}

static void letters_are_fields(void **state)
{
	char letters[STEER_LETTERS];
	__u64 fields;

	(void)state;
	assert_int_equal(steer_read_letters("nfsd", &fields), 0);
	assert_int_equal(fields, RXH_IP_SRC | RXH_IP_DST | RXH_L4_B_0_1 | RXH_L4_B_2_3);
	assert_string_equal(steer_letters(letters, fields), "sdfn");
	assert_string_equal(steer_letters(letters, 0), "-");
	assert_string_equal(steer_letters(letters, RXH_IP_SRC | 1ULL << 40), "s?");
	assert_int_equal(steer_read_letters("sx", &fields), -EINVAL);
	assert_int_equal(steer_read_letters("", &fields), -EINVAL);
}

static void an_xsk_queue_is_of_its_channel(void **state)
{
	char text[64];

	(void)state;
	steer_queue_text(text, sizeof(text), 6, 4);
	assert_string_equal(text, "queue 6: channel 2, XSK");
	steer_queue_text(text, sizeof(text), 3, 4);
	assert_string_equal(text, "queue 3: channel 3");
	steer_queue_text(text, sizeof(text), 6, 0);
	assert_string_equal(text, "queue 6: channel 6");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_is_read_and_shown_alike),
		cmocka_unit_test(prefix_is_a_mask),
		cmocka_unit_test(rule_sets_required_fields),
		cmocka_unit_test(wrong_words_are_usage),
		cmocka_unit_test(flows_are_read),
		cmocka_unit_test(rules_match_their_fields),
		cmocka_unit_test(the_order_is_the_drivers),
		cmocka_unit_test(a_flow_has_a_place_in_the_table),
		cmocka_unit_test(unknown_values_are_not_guessed),
		cmocka_unit_test(letters_are_fields),
		cmocka_unit_test(an_xsk_queue_is_of_its_channel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
