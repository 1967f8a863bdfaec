// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/record.h"

#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "analysis/flow/spawn.h"

static bool measure(struct flow_recording *rec, const struct flow_request *req, struct mt_error *err)
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

	uname(&u);
	snprintf(r->kernel, sizeof(r->kernel), "%s", u.release);
	snprintf(r->tracer, sizeof(r->tracer), "function_graph in %s and %s",
		 rec->trace.top ? "the top-level buffer" : "an instance",
		 rec->trace.retval ? "its return values" :
		 rec->trace.stack ? "none beside stacks" : "kretprobes");
	for (char **arg = req->command; *arg && at < sizeof(r->command); arg++)
		at += (size_t)snprintf(r->command + at, sizeof(r->command) - at, "%s%s", at ? " " : "",
				       *arg);
	r->status = c->status;
	r->ns = c->end - c->start;
	r->missing = flow_optables_missing(rec->trace.ops);
}

bool flow_record(struct flow_recording *rec, const struct flow_request *req, struct mt_error *err)
{
	struct flow_trace *t = &rec->trace;
	struct flow_child c;
	bool good;

	t->stack = req->stack;
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
	rec->report.records = rec->records.list.nr;
	rec->report.lost = rec->records.lost;
	rec->report.tree = flow_tree_build(rec->records.list.at, rec->records.list.nr, c.pid);
	if (!rec->report.tree)
		mt_error_set(err, "out of memory");
	return rec->report.tree;
}

void flow_recording_free(struct flow_recording *rec)
{
	flow_tree_free(rec->report.tree);
	flow_records_free(&rec->records);
	flow_trace_free(&rec->trace);
}
