// SPDX-License-Identifier: GPL-2.0-only
/* mlx5-trace: analysis of recordings of the mlx5 tracepoints. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/base/clean.h"
#include "analysis/base/memory.h"
#include "analysis/base/nearest.h"
#include "analysis/base/store.h"
#include "analysis/base/util.h"
#include "analysis/flow/cli.h"
#include "analysis/include/mlx5trace/mlx5trace.h"
#include "analysis/source/collection.h"
#include "analysis/view/by_host.h"
#include "analysis/view/format/format.h"
#include "analysis/view/format/json_memory.h"
#include "analysis/view/format/output.h"
#include "analysis/view/header.h"
#include "analysis/view/live.h"
#include "analysis/view/map.h"
#include "analysis/view/together.h"
#include "analysis/view/verbs.h"

enum exit_status { EXIT_OK = 0, EXIT_ALARM = 1, EXIT_DENIED = 1, EXIT_UNREADABLE = 2 };

static const struct {
	const char *option;
	const char *verb; /* the verbs that have this option; NULL: all verbs */
	const char *what;
} option_help[] = {
	{ "--all", NULL, "do not shorten long lists" },
	{ "--host NAME", "findings, report", "use only this host's lines of a kernel log" },
	{ "--kernel RELEASE", "findings, report", "the kernel that printed a kernel log" },
	{ "--output DIR", "export", "for --ctf: the directory to create" },
	{ "--merge", NULL, "merge all FILEs into one recording, sorted by time" },
	{ "--by-host", "stats", "add up the recordings of each host" },
	{ "--event PATTERN", "graph, events", "show only these events, or only their stacks" },
	{ "--from FUNC", "graph", "begin at this function" },
	{ "--through FUNC", "graph", "show only paths that pass through this function" },
	{ "--expect FILE", "graph", "compare with the graph in FILE (indented text or DOT)" },
	{ "--at TIME", "map", "show the state at TIME, in seconds as printed" },
	{ "--diff TIME", "map", "show the differences at another instant" },
	{ "--kallsyms FILE", NULL, "symbols of the machine that recorded a perf.data" },
	{ "--help", NULL, "show this text, or the output and options of a verb" },
};

static void print_option(const char *option, const char *only, const char *what)
{
	printf("  %-16s %s%s%s\n", option, only ? only : "", only ? ": " : "", what);
}

/* Print the options of a verb, or those of all verbs with the names of the verbs. */
static void print_options(const struct mt_verb *verb)
{
	for (size_t i = 0; mt_formats[i]; i++) {
		const struct mt_format *format = mt_formats[i];
		char option[32];

		if (verb && !mt_format_of_verb(format, verb->name, verb->list))
			continue;
		snprintf(option, sizeof(option), "--%s", format->option);
		print_option(option, verb ? NULL : format->verbs, format->help);
	}
	for (size_t i = 0; i < ARRAY_SIZE(option_help); i++) {
		const char *only = option_help[i].verb;

		if (verb && only && !strstr(only, verb->name))
			continue;
		print_option(option_help[i].option, verb ? NULL : only, option_help[i].what);
	}
}

/* Verbs that do not read a recording. Each one has its own options. */
static const struct {
	const char *name, *summary;
	int (*run)(int argc, char **argv);
} others[] = {
	{ "live", "operations on this machine as they happen", mt_live_main },
	{ "flow", "run a command, show its path to the driver and back", flow_main },
};

static void print_verbs(void)
{
	for (size_t i = 0; i < mt_nr_verbs; i++)
		printf("  %-9s %s\n", mt_verbs[i].name, mt_verbs[i].summary);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		printf("  %-9s %s\n", others[i].name, others[i].summary);
}

static void print_status(const struct mt_verb *verb)
{
	const char *alarm = "findings, a graph that is not as expected, or ";

	if (verb && !verb->alarm)
		alarm = "";
	else if (verb)
		alarm = verb->models & 1 << MT_MODEL_GRAPH ?
				"a graph that is not as expected, or " :
				"findings, or ";
	printf("Exit status:\n  0 ok\n  1 %sno permission to read tracefs\n", alarm);
	printf("  2 usage, unreadable input, out of memory or disk space (partial output)\n");
}

