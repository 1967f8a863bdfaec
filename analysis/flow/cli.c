// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/flow/show/diff.h"
#include "analysis/flow/show/json.h"
#include "analysis/flow/record.h"
#include "analysis/flow/trace/state.h"
#include "analysis/flow/show/html.h"
#include "analysis/flow/show/svg.h"
#include "analysis/base/memory.h"
#include "analysis/base/outfile.h"
#include "analysis/view/format/output.h"

enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_PARTIAL = 2 };

static const char help[] =
	"usage: mlx5-trace flow [OPTION]... -- COMMAND [ARGUMENT]...\n"
	"       mlx5-trace flow [OPTION]... FILE\n"
	"       mlx5-trace flow [OPTION]... diff FILE FILE\n"
	"       mlx5-trace flow --restore\n"
	"\n"
	"Runs COMMAND and shows its path: system calls, dispatch, checks, the ops\n"
	"table, the driver, deferred work, firmware commands, and the results, as one\n"
	"tree. Requires root.\n"
	"\n"
	"Examples:\n"
	"  mlx5-trace flow -- ethtool -L eth0 combined 4\n"
	"  mlx5-trace flow -o before.json --only firmware -- ip link set eth0 mtu 1280\n"
	"  mlx5-trace flow diff before.json after.json\n"
	"\n"
	"FILE is a flow saved with --json or -o.\n"
	"\n"
	"  --full           show every recorded call\n"
	"  --events         also show the driver's own trace events\n"
	"  --stack          show the kernel's stack where the driver's ops are called\n"
	"  --locks          also record and show the locks that the functions take\n"
	"  --only LAYER     show one layer only: syscall, socket, security, protocol,\n"
	"                   network, qdisc, receive, dispatch, core, driver, deferred or\n"
	"                   firmware\n"
	"  --through NAME   show only system calls that reach NAME (a pattern)\n"
	"  --depth N        show at most N levels below a task, from 1 to 99\n"
	"  --module NAME    trace the calls of this driver; may be repeated\n"
	"                   (default: the drivers of all network devices)\n"
	"  --overhead       run COMMAND untraced first, and print the cost of tracing;\n"
	"                   COMMAND must be repeatable\n"
	"  --settle MS      wait this long for deferred work after COMMAND (default 300)\n"
	"  --buffer KB      size of the buffer for calls on each CPU (default 16384)\n"
	"  --json           print one JSON object instead of text\n"
	"  --svg FILE       also write a picture of the flow to FILE\n"
	"  --html FILE      also write an HTML page with a foldable tree to FILE\n"
	"  -o FILE          also save the flow to FILE, as JSON\n"
	"  --restore        restore tracefs after a flow was killed\n"
	"  --help           show this text\n"
	"\n"
	"Exit status: that of COMMAND; 1 if COMMAND was not traced, or if diff found a\n"
	"difference; 2 for a usage error, or if the result could not be shown or saved\n"
	"completely.\n";

static int bad_usage(const char *what, const char *arg)
{
	fprintf(stderr, "mlx5-trace flow: %s%s%s (see mlx5-trace flow --help)\n", what,
		arg ? ": " : "", arg ? arg : "");
	return EXIT_USAGE;
}

static int failed_by(const struct mt_error *err, int status)
{
	mt_output_error("mlx5-trace flow", err->text);
	return status;
}

static int failed(const struct mt_error *err)
{
	return failed_by(err, EXIT_FAILED);
}

struct request {
	struct flow_request record;
	struct flow_select select;
	bool restore, json;
	const char *svg, *html, *keep;
};

enum {
	OPT_FULL = 256,
	OPT_EVENTS,
	OPT_STACK,
	OPT_LOCKS,
	OPT_ONLY,
	OPT_THROUGH,
	OPT_DEPTH,
	OPT_MODULE,
	OPT_OVERHEAD,
	OPT_SETTLE,
	OPT_BUFFER,
	OPT_RESTORE,
	OPT_JSON,
	OPT_SVG,
	OPT_HTML,
	OPT_HELP
};

static const struct option options[] = {
	{ "full", no_argument, NULL, OPT_FULL },
	{ "events", no_argument, NULL, OPT_EVENTS },
	{ "stack", no_argument, NULL, OPT_STACK },
	{ "locks", no_argument, NULL, OPT_LOCKS },
	{ "only", required_argument, NULL, OPT_ONLY },
	{ "through", required_argument, NULL, OPT_THROUGH },
	{ "depth", required_argument, NULL, OPT_DEPTH },
	{ "module", required_argument, NULL, OPT_MODULE },
	{ "overhead", no_argument, NULL, OPT_OVERHEAD },
	{ "settle", required_argument, NULL, OPT_SETTLE },
	{ "buffer", required_argument, NULL, OPT_BUFFER },
	{ "restore", no_argument, NULL, OPT_RESTORE },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "svg", required_argument, NULL, OPT_SVG },
	{ "html", required_argument, NULL, OPT_HTML },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static bool number(const char *text, unsigned int least, unsigned int most, unsigned int *out)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	*out = (unsigned int)value;
	return *text >= '0' && *text <= '9' && !*end && !errno && value >= least && value <= most;
}

