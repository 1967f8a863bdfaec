// SPDX-License-Identifier: GPL-2.0-only
/* The public interface of recordings and records. */
#include <stdlib.h>

#include "analysis/base/events.h"
#include "analysis/lib/lib.h"
#include "analysis/base/memory.h"

_Static_assert((int)MLX5TRACE_EVENT == MT_REC_EVENT && (int)MLX5TRACE_STACK == MT_REC_STACK &&
		       (int)MLX5TRACE_CALL == MT_REC_CALL && (int)MLX5TRACE_RETURN == MT_REC_RETURN,
	       "kinds of records must have the same numbers as in the public header");
_Static_assert(sizeof(struct mt_error) == sizeof(struct mlx5trace_error),
	       "one is copied to the other");

const char *mlx5trace_version(void)
{
	return MLX5TRACE_VERSION;
}

/* Takes ownership of @rec, which is NULL after a failed open. */
static struct mlx5trace_recording *wrap(struct mt_recording *rec, const struct mt_error *why,
					struct mlx5trace_error *err)
{
	struct mlx5trace_recording *r = rec ? mt_mem(calloc(1, sizeof(*r))) : NULL;

	if (r) {
		r->rec = rec;
		return r;
	}
	if (err)
		memcpy(err->text, rec ? "out of memory" : why->text,
		       rec ? sizeof("out of memory") : sizeof(err->text));
	mt_close(rec);
	return NULL;
}

struct mlx5trace_recording *mlx5trace_open(const char *path,
					   const struct mlx5trace_open_options *options,
					   size_t size, struct mlx5trace_error *err)
{
	struct mlx5trace_open_options known = { 0 };
	struct mt_error why = { "" };
	struct mt_recording *rec;

	mt_memory_reset();
	if (options)
		mt_lib_copy(&known, sizeof(known), options, size);
	rec = mt_open(path, &(struct mt_options){ .kallsyms = known.kallsyms }, &why);
	/* the public header has no kind for the records of a kernel log */
	if (rec && mt_recording_is_log(rec)) {
		mt_error_set(&why, "%s: is a kernel log, which mlx5-trace findings reads", path);
		mt_close(rec);
		rec = NULL;
	}
	return wrap(rec, &why, err);
}

struct mlx5trace_recording *mlx5trace_open_tep(struct tep_handle *tep, struct mlx5trace_error *err)
{
	struct mt_error why = { "" };

	mt_memory_reset();
	return wrap(mt_open_source(&mt_source_fed, tep, &why), &why, err);
}

void mlx5trace_close(struct mlx5trace_recording *rec)
{
	if (!rec)
		return;
	mt_close(rec->rec);
	free(rec->text);
	free(rec->field);
	free(rec);
}

int mlx5trace_next(struct mlx5trace_recording *rec)
{
	int rc;

	mt_memory_reset();
	rc = mt_next(rec->rec, &rec->now);
	rec->has_now = rc > 0;
	return rc;
}

int mlx5trace_decode(struct mlx5trace_recording *rec, struct tep_record *record)
{
	bool fed = mt_recording_kind(rec->rec) == mt_source_fed.kind;

	mt_memory_reset();
	rec->has_now = fed && mt_fed_decode(rec->rec, record, &rec->now);
	if (!mt_memory_short())
		return rec->has_now;
	rec->has_now = false;
	rec->partial = true;
	mt_recording_short(rec->rec);
	return -1;
}

const char *mlx5trace_error_of(const struct mlx5trace_recording *rec)
{
	return mt_recording_error(rec->rec)->text;
}