static void usage(void)
{
	printf("usage: mlx5-trace VERB [OPTION]... FILE...\n\n"
	       "Explains recordings of the mlx5 driver's trace events: its operations, channels,\n"
	       "AF_XDP sockets, faults and call paths.\n\n"
	       "Examples:\n"
	       "  mlx5-trace report recording/\n"
	       "  mlx5-trace findings recording/ || echo look at this\n"
	       "  mlx5-trace ops trace.dat\n\n");
	print_verbs();
	printf("\nFILE is a recording directory (scripts/record), a trace.dat, a perf.data, or the\n"
	       "text of ftrace, trace-cmd report, perf script or perf trace, compressed or not.\n"
	       "The text may have been copied from a terminal, a log or an email. findings and\n"
	       "report also read kernel logs, alone or together with a recording, and graph\n"
	       "reads the call stacks in a kernel log, in /proc/PID/stack and of bpftrace.\n"
	       "- is standard input, and tracefs the current contents of the trace buffer. If\n"
	       "FILE is a directory of recordings, such as one written by trace-cmd listen, all\n"
	       "of them are read.\n\n");
	print_options(NULL);
	printf("  --version\n\n");
	print_status(NULL);
}

static void verb_help(const struct mt_verb *verb)
{
	printf("usage: mlx5-trace %s %s[OPTION]... FILE...\n\n%s\n", verb->name,
	       verb->text ? "" : "--FORMAT ", verb->help);
	print_options(verb);
	putchar('\n');
	print_status(verb);
	printf("\nSee also the manual page mlx5-trace-%s(1).\n", verb->name);
}

static int bad_usage(const char *what, const char *arg)
{
	fprintf(stderr, "mlx5-trace: %s%s%s (see mlx5-trace --help)\n", what, arg ? ": " : "",
		arg ? arg : "");
	return EXIT_UNREADABLE;
}

/* Report an unknown verb, and suggest the verb that was probably meant. */
static int no_verb(const char *name)
{
	const char *nearest = NULL;

	for (size_t i = 0; !nearest && i < ARRAY_SIZE(others); i++)
		if (mt_is_mistyped(name, others[i].name))
			nearest = others[i].name;
	for (size_t i = 0; !nearest && i < mt_nr_verbs; i++)
		if (mt_is_mistyped(name, mt_verbs[i].name))
			nearest = mt_verbs[i].name;
	if (!nearest)
		return bad_usage("no such verb", name);
	fprintf(stderr, "mlx5-trace: no such verb: %s: is it %s? (see mlx5-trace --help)\n", name,
		nearest);
	return EXIT_UNREADABLE;
}

static const struct mt_verb *find_verb(const char *name)
{
	for (size_t i = 0; i < mt_nr_verbs; i++)
		if (!strcmp(mt_verbs[i].name, name))
			return &mt_verbs[i];
	return NULL;
}

struct request {
	const struct mt_verb *verb;
	const struct mt_format *format; /* NULL: text */
	const char *output;		/* the directory to create, for a format that writes one */
	void *formatting;
	bool lost; /* out of memory, so there is no output in this format */
	bool all, merge, by_host;
	struct mt_by_host hosts;
	struct mt_query query;
	const char *expect;
	struct mt_expected expected;
	struct mt_options opts;
	struct mt_recording **logs; /* kernel logs in addition to the recording */
	unsigned int nr_logs;
};

/* As defined by no-color.org, NO_COLOR is in effect if it is set and not empty. */
static bool use_colour(void)
{
	const char *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no && *no);
}

/*
 * Read a recording into the models of the verb, then the kernel logs into the model of logs.
 * Returns -1 on failure, with @failed set to the log that failed if it is not @rec.
 */
static int read_all(const struct request *req, struct mt_recording *rec, void *const made[],
		    struct mt_recording **failed)
{
	struct mt_record *r = mt_mem(calloc(1, sizeof(*r)));
	int rc = -1;