static int take(struct request *req, int opt, const char *arg)
{
	switch (opt) {
	case OPT_FULL:
		req->select.full = true;
		return 0;
	case OPT_EVENTS:
		req->select.events = true;
		return 0;
	case OPT_STACK:
		req->record.stack = true;
		return 0;
	case OPT_LOCKS:
		req->record.locks = true;
		return 0;
	case OPT_ONLY:
		req->select.only = flow_layer_named(arg);
		return req->select.only == FLOW_LAYER_NR ? bad_usage("no such layer", arg) : 0;
	case OPT_THROUGH:
		req->select.through = arg;
		return 0;
	case OPT_DEPTH:
		return number(arg, 1, 99, &req->select.depth) ?
			       0 :
			       bad_usage("--depth requires a number from 1 to 99, not", arg);
	case OPT_MODULE:
		if (strchr(arg, '/') || req->record.nr_modules == FLOW_MODULES_MAX)
			return bad_usage("not a module, or too many", arg);
		req->record.modules[req->record.nr_modules++] = arg;
		return 0;
	case OPT_OVERHEAD:
		req->record.overhead = true;
		return 0;
	case OPT_SETTLE:
		return number(arg, 0, 60000, &req->record.settle_ms) ?
			       0 :
			       bad_usage("--settle requires milliseconds, up to 60000, not", arg);
	case OPT_BUFFER:
		return number(arg, 64, 4000000, &req->record.buffer_kb) ?
			       0 :
			       bad_usage("--buffer requires KB from 64 to 4000000, not", arg);
	case OPT_RESTORE:
		req->restore = true;
		return 0;
	case OPT_JSON:
		req->json = true;
		return 0;
	case OPT_SVG:
		req->svg = arg;
		return 0;
	case OPT_HTML:
		req->html = arg;
		return 0;
	default:
		req->keep = arg;
		return 0;
	}
}

static int restore(void)
{
	struct mt_error err = { "" };
	int rc = -1;

	if (geteuid())
		mt_error_set(&err, "only root can restore the tracing state: run it with sudo");
	else
		rc = flow_state_restore(&err);
	if (rc < 0)
		return failed(&err);
	puts(rc ? "The tracing state from before the killed flow was restored." :
		  "There is nothing to restore.");
	return 0;
}

static bool colour(void)
{
	return isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
}

static bool keep(const json_t *json, const char *path, struct mt_error *err)
{
	char *text = mt_output_json_text(json, JSON_COMPACT);
	bool good = false;

	if (!text || mt_memory_short())
		mt_error_set(err, "cannot write %s: out of memory", path);
	else
		good = mt_outfile_write(path, MT_OUT_REPLACE, text, err);
	free(text);
	return good;
}

static void show_in(const struct request *req, const struct flow_report *report, const json_t *json)
{
	if (req->json)
		mt_output_json(json, JSON_INDENT(1));
	else
		flow_show_text(stdout, report, &req->select, colour());
}

/*
 * The flow is saved before it is shown, so that it is not lost if the output is closed. When out
 * of memory, the text may be incomplete, which is reported; JSON and pictures are written
 * completely or not at all.
 */
static int show(const struct request *req, const struct flow_report *report)
{
	json_t *json = req->json || req->keep ? flow_to_json(report) : NULL;
	bool short_before = mt_memory_short();
	struct mt_error err = { "" };
	int status = 0;

	if (req->select.through && !flow_calls(report->tree->root, req->select.through))
		fprintf(stderr, "mlx5-trace flow: no call through '%s'\n", req->select.through);
	if (req->keep && !short_before && !keep(json, req->keep, &err))
		status = failed_by(&err, EXIT_PARTIAL);
	if (req->svg && !short_before && !flow_svg(req->svg, report, &req->select, &err))
		status = failed_by(&err, EXIT_PARTIAL);
	if (req->html && !short_before && !flow_html(req->html, report, &req->select, &err))
		status = failed_by(&err, EXIT_PARTIAL);
	if (!req->json || !short_before)
		show_in(req, report, json);
	json_decref(json);
	if (!mt_memory_short())
		return status;
	mt_output_short("mlx5-trace flow",
			req->json ?
				"out of memory: nothing is shown" :
				"out of memory: the output is incomplete, and no file is written");
	return EXIT_PARTIAL;
}

