// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the formats of kernel log lines, the patterns in the table, and decoded numbers. */
#include "analysis/tests/samples.h"

#include <stdio.h>
#include <string.h>

#include "analysis/base/util.h"
#include "analysis/dmesg/cqe.h"
#include "analysis/dmesg/frame.h"
#include "analysis/dmesg/line.h"
#include "analysis/dmesg/message.h"
#include "analysis/dmesg/words.h"

#define S   UINT64_C(1000000000)
#define MSG "mlx5_core 0000:01:00.0: TX timeout detected"

static const struct form {
	const char *name, *line;
	enum mt_log_clock clock;
	uint64_t ts;
	int level;
	const char *stamp, *host;
} forms[] = {
	{ "dmesg", "[   12.345678] " MSG, MT_LOG_BOOT, 12 * S + 345678000, -1, "12.345678", "" },
	{ "dmesg --raw", "<3>[   12.345678] " MSG, MT_LOG_BOOT, 12 * S + 345678000, 3, "12.345678",
	  "" },
	{ "with the facility", "<12>[   12.345678] " MSG, MT_LOG_BOOT, 12 * S + 345678000, 4,
	  "12.345678", "" },
	{ "dmesg -T", "[Mon Nov 30 00:00:00 2026] " MSG, MT_LOG_WALL, 1795996800 * S, -1,
	  "Mon Nov 30 00:00:00 2026", "" },
	{ "dmesg -T, one digit", "[Tue Dec  1 00:00:01 2026] " MSG, MT_LOG_WALL, 1796083201 * S, -1,
	  "Tue Dec  1 00:00:01 2026", "" },
	{ "dmesg -x", "kern  :err   : [   12.345678] " MSG, MT_LOG_BOOT, 12 * S + 345678000, 3,
	  "12.345678", "" },
	{ "dmesg -d", "[   12.345678 <    0.000003>] " MSG, MT_LOG_BOOT, 12 * S + 345678000, -1,
	  "12.345678", "" },
	{ "dmesg -e", "[  +0.000123] " MSG, MT_LOG_NO_TIME, 0, -1, "+0.000123", "" },
	{ "dmesg -t", MSG, MT_LOG_NO_TIME, 0, -1, "", "" },
	{ "dmesg --time-format iso", "2026-11-30T00:00:00,500000+00:00 " MSG, MT_LOG_WALL,
	  1795996800 * S + S / 2, -1, "2026-11-30T00:00:00,500000+00:00", "" },
	{ "with the caller", "[   12.345678][    T1] " MSG, MT_LOG_BOOT, 12 * S + 345678000, -1,
	  "12.345678", "" },
	{ "journalctl", "Nov 30 00:00:00 host kernel: " MSG, MT_LOG_WALL, 91929600 * S, -1,
	  "Nov 30 00:00:00", "host" },
	{ "journalctl -o short-iso", "2026-11-30T00:00:00+0000 host kernel: " MSG, MT_LOG_WALL,
	  1795996800 * S, -1, "2026-11-30T00:00:00+0000", "host" },
	{ "journalctl -o short-monotonic", "[   12.345678] host kernel: " MSG, MT_LOG_BOOT,
	  12 * S + 345678000, -1, "12.345678", "host" },
	{ "syslog with the time of printk", "Nov 30 00:00:00 host kernel: [   12.345678] " MSG,
	  MT_LOG_BOOT, 12 * S + 345678000, -1, "12.345678", "host" },
	{ "RFC 5424", "<3>1 2026-11-30T00:00:00Z host kernel - - - " MSG, MT_LOG_WALL,
	  1795996800 * S, 3, "2026-11-30T00:00:00Z", "host" },
	{ "/dev/kmsg", "3,123,12345678,-;" MSG, MT_LOG_BOOT, 12 * S + 345678000, 3, "12345678",
	  "" },
	{ "colours",
	  "\033[32m[   12.345678] \033[0m\033[33mmlx5_core 0000:01:00.0: \033[0mTX timeout detected\r",
	  MT_LOG_BOOT, 12 * S + 345678000, -1, "12.345678", "" },
	{ "no-break spaces", "[\xc2\xa0\xc2\xa0 12.345678]\xc2\xa0" MSG, MT_LOG_BOOT,
	  12 * S + 345678000, -1, "12.345678", "" },
	{ "quoted in an email", "> > [   12.345678] " MSG, MT_LOG_BOOT, 12 * S + 345678000, -1,
	  "12.345678", "" },
	{ "through kubectl", "node-7 debug | [   12.345678] " MSG, MT_LOG_BOOT, 12 * S + 345678000,
	  -1, "12.345678", "" },
	{ "journalctl -o json",
	  "{\"__REALTIME_TIMESTAMP\":\"1700000000000000\",\"PRIORITY\":\"3\",\"_HOSTNAME\":\"host\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"" MSG
	  "\"}",
	  MT_LOG_WALL, 1700000000 * S, 3, "1700000000.000000", "host" },
	{ "JSON with the time since boot",
	  "{\"__REALTIME_TIMESTAMP\":\"1700000000000000\",\"_SOURCE_MONOTONIC_TIMESTAMP\":\"12345678\",\"MESSAGE\":\"" MSG
	  "\"}",
	  MT_LOG_BOOT, 12 * S + 345678000, -1, "12.345678", "" },
};