	if (!r) {
		mt_recording_short(rec);
		return -1;
	}
	while ((rc = mt_next(rec, r)) > 0)
		for (int i = 0; i < MT_MODEL_NR; i++)
			if (made[i])
				mt_models[i]->record(made[i], r);
	for (unsigned int i = 0; i < req->nr_logs && rc >= 0; i++) {
		while ((rc = mt_next(req->logs[i], r)) > 0) {
			r->file = mt_recording_file(req->logs[i]);
			mt_models[MT_MODEL_LOG]->record(made[MT_MODEL_LOG], r);
		}
		if (rc < 0)
			*failed = req->logs[i];
	}
	for (int i = 0; i < MT_MODEL_NR; i++)
		if (made[i])
			mt_models[i]->finish(made[i]);
	free(r);
	return rc;
}

static unsigned int models_of(const struct request *req)
{
	return req->verb->models | (req->format ? req->format->models : 0);
}

static bool make_models(const struct request *req, struct mt_recording *rec, void *made[])
{
	for (int i = 0; i < MT_MODEL_NR; i++) {
		if (!(models_of(req) & 1U << i))
			continue;
		made[i] = mt_models[i]->create(rec, &req->query);
		if (!made[i])
			return false;
	}
	return true;
}

/* Read the recording and set up the view. Returns false if there is an error to report. */
static bool read_view(const struct request *req, struct mt_view *v, struct mt_recording *rec,
		      void *const made[])
{
	struct mt_recording *failed = rec;
	int rc = read_all(req, rec, made, &failed);

	mt_snapshot_read(&v->snapshot, rec);
	v->to.ticks = mt_recording_stats(rec)->ticks;
	mt_view_models(v, made);
	if (rc >= 0 && !mt_memory_short())
		return true;
	if (rc >= 0)
		mt_recording_short(rec);
	v->err = mt_recording_error(failed);
	return false;
}

/* Report why a recording cannot be opened. Returns the exit status. */
static int unread(const char *path, const struct mt_error *err)
{
	mt_output_error("mlx5-trace", err->text);
	return mt_tracefs_denied(path) ? EXIT_DENIED : EXIT_UNREADABLE;
}

static void show(struct request *req, const struct mt_view *v)
{
	if (req->by_host && !v->sum) {
		if (!mt_by_host_add(&req->hosts, v))
			mt_memory_note();
		return;
	}
	if (req->format) {
		req->lost |= !req->format->recording(req->formatting,
						     &(struct mt_row){ .v = v, .at = v });
		return;
	}
	if (!v->sum) {
		mt_text_header(v);
		mt_text_notes(v);
	}
	req->verb->text(v);
}

/* Read, show and close a recording. Its operations are added to @together unless that is NULL. */
static int run_recording(struct request *req, struct mt_recording *rec,
			 struct mt_together *together)
{
	void *made[MT_MODEL_NR] = { NULL };
	struct mt_view v = {
		.to = { .out = stdout, .colour = use_colour() },
		.all = req->all,
		.rec = rec,
		.query = req->query,
		.expected = req->expect ? &req->expected : NULL,
		.expected_path = req->expect,
		.beside = req->logs,
		.nr_beside = req->nr_logs,
	};
	struct mt_error nothing;
	bool alarm = false, good = false, read_short;

