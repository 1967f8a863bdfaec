// SPDX-License-Identifier: GPL-2.0-only
/* mlx5-trace: what a recording of the mlx5 tracepoints says. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/view/view.h"

#define VERSION "0.1"

enum exit_status { EXIT_OK = 0, EXIT_UNREADABLE = 2 };

/* Where a verb's view finds each of its models. */
enum model { MODEL_OPS, MODEL_CHANNELS, MODEL_XSK, MODEL_GRAPH, MODEL_NR };

static const struct mt_model_ops *const models[MODEL_NR] = {
	[MODEL_OPS] = &mt_model_ops,
	[MODEL_CHANNELS] = &mt_model_channels,
	[MODEL_XSK] = &mt_model_xsk,
	[MODEL_GRAPH] = &mt_model_graph,
};

struct verb {
	const char *name;
	const char *summary;
	const char *help;
	unsigned int wants;	/* bits of enum model */
	const char *through;	/* the graph's default */
	void (*text)(const struct mt_view *v);
	void (*json)(const struct mt_view *v, json_t *to);
};

static const struct verb verbs[] = {
	{
		"ops", "what was asked of the driver: who, when, how long, result, steps",
		"Each ethtool -L and -N, XSK bind and unbind, hwtstamp set and get, and each\n"
		"other opening, closing or reopening of channels, with its steps, their times and\n"
		"the firmware commands it took (all opcodes: --all).\n"
		"A duration is counted from the first event of an operation to its last: the\n"
		"driver's work before the first event is not in it.\n\n"
		"  mlx5-trace ops recording/\n"
		"  mlx5-trace ops --json trace.dat | jq '.recordings[].ops[] | select(.err != 0)'\n"
		"  trace-cmd report trace.dat | mlx5-trace ops -\n",
		1 << MODEL_OPS, NULL, mt_text_ops, mt_json_ops,
	}, {
		"channels", "channels and queues over time, and which RQ each one feeds at the end",
		"One row for each channel (RQ) and each pair of XSK queues (XSK) with the times\n"
		"at which it was opened, active, inactive and closed; then the map at the end:\n"
		"channel index, its RQ in use, TIR and RQT. \"-\" is unknown: neither recorded\n"
		"nor in the snapshot. \"N ?\" is an RQ that belongs to no channel known.\n\n"
		"  mlx5-trace channels recording/\n"
		"  mlx5-trace channels --all trace.txt\n"
		"  mlx5-trace channels --json perf.data | jq '.recordings[].map[].channels'\n",
		1 << MODEL_CHANNELS, NULL, mt_text_channels, mt_json_channels,
	}, {
		"graph", "call graph with counts, from call stacks or the function_graph tracer",
		"Call stacks of events, merged, from user space to the driver; without --event\n"
		"those of all mlx5 events. Where the function_graph tracer was recorded, its\n"
		"calls too. Suffixes that the compiler gives a copy (.isra.0) are left out.\n\n"
		"  mlx5-trace graph --event mlx5e_open_channel recording/\n"
		"  mlx5-trace graph --from mlx5e_ethtool_set_channels trace.dat\n"
		"  mlx5-trace graph --event 'net_dev_*' --through sch_direct_xmit perf.data\n",
		1 << MODEL_GRAPH, NULL, mt_text_graph, mt_json_graph,
	}, {
		"report", "all of it, to be read, with why mlx5e_open_xsk fired or did not",
		"Where the recording comes from and what it lost, the operations, the answer for\n"
		"XSK in words, channels over time, the map at the end, and the call graph of\n"
		"mlx5e_ethtool_set_channels as observed.\n\n"
		"  mlx5-trace report recording/\n"
		"  perf script --ns | mlx5-trace report -\n",
		1 << MODEL_OPS | 1 << MODEL_CHANNELS | 1 << MODEL_XSK | 1 << MODEL_GRAPH,
		"mlx5e_ethtool_set_channels", mt_text_report, mt_json_report,
	},
};

#define NR_VERBS (sizeof(verbs) / sizeof(*verbs))

static void usage(FILE *out)
{
	fprintf(out, "usage: mlx5-trace VERB [OPTION]... FILE...\n\n");
	for (size_t i = 0; i < NR_VERBS; i++)
		fprintf(out, "  %-9s %s\n", verbs[i].name, verbs[i].summary);
	fprintf(out,
		"\nFILE is a recording directory (scripts/record), a trace.dat, a perf.data, or the\n"
		"text of ftrace, trace-cmd report or perf script; - is text on standard input.\n\n"
		"  --json           one JSON object instead of text\n"
		"  --all            leave nothing out of long lists\n"
		"  --event PATTERN  graph: only stacks of these events\n"
		"  --from FUNC      graph: begin at this function\n"
		"  --through FUNC   graph: only paths that pass through this function\n"
		"  --kallsyms FILE  symbols of the machine that recorded a perf.data\n"
		"  --help           this, or with a verb what it shows, with examples\n"
		"  --version\n\n"
		"Exit status: 0 ok, 2 usage or unreadable input (what was read is shown).\n");
}

static void verb_help(const struct verb *verb)
{
	printf("usage: mlx5-trace %s [OPTION]... FILE...\n\n%s", verb->name, verb->help);
}

