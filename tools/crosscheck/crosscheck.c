// SPDX-License-Identifier: GPL-2.0-only
/* crosscheck: compare a recording of the tracepoints with vconnectx's command log. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "analysis/base/memory.h"
#include "tools/crosscheck/check.h"

enum exit_status { AGREES = 0, DISAGREES = 1, UNREADABLE = 2 };

static const char help[] =
	"usage: crosscheck [OPTION]... RECORDING COMMAND-LOG\n"
	"\n"
	"Compares the tracepoints in RECORDING with the log of the device\n"
	"(vconnectx --trace COMMAND-LOG).\n"
	"\n"
	"Examples:\n"
	"  crosscheck build/demo/recording build/demo/vconnectx-0.jsonl\n"
	"  crosscheck --dev 0000:00:05.0 trace.dat vconnectx-0.jsonl\n"
	"\n"
	"It checks that every object in an event existed at that time, and that there is\n"
	"exactly one event for every RQ, every close, every RQT change, every command and\n"
	"every flow table entry.\n"
	"Events without an effect on the device are not checked: hwtstamp, a bind or\n"
	"unbind that neither opens nor closes a queue, and rejected requests.\n"
	"\n"
	"  --dev PCI    use the events of this device, if the recording has several\n"
	"               devices\n"
	"  --ptp N      expect N PTP RQs, for which there is no event (default: 0)\n"
	"  --trap N     expect N trap RQs, for which there is no event (default: 0)\n"
	"  --help       show this text\n"
	"\n"
	"Exit status: 0 no disagreement, 1 disagreements (the first ones are printed on\n"
	"standard output) or no check was possible, 2 usage or unreadable input.\n";

static int short_of_memory(void)
{
	fprintf(stderr, "crosscheck: out of memory: nothing is compared\n");
	return UNREADABLE;
}

/* jansson reports a failed allocation as an error in the input, without a message. */
static void *allocate(size_t size)
{
	void *p = malloc(size);

	if (!p)
		exit(short_of_memory());
	return p;
}

static int not_available(const char *what)
{
	printf("crosscheck: not available (%s)\n", what);
	return DISAGREES;
}

static void print_counts(const struct check *c, const struct events *e, const struct devlog *log)
{
	printf("crosscheck of %s, commands seq %" PRId64 " to %" PRId64 " (from %s)\n", e->dev,
	       log->cmds.at[c->from].seq, log->cmds.at[c->to ? c->to - 1 : 0].seq,
	       c->from_snapshot ? "the snapshot on" : "the first event's own command on");
	printf("  %6u events that name an object; %u objects found alive\n", c->events, c->live);
	printf("  %6u RQs created: %u announced", c->created, c->announced);
	for (int x = 0; x < EXC_NR; x++)
		printf(", %u %s", c->excepted[x], exception_name((enum exception)x));
	printf("\n  %6u RQs closed and then destroyed\n", c->closed);
	printf("  %6u RQT changes with an event, %u of the PTP RQT without\n", c->rqt_changes,
	       c->ptp_rqt_changes);
	printf("  %6u operations with matching steps\n", c->operations);
	printf("  %6u commands with an event each, %u asynchronous ones and %u others issued and done\n",
	       c->commands, c->async, c->issued);
	printf("  %6u flow table entries created or destroyed as in the events\n", c->rules);
}

static int run(const char *recording, const char *logfile, const char *dev, struct check *c)
{
	struct mt_error err = { "" };
	struct devlog log;
	struct events e;
	int status = AGREES;
	bool compared;

	if (!devlog_load(&log, logfile, &err)) {
		fprintf(stderr, "crosscheck: %s\n", err.text);
		return UNREADABLE;
	}
	if (!events_read(&e, recording, dev, &err)) {
		fprintf(stderr, "crosscheck: %s\n", err.text);
		devlog_free(&log);
		return UNREADABLE;
	}
	compared = e.list.nr && !e.lost && check_run(c, &log, &e);
	if (mt_memory_short()) {
		status = short_of_memory();
	} else if (!e.list.nr) {
		status = not_available("the recording has no event of the mlx5 series");
	} else if (e.lost) {
		status = not_available("the recording lost events");
	} else if (!compared) {
		status = not_available("no event has an object of the command log");
	} else {
		for (unsigned int i = 0; i < c->disagreements && i < DISAGREEMENTS_KEPT; i++)
			printf("DISAGREES: %s\n", c->first[i]);
		if (c->disagreements > DISAGREEMENTS_KEPT)
			printf("... and %u more\n", c->disagreements - DISAGREEMENTS_KEPT);
		if (e.malformed)
			printf("DISAGREES: %" PRIu64 " lines or records could not be parsed\n",
			       e.malformed);
		print_counts(c, &e, &log);
		printf("crosscheck: %s\n", c->disagreements || e.malformed ?
						   "trace and device disagree" :
						   "trace and device agree");
		status = c->disagreements || e.malformed ? DISAGREES : AGREES;
	}
	events_free(&e);
	devlog_free(&log);
	return status;
}

/* @status, or UNREADABLE after a message if the output is incomplete. */
static int end(int status)
{
	/* the reason for an earlier failure is unknown */
	const char *why = fflush(stdout) ? strerror(errno) :
			  ferror(stdout) ? "a write failed" :
					   NULL;

	if (!why)
		return status;
	fprintf(stderr, "crosscheck: cannot write the output: %s: it is incomplete\n", why);
	return UNREADABLE;
}

static bool number(const char *text, unsigned int *out)
{
	int64_t value;

	if (!mt_span_int(mt_span_z(text), &value) || value < 0 || value > 1000)
		return false;
	*out = (unsigned int)value;
	return true;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "dev", required_argument, NULL, 'd' },  { "ptp", required_argument, NULL, 'p' },
		{ "trap", required_argument, NULL, 't' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },	  { NULL, 0, NULL, 0 },
	};
	struct check c = { 0 };
	const char *dev = NULL;
	bool good = true;
	int opt;

	json_set_alloc_funcs(allocate, free);
	opterr = 0;
	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
		case 'd':
			dev = optarg;
			break;
		case 'p':
			good &= number(optarg, &c.allow_ptp);
			break;
		case 't':
			good &= number(optarg, &c.allow_trap);
			break;
		case 'h':
			fputs(help, stdout);
			return end(AGREES);
		case 'V':
			puts("crosscheck " MLX5TRACE_VERSION);
			return end(AGREES);
		default:
			good = false;
		}
	}
	if (!good || argc - optind != 2) {
		fprintf(stderr, "crosscheck: wrong arguments (see crosscheck --help)\n");
		return UNREADABLE;
	}
	return end(run(argv[optind], argv[optind + 1], dev, &c));
}