	if (!make_models(req, rec, made)) {
		mt_recording_short(rec);
		mt_output_error("mlx5-trace", mt_recording_error(rec)->text);
	} else {
		good = read_view(req, &v, rec, made);
		read_short = mt_memory_short();
		mt_memory_reset();
		alarm = req->verb->alarm && req->verb->alarm(&v);
		if (good && !mt_map_has_instants(&v, &nothing)) {
			v.err = &nothing;
			good = false;
		} else {
			show(req, &v);
		}
		if (good && mt_recording_is_log(rec) && v.log && !v.log->lines) {
			mt_error_set(&nothing, "%s: no line is a kernel message%s%s",
				     mt_recording_file(rec), req->query.host ? " of host " : "",
				     req->query.host ? req->query.host : "");
			v.err = &nothing;
			good = false;
		}
		if (together && good)
			mt_together_add(together, &v);
		if (good && mt_memory_short()) {
			mt_recording_short(rec);
			v.err = mt_recording_error(rec);
			good = false;
		}
		mt_snapshot_free(&v.snapshot);
		fflush(stdout);
		if (read_short)
			mt_memory_note();
		if (!good && !req->lost)
			mt_output_error("mlx5-trace", v.err->text);
	}
	for (int i = 0; i < MT_MODEL_NR; i++)
		if (made[i])
			mt_models[i]->destroy(made[i]);
	mt_close(rec);
	if (!good)
		return EXIT_UNREADABLE;
	return alarm ? EXIT_ALARM : EXIT_OK;
}

static int worse(int a, int b)
{
	return a > b ? a : b;
}

static int run_opened(struct request *req, struct mt_recording *rec)
{
	if (!mt_recording_is_log(rec) ||
	    req->verb->models & (1 << MT_MODEL_LOG | 1 << MT_MODEL_GRAPH))
		return run_recording(req, rec, NULL);
	fprintf(stderr, "mlx5-trace: %s: is a kernel log: use graph, findings or report, not %s\n",
		mt_recording_path(rec), req->verb->name);
	mt_close(rec);
	return EXIT_UNREADABLE;
}

static int run_one(struct request *req, const char *path)
{
	struct mt_error err = { "" };
	struct mt_recording *rec;

	mt_memory_reset();
	rec = mt_open(path, &req->opts, &err);
	return rec ? run_opened(req, rec) : unread(path, &err);
}

static void separate(const struct request *req, int i)
{
	if (i && !req->format)
		putchar('\n');
}

/*
 * Sort the files, so that the kernel logs follow the recording, if there is one. Returns the
 * number of files if they have one common list of findings, or 0 if they need several lists.
 */
static unsigned int sort_logs(struct mt_recording **recs, unsigned int nr)
{
	unsigned int nr_others = 0;

	for (unsigned int i = 0; i < nr; i++) {
		struct mt_recording *rec = recs[i];

		if (!rec)
			return 0;
		if (mt_recording_is_log(rec))
			continue;
		if (nr_others++)
			return 0;
		memmove(recs + 1, recs, i * sizeof(*recs));
		recs[0] = rec;
	}
	return nr;
}

/* Show one list of findings for kernel logs and at most one recording, given in any order. */
static int run_logs(struct request *req, char **paths, int nr)
{
	struct mt_recording **recs = mt_mem(calloc((size_t)nr, sizeof(*recs)));
	struct mt_error err = { "" };
	int status = EXIT_OK;

	if (!recs) {
		mt_output_error("mlx5-trace", "out of memory");
		return EXIT_UNREADABLE;
	}
	mt_memory_reset();
	for (int i = 0; i < nr; i++) {
		recs[i] = mt_open(paths[i], &req->opts, &err);
		if (!recs[i])
			status = worse(status, unread(paths[i], &err));
	}
	if (sort_logs(recs, (unsigned int)nr)) {
		req->logs = recs + 1;
		req->nr_logs = (unsigned int)nr - 1;
		status = run_recording(req, recs[0], NULL);
		for (int i = 1; i < nr; i++)
			mt_close(recs[i]);
		req->logs = NULL;
		req->nr_logs = 0;
	} else {
		for (int i = 0, shown = 0; i < nr; i++) {
			if (!recs[i])
				continue;
			separate(req, shown++);
			status = worse(status, run_opened(req, recs[i]));
		}
	}
	free(recs);
	return status;
}

