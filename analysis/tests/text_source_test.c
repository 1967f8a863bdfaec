// SPDX-License-Identifier: GPL-2.0-only
/* Tests of text as a stream of records, and of the messages about unreadable lines. */
#include "analysis/tests/samples.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/base/lines.h"

static void test_ftrace_stacks_find_their_event(void **state)
{
	/* the stack of an event on CPU 0 follows an event on CPU 1 */
	struct mt_recording *rec = sample_open(
		"# tracer: nop\n"
		"              ip-10      [000] .....     1.000001: mlx5e_first: a=1\n"
		"            bash-11      [001] .....     1.000002: mlx5e_second: b=2\n"
		"              ip-10      [000] .....     1.000003: <stack trace>\n"
		" => trace_event_raw_event_mlx5e_first\n"
		" => inner\n"
		" => outer\n"
		"            bash-11      [001] .....     1.000004: <user stack trace>\n"
		" => /usr/bin/bash[+0x12]\n"
		"            bash-11      [001] .....     1.000005: mlx5e_third: c=3\n");
	struct mt_record r;

	(void)state;
	sample_next(rec, &r, MT_REC_EVENT);
	sample_next(rec, &r, MT_REC_EVENT);
	sample_next(rec, &r, MT_REC_STACK);
	assert_true(mt_span_eq(r.name, "mlx5e_first"));
	assert_true(mt_span_eq(r.comm, "ip"));
	assert_int_equal(r.pid, 10);
	assert_int_equal(r.ts, 1000001000);
	assert_int_equal(r.stack.nr, 2); /* the probe itself is omitted */
	assert_string_equal(r.stack.func[0], "inner");
	assert_string_equal(r.stack.func[1], "outer");
	sample_next(rec, &r, MT_REC_EVENT);
	assert_true(mt_span_eq(r.name, "mlx5e_third"));
	assert_int_equal(mt_next(rec, &r), 0);
	assert_int_equal(mt_recording_stats(rec)->stacks, 1);
	assert_int_equal(mt_recording_stats(rec)->orphan_stacks, 0);
	assert_string_equal(mt_recording_kind(rec), "ftrace text");
	mt_close(rec);
}

static void test_perf_stack_follows_its_event(void **state)
{
	struct mt_recording *rec =
		sample_open("ethtool 324 [000]    67.747158: mlx5:mlx5e_set_channels: " NETDEV
			    "old_count=1 new_count=2 err=-22\n"
			    "\tffffffffc065116e mlx5e_ethtool_set_channels+0x58e ([mlx5_core])\n"
			    "\tffffffff88652872 do_syscall_64.isra.0+0x182 ([kernel.kallsyms])\n"
			    "\tffffffff88652873 [unknown] ([kernel.kallsyms])\n"
			    "\t    7efeb9f002c0 __libc_send+0x12 (/usr/lib/libc.so.6)\n"
			    "\n"
			    "ethtool 324 [000]    67.747159: mlx5:mlx5e_other: x=1\n");
	struct mt_record r;

	(void)state;
	sample_next(rec, &r, MT_REC_EVENT);
	assert_int_equal(r.event, MT_EV_SET_CHANNELS);
	assert_int_equal(mt_num(&r, MT_KEY_NEW_COUNT, -1), 2);
	assert_int_equal(mt_num(&r, MT_KEY_ERR, 0), -22);
	assert_true(mt_span_eq(mt_str(&r, MT_KEY_NETDEV), "eth0"));
	sample_next(rec, &r, MT_REC_STACK);
	assert_int_equal(r.event, MT_EV_SET_CHANNELS);
	assert_int_equal(r.stack.nr, 4);
	assert_string_equal(r.stack.func[1], "do_syscall_64");
	assert_int_equal(r.stack.nr_unresolved, 1);
	assert_true(r.stack.kernel[1]);
	assert_false(r.stack.kernel[3]);
	sample_next(rec, &r, MT_REC_EVENT);
	assert_int_equal(mt_next(rec, &r), 0);
	assert_string_equal(mt_recording_kind(rec), "perf script text");
	mt_close(rec);
}

