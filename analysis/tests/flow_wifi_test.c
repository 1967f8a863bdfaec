// SPDX-License-Identifier: GPL-2.0-only
/* Tests of flows through cfg80211 and mac80211, which are modules but no drivers. */
#include "analysis/tests/flow_records.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>

#include "analysis/flow/decode/attributes.h"

static void the_driver_is_below_two_modules_of_the_core(void **state)
{
	(void)state;
	expect("7 sys sendmsg fd=3\n7 > genl_rcv_msg\n"
	       "7 > cfg80211:nl80211_set_wiphy@nl80211_ops.doit\n"
	       "7 > cfg80211:cfg80211_set_monitor_channel\n"
	       "7 > mac80211:ieee80211_set_monitor_channel@mac80211_config_ops.set_monitor_channel\n"
	       "7 > mac80211:ieee80211_hw_conf_chan\n"
	       "7 > drv:config@hwsim_ops.config\n7 < drv:config\n7 ret config 0\n"
	       "7 < mac80211:ieee80211_hw_conf_chan\n"
	       "7 < mac80211:ieee80211_set_monitor_channel\n"
	       "7 < cfg80211:cfg80211_set_monitor_channel\n7 < cfg80211:nl80211_set_wiphy\n"
	       "7 < genl_rcv_msg\n7 sysret 32\n",
	       "user: ?[7]\n"
	       " syscall: sendmsg(fd=3) = 32\n"
	       "  dispatch: genl_rcv_msg\n"
	       "   core: nl80211_set_wiphy [nl80211_ops.doit] > cfg80211_set_monitor_channel > "
	       "ieee80211_set_monitor_channel [mac80211_config_ops.set_monitor_channel] > "
	       "ieee80211_hw_conf_chan\n"
	       "    driver: config [hwsim_ops.config] = 0\n");
}

static void a_scan_is_followed_over_its_timer(void **state)
{
	(void)state;
	expect("7 sys sendmsg fd=3\n7 > cfg80211:cfg80211_scan\n"
	       "7 queue #1 cfg80211:cfg80211_wiphy_work events_unbound\n"
	       "7 < cfg80211:cfg80211_scan\n7 sysret 56\n"
	       "9 start #1 cfg80211:cfg80211_wiphy_work\n9 > mac80211:ieee80211_scan_work\n"
	       "9 > drv:config@hwsim_ops.config\n9 < drv:config\n"
	       "9 timer #5 cfg80211:wiphy_delayed_work_timer\n"
	       "9 < mac80211:ieee80211_scan_work\n9 end #1 cfg80211:cfg80211_wiphy_work\n"
	       "0 fire~ #5\n0 queue~ #1 cfg80211:cfg80211_wiphy_work events_unbound\n0 fired~ #5\n"
	       "9 start #1 cfg80211:cfg80211_wiphy_work\n9 > mac80211:ieee80211_scan_work\n"
	       "9 > drv:config@hwsim_ops.config\n9 < drv:config\n"
	       "9 < mac80211:ieee80211_scan_work\n9 end #1 cfg80211:cfg80211_wiphy_work\n",
	       "user: ?[7]\n"
	       " syscall: sendmsg(fd=3) = 56\n"
	       "  core: cfg80211_scan\n"
	       "   deferred: cfg80211_wiphy_work on events_unbound, run 3.000 ms later by a worker[9]\n"
	       "    core: ieee80211_scan_work\n"
	       "     driver: config [hwsim_ops.config]\n"
	       "     deferred: timer wiphy_delayed_work_timer, fired 3.000 ms later\n"
	       "      deferred: cfg80211_wiphy_work on events_unbound, run 2.000 ms later by a worker[9]\n"
	       "       core: ieee80211_scan_work\n"
	       "        driver: config [hwsim_ops.config]\n");
}

/* Freeing memory after a grace period starts such a timer. */
static void delayed_work_of_the_core_that_was_not_run_is_not_shown(void **state)
{
	(void)state;
	expect("7 sys sendmsg fd=3\n7 > mac80211:ieee80211_free_chanctx\n"
	       "7 timer #5 delayed_work_timer_fn\n7 < mac80211:ieee80211_free_chanctx\n"
	       "7 > drv:free\n7 timer #6 delayed_work_timer_fn\n7 < drv:free\n7 sysret 32\n",
	       "user: ?[7]\n"
	       " syscall: sendmsg(fd=3) = 32\n"
	       "  core: ieee80211_free_chanctx\n"
	       "  driver: free\n"
	       "   deferred: timer delayed_work_timer_fn, not fired in time\n");
}

#define PLACE(type, len, value) ((uint64_t)(value) << 32 | (uint64_t)(type) << 16 | (len))

static void expect_attribute(const uint64_t *places, unsigned int i, uint64_t attributes,
			     const char *want)
{
	char text[96] = "?";

	flow_attribute(places, i, NLMSG_HDRLEN + GENL_HDRLEN + attributes, text, sizeof(text));
	assert_string_equal(text, want);
}

static void attributes_have_names_and_values(void **state)
{
	static const uint64_t places[] = {
		PLACE(NL80211_ATTR_IFINDEX, 8, 3),
		PLACE(NL80211_ATTR_KEY_IDX, 5, 0xffffff02),
		PLACE(NL80211_ATTR_WIPHY_FREQ, 8, 2437),
	};

	(void)state;
	expect_attribute(places, 0, 24, "NL80211_ATTR_IFINDEX=3");
	expect_attribute(places, 1, 24, "NL80211_ATTR_KEY_IDX=2");
	expect_attribute(places, 2, 24, "NL80211_ATTR_WIPHY_FREQ=2437");
	/* The message ends before it. */
	expect_attribute(places, 2, 16, "");
}

static void attributes_after_a_large_one_are_omitted(void **state)
{
	static const uint64_t places[] = {
		PLACE(NL80211_ATTR_SCAN_SSIDS, 8, 65540),
		PLACE(NL80211_ATTR_SCAN_FREQUENCIES, 20, 1),
		PLACE(NL80211_ATTR_WIPHY_FREQ, 8, 2437),
		PLACE(0x3fff, 8, 1),
	};

	(void)state;
	expect_attribute(places, 0, 64, "NL80211_ATTR_SCAN_SSIDS");
	expect_attribute(places, 1, 64, "NL80211_ATTR_SCAN_FREQUENCIES");
	expect_attribute(places, 2, 64, "");
	expect_attribute(places, 3, 64, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_driver_is_below_two_modules_of_the_core),
		cmocka_unit_test(a_scan_is_followed_over_its_timer),
		cmocka_unit_test(delayed_work_of_the_core_that_was_not_run_is_not_shown),
		cmocka_unit_test(attributes_have_names_and_values),
		cmocka_unit_test(attributes_after_a_large_one_are_omitted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
