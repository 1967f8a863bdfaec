// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads trace.dat, versions 6 and 7, with libtracecmd, and merges the streams of records in time
 * order. Records are decoded by tep.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <trace-cmd.h>

#include "analysis/base/memory.h"
#include "analysis/source/child.h"
#include "analysis/source/source.h"
#include "analysis/source/tep.h"

/* The records of one CPU of one buffer instance: a stream in time order. */
struct stream {
	struct tracecmd_input *handle;
	struct tep_record *head;
	int cpu;
	struct mt_owner owner; /* a call stack follows its event in the same stream */
};

struct tracedat {
	struct tracecmd_input *handle;
	struct tracecmd_input **instances;
	int nr_instances;
	struct stream *streams;
	int nr_streams;
	struct tep_record *current;
	struct mt_tep tep;
	off_t cut_at; /* size of a file that is truncated within the trace data; 0 if complete */
};

static bool tracedat_match(struct mt_span head)
{
	return mt_span_starts(head, "\x17\x08\x44tracing");
}

/*
 * Check the magic, version, byte order, size of long, page size and, in version 6, the first
 * section.
 */
static const char *tracedat_damage(struct mt_span head)
{
	static const size_t magic = 10;
	const unsigned char *p = (const unsigned char *)head.p + magic;
	uint32_t page;

	/* libtracecmd reports the part that is missing */
	if (head.len < magic + 8 + sizeof("header_page"))
		return NULL;
	if ((p[0] != '6' && p[0] != '7') || p[1])
		return "its version is neither 6 nor 7";
	if (p[2] > 1 || (p[3] != 4 && p[3] != 8))
		return "its byte order or its size of long is invalid";
	page = p[2] ? (uint32_t)p[4] << 24 | (uint32_t)p[5] << 16 | (uint32_t)p[6] << 8 | p[7] :
		      (uint32_t)p[7] << 24 | (uint32_t)p[6] << 16 | (uint32_t)p[5] << 8 | p[4];
	if (page < 1024 || page > 1 << 20 || page & (page - 1))
		return "its page size is invalid";
	if (p[0] == '6' && memcmp(p + 8, "header_page", sizeof("header_page")) != 0)
		return "it has no header_page";
	return NULL;
}

static void tracedat_close(struct mt_source *src)
{
	struct tracedat *t = src->priv;

	if (!t)
		return;
	if (t->current)
		tracecmd_free_record(t->current);
	for (int i = 0; i < t->nr_streams; i++)
		if (t->streams[i].head)
			tracecmd_free_record(t->streams[i].head);
	for (int i = 0; i < t->nr_instances; i++)
		tracecmd_close(t->instances[i]);
	if (t->handle)
		tracecmd_close(t->handle);
	mt_tep_fini(&t->tep);
	free(t->instances);
	free(t->streams);
	free(t);
	src->priv = NULL;
}

/* Returns NULL at the end and when out of memory. */
static struct tep_record *read_data(struct tracecmd_input *handle, int cpu)
{
	errno = 0;
	return mt_mem(tracecmd_read_data(handle, cpu));
}

static bool add_streams(struct tracedat *t, struct tracecmd_input *handle)
{
	int cpus = tep_get_cpus(tracecmd_get_tep(handle));
	struct stream *grown;

	if (cpus <= 0)
		return true;
	grown = mt_mem(realloc(t->streams, (size_t)(t->nr_streams + cpus) * sizeof(*grown)));
	if (!grown)
		return false;
	t->streams = grown;
	for (int cpu = 0; cpu < cpus; cpu++)
		grown[t->nr_streams++] = (struct stream){
			.handle = handle,
			.cpu = cpu,
			.head = read_data(handle, cpu),
		};
	return true;
}

static bool add_instances(struct tracedat *t)
{
	int nr = tracecmd_buffer_instances(t->handle);

	if (nr <= 0)
		return true;
	t->instances = mt_mem(calloc((size_t)nr, sizeof(*t->instances)));
	if (!t->instances)
		return false;
	for (int i = 0; i < nr; i++) {
		struct tracecmd_input *instance = tracecmd_buffer_instance_handle(t->handle, i);

		if (!instance)
			continue;
		t->instances[t->nr_instances++] = instance;
		if (!add_streams(t, instance))
			return false;
	}
	return true;
}

/*
 * Open a file in two steps, because tracecmd_open() crashes on a file that is truncated within the
 * trace data: in trace-cmd 3.3.1 it closes a partially initialised handle. For the same reason, the
 * handle is not closed here after a failure.
 */
static struct tracecmd_input *open_handle(const char *path, const char **what)
{
	struct tracecmd_input *handle = tracecmd_open_head(path, TRACECMD_FL_LOAD_NO_PLUGINS);

	*what = "header";
	if (!handle)
		return NULL;
	*what = "data";
	return tracecmd_init_data(handle) ? NULL : handle;
}

#define HOLE (INT64_C(64) << 30)

/*
 * The library rejects a truncated file. It can, however, read the data of a copy that is extended
 * by a hole, which has empty pages. The handle of the file itself is not closed, as described
 * above.
 */
static struct tracecmd_input *open_cut(struct mt_source *src, struct tracedat *t)
{
	struct tracecmd_input *handle = NULL;
	int from = open(src->file, O_RDONLY | O_CLOEXEC), to;
	const char *copy = mt_child_spare(&to, src->err), *what;
	struct stat st;
	off_t done = 0;
	ssize_t n = 1;

	if (from >= 0 && copy && !fstat(from, &st)) {
		while (done < st.st_size && n > 0)
			n = sendfile(to, from, &done, (size_t)(st.st_size - done));
		if (n < 0)
			mt_error_set(
				src->err,
				"%s: is truncated, and the copy required to read it cannot be made: %s (set TMPDIR to a larger file system)",
				src->path, strerror(errno));
		if (done == st.st_size && !ftruncate(to, st.st_size + HOLE))
			handle = open_handle(copy, &what);
		t->cut_at = st.st_size;
	}
	if (from >= 0)
		close(from);
	return handle;
}