static void test_kernel_frames_get_names_from_kallsyms(void **state)
{
	static const char symbols[] = "ffffffff80000000 T _stext\n"
				      "ffffffff80001000 D some_data\n"
				      "ffffffffc0002000 t mlx5e_open_channels.isra.0\t[mlx5_core]\n"
				      "ffffffffc0001000 t mlx5e_first\t[mlx5_core]\n"
				      "0000000000000000 t hidden\n";
	static const char text[] = "ip 324 [000] 67.000001: mlx5:mlx5e_x: a=1\n"
				   "\tffffffffc0002010 [unknown] ([mlx5_core])\n"
				   "\tffffffff80000010 kept+0x1 ([kernel.kallsyms])\n"
				   "\tffffffff80001010 [unknown] ([kernel.kallsyms])\n"
				   "\t        c0002010 [unknown] (/bin/ip)\n"
				   "\n";
	char *path = sample_file(text, strlen(text)),
	     *kallsyms = sample_file(symbols, strlen(symbols));
	struct mt_options opts = { .kallsyms = kallsyms };
	struct mt_recording *rec;
	struct mt_error err;
	struct mt_record r;

	(void)state;
	rec = mt_open(path, &opts, &err);
	assert_non_null(rec);
	sample_next(rec, &r, MT_REC_EVENT);
	sample_next(rec, &r, MT_REC_STACK);
	assert_string_equal(r.stack.func[0], "mlx5e_open_channels");
	assert_string_equal(r.stack.func[1], "kept");
	/* an address in data is not in a function */
	assert_string_equal(r.stack.func[2], "[unknown]");
	assert_string_equal(r.stack.func[3], "[unknown]");
	assert_int_equal(r.stack.nr_unresolved, 1);
	mt_close(rec);
	unlink(path);
	unlink(kallsyms);
	free(path);
	free(kallsyms);
}

static void test_trace_cmd_report(void **state)
{
	struct mt_recording *rec = sample_open(
		"cpus=2\n"
		"            bash-290   [000] .....    33.816296: mlx5e_x:              a=1\n"
		"CPU:1 [12 EVENTS DROPPED]\n"
		"            bash-290   [000] .....    33.819174: kernel_stack:         <stack trace >\n"
		"=> trace_event_raw_event_x (ffffffff8830c35b)\n"
		"=> bprm_execve (ffffffff8865116e)\n");
	struct mt_record r;

	(void)state;
	sample_next(rec, &r, MT_REC_EVENT);
	sample_next(rec, &r, MT_REC_STACK);
	assert_int_equal(r.stack.nr, 1);
	assert_int_equal(mt_next(rec, &r), 0);
	assert_string_equal(mt_recording_kind(rec), "trace-cmd report text");
	assert_int_equal(mt_recording_stats(rec)->cpu[1].lost, 12);
	mt_close(rec);
}

static void test_a_stack_without_its_event_is_counted(void **state)
{
	struct mt_recording *rec = sample_open(
		"# tracer: nop\n"
		"              ip-10      [000] .....     1.000003: <stack trace>\n"
		" => inner\n"
		"              ip-10      [000] .....     1.000004: mlx5e_first: a=1\n");

	(void)state;
	assert_int_equal(sample_drain(rec), 0);
	assert_int_equal(mt_recording_stats(rec)->orphan_stacks, 1);
	assert_int_equal(mt_recording_stats(rec)->stacks, 0);
	mt_close(rec);
}

static void test_malformed_lines_are_counted_not_fatal(void **state)
{
	struct mt_recording *rec = sample_open(
		"# tracer: nop\n"
		"              ip-10      [000] .....     1.000001: mlx5e_close_xsk: " NETDEV
		"ix=1 xsk_rqn=2 xsk_sqn=3\n"
		"what is this\n"
		"              ip-10      [000] .....     1.000002: mlx5e_close_xsk: " NETDEV
		"ix=1 xsk_rqn=many xsk_sqn=3\n"
		"              ip-10      [000] .....     1.000003: mlx5e_close_xsk: " NETDEV
		"ix=1\n"
		"\x1b[31mred\n"
		"              ip-10      [000] .....     1.000004: mlx5e_close_xsk: " NETDEV
		"ix=1 xsk_rqn=2 xsk_sqn=3\n");
	const struct mt_stats *stats = mt_recording_stats(rec);

	(void)state;
	assert_int_equal(sample_drain(rec), 0);
	assert_int_equal(stats->events, 4);
	assert_int_equal(stats->malformed, 4);
	assert_int_equal(stats->nr_problems, 4);
	assert_int_equal(stats->problems[0].line, 3);
	assert_int_equal(stats->problems[1].line, 4);
	assert_non_null(strstr(stats->problems[1].why, "xsk_rqn=many"));
	assert_non_null(strstr(stats->problems[2].why, "has no xsk_rqn="));
	assert_int_equal(stats->problems[3].line, 6);
	for (unsigned int i = 0; i < stats->nr_problems; i++)
		assert_null(strchr(stats->problems[i].why, '\x1b'));
	mt_close(rec);
}

