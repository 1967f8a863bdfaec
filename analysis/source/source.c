// SPDX-License-Identifier: GPL-2.0-only
/* Recordings: selects the source and reads the files next to the trace. */
#include "analysis/source/source.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>
#include <tracefs.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"
#include "analysis/source/input.h"
#include "analysis/source/text_lines.h"

/* The sources are tried in this order. */
static const struct mt_source_ops *const sources[] = {
	&mt_source_tracedat, &mt_source_perf, &mt_source_klog, &mt_source_text, &mt_source_kstack,
};

struct mt_recording {
	char *path; /* path given by the user */
	char *file; /* file being read; "-" for standard input */
	char *kallsyms;
	struct mt_options opts;
	struct mt_input input;
	struct mt_stats stats;
	struct mt_error err;
	struct mt_source src;
	const struct mt_source_ops *ops;
	bool failed;
	char machine[65]; /* "" for the only machine */
	json_t *snapshot, *after, *meta;
	char clock[32]; /* clock of the tracer if it was queried, otherwise "" */
};

static bool join(char **out, const char *dir, const char *name)
{
	return mt_mem_ok(asprintf(out, "%s/%s", dir, name) >= 0) || ((*out = NULL), false);
}

/* Load a JSON object. The file may be missing, but must not be invalid. */
static bool load_json(struct mt_recording *rec, const char *name, json_t **out,
		      struct mt_error *err)
{
	json_error_t why;
	char *path;
	bool good = true;

	if (!join(&path, rec->path, name))
		return false;
	if (!access(path, F_OK)) {
		*out = json_load_file(path, 0, &why);
		if (!json_is_object(*out)) {
			mt_error_set(err, "%s:%d: %s", path, *out ? 1 : why.line,
				     *out ? "not a JSON object" : why.text);
			good = false;
		}
	}
	free(path);
	return good;
}

/* Set the error that a path in tracefs cannot be read because of errno. */
static void tracefs_error(const char *dir, const char *path, struct mt_error *err)
{
	int why = errno;

	mt_error_set(err, "%s: %s%s%s", path, strerror(why),
		     why == EACCES ? ": this requires root, or permission for " : "",
		     why == EACCES ? dir : "");
}

/* Open the buffer in a tracefs directory for a non-consuming read. */
static bool open_tracefs(struct mt_recording *rec, struct mt_error *err)
{
	char text[512], *open, *close;
	FILE *f;

	if (access(rec->file, R_OK)) {
		tracefs_error(rec->path, rec->file, err);
		return false;
	}
	snprintf(text, sizeof(text), "%s/trace_clock", rec->path);
	f = mt_mem(fopen(text, "re"));
	if (f && fgets(text, sizeof(text), f)) {
		open = strchr(text, '[');
		close = open ? strchr(open, ']') : NULL;
		if (close)
			snprintf(rec->clock, sizeof(rec->clock), "%.*s", (int)(close - open - 1),
				 open + 1);
	}
	if (f)
		fclose(f);
	return true;
}

static bool is_tracefs(const char *dir)
{
	struct statfs fs;

	return !statfs(dir, &fs) && fs.f_type == TRACEFS_MAGIC;
}

/*
 * Set @file to the trace in a recording directory, or to NULL if there is none. Returns false when
 * out of memory.
 */
static bool find_trace(const char *dir, char **file)
{
	static const char *const names[] = { "trace.dat", "perf.data", "trace.txt" };
	static const char *const packed[] = { "", ".gz", ".zst", ".xz", ".bz2" };
	const size_t nr_names = ARRAY_SIZE(names);
	const size_t nr_packed = ARRAY_SIZE(packed);

	*file = NULL;
	for (size_t i = 0; i < nr_names * nr_packed; i++) {
		char *name;

		if (!mt_mem_ok(asprintf(&name, "%s/%s%s", dir, names[i % nr_names],
					packed[i / nr_names]) >= 0))
			return false;
		if (!access(name, F_OK)) {
			*file = name;
			return true;
		}
		free(name);
	}
	return true;
}

bool mt_is_recording(const char *dir)
{
	char *file;
	bool found;

	if (is_tracefs(dir))
		return true;
	found = find_trace(dir, &file) && file;
	free(file);
	return found;
}

static bool open_directory(struct mt_recording *rec, struct mt_error *err)
{
	if (is_tracefs(rec->path))
		return join(&rec->file, rec->path, "trace") && open_tracefs(rec, err);
	if (!find_trace(rec->path, &rec->file))
		return false;
	if (!rec->file) {
		mt_error_set(
			err,
			"%s: not a recording: contains neither a trace.dat, perf.data or trace.txt nor recordings",
			rec->path);
		return false;
	}
	if (!rec->opts.kallsyms && join(&rec->kallsyms, rec->path, "kallsyms") &&
	    !access(rec->kallsyms, R_OK))
		rec->opts.kallsyms = rec->kallsyms;
	return load_json(rec, "snapshot.json", &rec->snapshot, err) &&
	       load_json(rec, "after.json", &rec->after, err) &&
	       load_json(rec, "meta.json", &rec->meta, err);
}