/* Merge all files into one recording for each machine. */
static int run_merged(struct request *req, char **paths, int nr)
{
	struct mt_error err = { "" };
	struct mt_together together = { 0 };
	unsigned int machines = 0;
	struct mt_recording **recs =
		mt_open_merged(paths, (unsigned int)nr, &req->opts, &machines, &err);
	int status = EXIT_OK;
	bool in_order;

	if (!recs) {
		mt_output_error("mlx5-trace", err.text);
		return EXIT_UNREADABLE;
	}
	in_order = req->verb->in_order && machines > 1 && !req->format;
	for (unsigned int i = 0; i < machines; i++) {
		separate(req, (int)i);
		status = worse(status, run_recording(req, recs[i], in_order ? &together : NULL));
	}
	mt_text_together(&together, &(struct mt_out){ .out = stdout, .colour = use_colour() });
	mt_together_free(&together);
	free(recs);
	return status;
}

/* Read all recordings, then show the sums of each host. */
static int run_by_host(struct request *req, char **paths, int nr)
{
	int status = EXIT_OK;

	for (int i = 0; i < nr; i++)
		status = worse(status, run_one(req, paths[i]));
	for (unsigned int i = 0; i < req->hosts.hosts.nr; i++) {
		const struct mt_host *host = &req->hosts.hosts.at[i];
		struct mt_error err = { "" };
		struct mt_view v = {
			.to = { .out = stdout, .colour = use_colour(), .ticks = host->totals.ticks },
			.all = req->all,
			.sum = &host->sum,
		};
		struct mt_recording *rec = mt_open_totals(&host->totals, &err);

		if (!rec) {
			mt_output_error("mlx5-trace", err.text);
			status = EXIT_UNREADABLE;
			continue;
		}
		v.rec = rec;
		separate(req, (int)i);
		if (!req->format)
			mt_print(&v.to, MT_BOLD, "%s",
				 *host->totals.host ? host->totals.host : "unknown host");
		if (!req->format)
			printf("  (%u recording%s, %" PRIu64 " events)\n", host->totals.nr,
			       host->totals.nr == 1 ? "" : "s", host->totals.events);
		show(req, &v);
		mt_close(rec);
	}
	mt_by_host_free(&req->hosts);
	return status;
}

static int run_each(struct request *req, char **paths, int nr)
{
	int status = EXIT_OK;

	for (int i = 0; i < nr; i++) {
		separate(req, i);
		status = worse(status, run_one(req, paths[i]));
	}
	return status;
}

static int run(struct request *req, char **paths, int nr)
{
	const struct mt_shown shown = {
		.verb = req->verb->name,
		.recording = &mt_table_recording,
		.parts = req->verb->parts,
		.output = req->output,
		.within = req->verb->within,
		.list = req->verb->list,
	};
	int status = EXIT_OK;

	if (req->format) {
		req->formatting = req->format->begin(stdout, &shown);
		if (!req->formatting) {
			mt_output_lost("mlx5-trace", ": nothing is shown");
			return EXIT_UNREADABLE;
		}
	}
	if (req->by_host)
		status = run_by_host(req, paths, nr);
	else if (req->merge)
		status = run_merged(req, paths, nr);
	else if (nr > 1 && req->verb->models & 1 << MT_MODEL_LOG)
		status = run_logs(req, paths, nr);
	else
		status = run_each(req, paths, nr);
	if (req->format && !req->format->end(req->formatting))
		status = EXIT_UNREADABLE;
	return mt_output_end("mlx5-trace", status);
}

/* The expected graph is read once for all recordings. */
static int run_expecting(struct request *req, char **paths, int nr)
{
	char *shipped = req->expect ? mt_expected_shipped(req->expect) : NULL;
	const char *path = shipped ? shipped : req->expect;
	struct mt_error err = { "" };
	int status = EXIT_UNREADABLE;

	if (path && !mt_expected_read(&req->expected, path, &err)) {
		char *names = mt_expected_shipped_names();

		fprintf(stderr, "mlx5-trace: %s%s%s\n", err.text,
			names && *names ? "; built-in graphs: " : "", names ? names : "");
		free(names);
	} else {
		if (req->expect && !req->query.from && !req->query.through)
			req->query.from = req->expected.tree.nodes.at[1].name;
		status = run(req, paths, nr);
	}
	mt_expected_free(&req->expected);
	free(shipped);
	return status;
}