int mlx5trace_get_summary(const struct mlx5trace_recording *rec, struct mlx5trace_summary *summary,
			  size_t size)
{
	const struct mt_stats *stats = mt_recording_stats(rec->rec);
	json_t *kernel = json_object_get(mt_recording_snapshot(rec->rec), "kernel");
	const char *release = json_string_value(json_object_get(kernel, "release"));
	const struct mlx5trace_summary all = {
		.path = mt_recording_path(rec->rec),
		.file = mt_recording_file(rec->rec),
		.kind = mt_recording_kind(rec->rec),
		.kernel = release ? release : "",
		.events = stats->events,
		.series_events = stats->mlx5,
		.stacks = stats->stacks,
		.calls = stats->calls,
		.lost = mt_stats_lost(stats),
		.gaps = mt_stats_gaps(stats),
		.malformed = stats->malformed,
		.first_time = stats->first_ts,
		.last_time = stats->last_ts,
		.ticks = stats->ticks,
		.unknown_forms = stats->unknown_forms,
	};

	mt_lib_copy(summary, size, &all, sizeof(all));
	return 1;
}

int mlx5trace_get_problem(const struct mlx5trace_recording *rec, size_t index,
			  struct mlx5trace_problem *problem, size_t size)
{
	const struct mt_stats *stats = mt_recording_stats(rec->rec);
	struct mlx5trace_problem all;

	if (index >= stats->nr_problems)
		return 0;
	all = (struct mlx5trace_problem){
		.why = stats->problems[index].why,
		.line = stats->problems[index].line,
		.file = stats->problems[index].file ? stats->problems[index].file :
						      mt_recording_file(rec->rec),
	};
	mt_lib_copy(problem, size, &all, sizeof(all));
	return 1;
}

/* Append @span and a NUL. Returns the start of the copy. */
static const char *put(char **at, struct mt_span span)
{
	char *begin = *at;

	if (span.len)
		memcpy(begin, span.p, span.len);
	begin[span.len] = '\0';
	*at += span.len + 1;
	return begin;
}

int mlx5trace_get_record(struct mlx5trace_recording *rec, struct mlx5trace_record *record,
			 size_t size)
{
	const struct mt_record *r = &rec->now;
	bool call = r->kind == MT_REC_CALL || r->kind == MT_REC_RETURN;
	struct mlx5trace_record all;
	char *at;
	size_t text_size;

	if (!rec->has_now)
		return 0;
	text_size = r->comm.len + r->system.len + r->name.len + r->text.len + 4;
	at = mt_mem(realloc(rec->text, text_size));
	if (!at) {
		mt_recording_short(rec->rec);
		return 0;
	}
	rec->text = at;
	all = (struct mlx5trace_record){
		.time = r->ts,
		.line = r->line,
		.kind = r->kind,
		.cpu = r->cpu,
		.pid = r->pid,
		.comm = put(&at, r->comm),
		.system = put(&at, r->system),
		.name = put(&at, r->name),
		.text = put(&at, r->text),
		.series = !call && r->event != MT_EV_OTHER,
		.frames = r->kind == MT_REC_STACK ? r->stack.nr : 0,
		.func = call ? r->func : NULL,
		.depth = call ? r->depth : -1,
		.duration = call && r->duration != MT_DURATION_UNKNOWN ? (int64_t)r->duration : -1,
	};
	mt_lib_copy(record, size, &all, sizeof(all));
	return 1;
}

int mlx5trace_get_field(struct mlx5trace_recording *rec, const char *name, int64_t *number,
			const char **text)
{
	const struct mt_record *r = &rec->now;
	char *at;

	for (int key = 0; rec->has_now && key < MT_KEY_NR; key++) {
		if (!mt_has(r, (enum mt_key)key) || strcmp(mt_key_name((enum mt_key)key), name))
			continue;
		at = text ? mt_mem(realloc(rec->field, r->str[key].len + 1)) : NULL;
		if (text && !at) {
			mt_recording_short(rec->rec);
			return 0;
		}
		if (text) {
			rec->field = at;
			*text = put(&at, r->str[key]);
		}
		if (number)
			*number = r->num[key];
		return 1;
	}
	return 0;
}

const char *mlx5trace_get_frame(const struct mlx5trace_recording *rec, size_t index, int *kernel)
{
	const struct mt_stack *stack = &rec->now.stack;

	if (!rec->has_now || rec->now.kind != MT_REC_STACK || index >= stack->nr)
		return NULL;
	if (kernel)
		*kernel = stack->kernel[index];
	return stack->func[index];
}
