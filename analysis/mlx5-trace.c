// SPDX-License-Identifier: GPL-2.0-only
/* mlx5-trace: what a recording of the mlx5 tracepoints says. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/flow/cli.h"
#include "analysis/view/verbs.h"

#define VERSION "0.1"

enum exit_status { EXIT_OK = 0, EXIT_ALARM = 1, EXIT_UNREADABLE = 2 };

static const struct mt_model_ops *const models[MT_MODEL_NR] = {
	[MT_MODEL_OPS] = &mt_model_ops,
	[MT_MODEL_CHANNELS] = &mt_model_channels,
	[MT_MODEL_XSK] = &mt_model_xsk,
	[MT_MODEL_GRAPH] = &mt_model_graph,
	[MT_MODEL_COMMANDS] = &mt_model_commands,
	[MT_MODEL_RQS] = &mt_model_rqs,
	[MT_MODEL_MAP] = &mt_model_map,
	[MT_MODEL_MAP_OTHER] = &mt_model_map_other,
};

static void usage(FILE *out)
{
	fprintf(out, "usage: mlx5-trace VERB [OPTION]... FILE...\n\n");
	for (size_t i = 0; i < mt_nr_verbs; i++)
		fprintf(out, "  %-9s %s\n", mt_verbs[i].name, mt_verbs[i].summary);
	fprintf(out,
		"  flow      run a command, show its way to the driver and back (flow --help)\n"
		"\nFILE is a recording directory (scripts/record), a trace.dat, a perf.data, or the\n"
		"text of ftrace, trace-cmd report or perf script; - is text on standard input.\n\n"
		"  --json           one JSON object instead of text\n"
		"  --csv            comma separated values instead of text, for lists\n"
		"  --all            leave nothing out of long lists\n"
		"  --event PATTERN  graph: only stacks of these events\n"
		"  --from FUNC      graph: begin at this function\n"
		"  --through FUNC   graph: only paths that pass through this function\n"
		"  --expect FILE    graph: hold it against this one (indented text or DOT)\n"
		"  --at TIME        map: at this instant, in seconds as times are shown\n"
		"  --diff TIME      map: what is different at another instant\n"
		"  --kallsyms FILE  symbols of the machine that recorded a perf.data\n"
		"  --help           this, or with a verb what it shows, with examples\n"
		"  --version\n\n"
		"Exit status: 0 ok, 1 there are findings, or the graph is not as expected,\n"
		"2 usage or unreadable input (what was read is shown).\n");
}

static void verb_help(const struct mt_verb *verb)
{
	printf("usage: mlx5-trace %s [OPTION]... FILE...\n\n%s", verb->name, verb->help);
}

static int bad_usage(const char *what, const char *arg)
{
	fprintf(stderr, "mlx5-trace: %s%s%s (see mlx5-trace --help)\n", what, arg ? ": " : "",
		arg ? arg : "");
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
	bool json, csv, all;
	struct mt_query query;
	const char *expect;
	struct mt_expected expected;
	struct mt_options opts;
};

static void set_models(struct mt_view *v, void *const made[])
{
	v->ops = made[MT_MODEL_OPS];
	v->channels = made[MT_MODEL_CHANNELS];
	v->xsk = made[MT_MODEL_XSK];
	v->graph = made[MT_MODEL_GRAPH];
	v->commands = made[MT_MODEL_COMMANDS];
	v->rqs = made[MT_MODEL_RQS];
	v->map = made[MT_MODEL_MAP];
	v->map_other = made[MT_MODEL_MAP_OTHER];
}

/* Read all of a recording into the models that the verb wants. */
static int read_all(struct mt_recording *rec, void *const made[])
{
	struct mt_record *r = calloc(1, sizeof(*r));
	int rc = -1;

	if (!r)
		return -1;
	while ((rc = mt_next(rec, r)) > 0)
		for (int i = 0; i < MT_MODEL_NR; i++)
			if (made[i])
				models[i]->record(made[i], r);
	for (int i = 0; i < MT_MODEL_NR; i++)
		if (made[i])
			models[i]->finish(made[i]);
	free(r);
	return rc;
}

