// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/trace/trace.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/base/util.h"
#include "analysis/flow/kernel/layers.h"
#include "analysis/flow/trace/events.h"
#include "analysis/flow/trace/filter.h"
#include "analysis/flow/spawn.h"
#include "analysis/base/memory.h"

/*
 * Settings of the top-level buffer that are changed if function_graph runs in it. They are
 * restored in reverse order.
 */
static const char *const top_settings[] = {
	"tracing_on",	     "buffer_size_kb",	      "trace_clock",
	"max_graph_depth",   "options/function-fork", "set_ftrace_notrace",
	"set_graph_notrace", "set_graph_function",    "set_ftrace_filter",
	"set_ftrace_pid",    "current_tracer",
};

static bool add_module(struct flow_trace *t, const char *name)
{
	for (unsigned int i = 0; i < t->nr_modules; i++)
		if (!strcmp(t->modules[i], name))
			return true;
	if (t->nr_modules == FLOW_MODULES_MAX)
		return false;
	snprintf(t->modules[t->nr_modules++], sizeof(t->modules[0]), "%s", name);
	return true;
}

/* Built-in drivers are skipped: without a module their calls cannot be assigned to a layer. */
static void modules_of_devices(struct flow_trace *t)
{
	DIR *dir = mt_mem(opendir("/sys/class/net"));
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char path[PATH_MAX], target[PATH_MAX], *name;

		snprintf(path, sizeof(path), "/sys/class/net/%s/device/driver/module",
			 entry->d_name);
		if (!mt_mem(realpath(path, target)))
			continue;
		name = strrchr(target, '/') + 1;
		add_module(t, name);
	}
	if (dir)
		closedir(dir);
}

/*
 * Whether this process has the process ids of the machine, which the kernel traces, and not those
 * of a container. The inode number is PROC_PID_INIT_INO in include/linux/proc_ns.h.
 */
static bool has_machine_pids(void)
{
	struct stat st;

	return stat("/proc/self/ns/pid", &st) || st.st_ino == 0xEFFFFFFCU;
}

/* Add the modules of the core that a driver uses: those between the requests and a Wi-Fi driver. */
static void modules_of_core(struct flow_trace *t)
{
	unsigned int drivers = t->nr_modules;
	const char *module;

	for (unsigned int c = 0; (module = flow_layer_module(c)); c++)
		for (unsigned int i = 0; i < drivers; i++) {
			char path[PATH_MAX];

			snprintf(path, sizeof(path), "/sys/module/%s/holders/%s", module,
				 t->modules[i]);
			if (!access(path, F_OK))
				add_module(t, module);
		}
}

bool flow_trace_find(struct flow_trace *t, const char *const *modules, unsigned int nr,
		     struct mt_error *err)
{
	const char *list[FLOW_MODULES_MAX];

	if (geteuid()) {
		mt_error_set(err, "only root can trace: run it with sudo");
		return false;
	}
	if (!has_machine_pids()) {
		mt_error_set(
			err,
			"a container or the lab has process ids of its own, which the kernel cannot trace: run flow outside of it (Documentation/installing.rst)");
		return false;
	}
	if (!tracefs_tracing_dir()) {
		mt_error_set(
			err,
			"tracefs is not mounted and cannot be mounted; try: mount -t tracefs nodev /sys/kernel/tracing");
		return false;
	}
	if (!tracefs_tracer_available(NULL, "function_graph")) {
		mt_error_set(
			err,
			"this kernel has no function_graph tracer (CONFIG_FUNCTION_GRAPH_TRACER)");
		return false;
	}
	for (unsigned int i = 0; i < nr; i++) {
		char path[160];

		snprintf(path, sizeof(path), "/sys/module/%s", modules[i]);
		if (access(path, F_OK)) {
			mt_error_set(err, "no module '%s' is loaded", modules[i]);
			return false;
		}
		add_module(t, modules[i]);
	}
	if (!nr)
		modules_of_devices(t);
	modules_of_core(t);
	for (unsigned int i = 0; i < t->nr_modules; i++) {
		list[i] = t->modules[i];
		flow_interrupts_find(&t->interrupts, "/sys", list[i]);
	}
	t->symbols = mt_kallsyms_load("/proc/kallsyms", err);
	if (!t->symbols)
		return false;
	t->ops = flow_optables_load(t->symbols, list, t->nr_modules);
	if (!t->ops)
		mt_error_set(err, "out of memory");
	return t->ops;
}

