// SPDX-License-Identifier: GPL-2.0-only
/*
 * Live events from a private tracefs instance. The pages of its ring buffers are read with
 * libtracefs, and the events of all CPUs are sorted by time. An event is delayed until two polls
 * have started after it: the first one makes sure that the order is final, and the second one is
 * needed because the tracer only saves the name of a task at a task switch. At the end there is no
 * second poll.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <tracefs.h>

#include "analysis/base/events.h"
#include "analysis/base/memory.h"
#include "analysis/base/process.h"
#include "analysis/source/source.h"
#include "analysis/source/tep.h"
#include "analysis/base/vec.h"

#define INSTANCE "mlx5-trace-" /* followed by the pid */
#define CLOCK	 "mono"
#define PAUSE_NS 50000000 /* time between two polls of the buffers */

struct held {
	uint64_t ts;
	struct tep_record rec; /* the data is on the heap */
};

struct live {
	const struct mt_live *opts;
	struct tracefs_instance *instance;
	char *name;
	MT_VEC(struct tracefs_cpu *) cpus;
	MT_VEC(struct held) held; /* sorted by time */
	unsigned int next;	  /* index in held of the next event to return */
	uint64_t known;		  /* all events up to this time are known */
	uint64_t looked;	  /* start of the last poll */
	bool last;		  /* the tracer is off, and all events have been read */
	struct tep_handle *formats;
	struct mt_tep tep;
	struct mt_owner owner; /* call stacks are not enabled in this instance */
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void drop_held(struct live *l)
{
	for (unsigned int i = 0; i < l->next; i++)
		free(l->held.at[i].rec.data);
	if (l->next)
		memmove(l->held.at, l->held.at + l->next,
			(l->held.nr - l->next) * sizeof(*l->held.at));
	l->held.nr -= l->next;
	l->next = 0;
}

static void live_close(struct mt_source *src)
{
	struct live *l = src->priv;

	if (!l)
		return;
	for (unsigned int i = 0; i < l->cpus.nr; i++)
		tracefs_cpu_close(l->cpus.at[i]);
	if (l->instance) {
		tracefs_event_disable(l->instance, NULL, NULL);
		if (tracefs_instance_destroy(l->instance))
			fprintf(stderr, "mlx5-trace: the instance %s could not be removed: %s\n",
				l->name, strerror(errno));
		tracefs_instance_free(l->instance);
	}
	l->next = l->held.nr;
	drop_held(l);
	mt_tep_fini(&l->tep);
	if (l->formats)
		tep_free(l->formats);
	free(l->cpus.at);
	free(l->held.at);
	free(l->name);
	free(l);
	src->priv = NULL;
}

/* Whether the driver's event exists. */
static bool event_exists(const char *dir, const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/events/mlx5/%s", dir, name);
	return !access(path, F_OK);
}

/* The tracefs directory, or NULL with @err set if the patched driver cannot be traced. */
static const char *check_tracefs(struct mt_error *err)
{
	const char *dir = NULL;
	unsigned int nr = 0;
	char path[512];

	if (tracefs_tracing_dir_is_mounted(false, &dir) <= 0 || !dir) {
		mt_error_set(
			err,
			"live: tracefs is not mounted: as root, mount -t tracefs nodev /sys/kernel/tracing");
		return NULL;
	}
	snprintf(path, sizeof(path), "%s/instances", dir);
	if (access(path, W_OK)) {
		mt_error_set(err, "live: %s: %s: this requires root", path, strerror(errno));
		return NULL;
	}
	for (unsigned int i = 0; mt_event_form_name(i); i++)
		nr += event_exists(dir, mt_event_form_name(i));
	if (nr)
		return dir;
	if (access("/sys/module/mlx5_core", F_OK))
		mt_error_set(err, "live: no events to watch: mlx5_core is not loaded");
	else
		mt_error_set(
			err,
			"live: no events to watch: the loaded mlx5_core does not have the events of the series (see scripts/kernel build)");
	return NULL;
}

/*
 * Stop iterating at the instance of a process that was killed, and set @left to the instance's
 * name, on the heap.
 */
static int find_left(const char *name, void *left)
{
	int pid, end = 0;

	if (sscanf(name, INSTANCE "%d%n", &pid, &end) != 1 || name[end] || mt_process_is_ours(pid))
		return 0;
	*(char **)left = mt_mem(strdup(name));
	return 1;
}

/* Remove the instances of killed processes, which would otherwise use memory and CPU time. */
static void remove_left(void)
{
	bool removed = true;

	while (removed) {
		struct tracefs_instance *instance;
		char *name = NULL;

		tracefs_instances_walk(find_left, &name);
		instance = name ? tracefs_instance_create(name) : NULL;
		removed = instance && !tracefs_event_disable(instance, NULL, NULL) &&
			  !tracefs_instance_destroy(instance);
		if (removed)
			fprintf(stderr, "mlx5-trace: live: removed %s, left by a killed process\n",
				name);
		if (instance)
			tracefs_instance_free(instance);
		free(name);
	}
}

static bool make_instance(struct mt_source *src, struct live *l)
{
	if (l->opts->instance)
		l->name = mt_mem(strdup(l->opts->instance));
	else if (!mt_mem_ok(asprintf(&l->name, INSTANCE "%d", (int)getpid()) >= 0))
		l->name = NULL;
	if (!l->name) {
		mt_error_set(src->err, "live: out of memory");
		return false;
	}
	if (tracefs_instance_exists(l->name)) {
		mt_error_set(
			src->err,
			"live: the instance %s already exists: use another name with --instance",
			l->name);
		return false;
	}
	remove_left();
	l->instance = tracefs_instance_create(l->name);
	if (!l->instance) {
		mt_error_set(src->err, "live: the instance %s cannot be created: %s", l->name,
			     strerror(errno));
		return false;
	}
	if (tracefs_instance_file_write(l->instance, "trace_clock", CLOCK) <= 0) {
		mt_error_set(src->err, "live: the tracer has no clock " CLOCK);
		return false;
	}
	snprintf(src->info.clock, sizeof(src->info.clock), CLOCK);
	return true;
}

static bool open_cpus(struct mt_source *src, struct live *l)
{
	long nr = sysconf(_SC_NPROCESSORS_CONF);

	for (int cpu = 0; cpu < nr; cpu++) {
		struct tracefs_cpu *open = mt_mem(tracefs_cpu_open(l->instance, cpu, true));
		struct tracefs_cpu **slot = open ? mt_vec_add(&l->cpus) : NULL;

		if (slot)
			*slot = open;
		else if (open)
			tracefs_cpu_close(open);
	}
	if (!l->cpus.nr)
		mt_error_set(src->err, "live: the buffers of the instance %s cannot be read: %s",
			     l->name, strerror(errno));
	return l->cpus.nr;
}

static bool live_open(struct mt_source *src, struct mt_lines *lines)
{
	static const char *const systems[] = { "mlx5", NULL };
	struct live *l = mt_mem(calloc(1, sizeof(*l)));
	const struct mt_live *opts = src->priv;
	const char *dir;

	(void)lines;
	src->priv = l;
	if (!l) {
		mt_error_set(src->err, "live: out of memory");
		return false;
	}
	l->opts = opts;
	dir = check_tracefs(src->err);
	if (!dir)
		return false;
	tep_set_loglevel(TEP_LOG_NONE);
	l->formats = tracefs_local_events_system(dir, systems);
	if (!l->formats) {
		mt_error_set(src->err, "live: %s: the formats of the events cannot be read", dir);
		return false;
	}
	mt_tep_init(&l->tep, l->formats);
	if (!make_instance(src, l) || !open_cpus(src, l))
		return false;
	for (unsigned int i = 0; mt_event_form_name(i); i++) {
		const char *name = mt_event_form_name(i);

		if (event_exists(dir, name) && tracefs_event_enable(l->instance, "mlx5", name)) {
			mt_error_set(src->err, "live: the event mlx5:%s cannot be enabled: %s",
				     name, strerror(errno));
			return false;
		}
	}
	return true;
}

static bool hold(struct live *l, struct kbuffer *kbuf, void *data, uint64_t ts, int cpu)
{
	int size = kbuffer_event_size(kbuf);
	void *copy = mt_mem(malloc(size > 0 ? (size_t)size : 1));
	struct held *h = copy ? mt_vec_add(&l->held) : NULL;

	if (!h) {
		free(copy);
		return false;
	}
	memcpy(copy, data, (size_t)size);
	h->ts = ts;
	h->rec = (struct tep_record){ .ts = ts, .cpu = cpu, .size = size, .data = copy };
	return true;
}

static bool read_cpu(struct mt_source *src, struct live *l, int cpu)
{
	struct kbuffer *kbuf;

	while ((kbuf = tracefs_cpu_read_buf(l->cpus.at[cpu], true))) {
		unsigned long long ts;
		void *data = kbuffer_read_event(kbuf, &ts);
		int missed = kbuffer_missed_events(kbuf);

		if (missed)
			mt_stats_lose(src->stats, cpu, missed > 0 ? (uint64_t)missed : 0);
		if (!data)
			break;
		for (; data; data = kbuffer_next_event(kbuf, &ts))
			if (!hold(l, kbuf, data, ts, cpu))
				return false;
	}
	return true;
}

static int by_time(const void *a, const void *b)
{
	const struct held *x = a, *y = b;

	if (x->ts != y->ts)
		return x->ts < y->ts ? -1 : 1;
	return x->rec.cpu - y->rec.cpu;
}

/* Load the saved task names, the only source for the names of tasks that have exited. */
static void load_names(struct live *l)
{
	char *text = mt_mem(tracefs_instance_file_read(NULL, "saved_cmdlines", NULL));
	char *rest = NULL;

	for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *name;
		long pid = strtol(line, &name, 10);

		if (pid > 0 && *name == ' ')
			mt_mem_ok(!tep_override_comm(l->formats, name + 1, (int)pid) ||
				  errno != ENOMEM);
	}
	free(text);
}

