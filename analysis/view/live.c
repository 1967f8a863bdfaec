// SPDX-License-Identifier: GPL-2.0-only
/* mlx5-trace live: operations as they happen. */
#include "analysis/view/live.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "analysis/base/memory.h"
#include "analysis/view/format/json.h"
#include "analysis/view/format/output.h"
#include "analysis/view/ops.h"

#define SCHEMA "mlx5-trace/live/1"

struct live {
	struct mt_view view;
	struct mt_ops *ops;
	bool json;
	uint64_t shown, failed;
	unsigned int next; /* index of the next operation to be shown in the list */
	uint64_t reported_lost, reported_gaps;
	const char *first_dev;
	bool several; /* more than one device was seen */
};

static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static const char help[] =
	"usage: mlx5-trace live [--instance NAME] [--duration SEC] [--json] [--all]\n"
	"\n"
	"Shows each operation on this machine with its steps when it ends, until Ctrl-C.\n"
	"Requires root.\n"
	"\n"
	"Examples:\n"
	"  mlx5-trace live\n"
	"  mlx5-trace live --duration 60 --all\n"
	"  mlx5-trace live --json | jq -c 'select(.op.err != 0)'\n"
	"\n"
	"An operation without a closing event (MTU, link up or down) ends after a second\n"
	"without events. The events are enabled in a separate tracefs instance, which is\n"
	"removed at the end, so that other tracing is not affected.\n"
	"\n"
	"  --instance NAME  name of the tracefs instance (default: mlx5-trace-PID)\n"
	"  --duration SEC   stop after this time\n"
	"  --json           print one JSON object per line for each operation\n"
	"  --all            show every opcode of the firmware commands\n"
	"  --help           show this text\n"
	"\n"
	"Exit status: 0 on success, 1 if the events cannot be traced, 2 for a usage\n"
	"error, or if the events could not be read or the output not be written.\n";

static void print_json(json_t *object)
{
	json_object_set_new(object, "schema", json_string(SCHEMA));
	mt_output_json(object, JSON_COMPACT);
	json_decref(object);
}

static void show(struct live *l, const struct mt_op *op)
{
	l->shown++;
	l->failed += mt_op_failed(op);
	if (l->json) {
		print_json(json_pack("{so}", "op",
				     mt_json_row(&mt_table_ops,
						 &(struct mt_row){ .v = &l->view, .at = op })));
		return;
	}
	if (!l->first_dev)
		l->first_dev = op->dev;
	l->several |= op->dev != l->first_dev;
	mt_text_op(&l->view, op, l->several);
}

static void show_lost(struct live *l)
{
	const struct mt_stats *stats = mt_recording_stats(l->view.rec);
	uint64_t lost = mt_stats_lost(stats), gaps = mt_stats_gaps(stats);

	if (lost == l->reported_lost && gaps == l->reported_gaps)
		return;
	if (l->json)
		print_json(json_pack("{s{sI sI}}", "lost", "events", (json_int_t)lost, "gaps",
				     (json_int_t)gaps));
	else
		mt_print(&l->view.to, MT_BAD,
			 "  lost     %s%" PRIu64 " events so far: steps may be missing\n",
			 gaps ? "at least " : "", mt_stats_least_lost(stats));
	l->reported_lost = lost;
	l->reported_gaps = gaps;
}

/* Show the completed operations that were not shown yet. */
static void show_new(struct live *l, bool quiet)
{
	show_lost(l);
	while (l->next < l->ops->ops.nr) {
		/* the event of a deletion precedes the commands of the deletion */
		if (!quiet && (int)l->next == l->ops->deleting)
			break;
		show(l, &l->ops->ops.at[l->next++]);
	}
	l->next = mt_ops_forget(l->ops, l->next);
	if (fflush(stdout) || ferror(stdout))
		stop = 1;
}