static bool make_models(const struct request *req, struct mt_recording *rec, void *made[])
{
	for (int i = 0; i < MT_MODEL_NR; i++) {
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
	if (req->csv) {
		req->verb->csv(v);
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
	void *made[MT_MODEL_NR] = { NULL };
	struct mt_view v = {
		.out = stdout, .all = req->all, .rec = rec, .query = req->query,
		.expected = req->expect ? &req->expected : NULL, .expected_path = req->expect,
		.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
	};
	bool alarm = false;
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
		alarm = req->verb->alarm && req->verb->alarm(&v);
		mt_snapshot_free(&v.snapshot);
		fflush(stdout);
		if (rc < 0)
			fprintf(stderr, "mlx5-trace: %s\n", v.err->text);
	}
	for (int i = 0; i < MT_MODEL_NR; i++)
		if (made[i])
			models[i]->destroy(made[i]);
	mt_close(rec);
	if (rc < 0)
		return EXIT_UNREADABLE;
	return alarm ? EXIT_ALARM : EXIT_OK;
}

static int run(const struct request *req, char **paths, int nr)
{
	json_t *recordings = json_array();
	int status = EXIT_OK;

	if (req->csv)
		puts(req->verb->csv_header);
	for (int i = 0; i < nr; i++) {
		if (i && !req->json && !req->csv)
			putchar('\n');
		int one = run_one(req, paths[i], recordings);

		if (one > status)
			status = one;
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

/* What is expected is read once for all recordings. */
static int run_expecting(struct request *req, char **paths, int nr)
{
	struct mt_error err = { "" };
	int status = EXIT_UNREADABLE;

	if (req->expect && !mt_expected_read(&req->expected, req->expect, &err)) {
		fprintf(stderr, "mlx5-trace: %s\n", err.text);
	} else {
		if (req->expect && !req->query.from && !req->query.through)
			req->query.from = req->expected.tree.nodes.at[1].name;
		status = run(req, paths, nr);
	}
	mt_expected_free(&req->expected);
	return status;
}

enum { OPT_JSON = 256, OPT_CSV, OPT_ALL, OPT_EVENT, OPT_FROM, OPT_THROUGH, OPT_KALLSYMS, OPT_AT, OPT_DIFF, OPT_EXPECT, OPT_HELP,
       OPT_VERSION };

static const struct option options[] = {
	{ "json", no_argument, NULL, OPT_JSON },
	{ "csv", no_argument, NULL, OPT_CSV },
	{ "all", no_argument, NULL, OPT_ALL },
	{ "event", required_argument, NULL, OPT_EVENT },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "through", required_argument, NULL, OPT_THROUGH },
	{ "expect", required_argument, NULL, OPT_EXPECT },
	{ "at", required_argument, NULL, OPT_AT },
	{ "diff", required_argument, NULL, OPT_DIFF },
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

	if (argc > 1 && !strcmp(argv[1], "flow"))
		return flow_main(argc - 1, argv + 1);
	opterr = 0;
	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
		case OPT_JSON:
			req.json = true;
			break;
		case OPT_CSV:
			req.csv = true;
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
		case OPT_EXPECT:
			req.expect = optarg;
			break;
		case OPT_AT:
		case OPT_DIFF:
			if (!mt_instant_parse(optarg, opt == OPT_AT ? &req.query.at : &req.query.diff))
				return bad_usage("not a time in seconds", optarg);
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
	if ((req.query.at.set || req.query.diff.set) && !(req.verb->wants & 1 << MT_MODEL_MAP))
		return bad_usage("--at and --diff are for map, not for", argv[optind]);
	if (req.expect && strcmp(req.verb->name, "graph"))
		return bad_usage("--expect is for graph, not for", argv[optind]);
	if (req.csv && !req.verb->csv)
		return bad_usage("there is no CSV of this", argv[optind]);
	if (req.csv && req.json)
		return bad_usage("--csv and --json exclude each other", NULL);
	if (optind + 1 == argc)
		return bad_usage("no recording given", NULL);
	if (req.opts.kallsyms && access(req.opts.kallsyms, R_OK)) {
		fprintf(stderr, "mlx5-trace: %s: %s\n", req.opts.kallsyms, strerror(errno));
		return EXIT_UNREADABLE;
	}
	if (!req.query.through && !req.query.from)
		req.query.through = req.verb->through;
	return run_expecting(&req, argv + optind + 1, argc - optind - 1);
}