static void test_a_gigantic_line_costs_one_line(void **state)
{
	size_t size = 10 * MT_LINE_MAX;
	char *text = malloc(size + 256);
	size_t at = (size_t)sprintf(text, "ip-10 [000] ..... 1.000001: mlx5e_x: a=");
	struct mt_recording *rec;

	(void)state;
	memset(text + at, 'x', size - at);
	strcpy(text + size, "\nip-10 [000] ..... 1.000002: mlx5e_y: b=1\n");
	rec = sample_open(text);
	assert_int_equal(sample_drain(rec), 0);
	assert_int_equal(mt_recording_stats(rec)->events, 2);
	assert_int_equal(mt_recording_stats(rec)->malformed, 1);
	assert_int_equal(mt_recording_stats(rec)->problems[0].line, 1);
	mt_close(rec);
	free(text);
}

static void test_lost_and_clock(void **state)
{
	struct mt_recording *rec = sample_open("# entries-in-buffer/entries-written: 2/102   #P:2\n"
					       "ip-10 [000] ..... 1.000005: mlx5e_x: a=1\n"
					       "CPU:1 [LOST 7 EVENTS]\n"
					       "CPU:1 [LOST EVENTS]\n"
					       "ip-10 [001] ..... 1.000003: mlx5e_x: a=1\n"
					       "ip-10 [001] ..... 1.000009: mlx5e_x: a=1\n");
	const struct mt_stats *stats = mt_recording_stats(rec);

	(void)state;
	assert_int_equal(sample_drain(rec), 0);
	assert_int_equal(mt_stats_lost(stats), 107);
	assert_int_equal(mt_stats_gaps(stats), 1);
	assert_int_equal(stats->lost_anywhere, 100);
	assert_int_equal(stats->nr_cpus, 2);
	assert_int_equal(stats->cpu[1].lost, 7);
	assert_int_equal(stats->backwards, 1);
	assert_int_equal(stats->first_ts, 1000003000);
	assert_int_equal(stats->last_ts, 1000009000);
	mt_close(rec);
}

static void test_function_graph_text(void **state)
{
	struct mt_recording *rec = sample_open("# tracer: function_graph\n"
					       " ------------------------------------------\n"
					       " 0)   bash-3   =>   ip-460   \n"
					       " ------------------------------------------\n"
					       " 0)               |  outer() {\n"
					       " 0)               |    /* mlx5e_close_xsk: " NETDEV
					       "ix=1 xsk_rqn=2 xsk_sqn=3 */\n"
					       " 0)   1.000 us    |    leaf();\n"
					       " 0) + 18.608 us   |  }\n");
	struct mt_record r;

	(void)state;
	sample_next(rec, &r, MT_REC_CALL);
	assert_string_equal(r.func, "outer");
	assert_int_equal(r.pid, 460);
	assert_false(r.leaf);
	sample_next(rec, &r, MT_REC_EVENT);
	assert_int_equal(r.event, MT_EV_CLOSE_XSK);
	assert_int_equal(r.pid, 460);
	sample_next(rec, &r, MT_REC_CALL);
	assert_true(r.leaf);
	assert_int_equal(r.depth, 1);
	sample_next(rec, &r, MT_REC_RETURN);
	assert_int_equal(r.duration, 18608);
	assert_int_equal(mt_next(rec, &r), 0);
	mt_close(rec);
}