/*
 * These functions are exported by libtracecmd since 1.0, but no installed header declares them.
 * Without them, files of the same session cannot be identified.
 */
const char *tracecmd_get_trace_clock(struct tracecmd_input *handle) __attribute__((weak));
const char *tracecmd_get_uname(struct tracecmd_input *handle) __attribute__((weak));
int tracecmd_enable_tsync(struct tracecmd_input *handle, bool enable) __attribute__((weak));

/* No kernel clock exceeds this, which is 30 years since boot. */
#define YEAR_2000 UINT64_C(946684800000000000)

/*
 * Whether the file was recorded with --date: the library then adds the wall-clock offset to the
 * clock named in the file.
 */
static bool is_dated(const struct tracedat *t)
{
	bool any = false;

	for (int i = 0; i < t->nr_streams; i++) {
		if (t->streams[i].head && t->streams[i].head->ts < YEAR_2000)
			return false;
		any |= t->streams[i].head != NULL;
	}
	return any;
}

static void describe(struct mt_source *src, struct tracecmd_input *handle)
{
	const struct tracedat *t = src->priv;
	struct mt_source_info *info = &src->info;
	const char *clock = tracecmd_get_trace_clock ? tracecmd_get_trace_clock(handle) : NULL;
	struct mt_span uname = mt_span_z(tracecmd_get_uname ? tracecmd_get_uname(handle) : NULL);
	struct mt_span node;

	mt_span_word(&uname);
	node = mt_span_word(&uname);
	snprintf(info->clock, sizeof(info->clock), "%s",
		 is_dated(t) ? MT_CLOCK_WALL :
		 clock	     ? clock :
			       "");
	snprintf(info->host, sizeof(info->host), MT_SPAN_FMT, MT_SPAN_ARG(node));
	info->trace_id = tracecmd_get_traceid(handle);
	/* this fails if the time shift is not known */
	info->shifted = tracecmd_enable_tsync && !tracecmd_enable_tsync(handle, true);
}

static bool tracedat_open(struct mt_source *src, struct mt_lines *lines)
{
	struct tracedat *t = mt_mem(calloc(1, sizeof(*t)));
	const char *what;

	(void)lines;
	*src->err->text = '\0';
	if (!t) {
		mt_error_set(src->err, "%s: out of memory", src->path);
		return false;
	}
	src->priv = t;
	/* the library's messages do not contain the file name */
	tracecmd_set_loglevel(TEP_LOG_NONE);
	tep_set_loglevel(TEP_LOG_NONE);
	t->handle = open_handle(src->file, &what);
	if (!t->handle && !strcmp(what, "data"))
		t->handle = open_cut(src, t);
	/* open_cut() may have set a more specific error */
	if (!t->handle && *src->err->text)
		return false;
	if (!t->handle) {
		mt_error_set(
			src->err,
			"%s: begins as a trace.dat but is truncated or corrupt: libtracecmd cannot read its %s",
			src->path, what);
		return false;
	}
	if (!add_streams(t, t->handle) || !add_instances(t)) {
		mt_error_set(src->err, "%s: out of memory", src->path);
		return false;
	}
	mt_tep_init(&t->tep, tracecmd_get_tep(t->handle));
	describe(src, t->handle);
	return true;
}

/* Find the stream whose head is the oldest record. */
static struct stream *oldest(struct tracedat *t)
{
	struct stream *best = NULL;

	for (int i = 0; i < t->nr_streams; i++) {
		struct stream *s = &t->streams[i];

		if (s->head && (!best || s->head->ts < best->head->ts))
			best = s;
	}
	return best;
}

static int tracedat_next(struct mt_source *src, struct mt_record *r)
{
	struct tracedat *t = src->priv;
	struct stream *s;

	while ((s = oldest(t))) {
		if (t->current)
			tracecmd_free_record(t->current);
		t->current = s->head;
		s->head = read_data(s->handle, s->cpu);
		if (mt_tep_take(src, &t->tep, &s->owner, t->current, r))
			return 1;
	}
	if (!t->cut_at)
		return 0;
	mt_error_set(
		src->err,
		"%s: is truncated after %lld bytes, within the trace data: events are missing, perhaps all events of some CPUs",
		src->path, (long long)t->cut_at);
	return -1;
}

static bool is_guest(struct mt_source *src, uint64_t trace_id, char *name, size_t size)
{
	struct tracedat *t = src->priv;
	const char *found = NULL;

	if (tracecmd_get_guest_cpumap(t->handle, trace_id, &found, NULL, NULL) || !found)
		return false;
	snprintf(name, size, "%s", found);
	return true;
}

const struct mt_source_ops mt_tracedat_reader = {
	.kind = "trace.dat",
	.guest = is_guest,
	.open = tracedat_open,
	.next = tracedat_next,
	.close = tracedat_close,
};

static bool child_open(struct mt_source *src, struct mt_lines *lines)
{
	(void)lines;
	return mt_child_open(src, &mt_tracedat_reader, "libtracecmd");
}

bool mt_tracedat_guest(struct mt_source *src, uint64_t trace_id, char *name, size_t size)
{
	return src->kind == mt_source_tracedat.kind && mt_child_guest(src, trace_id, name, size);
}

const struct mt_source_ops mt_source_tracedat = {
	.kind = "trace.dat",
	.match = tracedat_match,
	.damage = tracedat_damage,
	.open = child_open,
	.next = mt_child_next,
	.close = mt_child_close,
	.needs_file = true,
};