static int bad_usage(const char *what, const char *arg)
{
	fprintf(stderr, "mlx5-trace: %s%s%s (see mlx5-trace --help)\n", what, arg ? ": " : "",
		arg ? arg : "");
	return EXIT_UNREADABLE;
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < NR_VERBS; i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

struct request {
	const struct verb *verb;
	bool json, all;
	struct mt_query query;
	struct mt_options opts;
};

static void set_models(struct mt_view *v, void *const made[])
{
	v->ops = made[MODEL_OPS];
	v->channels = made[MODEL_CHANNELS];
	v->xsk = made[MODEL_XSK];
	v->graph = made[MODEL_GRAPH];
}

/* Read all of a recording into the models that the verb wants. */
static int read_all(struct mt_recording *rec, void *const made[])
{
	struct mt_record *r = calloc(1, sizeof(*r));
	int rc = -1;

	if (!r)
		return -1;
	while ((rc = mt_next(rec, r)) > 0)
		for (int i = 0; i < MODEL_NR; i++)
			if (made[i])
				models[i]->record(made[i], r);
	for (int i = 0; i < MODEL_NR; i++)
		if (made[i])
			models[i]->finish(made[i]);
	free(r);
	return rc;
}

static bool make_models(const struct request *req, struct mt_recording *rec, void *made[])
{
	for (int i = 0; i < MODEL_NR; i++) {
		if (!(req->verb->wants & 1U << i))
			continue;
		made[i] = models[i]->create(rec, &req->query);
		if (!made[i])
			return false;
	}
	return true;
}

static void show(const struct request *req, const struct mt_view *v, json_t *recordings)
{
	if (req->json) {
		json_t *json = mt_json_recording(v);

		req->verb->json(v, json);
		json_array_append_new(recordings, json);
		return;
	}
	mt_text_header(v);
	mt_text_notes(v);
	req->verb->text(v);
}

static int run_one(const struct request *req, const char *path, json_t *recordings)
{
	struct mt_error err = { "" };
	struct mt_recording *rec = mt_open(path, &req->opts, &err);
	void *made[MODEL_NR] = { NULL };
	struct mt_view v = {
		.out = stdout, .all = req->all, .rec = rec, .query = req->query,
		.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
	};
	int rc;

	if (!rec) {
		fprintf(stderr, "mlx5-trace: %s\n", err.text);
		return EXIT_UNREADABLE;
	}
	if (!make_models(req, rec, made)) {
		fprintf(stderr, "mlx5-trace: %s: out of memory\n", path);
		rc = -1;
	} else {
		rc = read_all(rec, made);
		if (rc < 0)
			v.err = mt_recording_error(rec);
		mt_snapshot_read(&v.snapshot, rec);
		set_models(&v, made);
		show(req, &v, recordings);
		mt_snapshot_free(&v.snapshot);
		fflush(stdout);
		if (rc < 0)
			fprintf(stderr, "mlx5-trace: %s\n", v.err->text);
	}
	for (int i = 0; i < MODEL_NR; i++)
		if (made[i])
			models[i]->destroy(made[i]);
	mt_close(rec);
	return rc < 0 ? EXIT_UNREADABLE : EXIT_OK;
}

static int run(const struct request *req, char **paths, int nr)
{
	json_t *recordings = json_array();
	int status = EXIT_OK;

	for (int i = 0; i < nr; i++) {
		if (i && !req->json)
			putchar('\n');
		if (run_one(req, paths[i], recordings) != EXIT_OK)
			status = EXIT_UNREADABLE;
	}
	if (req->json) {
		char schema[40];
		json_t *all;

		snprintf(schema, sizeof(schema), "mlx5-trace/%s/1", req->verb->name);
		all = json_pack("{ss so}", "schema", schema, "recordings", recordings);
		json_dumpf(all, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(all);
	} else {
		json_decref(recordings);
	}
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "mlx5-trace: cannot write: %s\n", strerror(errno));
		return EXIT_UNREADABLE;
	}
	return status;
}

enum { OPT_JSON = 256, OPT_ALL, OPT_EVENT, OPT_FROM, OPT_THROUGH, OPT_KALLSYMS, OPT_HELP,
       OPT_VERSION };

static const struct option options[] = {
	{ "json", no_argument, NULL, OPT_JSON },
	{ "all", no_argument, NULL, OPT_ALL },
	{ "event", required_argument, NULL, OPT_EVENT },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "through", required_argument, NULL, OPT_THROUGH },
	{ "kallsyms", required_argument, NULL, OPT_KALLSYMS },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

int main(int argc, char **argv)
{
	struct request req = { 0 };
	bool help = false;
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
		case OPT_JSON:
			req.json = true;
			break;
		case OPT_ALL:
			req.all = true;
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
		case OPT_KALLSYMS:
			req.opts.kallsyms = optarg;
			break;
		case OPT_VERSION:
			printf("mlx5-trace %s\n", VERSION);
			return EXIT_OK;
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
			usage(stdout);
		return EXIT_OK;
	}
	if (optind == argc)
		return bad_usage("no verb given", NULL);
	if (!req.verb)
		return bad_usage("no such verb", argv[optind]);
	if (optind + 1 == argc)
		return bad_usage("no recording given", NULL);
	if (req.opts.kallsyms && access(req.opts.kallsyms, R_OK)) {
		fprintf(stderr, "mlx5-trace: %s: %s\n", req.opts.kallsyms, strerror(errno));
		return EXIT_UNREADABLE;
	}
	if (!req.query.through && !req.query.from)
		req.query.through = req.verb->through;
	return run(&req, argv + optind + 1, argc - optind - 1);
}