/* Files are checked before the command runs, as an unwritable file is a usage error. */
static bool can_write(const struct request *req)
{
	struct mt_error err;

	if ((!req->keep || mt_outfile_check(req->keep, &err)) &&
	    (!req->svg || mt_outfile_check(req->svg, &err)) &&
	    (!req->html || mt_outfile_check(req->html, &err)))
		return true;
	failed(&err);
	return false;
}

static int record(const struct request *req)
{
	struct flow_recording rec = { 0 };
	struct mt_error err = { "" };
	int status;

	if (flow_record(&rec, &req->record, &err)) {
		status = show(req, &rec.report);
		if (!status)
			status = rec.report.status;
	} else {
		status = failed_by(&err, mt_memory_short() ? EXIT_PARTIAL : EXIT_FAILED);
	}
	flow_recording_free(&rec);
	return status;
}

/* Load a saved flow. An invalid file is a usage error. */
static json_t *load(const char *path, struct flow_report *report)
{
	struct mt_error err = { "" };
	json_error_t why;
	json_t *json = json_load_file(path, 0, &why);

	if (!json && mt_memory_short())
		mt_error_set(&err, "%s: out of memory", path);
	else if (!json && access(path, R_OK))
		mt_error_set(&err, "%s: %s (put a command to run after --)", path, strerror(errno));
	else if (!json)
		mt_error_set(&err, "%s: is not a flow saved by mlx5-trace flow --json: %s", path,
			     why.text);
	if (json && flow_from_json(report, json, path, &err) && !mt_memory_short())
		return json;
	if (mt_memory_short()) {
		mt_error_set(&err, "%s: out of memory", path);
		mt_output_short("mlx5-trace flow", err.text);
	} else {
		failed(&err);
	}
	json_decref(json);
	return NULL;
}

static int show_kept(const struct request *req, const char *path)
{
	struct flow_report report = { 0 };
	json_t *json = load(path, &report);
	int status = json ? show(req, &report) : EXIT_USAGE;

	flow_tree_free(report.tree);
	json_decref(json);
	return status;
}

static int diff(const struct request *req, char **paths)
{
	struct flow_report report[2] = { 0 };
	json_t *json[2] = { NULL };
	int differ = -1, status = EXIT_USAGE;

	for (int i = 0; i < 2; i++)
		json[i] = load(paths[i], &report[i]);
	if (json[0] && json[1]) {
		differ = flow_diff(stdout, &report[0], &report[1], &req->select, colour());
		status = differ ? 1 : 0;
	}
	if (mt_memory_short()) {
		mt_output_short("mlx5-trace flow", "out of memory: the output is incomplete");
		status = EXIT_PARTIAL;
	}
	for (int i = 0; i < 2; i++) {
		flow_tree_free(report[i].tree);
		json_decref(json[i]);
	}
	return status;
}

static int run(int argc, char **argv)
{
	struct request req = {
		.record = { .buffer_kb = 16384, .settle_ms = 300 },
		.select = { .only = FLOW_LAYER_NR },
	};
	int opt, status;

	opterr = 0;
	/* "+": stop at the command's name, as the arguments after it belong to the command. */
	while ((opt = getopt_long(argc, argv, "+:ho:", options, NULL)) != -1) {
		if (opt == OPT_HELP || opt == 'h') {
			fputs(help, stdout);
			return 0;
		}
		if (opt == '?')
			return bad_usage("unknown option", argv[optind - 1]);
		if (opt == ':')
			return bad_usage("an option requires a value", argv[optind - 1]);
		status = take(&req, opt, optarg);
		if (status)
			return status;
	}
	if (req.select.full && req.select.only != FLOW_LAYER_NR)
		return bad_usage("--full and --only exclude each other", NULL);
	if (req.restore && optind < argc)
		return bad_usage("--restore runs no command", argv[optind]);
	if (req.restore)
		return restore();
	if (optind == argc)
		return bad_usage("no command given", NULL);
	if (!can_write(&req))
		return EXIT_USAGE;
	if (!strcmp(argv[optind - 1], "--")) {
		req.record.command = argv + optind;
		return record(&req);
	}
	if (!strcmp(argv[optind], "diff"))
		return argc - optind == 3 ? diff(&req, argv + optind + 1) :
					    bad_usage("diff requires two files", NULL);
	return argc - optind == 1 ? show_kept(&req, argv[optind]) :
				    bad_usage("options, then one file, or -- and a command; not",
					      argv[optind + 1]);
}

int flow_main(int argc, char **argv)
{
	return mt_output_end("mlx5-trace flow", run(argc, argv));
}