static void test_other_files_are_rejected(void **state)
{
	char zeros[4096] = { 0 };

	(void)state;
	assert_non_null(strstr(sample_refused("", 0), "is empty"));
	assert_non_null(strstr(sample_refused(zeros, sizeof(zeros)), "not a trace"));
	assert_non_null(strstr(sample_refused("hello\nworld\n", 12),
			       "line 1 was not understood: \"hello\""));
	assert_non_null(strstr(sample_refused("\x1f\x8b\x08\0\0", 5),
			       "the gzip data is truncated or corrupt"));
	assert_non_null(strstr(sample_refused("\x28\xb5\x2f\xfd\0", 5), "zstd"));
	assert_non_null(
		strstr(sample_refused("\x17\x08\x44tracing6\0\0\0", 13), "truncated or corrupt"));
	assert_non_null(strstr(sample_refused("\x1b]0;x\x07\n", 7),
			       "line 1 was not understood: \"\\x1b]0;x\\x07\""));
}

static void test_missing_files(void **state)
{
	char dir[] = "/tmp/mlx5-trace-test-XXXXXX";
	struct mt_error err;

	(void)state;
	assert_null(mt_open("/nonexistent/trace.dat", NULL, &err));
	assert_string_equal(err.text, "/nonexistent/trace.dat: No such file or directory");
	assert_non_null(mkdtemp(dir));
	assert_null(mt_open(dir, NULL, &err));
	assert_non_null(
		strstr(err.text, "neither a trace.dat, perf.data or trace.txt nor recordings"));
	rmdir(dir);
}

static void write_file(const char *dir, const char *name, const char *content)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(content, f);
	fclose(f);
}

static void remove_files(const char *dir)
{
	static const char *const names[] = { "trace.txt", "snapshot.json", "meta.json" };
	char path[256];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	rmdir(dir);
}

static void test_recording_directory(void **state)
{
	char dir[] = "/tmp/mlx5-trace-test-XXXXXX";
	struct mt_recording *rec;
	struct mt_error err;

	(void)state;
	assert_non_null(mkdtemp(dir));
	write_file(dir, "trace.txt", "ip-10 [000] ..... 1.000005: mlx5e_x: a=1\n");
	write_file(dir, "snapshot.json", "{\"v\":1}");
	rec = mt_open(dir, NULL, &err);
	assert_non_null(rec);
	assert_int_equal(sample_drain(rec), 0);
	assert_non_null(mt_recording_snapshot(rec));
	assert_null(mt_recording_meta(rec));
	mt_close(rec);

	write_file(dir, "meta.json", "{\"v\":1,\n\"tool\":");
	assert_null(mt_open(dir, NULL, &err));
	assert_non_null(strstr(err.text, "meta.json:2: "));
	remove_files(dir);
}

/* The record is not initialized, so only fields that are in the line may be read. */
static void test_a_switch_before_the_first_event(void **state)
{
	struct mt_recording *rec = sample_open("# tracer: function_graph\n"
					       " ------------------------------------------\n"
					       " 0)  bash-290     =>  ip-291\n"
					       " ------------------------------------------\n"
					       " 0)   1.500 us    |  mlx5e_open_channel();\n");
	struct mt_record r;

	(void)state;
	memset(&r, 0x5a, sizeof(r));
	sample_next(rec, &r, MT_REC_CALL);
	assert_int_equal(r.pid, 291);
	assert_true(mt_span_eq(r.comm, "ip"));
	assert_int_equal(mt_next(rec, &r), 0);
	mt_close(rec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ftrace_stacks_find_their_event),
		cmocka_unit_test(test_perf_stack_follows_its_event),
		cmocka_unit_test(test_a_switch_before_the_first_event),
		cmocka_unit_test(test_kernel_frames_get_names_from_kallsyms),
		cmocka_unit_test(test_trace_cmd_report),
		cmocka_unit_test(test_a_stack_without_its_event_is_counted),
		cmocka_unit_test(test_malformed_lines_are_counted_not_fatal),
		cmocka_unit_test(test_a_gigantic_line_costs_one_line),
		cmocka_unit_test(test_lost_and_clock),
		cmocka_unit_test(test_function_graph_text),
		cmocka_unit_test(test_other_files_are_rejected),
		cmocka_unit_test(test_missing_files),
		cmocka_unit_test(test_recording_directory),
	};

	return cmocka_run_group_tests_name("text_source", tests, NULL, NULL);
}
