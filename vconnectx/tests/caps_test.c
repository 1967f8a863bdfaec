// SPDX-License-Identifier: GPL-2.0-only
/* Effects of profiles and --set, and the messages if they are invalid. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/core/caps.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/host/util.h"

#define PROFILE "vconnectx/profiles/connectx-5.profile"

/* v7.3's mlx5_ifc.h, struct mlx5_ifc_cmd_hca_cap_bits */
#define TIS_TIR_TD_ORDER_WORD (0x2a0 / 8)
#define TIS_TIR_TD_ORDER_BIT  (1u << (31 - 9))

static void bad_profiles(void **state)
{
	static const struct {
		const char *text;
		const char *message;
	} cases[] = {
		{ "general.log_max_cq\n", ":1: 'general.log_max_cq' is not" },
		{ "\n# c\ngeneral.log_max_qc = 1\n", ":3: no field" },
		{ "general.log_max_cq = 32\n", "5 bits, the maximum is 0x1f" },
		{ "general.log_max_cq = lots\n", "'lots' is not a number" },
		{ "general.log_max_cq = -1\n", "'-1' is not a number" },
		{ "general.log_max_cq =\n", "'' is not a number" },
		{ "device.psid = MT_000000000000013\n", "16 characters" },
		{ "device.link_speed = 7\n", "1000 to 100000" },
		{ "general.log_max_cq = 1\n", "must be set" },
		{ "", "must be set" },
	};
	char path[] = "/tmp/vcx-profile-XXXXXX", err[300];
	int fd = mkstemp(path);
	struct vcx_caps caps;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		FILE *file = fopen(path, "w");

		assert_non_null(file);
		fputs(cases[i].text, file);
		fclose(file);
		assert_false(vcx_caps_load(&caps, path, NULL, 0, err, sizeof(err)));
		vcx_caps_free(&caps);
		assert_non_null(strstr(err, path));
		assert_non_null(strstr(err, cases[i].message));
	}
	unlink(path);
	assert_false(vcx_caps_load(&caps, path, NULL, 0, err, sizeof(err)));
	vcx_caps_free(&caps);
	assert_non_null(strstr(err, "No such file"));
}

static void load(struct vcx_caps *caps, const char *const *overrides, size_t nr_overrides)
{
	char err[300] = "";

	if (!vcx_caps_load(caps, PROFILE, overrides, nr_overrides, err, sizeof(err)))
		fail_msg("%s", err);
}

static void overrides_are_applied_after_the_file(void **state)
{
	static const char *const overrides[] = {
		"general.log_max_cq=9",	     " general.log_max_sq = 0x7 ", "general.log_max_cq=10",
		"device.psid=MT_0000000099", "device.cmd_timeout_ms=5000",
	};
	struct vcx_caps plain, caps;

	(void)state;
	load(&plain, NULL, 0);
	load(&caps, overrides, ARRAY_SIZE(overrides));
	assert_int_equal(vcx_caps_value(&caps, "general.log_max_cq"), 10);
	assert_int_equal(vcx_caps_value(&caps, "general.log_max_sq"), 7);
	assert_int_equal(vcx_caps_value(&caps, "general.log_max_rq"),
			 vcx_caps_value(&plain, "general.log_max_rq"));
	assert_string_equal(caps.id.psid, "MT_0000000099");
	assert_int_equal(caps.id.cmd_timeout_ms, 5000);
	assert_int_equal(plain.id.cmd_timeout_ms, 0);
	vcx_caps_free(&plain);
	vcx_caps_free(&caps);
}

static void bad_overrides(void **state)
{
	static const struct {
		const char *text;
		const char *message;
	} cases[] = {
		{ "", "--set : '' is not 'name = value'" },
		{ "general.log_max_cq", "--set general.log_max_cq: 'general.log_max_cq' is not" },
		{ "# general.log_max_cq=1", "no field '# general.log_max_cq'" },
		{ "general.nosuch=1", "--set general.nosuch=1: no field 'general.nosuch'" },
		{ "general.tis_tir_td_order=2", "1 bits, the maximum is 0x1" },
		{ "general.log_max_cq=1 # few", "'1 # few' is not a number" },
		{ "general.eth_net_offloads=0", "must be set" },
	};
	char err[300], text[400];
	struct vcx_caps caps;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_false(vcx_caps_load(&caps, PROFILE, &cases[i].text, 1, err, sizeof(err)));
		vcx_caps_free(&caps);
		assert_non_null(strstr(err, cases[i].message));
	}
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_false(
		vcx_caps_load(&caps, PROFILE, (const char *const[]){ text }, 1, err, sizeof(err)));
	vcx_caps_free(&caps);
	assert_non_null(strstr(err, "longer than 255 characters"));
}

/* a field of caps-newer.tbl sets the bit that the newer driver reads, and no other bit */
static void field_of_a_newer_header(void **state)
{
	static const char *const overrides[] = { "general.tis_tir_td_order=1" };
	uint8_t general[VCX_CAP_SIZE], *word;
	struct vcx_caps plain, caps;

	(void)state;
	load(&plain, NULL, 0);
	load(&caps, overrides, ARRAY_SIZE(overrides));
	memcpy(general, plain.max[VCX_CAP_general], sizeof(general));
	word = general + TIS_TIR_TD_ORDER_WORD;
	assert_int_equal(vcx_get_be32(word) & TIS_TIR_TD_ORDER_BIT, 0);
	vcx_put_be32(word, vcx_get_be32(word) | TIS_TIR_TD_ORDER_BIT);
	assert_memory_equal(caps.max[VCX_CAP_general], general, sizeof(general));
	assert_memory_equal(caps.cur, caps.max, VCX_CAP_NR_GROUPS * sizeof(*caps.cur));

	/* the driver cannot enable an unsupported feature */
	assert_string_equal(vcx_caps_set(&plain, VCX_CAP_general, general),
			    "general.tis_tir_td_order");
	assert_null(vcx_caps_set(&caps, VCX_CAP_general, general));
	vcx_caps_free(&plain);
	vcx_caps_free(&caps);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_profiles),
		cmocka_unit_test(overrides_are_applied_after_the_file),
		cmocka_unit_test(bad_overrides),
		cmocka_unit_test(field_of_a_newer_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