static void all_forms_are_read(void **state)
{
	static struct mt_klog_line line;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct form *f = &forms[i];
		char *text, *stamp, *host;

		assert_true(mt_klog_parse(mt_span_z(f->line), &line));
		text = mt_span_dup(line.text);
		stamp = mt_span_dup(line.log.stamp);
		host = mt_span_dup(line.log.host);
		if (strcmp(text, MSG) != 0 || !line.log.of_log || line.log.clock != f->clock ||
		    line.ts != f->ts || line.log.level != f->level ||
		    strcmp(stamp, f->stamp) != 0 || strcmp(host, f->host) != 0)
			fail_msg("%s: text \"%s\" clock %d ts %llu level %d stamp \"%s\" host \"%s\"",
				 f->name, text, line.log.clock, (unsigned long long)line.ts,
				 line.log.level, stamp, host);
		free(text);
		free(stamp);
		free(host);
	}
}

static void other_lines_are_not_of_the_log(void **state)
{
	static const char *const none[] = {
		"",
		"  ",
		" SUBSYSTEM=pci",
		"Nov 30 00:00:00 host sshd[77]: hello",
		"{\"MESSAGE\":\"hello\",\"_TRANSPORT\":\"syslog\"}",
		"{\"no\":\"message\"}",
		"{ broken",
	};
	static struct mt_klog_line line;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		if (mt_klog_parse(mt_span_z(none[i]), &line))
			fail_msg("\"%s\" is a line of a log", none[i]);
	assert_true(mt_klog_parse(mt_span_z("see linux 5.10: it works"), &line));
	assert_false(line.log.of_log);
}

static bool same(struct mt_span a, const char *b)
{
	return mt_span_eq(a, b);
}

static void messages_are_split(void **state)
{
	struct mt_message m;

	(void)state;
	mt_message_split(mt_span_z("mlx5_core 0000:41:00.0: mlx5_cmd_check:816:(pid 7): it failed"),
			 &m);
	assert_true(same(m.dev, "0000:41:00.0") && same(m.func, "mlx5_cmd_check") && m.pid == 7 &&
		    same(m.text, "it failed"));
	mt_message_split(mt_span_z("mlx5_core 0000:41:00.0 eth1: ERR CQE on SQ: 0x1"), &m);
	assert_true(same(m.netdev, "eth1") && same(m.text, "ERR CQE on SQ: 0x1") && m.pid == -1);
	mt_message_split(mt_span_z("mlx5_core 0000:41:00.0 eth1 (unregistering): gone"), &m);
	assert_true(same(m.netdev, "eth1") && same(m.text, "gone"));
	mt_message_split(mt_span_z("mlx5_core 0000:41:00.0: E-Switch: vport[1] failed"), &m);
	assert_true(same(m.area, "E-Switch") && same(m.text, "vport[1] failed"));
	mt_message_split(mt_span_z("mlx5_core.sf mlx5_core.sf.4: MLX5E: ready"), &m);
	assert_true(same(m.dev, "mlx5_core.sf.4") && same(m.text, "MLX5E: ready"));
	mt_message_split(mt_span_z("usb 1-1: hello"), &m);
	assert_int_equal(m.driver.len, 0);
}