/* Replace each directory of recordings with the recordings in it, and run on all of them. */
static int run_paths(struct request *req, char **args, int nr)
{
	struct mt_paths paths = { 0 };
	struct mt_error err = { "" };
	int status = EXIT_UNREADABLE;
	bool good = true;

	for (int i = 0; i < nr && good; i++)
		good = mt_paths_add(&paths, args[i], &err);
	if (good)
		status = run_expecting(req, paths.list.at, (int)paths.list.nr);
	else
		mt_output_error("mlx5-trace", err.text);
	mt_paths_free(&paths);
	return status;
}

enum {
	OPT_FORMAT = 256,
	OPT_ALL,
	OPT_MERGE,
	OPT_BY_HOST,
	OPT_OUTPUT,
	OPT_HOST,
	OPT_KERNEL,
	OPT_EVENT,
	OPT_FROM,
	OPT_THROUGH,
	OPT_KALLSYMS,
	OPT_AT,
	OPT_DIFF,
	OPT_EXPECT,
	OPT_HELP,
	OPT_VERSION,
};

static const struct option plain_options[] = {
	{ "all", no_argument, NULL, OPT_ALL },
	{ "merge", no_argument, NULL, OPT_MERGE },
	{ "output", required_argument, NULL, OPT_OUTPUT },
	{ "by-host", no_argument, NULL, OPT_BY_HOST },
	{ "host", required_argument, NULL, OPT_HOST },
	{ "kernel", required_argument, NULL, OPT_KERNEL },
	{ "event", required_argument, NULL, OPT_EVENT },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "through", required_argument, NULL, OPT_THROUGH },
	{ "expect", required_argument, NULL, OPT_EXPECT },
	{ "at", required_argument, NULL, OPT_AT },
	{ "diff", required_argument, NULL, OPT_DIFF },
	{ "kallsyms", required_argument, NULL, OPT_KALLSYMS },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
};

#define NR_FORMATS_MAX 32

/* The options of the formats come first, then the other options. */
static void make_options(struct option options[NR_FORMATS_MAX + ARRAY_SIZE(plain_options) + 1])
{
	size_t nr = 0;

	for (; nr < NR_FORMATS_MAX && mt_formats[nr]; nr++)
		options[nr] =
			(struct option){ mt_formats[nr]->option, no_argument, NULL, OPT_FORMAT };
	memcpy(options + nr, plain_options, sizeof(plain_options));
	options[nr + ARRAY_SIZE(plain_options)] = (struct option){ NULL, 0, NULL, 0 };
}

/* Does the verb support the format? If not, print one line on stderr. */
static bool check_format(const struct request *req)
{
	const struct mt_format *format = req->format;
	char text[128] = "";

	if (!format && !req->verb->text) {
		bad_usage("a format is required, such as --perfetto, for", req->verb->name);
		return false;
	}
	if (!format || mt_format_of_verb(format, req->verb->name, req->verb->list)) {
		bool to_directory = format && format->to_directory;

		if (to_directory == !!req->output)
			return true;
		if (to_directory)
			snprintf(text, sizeof(text), "--%s requires --output DIR", format->option);
		else
			snprintf(text, sizeof(text), "--output is only for --ctf");
		bad_usage(text, NULL);
		return false;
	}
	if (format->verbs)
		snprintf(text, sizeof(text), "--%s is for %s, not for", format->option,
			 format->verbs);
	else
		snprintf(text, sizeof(text), "there is no --%s of", format->option);
	bad_usage(text, req->verb->name);
	return false;
}

