// SPDX-License-Identifier: GPL-2.0-only
/* Tests of numbers, names and messages of the workload programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <linux/net_tstamp.h>
#include <string.h>

#include "workloads/cli.h"
#include "workloads/hwtstamp_names.h"
#include "workloads/nic.h"

static void numbers_are_read_completely(void **state)
{
	uint32_t value = 7;

	(void)state;
	assert_int_equal(cli_number("0", 10, &value), 0);
	assert_int_equal(value, 0);
	assert_int_equal(cli_number("4294967295", UINT32_MAX, &value), 0);
	assert_int_equal(value, UINT32_MAX);
	assert_int_equal(cli_number("0x10", 100, &value), 0);
	assert_int_equal(value, 16);
}

static void invalid_numbers_are_rejected(void **state)
{
	static const char *const bad[] = { "", " 1", "1 ", "-1", "+1", "1k", "x", "0x", "1.5" };
	uint32_t value = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(cli_number(bad[i], UINT32_MAX, &value), -EINVAL);
	assert_int_equal(value, 7);
}

static void too_large_numbers_are_distinguished(void **state)
{
	uint32_t value = 7;

	(void)state;
	assert_int_equal(cli_number("11", 10, &value), -ERANGE);
	assert_int_equal(cli_number("4294967296", UINT32_MAX, &value), -ERANGE);
	assert_int_equal(cli_number("99999999999999999999999", UINT32_MAX, &value), -ERANGE);
	assert_int_equal(value, 7);
}

static void every_value_of_the_header_has_a_name(void **state)
{
	(void)state;
	for (int tx = 0; tx < __HWTSTAMP_TX_CNT; tx++)
		assert_non_null(hwt_name(HWT_TX, tx));
	for (int filter = 0; filter < __HWTSTAMP_FILTER_CNT; filter++)
		assert_non_null(hwt_name(HWT_FILTER, filter));
	assert_null(hwt_name(HWT_TX, __HWTSTAMP_TX_CNT));
	assert_null(hwt_name(HWT_FILTER, __HWTSTAMP_FILTER_CNT));
	assert_null(hwt_name(HWT_FLAG, 0));
	assert_string_equal(hwt_name(HWT_FILTER, HWTSTAMP_FILTER_PTP_V2_EVENT), "PTP_V2_EVENT");
	assert_string_equal(hwt_name(HWT_FLAG, HWTSTAMP_FLAG_BONDED_PHC_INDEX), "BONDED_PHC_INDEX");
}

static void the_list_is_in_order_and_reads_back(void **state)
{
	const struct hwt_name *names;
	size_t count;
	int value;

	(void)state;
	names = hwt_names(&count);
	assert_int_equal(count, __HWTSTAMP_TX_CNT + __HWTSTAMP_FILTER_CNT + 1);
	for (size_t i = 0; i < count; i++) {
		if (i && names[i].kind == names[i - 1].kind)
			assert_true(names[i].value > names[i - 1].value);
		assert_int_equal(hwt_value(names[i].kind, names[i].name, &value), 0);
		assert_int_equal(value, names[i].value);
	}
}

static void names_in_any_spelling(void **state)
{
	static const char *const same[] = {
		"PTP_V2_L4_SYNC",
		"ptp_v2_l4_sync",
		"HWTSTAMP_FILTER_PTP_V2_L4_SYNC",
		"7",
	};
	int value;

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		value = -1;
		assert_int_equal(hwt_value(HWT_FILTER, same[i], &value), 0);
		assert_int_equal(value, HWTSTAMP_FILTER_PTP_V2_L4_SYNC);
	}
}

static void unknown_numbers_pass_and_unknown_names_do_not(void **state)
{
	int value = -1;

	(void)state;
	assert_int_equal(hwt_value(HWT_TX, "1000", &value), 0);
	assert_int_equal(value, 1000);
	assert_int_equal(hwt_value(HWT_TX, "2147483648", &value), -EINVAL);
	assert_int_equal(hwt_value(HWT_TX, "PTP_V2_EVENT", &value), -EINVAL);
	assert_int_equal(hwt_value(HWT_TX, "HWTSTAMP_FILTER_ALL", &value), -EINVAL);
	assert_int_equal(hwt_value(HWT_TX, "HWTSTAMP_TX_", &value), -EINVAL);
	assert_int_equal(hwt_value(HWT_TX, "", &value), -EINVAL);
	assert_int_equal(value, 1000);
}

static void errors_name_device_reason_and_driver(void **state)
{
	struct nic nic = { .name = "eth7", .driver = "mlx5_core" };
	char line[256];

	(void)state;
	nic_explain(line, sizeof(line), &nic, "cannot set it", -EOPNOTSUPP);
	assert_string_equal(line,
			    "eth7: cannot set it: not supported by the driver (driver mlx5_core)");
	nic_explain(line, sizeof(line), &nic, "cannot set it", -EPERM);
	assert_non_null(strstr(line, "CAP_NET_ADMIN"));
	nic.driver[0] = '\0';
	nic_explain(line, sizeof(line), &nic, "cannot set it", -EIO);
	assert_string_equal(line, "eth7: cannot set it: Input/output error");
	nic_explain(line, 12, &nic, "cannot set it", -EIO);
	assert_string_equal(line, "eth7: canno");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_completely),
		cmocka_unit_test(invalid_numbers_are_rejected),
		cmocka_unit_test(too_large_numbers_are_distinguished),
		cmocka_unit_test(every_value_of_the_header_has_a_name),
		cmocka_unit_test(the_list_is_in_order_and_reads_back),
		cmocka_unit_test(names_in_any_spelling),
		cmocka_unit_test(unknown_numbers_pass_and_unknown_names_do_not),
		cmocka_unit_test(errors_name_device_reason_and_driver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
