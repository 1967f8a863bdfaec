// SPDX-License-Identifier: GPL-2.0-only
/* Tests of ntuple rules in the format of the snapshot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <string.h>

#include "workloads/snapshot_device.h"

static void assert_rule(const struct ethtool_rx_flow_spec *spec, uint32_t context,
			const char *expected)
{
	json_t *rule = snapshot_rule(spec, context);
	json_t *want = json_loads(expected, 0, NULL);

	assert_non_null(rule);
	assert_non_null(want);
	if (!json_equal(rule, want)) {
		print_error("got:  %s\nwant: %s\n", json_dumps(rule, JSON_SORT_KEYS), expected);
		fail();
	}
	json_decref(rule);
	json_decref(want);
}

static void a_port_goes_to_a_queue(void **state)
{
	struct ethtool_rx_flow_spec spec = {
		.flow_type = UDP_V4_FLOW,
		.location = 1023,
		.ring_cookie = 3,
	};

	(void)state;
	spec.h_u.udp_ip4_spec.pdst = htons(4789);
	spec.m_u.udp_ip4_spec.pdst = 0xffff;
	assert_rule(&spec, 0,
		    "{\"location\":1023,\"flow_type\":\"udp4\","
		    "\"match\":{\"dst-port\":4789},\"action\":{\"queue\":3,\"vf\":0}}");
}

static void a_partial_mask_is_shown(void **state)
{
	struct ethtool_rx_flow_spec spec = {
		.flow_type = TCP_V4_FLOW,
		.ring_cookie = RX_CLS_FLOW_DISC,
	};

	(void)state;
	spec.h_u.tcp_ip4_spec.ip4src = inet_addr("192.0.2.0");
	spec.m_u.tcp_ip4_spec.ip4src = inet_addr("255.255.255.0");
	spec.h_u.tcp_ip4_spec.ip4dst = inet_addr("198.51.100.7");
	spec.m_u.tcp_ip4_spec.ip4dst = 0xffffffff;
	assert_rule(&spec, 0,
		    "{\"location\":0,\"flow_type\":\"tcp4\",\"match\":{"
		    "\"src-ip\":{\"value\":\"192.0.2.0\",\"mask\":\"255.255.255.0\"},"
		    "\"dst-ip\":\"198.51.100.7\"},\"action\":{\"drop\":true}}");
}

static void ipv6_and_vlan_match_together(void **state)
{
	struct ethtool_rx_flow_spec spec = {
		.flow_type = IPV6_USER_FLOW | FLOW_EXT,
		.ring_cookie = RX_CLS_FLOW_WAKE,
	};

	(void)state;
	inet_pton(AF_INET6, "2001:db8::1", spec.h_u.usr_ip6_spec.ip6dst);
	memset(spec.m_u.usr_ip6_spec.ip6dst, 0xff, 16);
	spec.h_u.usr_ip6_spec.l4_proto = 58;
	spec.m_u.usr_ip6_spec.l4_proto = 0xff;
	spec.h_ext.vlan_tci = htons(100);
	spec.m_ext.vlan_tci = htons(0xfff);
	assert_rule(&spec, 0,
		    "{\"location\":0,\"flow_type\":\"ip6\",\"match\":{"
		    "\"dst-ip\":\"2001:db8::1\",\"l4proto\":58,"
		    "\"vlan\":{\"value\":100,\"mask\":4095}},\"action\":{\"wake\":true}}");
}

static void an_rss_context_takes_the_frames(void **state)
{
	struct ethtool_rx_flow_spec spec = {
		.flow_type = ETHER_FLOW | FLOW_MAC_EXT | FLOW_RSS,
		.ring_cookie = 2,
	};
	static const unsigned char mac[ETH_ALEN] = { 2, 0, 0, 0xaa, 0xbb, 0xcc };

	(void)state;
	memcpy(spec.h_u.ether_spec.h_source, mac, sizeof(mac));
	memset(spec.m_u.ether_spec.h_source, 0xff, sizeof(mac));
	memcpy(spec.h_ext.h_dest, mac, sizeof(mac));
	memset(spec.m_ext.h_dest, 0xff, sizeof(mac));
	assert_rule(&spec, 5,
		    "{\"location\":0,\"flow_type\":\"ether\",\"match\":{"
		    "\"src\":\"02:00:00:aa:bb:cc\",\"dst-mac\":\"02:00:00:aa:bb:cc\"},"
		    "\"action\":{\"rss_context\":5,\"queue\":2}}");
}

static void the_extension_counts_only_with_its_flag(void **state)
{
	struct ethtool_rx_flow_spec spec = { .flow_type = SCTP_V6_FLOW };

	(void)state;
	spec.m_ext.vlan_tci = 0xffff;
	memset(spec.m_ext.h_dest, 0xff, ETH_ALEN);
	assert_rule(&spec, 0,
		    "{\"location\":0,\"flow_type\":\"sctp6\",\"match\":{},"
		    "\"action\":{\"queue\":0,\"vf\":0}}");
}

static void an_unknown_flow_type_keeps_its_number(void **state)
{
	struct ethtool_rx_flow_spec spec = { .flow_type = 0x7f };

	(void)state;
	memset(&spec.m_u, 0xff, sizeof(spec.m_u));
	spec.ring_cookie = 4 | 2ULL << ETHTOOL_RX_FLOW_SPEC_RING_VF_OFF;
	assert_rule(&spec, 0,
		    "{\"location\":0,\"flow_type\":127,\"match\":{},"
		    "\"action\":{\"queue\":4,\"vf\":2}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_port_goes_to_a_queue),
		cmocka_unit_test(a_partial_mask_is_shown),
		cmocka_unit_test(ipv6_and_vlan_match_together),
		cmocka_unit_test(an_rss_context_takes_the_frames),
		cmocka_unit_test(the_extension_counts_only_with_its_flag),
		cmocka_unit_test(an_unknown_flow_type_keeps_its_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