/* Returns false when out of memory. */
static bool look(struct mt_source *src, struct live *l)
{
	uint64_t start = now_ns();
	unsigned int before;

	drop_held(l);
	before = l->held.nr;
	for (unsigned int cpu = 0; cpu < l->cpus.nr; cpu++)
		if (!read_cpu(src, l, (int)cpu))
			return false;
	if (l->held.nr > before)
		qsort(l->held.at, l->held.nr, sizeof(*l->held.at), by_time);
	if (l->held.nr)
		load_names(l);
	l->known = l->last ? UINT64_MAX : l->looked;
	l->looked = start;
	return true;
}

static int live_next(struct mt_source *src, struct mt_record *r)
{
	static const struct timespec pause = { .tv_nsec = PAUSE_NS };
	struct live *l = src->priv;
	bool looked = false;

	for (;;) {
		while (l->next < l->held.nr && l->held.at[l->next].ts < l->known)
			if (mt_tep_take(src, &l->tep, &l->owner, &l->held.at[l->next++].rec, r))
				return 1;
		if (l->last)
			return 0;
		if (looked) {
			*r = (struct mt_record){ .kind = MT_REC_QUIET,
						 .ts = l->known,
						 .cpu = -1,
						 .pid = -1,
						 .event = MT_EV_OTHER };
			return 1;
		}
		nanosleep(&pause, NULL);
		if (*l->opts->stop) {
			tracefs_trace_off(l->instance);
			l->last = true;
		}
		looked = true;
		if (!look(src, l)) {
			mt_error_set(src->err, "live: out of memory");
			return -1;
		}
	}
}

static const struct mt_source_ops live = {
	.kind = "live",
	.open = live_open,
	.next = live_next,
	.close = live_close,
};

struct mt_recording *mt_open_live(const struct mt_live *opts, struct mt_error *err)
{
	return mt_open_source(&live, (void *)opts, err);
}
