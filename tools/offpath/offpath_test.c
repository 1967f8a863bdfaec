// SPDX-License-Identifier: GPL-2.0-only
/* Find the instructions in the functions of sample.S that are executed for a disabled event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tools/offpath/report.h"

#define SAMPLE SAMPLES "/sample.o"

static char *text;
static char why[200];
static struct report report;

/* The findings for one event, as text */
static const char *findings_allowed(const char *event, const char *allow)
{
	size_t size;
	FILE *out;

	free(text);
	text = NULL;
	out = open_memstream(&text, &size);
	if (!report_module(&report, SAMPLE, &event, 1, allow, out, why, sizeof(why)))
		fail_msg("%s", why);
	fclose(out);
	return text;
}

static const char *findings(const char *event)
{
	return findings_allowed(event, NULL);
}

static int drop(void **state)
{
	(void)state;
	free(text);
	text = NULL;
	return 0;
}

static void test_load_for_the_event(void **state)
{
	(void)state;
	assert_string_equal(findings("load_only"),
			    "load_only+0x5  load  mov esi, dword ptr [rdi + 8]  for load_only\n");
	assert_int_equal(report.functions, 1);
	assert_int_equal(report.sites, 1);
	assert_int_equal(report.findings, 1);
	assert_int_equal(report.without_slots, 0);
	assert_string_equal(findings("one_byte"),
			    "one_byte+0x2  load  mov sil, byte ptr [rdi + 8]  for one_byte\n");
}

static void test_load_for_both(void **state)
{
	(void)state;
	assert_string_equal(findings("load_both"), "");
	assert_int_equal(report.sites, 1);
}

static void test_load_in_the_event(void **state)
{
	(void)state;
	assert_string_equal(findings("load_sunk"), "");
	assert_int_equal(report.sites, 1);
}

static void test_call_for_the_event(void **state)
{
	(void)state;
	assert_string_equal(findings("call_only"),
			    "call_only+0x4  call  call helper  for call_only\n");
}

static void test_chain(void **state)
{
	(void)state;
	assert_string_equal(findings("chain"),
			    "chain+0  load  mov rax, qword ptr [rdi + 0x10]  for chain\n"
			    "chain+0xf  load  mov esi, dword ptr [rsi + 4]  for chain\n");
}

static void test_frame(void **state)
{
	(void)state;
	assert_string_equal(findings("spilled"),
			    "spilled+0x5  load  mov eax, dword ptr [rdi + 8]  for spilled\n");
	assert_string_equal(findings("aligned"),
			    "aligned+0xd  load  mov eax, dword ptr [rdi + 8]  for aligned\n");
	assert_int_equal(report.without_slots, 0);
	assert_string_equal(findings("given_away"), "");
}

static void test_branches(void **state)
{
	(void)state;
	assert_string_equal(findings("which"),
			    "which+0  load  cmp dword ptr [rdi + 8], 0  for which\n");
	assert_int_equal(report.sites, 2);
	assert_string_equal(findings("decides"), "");
	assert_string_equal(findings("other_key"), "");
}

static void test_callees(void **state)
{
	(void)state;
	assert_string_equal(findings("next_call"),
			    "next_call+0x4  load  mov ecx, dword ptr [rdi + 8]  for next_call\n");
	assert_string_equal(findings("unknown_call"), "");
	assert_string_equal(findings("no_result"),
			    "no_result+0x6  load  mov rax, qword ptr [rdi + 8]  for no_result\n");
}

static void test_function_for_the_event(void **state)
{
	(void)state;
	assert_string_equal(findings("idle"),
			    "calls_idle+0x4  load  mov rdi, qword ptr [rdi + 0x10]  for idle\n"
			    "calls_idle+0x8  call  call idle  for idle\n");
	assert_int_equal(report.functions, 2);
	assert_int_equal(report.sites, 1);
}

static void test_guarded_function(void **state)
{
	(void)state;
	assert_string_equal(findings("inner"), "");
	assert_int_equal(report.sites, 2);
	assert_string_equal(findings("taken"),
			    "taken+0  load  mov esi, dword ptr [rdi + 8]  for taken\n");
}

static void test_pieces(void **state)
{
	(void)state;
	assert_string_equal(findings("with_cold"),
			    "with_cold+0  load  mov esi, dword ptr [rdi + 8]  for with_cold\n");
	assert_string_equal(findings("switched"),
			    "switched+0x3  load  mov esi, dword ptr [rdi + 0xc]  for switched\n");
	assert_int_equal(report.unknown_jumps, 0);
}

static void test_allow_list(void **state)
{
	static const char *const of_no_use = "# load_only load load_only 1 in a comment\n"
					     "load_only load load_only 1\n"
					     "load_only load load_only for no number\n"
					     "load_only load load_only 0 for too few\n"
					     "load_only call load_only 1 it is not a call\n"
					     "load load load_only 1 another function\n"
					     "load_only load load 1 another event\n";

	(void)state;
	findings_allowed("load_only", of_no_use);
	assert_int_equal(report.findings, 1);
	assert_int_equal(report.allowed, 0);
	findings_allowed("load_only", "load_only\tload load_only 1  for a reason");
	assert_int_equal(report.findings, 0);
	assert_int_equal(report.allowed, 1);
	findings_allowed("chain", "\nchain load chain 1  only one\n");
	assert_int_equal(report.findings, 1);
	assert_int_equal(report.allowed, 1);
	findings_allowed("chain", "chain load chain 3  all\n");
	assert_int_equal(report.findings, 0);
	assert_int_equal(report.allowed, 2);
}

static void test_several_events(void **state)
{
	static const char *const events[] = { "load_only", "load_both", "which" };
	FILE *out;
	size_t size;

	(void)state;
	out = open_memstream(&text, &size);
	assert_true(report_module(&report, SAMPLE, events, 3, NULL, out, why, sizeof(why)));
	fclose(out);
	assert_int_equal(report.functions, 3);
	assert_int_equal(report.sites, 4);
	assert_int_equal(report.findings, 2);
}

static void refused(const char *file, const char *event, const char *reason)
{
	assert_false(report_module(&report, file, &event, 1, NULL, stderr, why, sizeof(why)));
	assert_non_null(strstr(why, reason));
}

static void test_unsupported_input(void **state)
{
	(void)state;
	refused(SAMPLE, "no_such_event", "no site for one of the events");
	refused(SAMPLES "/twice.o", "twice", "two entries of its jump table");
	refused(SAMPLES "/jumps.o", "jumps", "is a jump while it is off");
	refused("tools/offpath/sample.S", "load_only", "not a relocatable ELF file");
	refused("tools/offpath/no-such-file", "load_only", "cannot be opened");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_load_for_the_event, drop),
		cmocka_unit_test_teardown(test_load_for_both, drop),
		cmocka_unit_test_teardown(test_load_in_the_event, drop),
		cmocka_unit_test_teardown(test_call_for_the_event, drop),
		cmocka_unit_test_teardown(test_chain, drop),
		cmocka_unit_test_teardown(test_frame, drop),
		cmocka_unit_test_teardown(test_branches, drop),
		cmocka_unit_test_teardown(test_callees, drop),
		cmocka_unit_test_teardown(test_function_for_the_event, drop),
		cmocka_unit_test_teardown(test_guarded_function, drop),
		cmocka_unit_test_teardown(test_pieces, drop),
		cmocka_unit_test_teardown(test_allow_list, drop),
		cmocka_unit_test_teardown(test_several_events, drop),
		cmocka_unit_test_teardown(test_unsupported_input, drop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