static void patterns_match_whole_texts(void **state)
{
	struct mt_parts parts;

	(void)state;
	assert_true(mt_pattern_match("{op:w}(0x{n:x}) timeout", mt_span_z("A_B(0x1f) timeout"),
				     &parts));
	assert_true(same(mt_part(&parts, "op"), "A_B") && same(mt_part(&parts, "n"), "1f"));
	assert_false(mt_pattern_match("{op:w}(0x{n:x}) timeout", mt_span_z("A B(0x1f) timeout"),
				      &parts));
	assert_false(
		mt_pattern_match("{op:w}(0x{n:x}) timeout", mt_span_z("A(0xz) timeout"), &parts));
	assert_false(mt_pattern_match("start", mt_span_z("started"), &parts));
	assert_true(mt_pattern_match("a * b", mt_span_z("a b b b"), &parts));
	assert_true(mt_pattern_match("err {e:d}", mt_span_z("err -22"), &parts));
	assert_false(mt_pattern_match("err {e:d}", mt_span_z("err -"), &parts));
	assert_true(mt_pattern_match("x*", mt_span_z("x"), &parts));
	assert_false(mt_pattern_match("xyz", mt_span_z("x"), &parts));
}

static void kinds_have_sentences(void **state)
{
	const struct mt_message_kind *kind;

	(void)state;
	for (unsigned int i = 0; (kind = mt_message_kind(i)); i++) {
		assert_true(*kind->id && *kind->says && *kind->check && *kind->normal);
		for (unsigned int k = 0; k < i; k++)
			assert_string_not_equal(kind->id, mt_message_kind(k)->id);
	}
}

static void add_hex(struct mt_dump *dump, size_t want, const char *const *lines, size_t nr)
{
	*dump = (struct mt_dump){ .want = want };
	for (size_t i = 0; i < nr; i++)
		assert_true(mt_dump_line(dump, mt_span_z(lines[i])));
	assert_int_equal(dump->nr, want);
}

static void a_completion_is_decoded(void **state)
{
	static const char *const lines[] = {
		"00000000: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
		"00000010: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
		"00000020: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
		"00000030: 00 00 00 00 60 10 32 04 0e 00 12 34 00 0a 9f d2",
	};
	struct mt_dump dump;
	char words[600];

	(void)state;
	add_hex(&dump, 64, lines, 4);
	assert_false(mt_dump_line(&dump, mt_span_z("00000040: 00")));
	mt_cqe_words(&dump, words, sizeof(words));
	assert_non_null(strstr(words, "opcode 0xd (error of a requester"));
	assert_non_null(strstr(words, "syndrome 0x04, vendor syndrome 0x32"));
	assert_non_null(strstr(words, "(counter) 0xa of opcode 0x0e (LSO), qpn 0x1234"));
}

static void a_descriptor_is_decoded(void **state)
{
	/* LSO with 18 bytes inline, which need 16 bytes more, followed by one data segment */
	static const char *const lines[] = {
		"00000000: 00 00 0f 0e 00 12 34 04 00 00 00 08 00 00 00 00",
		"00000010: 00 00 00 00 00 00 05 a8 00 00 00 00 00 12 11 22",
		"00000020: 33 44 55 66 77 88 99 aa bb cc dd ee ff 00 11 22",
		"00000030: 00 00 10 00 00 00 12 00 00 00 00 01 00 00 20 00",
	};
	struct mt_wqe_dump wqe;
	struct mt_dump dump;
	char words[600];

	(void)state;
	assert_true(mt_wqe_dump_begin(
		mt_span_z("WQE DUMP: WQ size 1024 WQ cur size 3, WQE index 0xf, len: 64"), &wqe));
	assert_true(wqe.size == 1024 && wqe.used == 3 && wqe.index == 15 && wqe.len == 64);
	add_hex(&dump, 64, lines, 4);
	mt_wqe_words(&dump, words, sizeof(words));
	assert_string_equal(
		words,
		"WQE: opcode 0x0e (LSO), counter 0xf, qpn 0x1234, ds 4 (64 bytes), completion requested, "
		"inline header size 18, mss 1448, 1 data segment with 4096 bytes, the first with lkey 0x1200 "
		"at address 0x100002000.");
}

