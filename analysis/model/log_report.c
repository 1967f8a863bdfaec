// SPDX-License-Identifier: GPL-2.0-only
/* Processes reports of the kernel with a call stack that contains the driver. */
#include <stdio.h>

#include "analysis/base/util.h"
#include "analysis/model/log_parts.h"
#include "analysis/model/ops.h"

/* Maximum number of functions of the driver to list. */
#define PATH_SHOWN 8

static const char *driver_frame(const struct mt_record *r)
{
	for (unsigned int i = 0; i < r->stack.nr; i++)
		if (r->log.driver[i])
			return r->stack.func[i];
	return NULL;
}

/*
 * "mlx5e_open > mlx5e_open_locked", from the outermost to the innermost function. If there are too
 * many, only the innermost functions are listed.
 */
static void list_path(const struct mt_record *r, char *out, size_t size)
{
	unsigned int nr = 0, skip;
	size_t n = 0;

	for (unsigned int i = 0; i < r->stack.nr; i++)
		nr += r->log.driver[i];
	skip = nr > PATH_SHOWN ? nr - PATH_SHOWN : 0;
	*out = '\0';
	for (unsigned int i = r->stack.nr; i-- > 0 && n < size;) {
		if (!r->log.driver[i] || (skip && skip--))
			continue;
		n += (size_t)snprintf(out + n, size - n, "%s%s",
				      n		      ? " > " :
				      nr > PATH_SHOWN ? "... > " :
							"",
				      r->stack.func[i]);
	}
}

/* The function in which a task waits: the innermost function outside of the scheduler. */
static const char *waiting_in(const struct mt_record *r)
{
	static const char *const scheduler[] = { "__schedule",	     "schedule",
						 "schedule_timeout", "schedule_preempt_disabled",
						 "__switch_to",	     "context_switch",
						 "io_schedule" };

	for (unsigned int i = 0; i < r->stack.nr; i++) {
		bool of_scheduler = false;

		for (size_t s = 0; s < ARRAY_SIZE(scheduler); s++)
			of_scheduler |= !strcmp(r->stack.func[i], scheduler[s]);
		if (!of_scheduler)
			return r->stack.func[i];
	}
	return "schedule";
}

static bool in_driver(const struct mt_record *r, const char *func)
{
	for (unsigned int i = 0; i < r->stack.nr; i++)
		if (r->log.driver[i] && !strcmp(r->stack.func[i], func))
			return true;
	return false;
}

/* Write "refcount_warn_saturate(), called by mlx5e_open() of the driver". */
static void name_func(const struct mt_record *r, const char *func, char *out, size_t size)
{
	const char *driver = driver_frame(r);

	if (!func || in_driver(r, func) || !driver)
		snprintf(out, size, "%s%s",
			 func	? func :
			 driver ? driver :
				  "an unknown function",
			 func || driver ? "()" : "");
	else
		snprintf(out, size, "%s(), called by %s() of the driver", func, driver);
}

static void name_during(const struct mt_record *r, char *out, size_t size)
{
	const struct mt_stack_op op = mt_stack_op(&r->stack);

	*out = '\0';
	if (*op.title)
		snprintf(out, size, "%s during %s (%s()%s%s)",
			 r->irq ? ", in an interrupt that came" : ",", op.title, op.func,
			 *op.way ? ", by " : "", op.way);
}

void mt_log_report(struct mt_log *log, const struct mt_record *r)
{
	const struct mt_message_kind *kind;
	struct mt_message m = {
		.area = mt_span_z("report"),
		.dev = mt_span("", 0),
		.driver = mt_span("", 0),
		.func = mt_span_z(r->func ? r->func : ""),
		.netdev = mt_span("", 0),
		.pid = r->pid,
		.text = r->text,
	};
	char task[96], during[256], fault[400], waits[400], path[600], at[240], key[512];
	const struct mt_extra extra[] = {
		{ "task", task }, { "during", during }, { "fault", fault }, { "waits", waits },
		{ "path", path }, { "at", at },		{ NULL, NULL },
	};
	struct mt_log_host *host;
	struct mt_parts parts;

	if (!mt_log_selected(log, r) || !driver_frame(r))
		return;
	kind = mt_message_find(&m, &parts);
	host = mt_log_host_of(log, r->log.host);
	if (!kind || kind->severity == MT_SEVERITY_NOTE || !host)
		return;
	snprintf(task, sizeof(task), MT_SPAN_FMT "[%d]", MT_SPAN_ARG(r->comm), r->pid);
	snprintf(at, sizeof(at), "%s" MT_SPAN_FMT, r->log.at.len ? " at " : "",
		 MT_SPAN_ARG(r->log.at));
	name_during(r, during, sizeof(during));
	name_func(r, r->func, fault, sizeof(fault));
	name_func(r, waiting_in(r), waits, sizeof(waits));
	list_path(r, path, sizeof(path));
	snprintf(key, sizeof(key), "%s %s %s", kind->id, task, fault);
	log->driver++;
	mt_log_count(log, host, r, &(struct mt_log_message){ kind, &m, &parts, extra, key, 1 });
}