/* The top-level buffer is in use if a tracer is set or events are enabled. */
static bool top_is_free(struct mt_error *err)
{
	char *tracer = mt_mem(tracefs_instance_file_read(NULL, "current_tracer", NULL));
	char *events = mt_mem(tracefs_instance_file_read(NULL, "set_event", NULL));
	bool free_tracer = tracer && !strncmp(tracer, "nop", 3);
	/* An empty file is read as NULL. */
	bool no_events = (!events && !mt_memory_short()) || (events && !*events);

	if (mt_memory_short())
		mt_error_set(err, "out of memory");
	else if (!free_tracer)
		mt_error_set(
			err,
			"another tracer is active (%.*s), and function_graph has no instances on this kernel; if it is not needed, stop it with: echo nop > %s/current_tracer",
			tracer ? (int)strcspn(tracer, "\n") : 1, tracer ? tracer : "?",
			tracefs_tracing_dir());
	else if (!no_events)
		mt_error_set(
			err,
			"events are enabled in the top-level trace buffer, so another recording may be running; if not, disable them with: echo > %s/set_event",
			tracefs_tracing_dir());
	free(tracer);
	free(events);
	return free_tracer && no_events;
}

/* Before 6.11 function_graph can only run in the top-level buffer, since then in an instance. */
static bool place_graph(struct flow_trace *t, struct mt_error *err)
{
	char *tracers = mt_mem(
		tracefs_instance_file_read(t->buffer[FLOW_GRAPH], "available_tracers", NULL));

	t->top = !tracers || !strstr(tracers, "function_graph");
	free(tracers);
	if (!t->top)
		return true;
	tracefs_instance_destroy(t->buffer[FLOW_GRAPH]);
	tracefs_instance_free(t->buffer[FLOW_GRAPH]);
	t->buffer[FLOW_GRAPH] = NULL;
	if (!top_is_free(err))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(top_settings); i++)
		if (!flow_state_setting(t->state, top_settings[i], err))
			return false;
	return flow_state_save(t->state, err);
}

/* The buffers of all CPUs together use at most an eighth of the memory. */
static unsigned int affordable(unsigned int kb)
{
	long pages = sysconf(_SC_PHYS_PAGES), cpus = sysconf(_SC_NPROCESSORS_CONF);
	long most = pages / 8 * (sysconf(_SC_PAGESIZE) / 1024) / (cpus > 0 ? cpus : 1);

	return most > 64 && (long)kb > most ? (unsigned int)most : kb;
}

/* Is it a worker or the thread of a traced interrupt? */
static bool is_helper(const struct flow_trace *t, const char *comm)
{
	return !strncmp(comm, "kworker/", 8) ||
	       flow_interrupts_has(&t->interrupts, flow_interrupts_thread(comm));
}

/*
 * List the command, the existing workers, and kthreadd, whose children are the future workers.
 * Unrelated work is filtered out by its work item. The text must be freed; it is NULL when out of
 * memory.
 */
static char *list_pids(const struct flow_trace *t, int pid)
{
	DIR *dir = mt_mem(opendir("/proc"));
	struct dirent *entry;
	char *text = NULL;
	size_t size;
	FILE *out = mt_mem(open_memstream(&text, &size));

	if (out)
		fprintf(out, "%d 2", pid);
	while (out && dir && (entry = readdir(dir))) {
		char path[300], comm[32] = "";
		FILE *f;

		if (!isdigit((unsigned char)*entry->d_name))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		f = mt_mem(fopen(path, "re"));
		if (f && fgets(comm, sizeof(comm), f) && is_helper(t, comm))
			fprintf(out, " %s", entry->d_name);
		if (f)
			fclose(f);
	}
	if (dir)
		closedir(dir);
	if (!out || !fclose(out))
		return text;
	free(text);
	return NULL;
}