/* Find the first line that is not blank. Returns its number. */
static unsigned int first_line(struct mt_span head, struct mt_span *line)
{
	for (unsigned int number = 1; head.len; number++) {
		const char *nl = memchr(head.p, '\n', head.len);

		*line = mt_span(head.p, nl ? (size_t)(nl - head.p) : head.len);
		if (mt_span_trim(*line).len)
			return number;
		head = mt_span_skip(head, line->len + 1);
	}
	*line = mt_span(NULL, 0);
	return 1;
}

static const struct mt_source_ops *recognise(const char *file, struct mt_span head,
					     struct mt_error *err)
{
	struct mt_span line;
	unsigned int number;
	char quoted[64];

	if (!head.len) {
		mt_error_set(err, "%s: is empty", file);
		return NULL;
	}
	if (mt_span_starts(head, "PERFFILE") || mt_span_starts(head, "ELIFFREP")) {
		mt_error_set(
			err,
			"%s: a perf.data of version 1 (PERFFILE), written by perf before Linux 3.6, lacks the format descriptions of its events: use the output of \"perf script\" on the machine that recorded it",
			file);
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++)
		if (sources[i]->match(head))
			return sources[i];
	number = first_line(head, &line);
	mt_text_quote(line, quoted, sizeof(quoted));
	mt_error_set(
		err,
		"%s: not a trace: neither trace.dat nor perf.data nor text of ftrace, trace-cmd report, perf script or perf trace, nor a kernel log or stack; line %u was not understood: \"%s\"",
		file, number, quoted);
	return NULL;
}

static bool open_source(struct mt_recording *rec, struct mt_error *err)
{
	struct mt_input *in = &rec->input;
	struct mt_span head;
	const char *damage;

	if (!mt_input_open(in, rec->file, &head, err))
		return false;
	rec->ops = recognise(in->name, head, err);
	if (!rec->ops)
		return false;
	rec->src = (struct mt_source){
		.path = in->name,
		.opts = &rec->opts,
		.stats = &rec->stats,
		.err = err,
		.kind = rec->ops->kind,
		.names = mt_strpool_new(),
	};
	if (!rec->src.names) {
		mt_error_set(err, "%s: out of memory", in->name);
		return false;
	}
	if (rec->ops->needs_file) {
		/* check this before the whole input is unpacked and saved */
		if (!in->plain && rec->ops->damage && (damage = rec->ops->damage(head))) {
			mt_error_set(err, "%s: begins as a %s but is truncated or corrupt: %s",
				     in->name, rec->ops->kind, damage);
			return false;
		}
		rec->src.file = mt_input_file(in, err);
		if (!rec->src.file)
			return false;
	}
	snprintf(rec->src.info.clock, sizeof(rec->src.info.clock), "%s", rec->clock);
	if (!rec->ops->open(&rec->src, &in->lines))
		return false;
	rec->src.err = &rec->err;
	return true;
}

/*
 * Replace "tracefs" by the mount point of tracefs, unless there is a file with that name. Returns
 * NULL with @err set if tracefs is not mounted.
 */
static const char *name_of(const char *path, struct mt_error *err)
{
	const char *dir = NULL;

	if (strcmp(path, "tracefs") || !access(path, F_OK))
		return path;
	if (tracefs_tracing_dir_is_mounted(false, &dir) > 0 && dir)
		return dir;
	mt_error_set(err,
		     "tracefs is not mounted: as root, mount -t tracefs nodev /sys/kernel/tracing");
	return NULL;
}

bool mt_tracefs_denied(const char *path)
{
	struct mt_error err;
	const char *dir = name_of(path, &err);
	char trace[512];

	if (!dir)
		return geteuid();
	snprintf(trace, sizeof(trace), "%s/trace", dir);
	return (strcmp(dir, path) || is_tracefs(dir)) && access(trace, R_OK) && errno == EACCES;
}

struct mt_recording *mt_open(const char *path, const struct mt_options *opts, struct mt_error *err)
{
	const char *name = name_of(path, err);
	struct mt_recording *rec;
	struct stat st;
	bool good;