/* finish() inserts the last operations in order; those not shown yet are at the end. */
static void show_end(struct live *l)
{
	const struct mt_stats *stats = mt_recording_stats(l->view.rec);
	uint64_t lost = mt_stats_lost(stats), gaps = mt_stats_gaps(stats);

	show_new(l, true);
	/* without this end the output is recognized as incomplete */
	if (mt_memory_short())
		return;
	if (l->json) {
		print_json(json_pack("{s{sI sI sI sI sI sI}}", "end", "ops", (json_int_t)l->shown,
				     "failed", (json_int_t)l->failed, "events",
				     (json_int_t)stats->events, "malformed",
				     (json_int_t)stats->malformed, "lost", (json_int_t)lost, "gaps",
				     (json_int_t)gaps));
		return;
	}
	printf("%" PRIu64 " operations, %" PRIu64 " failed; %" PRIu64 " events, ", l->shown,
	       l->failed, stats->events);
	if (!mt_stats_least_lost(stats))
		printf("none lost\n");
	else
		mt_print(&l->view.to, MT_BAD, "%s%" PRIu64 " lost\n", gaps ? "at least " : "",
			 mt_stats_least_lost(stats));
	for (unsigned int i = 0; i < stats->nr_problems; i++)
		mt_print(&l->view.to, MT_BAD, "not understood: %s\n", stats->problems[i].why);
}

static int watch(struct live *l, struct mt_recording *rec)
{
	static const struct mt_query query = { .ops = MT_OPS_SHOWN };
	static struct mt_record r;
	int rc;

	l->ops = mt_model_ops.create(rec, &query);
	if (!l->ops) {
		fprintf(stderr, "mlx5-trace: live: out of memory\n");
		return -1;
	}
	l->view.rec = rec;
	l->view.ops = l->ops;
	if (!l->json)
		mt_text_ops_headings(&l->view);
	fflush(stdout);
	fprintf(stderr, "mlx5-trace: live: watching; Ctrl-C ends\n");
	while ((rc = mt_next(rec, &r)) > 0) {
		if (r.kind == MT_REC_QUIET)
			mt_ops_settle(l->ops, r.ts);
		else
			mt_model_ops.record(l->ops, &r);
		show_new(l, r.kind == MT_REC_QUIET);
	}
	mt_ops_settle(l->ops, UINT64_MAX);
	show_end(l);
	if (rc >= 0 && mt_memory_short()) {
		mt_recording_short(rec);
		rc = -1;
	}
	if (rc < 0)
		fprintf(stderr, "mlx5-trace: %s\n", mt_recording_error(rec)->text);
	mt_model_ops.destroy(l->ops);
	return rc;
}

/* The program also ends after the timeout and after a write to a closed pipe. */
static void set_signals(double seconds)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct itimerval timer = {
		.it_value = { (time_t)seconds,
			      (suseconds_t)((seconds - (double)(time_t)seconds) * 1e6) },
	};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (seconds > 0)
		setitimer(ITIMER_REAL, &timer, NULL);
}

static bool parse_seconds(const char *text, double *seconds)
{
	char *end;

	*seconds = strtod(text, &end);
	return end != text && !*end && *seconds >= 0.001 && *seconds < 1e9;
}

static int bad_usage(const char *what, const char *arg)
{
	fprintf(stderr, "mlx5-trace: live: %s: %s (see mlx5-trace live --help)\n", what, arg);
	return 2;
}

int mt_live_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "instance", required_argument, NULL, 'i' },
		{ "duration", required_argument, NULL, 'd' },
		{ "json", no_argument, NULL, 'j' },
		{ "all", no_argument, NULL, 'a' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct live l = { .view = { .to = { .out = stdout } } };
	struct mt_live opts = { .stop = &stop };
	struct mt_error err = { "" };
	struct mt_recording *rec;
	double seconds = 0;
	int opt, rc;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
		case 'i':
			if (!*optarg || *optarg == '.' || strchr(optarg, '/'))
				return bad_usage("not a name for an instance", optarg);
			opts.instance = optarg;
			break;
		case 'd':
			if (!parse_seconds(optarg, &seconds))
				return bad_usage("not a time in seconds", optarg);
			break;
		case 'j':
			l.json = true;
			break;
		case 'a':
			l.view.all = true;
			break;
		case 'h':
			fputs(help, stdout);
			return mt_output_end("mlx5-trace: live", 0);
		default:
			return bad_usage("unknown option, or one without its value",
					 argv[optind - 1]);
		}
	}
	if (optind < argc)
		return bad_usage("live watches this machine and takes no file", argv[optind]);
	l.view.to.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	set_signals(seconds);
	rec = mt_open_live(&opts, &err);
	if (!rec) {
		fprintf(stderr, "mlx5-trace: %s\n", err.text);
		return 1;
	}
	rc = watch(&l, rec);
	mt_close(rec);
	return mt_output_end("mlx5-trace: live", rc < 0 ? 2 : 0);
}