static bool set_graph(struct flow_trace *t, const char *pids, struct mt_error *err)
{
	struct tracefs_instance *graph = t->buffer[FLOW_GRAPH];

	if (t->top) {
		tracefs_instance_file_clear(graph, "set_ftrace_notrace");
		tracefs_instance_file_clear(graph, "set_graph_notrace");
		tracefs_instance_file_clear(graph, "set_graph_function");
		if (!flow_trace_set(graph, "max_graph_depth", "0", err) ||
		    !flow_trace_set(graph, "tracing_on", "0", err))
			return false;
	}
	return flow_filter_set(t, err) &&
	       flow_trace_set(graph, "options/function-fork", "1", err) &&
	       flow_trace_set(graph, "set_ftrace_pid", pids, err) &&
	       flow_trace_set(graph, "current_tracer", "function_graph", err);
}

static bool set_buffers(struct flow_trace *t, unsigned int kb, struct mt_error *err)
{
	for (int i = 0; i < FLOW_BUFFER_NR; i++) {
		char text[16];

		if (!flow_trace_has(t, i))
			continue;
		snprintf(text, sizeof(text), "%u", affordable(i == FLOW_GRAPH ? kb : kb / 4));
		if (!flow_trace_set(t->buffer[i], "trace_clock", "mono", err) ||
		    !flow_trace_set(t->buffer[i], "buffer_size_kb", text, err))
			return false;
	}
	return true;
}

static bool prepare(struct flow_trace *t, int pid, unsigned int buffer_kb, struct mt_error *err)
{
	struct flow_probes_options options;
	char *pids, *format;
	bool good;

	format = mt_mem(tracefs_event_file_read(NULL, "ftrace", "funcgraph_exit", "format", NULL));
	t->retval = format && strstr(format, " retval;");
	free(format);
	if (!flow_trace_buffers(t, err) || !place_graph(t, err) || !set_buffers(t, buffer_kb, err))
		return false;
	/* If a function has a return probe and function_graph, the kernel cannot unwind a tail call. */
	options = (struct flow_probes_options){
		.covered = flow_events_available(t->locks),
		.returns = !t->retval && !t->stack,
		.stacks = t->stack,
	};
	t->probes = flow_probes_make(t->symbols, t->ops, &options);
	pids = list_pids(t, pid);
	good = t->probes && pids;
	if (!good)
		mt_error_set(err, "out of memory");
	good = good && flow_events_enable(t, pids, err) && set_graph(t, pids, err);
	free(pids);
	return good;
}

bool flow_trace_prepare(struct flow_trace *t, int pid, unsigned int buffer_kb, struct mt_error *err)
{
	struct mt_error second;

	t->state = flow_state_new(err);
	if (!t->state)
		return false;
	if (prepare(t, pid, buffer_kb, err) && !flow_signal_caught() && !mt_memory_short())
		return true;
	if (mt_memory_short())
		mt_error_set(err, "out of memory; the command was not run");
	if (flow_signal_caught())
		mt_error_set(err, "stopped by a signal before the command was run");
	/* Report the first error, not one from the restoration. */
	flow_trace_end(t, &second);
	return false;
}

bool flow_trace_end(struct flow_trace *t, struct mt_error *err)
{
	bool good;

	for (int i = 0; i < FLOW_BUFFER_NR; i++) {
		tracefs_instance_free(t->buffer[i]);
		t->buffer[i] = NULL;
	}
	good = flow_state_end(t->state, err);
	t->state = NULL;
	return good;
}

void flow_trace_free(struct flow_trace *t)
{
	flow_interrupts_free(&t->interrupts);
	flow_probes_free(t->probes);
	flow_optables_free(t->ops);
	mt_kallsyms_free(t->symbols);
}
