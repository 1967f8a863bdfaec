// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/trace/events.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"

static const struct {
	enum flow_probe_use use;
	const char *system, *event;
} covers[] = {
	{ FLOW_PROBE_COMMAND, "mlx5", "mlx5_cmd_done" },
	{ FLOW_PROBE_CAPABLE, "capability", "cap_capable" },
	{ FLOW_PROBE_LOCK, "lock", "lock_acquire" },
	{ FLOW_PROBE_UNLOCK, "lock", "lock_release" },
};

unsigned int flow_events_available(bool locks)
{
	unsigned int covered = locks ? 0 : 1u << FLOW_PROBE_LOCK | 1u << FLOW_PROBE_UNLOCK;

	for (size_t i = 0; i < ARRAY_SIZE(covers); i++)
		if (tracefs_event_file_exists(NULL, covers[i].system, covers[i].event, "format"))
			covered |= 1u << covers[i].use;
	return covered;
}

/* Enable an optional event, if the kernel has it. */
static void enable_if(struct flow_trace *t, enum flow_buffer buffer, const char *system,
		      const char *event)
{
	char file[200];

	snprintf(file, sizeof(file), "events/%s/%s/enable", system, event);
	if (tracefs_event_file_exists(NULL, system, event, "enable"))
		tracefs_instance_file_write(t->buffer[buffer], file, "1");
}

static bool enable(struct flow_trace *t, enum flow_buffer buffer, const char *event,
		   struct mt_error *err)
{
	char file[200];

	snprintf(file, sizeof(file), "events/%s/enable", event);
	return flow_trace_set(t->buffer[buffer], file, "1", err);
}

/* Record only the interrupts of the drivers, as there are thousands of others per second. */
static void enable_interrupts(struct flow_trace *t)
{
	static const char *const events[] = { "irq_handler_entry", "irq_handler_exit" };
	char filter[3072], file[64];

	if (!flow_interrupts_filter(&t->interrupts, filter, sizeof(filter)))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
		snprintf(file, sizeof(file), "events/irq/%s/filter", events[i]);
		if (tracefs_instance_file_write(t->buffer[FLOW_ALL], file, filter) < 0)
			return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		enable_if(t, FLOW_ALL, "irq", events[i]);
}

/* Is this event of the driver related to a command? */
static bool is_command_event(const char *event)
{
	static const char *const patterns[] = { "mlx5e_*", "mlx5_fs_rule_dst" };

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		if (!fnmatch(patterns[i], event, 0))
			return strcmp(event, "mlx5e_rep_neigh_update");
	return false;
}

static bool enable_series(struct flow_trace *t, struct mt_error *err)
{
	char **events = mt_mem(tracefs_system_events(NULL, "mlx5")), name[160];
	bool good = enable(t, FLOW_ALL, "mlx5/mlx5_cmd_issue", err) &&
		    enable(t, FLOW_ALL, "mlx5/mlx5_cmd_done", err);

	for (int i = 0; good && events && events[i]; i++) {
		snprintf(name, sizeof(name), "mlx5/%s", events[i]);
		if (is_command_event(events[i]))
			good = enable(t, FLOW_EVENTS, name, err);
	}
	tracefs_list_free(events);
	return good;
}

static bool enable_commands(struct flow_trace *t, struct mt_error *err)
{
	for (unsigned int i = 0; i < flow_probes_nr(t->probes); i++) {
		const struct flow_probe *p = flow_probes_at(t->probes, i);
		char entry[32], leave[32];

		if (p->use != FLOW_PROBE_COMMAND || !p->entry || !p->returns)
			continue;
		snprintf(entry, sizeof(entry), FLOW_GROUP "/a%u", i);
		snprintf(leave, sizeof(leave), FLOW_GROUP "/r%u", i);
		if (!enable(t, FLOW_ALL, entry, err) || !enable(t, FLOW_ALL, leave, err))
			return false;
	}
	return true;
}

/*
 * Stacks are recorded in a separate instance that has only these probes, but the oldest kernels
 * write them into the top-level buffer, which also holds the calls. The probes fire for all
 * tasks; the tree uses the stacks of its own tasks.
 */
static bool enable_stacks(struct flow_trace *t, struct mt_error *err)
{
	unsigned int taken = 0;

	for (unsigned int i = 0; i < flow_probes_nr(t->probes); i++) {
		char trigger[64];

		if (!flow_probes_at(t->probes, i)->stack || !flow_probes_at(t->probes, i)->entry)
			continue;
		snprintf(trigger, sizeof(trigger), "events/" FLOW_GROUP "/a%u/trigger", i);
		taken += tracefs_instance_file_write(t->buffer[FLOW_STACKS], trigger,
						     "stacktrace") >= 0;
	}
	if (!taken)
		mt_error_set(
			err,
			"this kernel does not record stacks where the driver is entered: omit --stack");
	return taken;
}

bool flow_events_enable(struct flow_trace *t, const char *pids, struct mt_error *err)
{
	static const struct {
		enum flow_buffer buffer;
		const char *event;
	} always[] = {
		{ FLOW_EVENTS, "raw_syscalls/sys_enter" },
		{ FLOW_EVENTS, "raw_syscalls/sys_exit" },
		{ FLOW_ALL, "workqueue/workqueue_queue_work" },
		{ FLOW_ALL, "workqueue/workqueue_execute_start" },
		{ FLOW_ALL, "workqueue/workqueue_execute_end" },
	};
	static const struct {
		enum flow_buffer buffer;
		const char *system, *event;
	} others[] = {
		{ FLOW_EVENTS, "capability", "cap_capable" },
		{ FLOW_EVENTS, "timer", "timer_start" },
		{ FLOW_ALL, "timer", "timer_expire_entry" },
		{ FLOW_ALL, "timer", "timer_expire_exit" },
	};
	struct tracefs_instance *events = t->buffer[FLOW_EVENTS];

	if (!flow_trace_set(events, "options/event-fork", "1", err) ||
	    !flow_trace_set(events, "set_event_pid", pids, err))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		if (!enable(t, always[i].buffer, always[i].event, err))
			return false;
	if (flow_probes_nr(t->probes) && !enable(t, FLOW_EVENTS, FLOW_GROUP, err))
		return false;
	enable_interrupts(t);
	if (t->locks) {
		enable_if(t, FLOW_EVENTS, "lock", "lock_acquire");
		enable_if(t, FLOW_EVENTS, "lock", "lock_release");
	}
	if (t->stack && !enable_stacks(t, err))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		enable_if(t, others[i].buffer, others[i].system, others[i].event);
	return flow_events_available(t->locks) & 1u << FLOW_PROBE_COMMAND ? enable_series(t, err) :
									    enable_commands(t, err);
}
