// SPDX-License-Identifier: GPL-2.0-only
/* Merges several files into one recording for each machine, in time order. */
#include "analysis/source/merge.h"

#include <stdio.h>
#include <stdlib.h>

#include "analysis/base/memory.h"

struct merge {
	struct mt_member *members;
	unsigned int nr;
	struct mt_member *current; /* the member that returned the last record */
	struct mt_twins twins;
	struct mt_frames frames;
	char machine[96], *path;
	bool summed;
};

static void merge_close(struct mt_source *src)
{
	struct merge *m = src->priv;

	if (!m)
		return;
	for (unsigned int i = 0; i < m->nr; i++)
		mt_close(m->members[i].rec);
	free(m->members);
	free(m->path);
	free(m);
	src->priv = NULL;
}

static bool merge_open(struct mt_source *src, struct mt_lines *lines)
{
	struct merge *m = src->priv;

	(void)lines;
	src->path = m->path;
	snprintf(src->info.host, sizeof(src->info.host), "%s", m->members[0].host);
	snprintf(src->info.clock, sizeof(src->info.clock), "%s", m->members[0].clock);
	return true;
}

static void add_lost(struct mt_stats *to, const struct mt_stats *from)
{
	for (unsigned int cpu = 0; cpu < from->nr_cpus; cpu++) {
		if (from->cpu[cpu].lost)
			mt_stats_lose(to, (int)cpu, from->cpu[cpu].lost);
		for (uint64_t i = 0; i < from->cpu[cpu].gaps; i++)
			mt_stats_lose(to, (int)cpu, 0);
	}
	to->lost_anywhere += from->lost_anywhere;
	to->gaps_anywhere += from->gaps_anywhere;
}

static void add_problems(struct mt_stats *to, const struct mt_stats *from, const char *file)
{
	to->malformed += from->malformed;
	if (from->unknown_forms && !to->unknown_forms) {
		to->unknown_form = from->unknown_form;
		to->unknown_form.file = file;
	}
	to->unknown_forms += from->unknown_forms;
	for (unsigned int i = 0; i < from->nr_problems && to->nr_problems < MT_PROBLEMS_KEPT; i++) {
		to->problems[to->nr_problems] = from->problems[i];
		to->problems[to->nr_problems++].file = file;
	}
}

/* Sum up the statistics of all files after they have been read. */
static void sum_up(struct merge *m, struct mt_stats *to)
{
	if (m->summed)
		return;
	m->summed = true;
	for (unsigned int i = 0; i < m->nr; i++) {
		const struct mt_stats *from = mt_recording_stats(m->members[i].rec);
		bool any = from->events || from->calls;

		if (any && (!(to->events || to->calls) || from->first_ts < to->first_ts))
			to->first_ts = from->first_ts;
		if (any && from->last_ts > to->last_ts)
			to->last_ts = from->last_ts;
		to->events += from->events;
		to->mlx5 += from->mlx5;
		to->stacks += from->stacks;
		to->orphan_stacks += from->orphan_stacks;
		to->calls += from->calls;
		to->unresolved += from->unresolved;
		to->ticks |= from->ticks;
		to->backwards += from->backwards;
		add_lost(to, from);
		add_problems(to, from, mt_recording_file(m->members[i].rec));
	}
	to->events -= to->twins;
	to->mlx5 -= to->twins;
}

/* Intern the names from the file's pool in the common pool. */
static void intern(struct mt_source *src, struct merge *m, struct mt_record *r)
{
	if (r->kind == MT_REC_CALL || r->kind == MT_REC_RETURN) {
		r->func = r->func ? mt_strpool_add(src->names, mt_span_z(r->func)) : NULL;
		return;
	}
	if (r->kind != MT_REC_STACK)
		return;
	for (m->frames.nr = 0; m->frames.nr < r->stack.nr; m->frames.nr++) {
		const char *name =
			mt_strpool_add(src->names, mt_span_z(r->stack.func[m->frames.nr]));

		m->frames.func[m->frames.nr] = name ? name : "";
		m->frames.kernel[m->frames.nr] = r->stack.kernel[m->frames.nr];
	}
	r->stack.func = m->frames.func;
	r->stack.kernel = m->frames.kernel;
}

static struct mt_member *oldest(struct merge *m)
{
	struct mt_member *best = NULL;

	for (unsigned int i = 0; i < m->nr; i++) {
		struct mt_member *one = &m->members[i];

		if (one->state > 0 && (!best || one->head.ts < best->head.ts))
			best = one;
	}
	return best;
}