static void commands_are_explained(void **state)
{
	char words[200];

	(void)state;
	mt_opcode_action(mt_span_z("CREATE_SQ"), words, sizeof(words));
	assert_string_equal(words, "to create a send queue");
	mt_opcode_action(mt_span_z("DESTROY_FUTURE_OBJECT"), words, sizeof(words));
	assert_string_equal(words, "to destroy FUTURE_OBJECT");
	mt_opcode_action(mt_span_z("ENABLE_HCA"), words, sizeof(words));
	assert_string_equal(words, "to enable the function of the device");
	assert_string_equal(mt_cqe_syndrome(0x99), "unknown");
}

static void frames_have_many_forms(void **state)
{
	static const struct {
		const char *line, *func, *module;
		enum { SURE, UNRELIABLE, BARE, NONE } kind;
	} forms_of_frames[] = {
		{ " mlx5e_open+0x12/0x34 [mlx5_core]", "mlx5e_open", "mlx5_core", SURE },
		{ " ? mlx5e_open.isra.0+0x12/0x34", "mlx5e_open.isra.0", "", UNRELIABLE },
		{ "[<0>] cmd_exec+0x4d4/0x9e0 [mlx5_core]", "cmd_exec", "mlx5_core", SURE },
		{ "[<ffffffff81234567>] ? schedule+0x5a/0xd0", "schedule", "", UNRELIABLE },
		{ " <IRQ>  [<ffffffff81234567>] schedule+0x5a/0xd0", "schedule", "", SURE },
		{ " mlx5e_open+0x12/0x34 [mlx5_core] (P)", "mlx5e_open", "mlx5_core", SURE },
		{ " mlx5e_open+0x12/0x34 [mlx5_core 0123456789abcdef]", "mlx5e_open", "mlx5_core",
		  SURE },
		{ "\tffffffffc0a11235 mlx5e_open+5 ([mlx5_core])", "mlx5e_open", "mlx5_core",
		  SURE },
		{ "    mlx5e_open+5", "mlx5e_open", "", SURE },
		{ "    mlx5e_open", "mlx5e_open", "", BARE },
		{ "    mlx5e_open [mlx5_core]", "mlx5e_open", "mlx5_core", SURE },
		{ "    0xffffffffc0a1b2c3", "", "", SURE },
		{ "RIP: 0033:0x7f3d0d51a9ee", "", "", NONE },
		{ "Code: 48 89 c3 e8 11", "", "", NONE },
		{ "two words", "", "", NONE },
		{ "WARNING: CPU: 3 PID: 42", "", "", NONE },
		{ "mlx5e_open+", "", "", NONE },
		{ "mlx5e_open+0x12/", "", "", NONE },
		{ "12", "", "", NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(forms_of_frames); i++) {
		struct mt_kframe frame;
		bool is = mt_kframe_parse(mt_span_z(forms_of_frames[i].line), &frame);

		if (is == (forms_of_frames[i].kind == NONE))
			fail_msg("\"%s\" is %sa frame", forms_of_frames[i].line, is ? "" : "no ");
		if (!is)
			continue;
		if (!mt_span_eq(frame.func, forms_of_frames[i].func) ||
		    !mt_span_eq(frame.module, forms_of_frames[i].module) ||
		    frame.unreliable != (forms_of_frames[i].kind == UNRELIABLE) ||
		    frame.bare != (forms_of_frames[i].kind == BARE))
			fail_msg("\"%s\": " MT_SPAN_FMT " of " MT_SPAN_FMT, forms_of_frames[i].line,
				 MT_SPAN_ARG(frame.func), MT_SPAN_ARG(frame.module));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_forms_are_read),
		cmocka_unit_test(other_lines_are_not_of_the_log),
		cmocka_unit_test(messages_are_split),
		cmocka_unit_test(patterns_match_whole_texts),
		cmocka_unit_test(kinds_have_sentences),
		cmocka_unit_test(a_completion_is_decoded),
		cmocka_unit_test(a_descriptor_is_decoded),
		cmocka_unit_test(commands_are_explained),
		cmocka_unit_test(frames_have_many_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