	if (!name)
		return NULL;
	rec = mt_mem(calloc(1, sizeof(*rec)));
	if (rec) {
		rec->input.lines.fd = rec->input.spool = -1;
		rec->path = mt_mem(strdup(name));
	}
	if (!rec || !rec->path) {
		mt_error_set(err, "%s: out of memory", path);
		mt_close(rec);
		return NULL;
	}
	if (opts)
		rec->opts = *opts;
	if (strcmp(rec->path, "-") && stat(rec->path, &st)) {
		if (strcmp(name, path))
			tracefs_error(name, name, err);
		else
			mt_error_set(err, "%s: %s", rec->path, strerror(errno));
		good = false;
	} else if (strcmp(rec->path, "-") && S_ISDIR(st.st_mode)) {
		good = open_directory(rec, err);
	} else {
		rec->file = mt_mem(strdup(rec->path));
		good = rec->file;
	}
	if (!good || !open_source(rec, err) || mt_memory_short()) {
		if (mt_memory_short())
			mt_error_set(err, "%s: out of memory", path);
		mt_close(rec);
		return NULL;
	}
	return rec;
}

struct mt_recording *mt_open_source(const struct mt_source_ops *ops, void *arg,
				    struct mt_error *err)
{
	struct mt_recording *rec = mt_mem(calloc(1, sizeof(*rec)));

	if (rec) {
		rec->input.lines.fd = rec->input.spool = -1;
		rec->path = mt_mem(strdup(ops->kind));
		rec->src.names = mt_strpool_new();
	}
	if (!rec || !rec->path || !rec->src.names) {
		mt_error_set(err, "%s: out of memory", ops->kind);
		mt_close(rec);
		return NULL;
	}
	rec->ops = ops;
	rec->src.path = ops->kind;
	rec->src.kind = ops->kind;
	rec->src.opts = &rec->opts;
	rec->src.stats = &rec->stats;
	rec->src.err = err;
	rec->src.priv = arg;
	if (!ops->open(&rec->src, NULL)) {
		mt_close(rec);
		return NULL;
	}
	rec->src.err = &rec->err;
	return rec;
}

struct mt_source *mt_recording_source(struct mt_recording *rec)
{
	return &rec->src;
}

void mt_recording_describe(struct mt_recording *rec, const char *path, const char *machine)
{
	char *copy = mt_mem(strdup(path));

	if (copy) {
		free(rec->path);
		rec->path = copy;
	}
	snprintf(rec->machine, sizeof(rec->machine), "%s", machine);
}

void mt_recording_adopt(struct mt_recording *rec, struct mt_recording *other)
{
	if (!rec->snapshot)
		rec->snapshot = json_incref(other->snapshot);
	if (!rec->after)
		rec->after = json_incref(other->after);
	if (!rec->meta)
		rec->meta = json_incref(other->meta);
}

void mt_recording_short(struct mt_recording *rec)
{
	mt_error_set(&rec->err, "%s: %s after %" PRIu64 " events: the output is incomplete",
		     rec->src.path, mt_memory_why(), rec->stats.events);
	rec->failed = true;
}

int mt_next(struct mt_recording *rec, struct mt_record *r)
{
	int rc;

	if (rec->failed)
		return -1;
	r->file = NULL;
	r->fields = mt_span(NULL, 0);
	rc = rec->ops->next(&rec->src, r);
	if (!rc && !mt_input_end(&rec->input, &rec->err))
		rc = -1;
	/* this includes allocation failures of models for the previous record */
	if (rc >= 0 && mt_memory_short()) {
		mt_recording_short(rec);
		rc = -1;
	}
	rec->failed = rc < 0;
	if (!r->file)
		r->file = rec->src.path;
	return rc;
}

void mt_close(struct mt_recording *rec)
{
	if (!rec)
		return;
	if (rec->ops)
		rec->ops->close(&rec->src);
	mt_input_close(&rec->input);
	mt_strpool_free(rec->src.names);
	json_decref(rec->snapshot);
	json_decref(rec->after);
	json_decref(rec->meta);
	free(rec->stats.cpu);
	free(rec->kallsyms);
	free(rec->file);
	free(rec->path);
	free(rec);
}

const struct mt_error *mt_recording_error(const struct mt_recording *rec)
{
	return &rec->err;
}

const struct mt_stats *mt_recording_stats(const struct mt_recording *rec)
{
	return &rec->stats;
}

const char *mt_recording_path(const struct mt_recording *rec)
{
	return rec->path;
}

const char *mt_recording_file(const struct mt_recording *rec)
{
	return rec->src.path;
}

const char *mt_recording_machine(const struct mt_recording *rec)
{
	return rec->machine;
}

const char *mt_recording_host(const struct mt_recording *rec)
{
	return rec->src.info.host;
}

bool mt_recording_is_log(const struct mt_recording *rec)
{
	return rec->ops == &mt_source_klog || rec->ops == &mt_source_kstack;
}

const char *mt_recording_kind(const struct mt_recording *rec)
{
	return rec->src.kind;
}

json_t *mt_recording_snapshot(const struct mt_recording *rec)
{
	return rec->snapshot;
}

json_t *mt_recording_after(const struct mt_recording *rec)
{
	return rec->after;
}

json_t *mt_recording_meta(const struct mt_recording *rec)
{
	return rec->meta;
}
