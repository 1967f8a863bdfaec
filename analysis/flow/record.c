// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "analysis/flow/spawn.h"
#include "analysis/flow/trace/trace.h"

static bool measure(struct flow_recording *rec, const struct flow_request *req,
		    struct mt_error *err)
{
	struct flow_child c;

	if (!flow_child_prepare(&c, req->command, err) || !flow_child_run(&c, req->command, err))
		return false;
	rec->report.untraced_ns = c.end - c.start;
	return true;
}

static void describe(struct flow_recording *rec, const struct flow_request *req,
		     const struct flow_child *c)
{
	struct flow_report *r = &rec->report;
	struct utsname u;
	size_t at = 0;
	char *clean;

	uname(&u);
	snprintf(r->kernel, sizeof(r->kernel), "%s", u.release);
	snprintf(r->tracer, sizeof(r->tracer), "function_graph in %s, %s",
		 rec->trace.top ? "the top-level buffer" : "an instance",
		 rec->trace.retval ? "results by it" :
		 rec->trace.stack  ? "no results together with stacks" :
				     "results by kretprobes");
	for (char **arg = req->command; *arg && at < sizeof(r->command); arg++)
		at += (size_t)snprintf(r->command + at, sizeof(r->command) - at, "%s%s",
				       at ? " " : "", *arg);
	/* An argument may contain arbitrary bytes, and may be truncated. */
	clean = mt_span_clean(mt_span_z(r->command));
	if (clean)
		snprintf(r->command, sizeof(r->command), "%s", clean);
	free(clean);
	r->status = c->status;
	r->ns = c->end - c->start;
	r->missing = flow_optables_missing(rec->trace.ops);
}

/* Is it a task of the command rather than a worker? */
static bool is_own(const struct flow_tree *tree, int pid)
{
	for (const struct flow_node *task = tree->root->first; task; task = task->next)
		if (task->pid == pid)
			return true;
	return false;
}

/*
 * Build the tree from the records after exec(). Earlier records belong to the measurement of the
 * overhead.
 */
static bool build(struct flow_recording *rec, const struct flow_child *c, struct mt_error *err)
{
	const struct flow_record *records = rec->records.list.at;
	unsigned int nr = rec->records.list.nr, first = 0;
	struct flow_report *r = &rec->report;
	uint64_t measured = 0;

	for (; first < nr && records[first].ts < c->start; first++)
		measured += records[first].pid == c->pid && records[first].ts >= c->cost.begin &&
			    records[first].ts < c->cost.end;
	r->records = nr - first;
	r->lost = rec->records.lost;
	r->record_ns = flow_cost_of_record(&c->cost, measured);
	r->tree = flow_tree_build(records + first, nr - first, c->pid);
	if (!r->tree) {
		mt_error_set(err, "out of memory");
		return false;
	}
	for (unsigned int i = first; i < nr && records[i].ts < c->end; i++)
		r->own_records += is_own(r->tree, records[i].pid);
	return true;
}

bool flow_record(struct flow_recording *rec, const struct flow_request *req, struct mt_error *err)
{
	struct flow_trace *t = &rec->trace;
	struct flow_child c;
	bool good;

	t->stack = req->stack;
	t->locks = req->locks;
	if (!flow_child_check(req->command, err) ||
	    !flow_trace_find(t, req->modules, req->nr_modules, err) ||
	    (req->overhead && !measure(rec, req, err)))
		return false;
	flow_signals_hold();
	if (!flow_child_prepare(&c, req->command, err))
		return false;
	if (!flow_trace_prepare(t, c.pid, req->buffer_kb, err)) {
		flow_child_drop(&c);
		return false;
	}
	flow_trace_on(t, true);
	good = flow_child_run(&c, req->command, err);
	if (good)
		usleep(req->settle_ms * 1000);
	flow_trace_on(t, false);
	good = good && flow_read(&rec->records, t, err);
	if (good)
		describe(rec, req, &c);
	if (!flow_trace_end(t, good ? err : &(struct mt_error){ "" }) || !good)
		return false;
	return build(rec, &c, err);
}

void flow_recording_free(struct flow_recording *rec)
{
	flow_tree_free(rec->report.tree);
	flow_records_free(&rec->records);
	flow_trace_free(&rec->trace);
}