int main(int argc, char **argv)
{
	struct option options[NR_FORMATS_MAX + ARRAY_SIZE(plain_options) + 1];
	struct request req = { 0 };
	int index;
	bool help = false;
	int opt;

	if (!mt_clean_stdio()) {
		fputs("mlx5-trace: out of memory\n", stderr);
		return EXIT_UNREADABLE;
	}
	mt_json_memory();
	mt_store_enable();
	opterr = 0;
	make_options(options);
	for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(others); i++)
		if (!strcmp(argv[1], others[i].name))
			return others[i].run(argc - 1, argv + 1);
	while ((opt = getopt_long(argc, argv, "h", options, &index)) != -1) {
		switch (opt) {
		case OPT_FORMAT:
			if (req.format && req.format != mt_formats[index])
				return bad_usage("only one format at a time, not also",
						 argv[optind - 1]);
			req.format = mt_formats[index];
			break;
		case OPT_ALL:
			req.all = true;
			break;
		case OPT_MERGE:
			req.merge = true;
			break;
		case OPT_OUTPUT:
			req.output = optarg;
			break;
		case OPT_BY_HOST:
			req.by_host = true;
			break;
		case OPT_HOST:
			req.query.host = optarg;
			break;
		case OPT_KERNEL:
			if (mt_release_at_least(optarg, 0, 0) < 0)
				return bad_usage(
					"--kernel is a release such as 6.12 or 6.12.48-amd64, not",
					optarg);
			req.query.kernel = optarg;
			break;
		case OPT_EVENT:
			req.query.event = optarg;
			break;
		case OPT_FROM:
			req.query.from = optarg;
			break;
		case OPT_THROUGH:
			req.query.through = optarg;
			break;
		case OPT_EXPECT:
			req.expect = optarg;
			break;
		case OPT_AT:
		case OPT_DIFF:
			if (!mt_instant_parse(optarg,
					      opt == OPT_AT ? &req.query.at : &req.query.diff))
				return bad_usage("not a time in seconds", optarg);
			break;
		case OPT_KALLSYMS:
			req.opts.kallsyms = optarg;
			break;
		case OPT_VERSION:
			printf("mlx5-trace %s\n", mlx5trace_version());
			return mt_output_end("mlx5-trace", EXIT_OK);
		case OPT_HELP:
		case 'h':
			help = true;
			break;
		default:
			return bad_usage("unknown option, or one without its value",
					 argv[optind - 1]);
		}
	}
	if (optind < argc)
		req.verb = find_verb(argv[optind]);
	if (help && (req.verb || optind == argc)) {
		if (req.verb)
			verb_help(req.verb);
		else
			usage();
		return mt_output_end("mlx5-trace", EXIT_OK);
	}
	if (optind == argc) {
		print_verbs();
		return mt_output_end("mlx5-trace", bad_usage("no verb given", NULL));
	}
	if (!req.verb)
		return no_verb(argv[optind]);
	if ((req.query.at.set || req.query.diff.set) && !(req.verb->models & 1 << MT_MODEL_MAP))
		return bad_usage("--at and --diff are for map, not for", argv[optind]);
	if (req.expect && strcmp(req.verb->name, "graph"))
		return bad_usage("--expect is for graph, not for", argv[optind]);
	if (req.by_host && strcmp(req.verb->name, "stats"))
		return bad_usage("--by-host is for stats, not for", argv[optind]);
	if (req.by_host && req.merge)
		return bad_usage("--by-host and --merge exclude each other", NULL);
	if (req.query.host && !(req.verb->models & 1 << MT_MODEL_LOG))
		return bad_usage("--host is for findings and report, not for", argv[optind]);
	if (req.query.kernel && !(req.verb->models & 1 << MT_MODEL_LOG))
		return bad_usage("--kernel is for findings and report, not for", argv[optind]);
	if (!check_format(&req))
		return EXIT_UNREADABLE;
	if (optind + 1 == argc)
		return bad_usage("no recording given", NULL);
	if (req.opts.kallsyms && access(req.opts.kallsyms, R_OK)) {
		fprintf(stderr, "mlx5-trace: %s: %s\n", req.opts.kallsyms, strerror(errno));
		return EXIT_UNREADABLE;
	}
	if (!strcmp(req.verb->name, "stats"))
		req.query.ops = MT_OPS_SUMMED;
	req.opts.formatted = models_of(&req) & 1 << MT_MODEL_EVENTS;
	if (!req.query.through && !req.query.from)
		req.query.through = req.verb->through;
	return run_paths(&req, argv + optind + 1, argc - optind - 1);
}