static int merge_next(struct mt_source *src, struct mt_record *r)
{
	struct merge *m = src->priv;

	for (;;) {
		if (m->current)
			m->current->state = mt_next(m->current->rec, &m->current->head);
		m->current = oldest(m);
		if (!m->current)
			break;
		if (mt_twins_seen(&m->twins, m->current, &m->current->head)) {
			src->stats->twins += m->current->head.kind == MT_REC_EVENT;
			continue;
		}
		*r = m->current->head;
		intern(src, m, r);
		return 1;
	}
	sum_up(m, src->stats);
	for (unsigned int i = 0; i < m->nr; i++) {
		if (m->members[i].state >= 0)
			continue;
		*src->err = *mt_recording_error(m->members[i].rec);
		return -1;
	}
	return 0;
}

static const struct mt_source_ops merged = {
	.kind = "merged",
	.open = merge_open,
	.next = merge_next,
	.close = merge_close,
};

/* Join the paths of all members: "a.dat + b.txt". */
static char *join_paths(const struct merge *m)
{
	char *all = NULL;

	for (unsigned int i = 0; i < m->nr; i++) {
		char *longer;
		if (!mt_mem_ok(asprintf(&longer, "%s%s%s", all ? all : "", all ? " + " : "",
					m->members[i].path) >= 0))
			longer = NULL;
		free(all);
		if (!longer)
			return NULL;
		all = longer;
	}
	return all;
}

/*
 * Create a recording from the members of one machine, which it then owns. @hosts: there are several
 * hosts.
 */
static struct mt_recording *merge_machine(struct mt_member *members, unsigned int nr,
					  unsigned int machine, bool hosts, struct mt_error *err)
{
	struct merge *m = mt_mem(calloc(1, sizeof(*m)));
	struct mt_recording *rec;

	if (m)
		m->members = mt_mem(calloc(nr, sizeof(*m->members)));
	for (unsigned int i = 0; m && m->members && i < nr; i++) {
		if (members[i].machine != machine || !members[i].rec)
			continue;
		m->members[m->nr++] = members[i];
		members[i].rec = NULL;
	}
	if (m && m->members)
		m->path = join_paths(m);
	if (!m || !m->path) {
		mt_error_set(err, "merge: out of memory");
		merge_close(&(struct mt_source){ .priv = m });
		return NULL;
	}
	rec = mt_open_source(&merged, m, err);
	if (!rec)
		return NULL;
	mt_recording_describe(rec, m->path,
			      *m->members[0].guest || !hosts ? m->members[0].guest :
							       m->members[0].host);
	for (unsigned int i = 0; i < m->nr; i++)
		mt_recording_adopt(rec, m->members[i].rec);
	return rec;
}

static struct mt_recording **merge_all(struct mt_member *members, unsigned int nr,
				       unsigned int machines, struct mt_error *err)
{
	struct mt_recording **recs = mt_mem(calloc(machines, sizeof(*recs)));
	bool hosts = false;

	/* if there are several hosts, their names are shown */
	for (unsigned int i = 1; i < nr; i++)
		hosts |= !*members[i].guest && !*members[0].guest &&
			 members[i].machine != members[0].machine;

	if (!recs)
		mt_error_set(err, "merge: out of memory");
	for (unsigned int i = 0; recs && i < machines; i++) {
		recs[i] = merge_machine(members, nr, i, hosts, err);
		if (recs[i])
			continue;
		while (i)
			mt_close(recs[--i]);
		free(recs);
		return NULL;
	}
	return recs;
}

struct mt_recording **mt_open_merged(char *const paths[], unsigned int nr,
				     const struct mt_options *opts, unsigned int *nr_machines,
				     struct mt_error *err)
{
	struct mt_member *members = mt_mem(calloc(nr, sizeof(*members)));
	struct mt_recording **recs = NULL;
	bool good = members;

	if (!members)
		mt_error_set(err, "merge: out of memory");
	for (unsigned int i = 0; good && i < nr; i++) {
		members[i].path = paths[i];
		members[i].rec = mt_open(paths[i], opts, err);
		good = members[i].rec;
		if (good && mt_recording_is_log(members[i].rec)) {
			mt_error_set(
				err,
				"%s: a kernel log is not merged: pass it after a single recording, without --merge",
				paths[i]);
			good = false;
		}
	}
	if (good && mt_merge_plan(members, nr, opts, nr_machines, err))
		recs = merge_all(members, nr, *nr_machines, err);
	if (!recs && mt_memory_short())
		mt_error_set(err, "merge: out of memory");
	for (unsigned int i = 0; members && i < nr; i++)
		mt_close(members[i].rec);
	free(members);
	return recs;
}
