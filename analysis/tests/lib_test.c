// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the public interface with text and with records of a tep_handle. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/tests/samples.h"

#include <event-parse.h>

#include "analysis/include/mlx5trace/mlx5trace.h"

/*
 * The last member of each structure in version 0.1 with its offset, which must not change. A new
 * member is appended to the structure and gets its own line here.
 */
#define KNOWN(type, member, offset) \
	_Static_assert(offsetof(struct type, member) == (offset), #type " moved")

#if UINTPTR_MAX == UINT64_MAX
KNOWN(mlx5trace_open_options, kallsyms, 0);
KNOWN(mlx5trace_summary, ticks, 104);
KNOWN(mlx5trace_problem, file, 16);
KNOWN(mlx5trace_record, duration, 88);
KNOWN(mlx5trace_analysis_options, at, 0);
KNOWN(mlx5trace_op, steps, 136);
KNOWN(mlx5trace_step, failed_ix, 48);
KNOWN(mlx5trace_channel, queue, 112);
KNOWN(mlx5trace_rule, xsk, 88);
KNOWN(mlx5trace_change, err, 100);
KNOWN(mlx5trace_xsk, err, 48);
KNOWN(mlx5trace_finding, evidence, 60);
KNOWN(mlx5trace_evidence, file, 48);
KNOWN(mlx5trace_stat, sum, 72);
#endif

/* A failed change from 2 to 4 channels, a bind without an XDP program, and a stack. */
static char *sample_text(void)
{
	struct script s = { .comm = "ethtool", .pid = 312, .cpu = 1 };

	script_switch(&s, 2, 100, 4, 200, 0);
	script_set_channels(&s, 2, 4, 0);
	script_task(&s, "xsk", 400, 0);
	script_pool(&s, 1, 1, 1, 0, 0);
	script_task(&s, "ethtool", 313, 1);
	script_set_channels(&s, 4, 2, -22);
	return s.text;
}

struct opened {
	struct mlx5trace_recording *rec;
	struct mlx5trace_analysis *all;
};

static struct opened open_text(const char *text)
{
	struct mlx5trace_error err = { "" };
	char *path = sample_file(text, strlen(text));
	struct opened o = { .rec = mlx5trace_open(path, NULL, 0, &err) };

	unlink(path);
	free(path);
	assert_string_equal(err.text, "");
	assert_non_null(o.rec);
	o.all = mlx5trace_analysis_new(o.rec, NULL, 0, &err);
	assert_non_null(o.all);
	return o;
}

static void close_text(struct opened *o)
{
	mlx5trace_analysis_free(o->all);
	mlx5trace_close(o->rec);
}

static void results_are_read_by_index(void **state)
{
	char *text = sample_text();
	struct opened o = open_text(text);
	struct mlx5trace_op op;
	struct mlx5trace_step step;
	struct mlx5trace_channel channel;
	struct mlx5trace_finding finding;
	struct mlx5trace_evidence evidence;
	struct mlx5trace_stat stat;
	struct mlx5trace_xsk xsk;
	struct mlx5trace_change change;
	struct mlx5trace_bar bar;
	struct mlx5trace_summary sum;
	size_t nr;

	(void)state;
	assert_false(mlx5trace_get_op(o.all, 0, &op, sizeof(op)));
	assert_int_equal(mlx5trace_analysis_read(o.all), 0);
	assert_true(mlx5trace_get_op(o.all, 0, &op, sizeof(op)));
	assert_string_equal(op.id, "set_channels");
	assert_string_equal(op.comm, "ethtool");
	assert_int_equal(op.pid, 312);
	assert_int_equal(op.new_count, 4);
	assert_true(op.timed && op.end > op.start && !op.failed);
	for (nr = 0; mlx5trace_get_step(o.all, 0, nr, &step, sizeof(step)); nr++)
		assert_true(step.count);
	assert_int_equal(nr, op.steps);
	assert_true(mlx5trace_get_op(o.all, 2, &op, sizeof(op)));
	assert_true(op.failed && op.err == -22);
	assert_false(mlx5trace_get_op(o.all, 3, &op, sizeof(op)));

	assert_true(mlx5trace_get_channel(o.all, 3, &channel, sizeof(channel)));
	assert_int_equal(channel.ix, 3);
	assert_int_equal(channel.rqn, 203);
	assert_int_equal(channel.steered_rqn, 203);
	assert_string_equal(channel.state, "active");
	assert_int_equal(channel.queue, -1);
	assert_true(mlx5trace_get_xsk(o.all, 0, &xsk, sizeof(xsk)));
	assert_true(mlx5trace_get_finding(o.all, 0, &finding, sizeof(finding)));
	assert_string_equal(finding.id, "xsk_without_queue");
	assert_true(mlx5trace_get_finding(o.all, 1, &finding, sizeof(finding)));
	assert_string_equal(finding.id, "operation_failed");
	assert_int_equal(finding.evidence, 1);
	assert_true(mlx5trace_get_evidence(o.all, 1, 0, &evidence, sizeof(evidence)));
	assert_string_equal(evidence.event, "mlx5e_set_channels");
	mlx5trace_get_summary(o.rec, &sum, sizeof(sum));
	assert_string_equal(evidence.file, sum.file);
	assert_false(mlx5trace_get_evidence(o.all, 1, 1, &evidence, sizeof(evidence)));
	assert_true(mlx5trace_get_stat(o.all, 0, &stat, sizeof(stat)));
	assert_string_equal(stat.group, "operation");
	assert_int_equal(stat.count, 2);
	for (nr = 0; mlx5trace_get_bar(o.all, nr, &bar, sizeof(bar)) && bar.op < 0; nr++)
		assert_true(*bar.title && bar.end >= bar.start);
	assert_string_equal(bar.kind, "operation");
	assert_string_equal(bar.title, "ethtool -L 2 -> 4");
	assert_true(bar.start == 10000000000 && bar.op == 0 && bar.rqn == -1);
	assert_true(mlx5trace_get_change(o.all, 0, &change, sizeof(change)));
	assert_string_equal(change.event, "mlx5e_open_channel");
	mlx5trace_get_summary(o.rec, &sum, sizeof(sum));
	assert_int_equal(sum.events, sum.series_events);
	assert_string_equal(sum.kind, "ftrace text");
	assert_string_equal(sum.kernel, "");
	close_text(&o);
	free(text);
}

static void a_record_is_read(void **state)
{
	char *text = sample_text();
	struct opened o = open_text(text);
	struct mlx5trace_record r;
	const char *netdev;
	int64_t number;

	(void)state;
	assert_false(mlx5trace_get_record(o.rec, &r, sizeof(r)));
	assert_int_equal(mlx5trace_next(o.rec), 1);
	assert_true(mlx5trace_get_record(o.rec, &r, sizeof(r)));
	assert_int_equal(r.kind, MLX5TRACE_EVENT);
	assert_string_equal(r.name, "mlx5e_open_channel");
	assert_string_equal(r.comm, "ethtool");
	assert_true(r.series && r.time == 10000000000 && r.cpu == 1 && r.line == 1);
	assert_memory_equal(r.text, "dev=0000:01:00.0 ", 17);
	assert_true(mlx5trace_get_field(o.rec, "netdev", NULL, &netdev));
	assert_string_equal(netdev, "eth0");
	assert_true(mlx5trace_get_field(o.rec, "rqn", &number, NULL));
	assert_int_equal(number, 200);
	assert_false(mlx5trace_get_field(o.rec, "qid", &number, NULL));
	assert_false(mlx5trace_get_field(o.rec, "nosuch", &number, NULL));
	assert_null(mlx5trace_get_frame(o.rec, 0, NULL));
	close_text(&o);
	free(text);
}

static void channels_are_those_of_the_instant(void **state)
{
	struct mlx5trace_analysis_options options = { .at = 10000500000 };
	char *text = sample_text();
	struct opened o = open_text(text);
	struct mlx5trace_analysis *then;
	struct mlx5trace_channel c;

	(void)state;
	then = mlx5trace_analysis_new(o.rec, &options, sizeof(options), NULL);
	while (mlx5trace_next(o.rec) > 0) {
		mlx5trace_analysis_feed(then);
		mlx5trace_analysis_feed(o.all);
	}
	mlx5trace_analysis_finish(then);
	mlx5trace_analysis_finish(o.all);
	assert_true(mlx5trace_get_channel(then, 0, &c, sizeof(c)));
	assert_string_equal(c.state, "opened");
	assert_false(mlx5trace_get_channel(then, 1, &c, sizeof(c)));
	assert_true(mlx5trace_get_channel(o.all, 1, &c, sizeof(c)));
	mlx5trace_analysis_free(then);
	close_text(&o);
	free(text);
}

static void a_rule_is_followed_to_its_rq(void **state)
{
	struct script s = { .comm = "ethtool", .pid = 312 };
	struct mlx5trace_rule rule;
	struct opened o;

	(void)state;
	script_up(&s, 2, 100);
	script_add(&s, "mlx5_fs_rule_dst: " DEV
		       "add=1 table_type=0 table=77 group=5 entry=1 dst_type=TIR dst_id=31");
	script_add(&s, "mlx5e_ethtool_rule: " NETDEV "location=5 table=77 entry=1 add=1 err=0");
	script_add(&s, "mlx5e_ethtool_rule: " NETDEV "location=6 table=77 entry=2 add=1 err=0");
	o = open_text(s.text);
	mlx5trace_analysis_read(o.all);
	assert_true(mlx5trace_get_rule(o.all, 0, &rule, sizeof(rule)));
	assert_true(rule.location == 5 && rule.table == 77 && rule.entry == 1 && rule.to_id == 31);
	assert_string_equal(rule.to, "TIR");
	assert_true(rule.rqn == 101 && rule.ix == 1 && !rule.xsk && rule.queue == -1);
	assert_true(mlx5trace_get_rule(o.all, 1, &rule, sizeof(rule)));
	assert_string_equal(rule.to, "");
	assert_true(rule.rqn == -1 && rule.ix == -1);
	assert_false(mlx5trace_get_rule(o.all, 2, &rule, sizeof(rule)));
	close_text(&o);
	free(s.text);
}

static void a_program_of_another_version_is_served(void **state)
{
	char *text = sample_text();
	struct opened o = open_text(text);
	struct {
		struct mlx5trace_op op;
		char later[16];
	} newer;
	struct mlx5trace_op op;

	(void)state;
	mlx5trace_analysis_read(o.all);
	memset(&newer, 'x', sizeof(newer));
	assert_true(mlx5trace_get_op(o.all, 0, &newer.op, sizeof(newer)));
	assert_int_equal(newer.later[0] | newer.later[15], 0);
	memset(&op, 'x', sizeof(op));
	assert_true(mlx5trace_get_op(o.all, 0, &op, offsetof(struct mlx5trace_op, dev)));
	assert_string_equal(op.title, "ethtool -L");
	assert_memory_equal(&op.dev, "xxxxxxxx", 8);
	close_text(&o);
	free(text);
}

static void unusable_files_are_reported(void **state)
{
	struct mlx5trace_error err = { "" };

	(void)state;
	assert_null(mlx5trace_open("/nonexistent", NULL, 0, &err));
	assert_string_equal(err.text, "/nonexistent: No such file or directory");
	assert_null(mlx5trace_open("/nonexistent", NULL, 0, NULL));
	mlx5trace_close(NULL);
	mlx5trace_analysis_free(NULL);
}

#define COMMON(id) \
	"ID: " id "\nformat:\n" \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n" \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"

static const char set_channels[] = "name: mlx5e_set_channels\n" COMMON(
	"1500") "\tfield:char dev[16];\toffset:8;\tsize:16;\tsigned:0;\n"
		"\tfield:char netdev[16];\toffset:24;\tsize:16;\tsigned:0;\n"
		"\tfield:u32 ifindex;\toffset:40;\tsize:4;\tsigned:0;\n"
		"\tfield:u32 old;\toffset:44;\tsize:4;\tsigned:0;\n"
		"\tfield:u32 new;\toffset:48;\tsize:4;\tsigned:0;\n"
		"\tfield:int err;\toffset:52;\tsize:4;\tsigned:1;\n\n"
		"print fmt: \"dev=%s netdev=%s ifindex=%u old_count=%u new_count=%u err=%d\", REC->dev, REC->netdev, REC->ifindex, REC->old, REC->new, REC->err\n";

static const char kernel_stack[] = "name: kernel_stack\n" COMMON(
	"4") "\tfield:int size;\toffset:8;\tsize:4;\tsigned:1;\n"
	     "\tfield:unsigned long caller[];\toffset:16;\tsize:0;\tsigned:0;\n\n"
	     "print fmt: \"\\t=> (%ps)\", (void *)REC->caller[0]\n";

struct binary {
	uint16_t type;
	uint8_t flags, preempt;
	int32_t pid;
	union {
		struct {
			char dev[16], netdev[16];
			uint32_t ifindex, old_count, new_count;
			int32_t err;
		};
		struct {
			int32_t size, pad;
			uint64_t caller[3];
		};
	};
};

static struct tep_handle *make_tep(void)
{
	/* a function ends where the next one begins */
	char first[] = "mlx5e_set_channels_work", second[] = "mlx5e_ethtool_set_channels";
	char end[] = "_end";
	struct tep_handle *tep = tep_alloc();

	tep_set_long_size(tep, 8);
	tep_set_file_bigendian(tep, TEP_LITTLE_ENDIAN);
	tep_set_local_bigendian(tep, TEP_LITTLE_ENDIAN);
	assert_int_equal(tep_parse_event(tep, set_channels, sizeof(set_channels) - 1, "mlx5"), 0);
	assert_int_equal(tep_parse_event(tep, kernel_stack, sizeof(kernel_stack) - 1, "ftrace"), 0);
	tep_register_comm(tep, "ethtool", 312);
	tep_register_function(tep, first, 0x1000, NULL);
	tep_register_function(tep, second, 0x2000, NULL);
	tep_register_function(tep, end, 0x3000, NULL);
	return tep;
}

static void records_of_another_program_are_decoded(void **state)
{
	struct tep_handle *tep = make_tep();
	struct mlx5trace_recording *rec = mlx5trace_open_tep(tep, NULL);
	struct mlx5trace_analysis *all = mlx5trace_analysis_new(rec, NULL, 0, NULL);
	struct binary event = { .type = 1500,
				.pid = 312,
				.dev = "0000:01:00.0",
				.netdev = "eth0",
				.ifindex = 2,
				.old_count = 2,
				.new_count = 4,
				.err = -12 };
	struct binary stack = { .type = 4, .pid = 312, .caller = { 0x1004, 0x2004, ~0ULL } };
	struct tep_record r = { .ts = 5000, .cpu = 3, .data = &event, .size = sizeof(event) };
	struct mlx5trace_record now;
	struct mlx5trace_summary sum;
	struct mlx5trace_op op;

	(void)state;
	assert_non_null(all);
	assert_int_equal(mlx5trace_next(rec), 0);
	assert_int_equal(mlx5trace_decode(rec, &r), 1);
	mlx5trace_analysis_feed(all);
	assert_true(mlx5trace_get_record(rec, &now, sizeof(now)));
	assert_string_equal(now.name, "mlx5e_set_channels");
	assert_string_equal(now.comm, "ethtool");
	assert_true(now.time == 5000 && now.cpu == 3 && now.pid == 312 && now.series);

	r = (struct tep_record){ .ts = 6000, .cpu = 3, .data = &stack, .size = 40 };
	assert_int_equal(mlx5trace_decode(rec, &r), 1);
	mlx5trace_analysis_feed(all);
	assert_true(mlx5trace_get_record(rec, &now, sizeof(now)));
	assert_int_equal(now.kind, MLX5TRACE_STACK);
	assert_string_equal(now.name, "mlx5e_set_channels");
	assert_int_equal(now.frames, 2);
	assert_string_equal(mlx5trace_get_frame(rec, 1, NULL), "mlx5e_ethtool_set_channels");
	assert_null(mlx5trace_get_frame(rec, 2, NULL));

	/* a stack belongs to an event on the same CPU; a record of unknown type is counted */
	r.cpu = 2;
	assert_int_equal(mlx5trace_decode(rec, &r), 0);
	assert_false(mlx5trace_get_record(rec, &now, sizeof(now)));
	stack.type = 9;
	r.missed_events = 3;
	assert_int_equal(mlx5trace_decode(rec, &r), 0);

	mlx5trace_analysis_finish(all);
	assert_true(mlx5trace_get_op(all, 0, &op, sizeof(op)));
	assert_true(op.failed && op.err == -12 && op.new_count == 4);
	mlx5trace_get_summary(rec, &sum, sizeof(sum));
	assert_true(sum.events == 1 && sum.stacks == 1 && sum.lost == 3 && sum.malformed == 1);
	mlx5trace_analysis_free(all);
	mlx5trace_close(rec);
	tep_free(tep);
}

/* libtraceevent would read beyond it: each size up to that of the format, on the heap. */
static void a_short_record_is_malformed(void **state)
{
	struct tep_handle *tep = make_tep();
	struct mlx5trace_recording *rec = mlx5trace_open_tep(tep, NULL);
	const struct binary event = { .type = 1500,
				      .pid = 312,
				      .dev = "0000:01:00.0",
				      .netdev = "eth0" };
	const int size = offsetof(struct binary, err) + sizeof(event.err);
	struct mlx5trace_summary sum;

	(void)state;
	for (int len = 0; len <= size; len++) {
		struct tep_record r = { .size = len, .data = malloc((size_t)len + !len) };

		assert_non_null(r.data);
		memcpy(r.data, &event, (size_t)len);
		assert_int_equal(mlx5trace_decode(rec, &r), len == size);
		free(r.data);
	}
	mlx5trace_get_summary(rec, &sum, sizeof(sum));
	assert_int_equal(sum.malformed, size);
	mlx5trace_close(rec);
	tep_free(tep);
}

static void only_a_fed_recording_decodes(void **state)
{
	char *text = sample_text();
	struct opened o = open_text(text);
	struct tep_record r = { .cpu = 0 };

	(void)state;
	assert_int_equal(mlx5trace_decode(o.rec, &r), 0);
	close_text(&o);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_are_read_by_index),
		cmocka_unit_test(a_record_is_read),
		cmocka_unit_test(channels_are_those_of_the_instant),
		cmocka_unit_test(a_rule_is_followed_to_its_rq),
		cmocka_unit_test(a_program_of_another_version_is_served),
		cmocka_unit_test(unusable_files_are_reported),
		cmocka_unit_test(records_of_another_program_are_decoded),
		cmocka_unit_test(a_short_record_is_malformed),
		cmocka_unit_test(only_a_fed_recording_decodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
