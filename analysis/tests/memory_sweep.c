// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs mlx5-trace and its library with each allocation failing in turn, alone and together with all
 * later ones. The output must be the same as with enough memory, or the exit status must be 2 and
 * one line report that the output is incomplete. This is built without sanitizers, as their
 * malloc() cannot be replaced.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "analysis/include/mlx5trace/mlx5trace.h"
#include "analysis/tests/failing_malloc.h"

#define ARGS_MAX 10

/* main() of the program, renamed at link time. */
int mlx5_trace_main(int argc, char **argv);

static char dir[] = "/tmp/mlx5-trace-memory-XXXXXX";

/* Result of one run. */
struct outcome {
	int status; /* as returned by wait() */
	long count; /* number of allocations */
	char out[256 * 1024], err[4096];
};

static struct outcome want, got;

static void read_back(int fd, char *text, size_t size)
{
	ssize_t len = pread(fd, text, size - 1, 0);

	assert_in_range(len, 0, size - 2);
	text[len] = '\0';
	close(fd);
}

static void run(struct outcome *o, int (*program)(int argc, char **argv), char **argv, long first,
		long nr)
{
	int out = memfd_create("out", 0), err = memfd_create("err", 0), argc = 0;
	long *count = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			   -1, 0);
	pid_t pid;

	while (argv[argc])
		argc++;
	fflush(NULL);
	pid = fork();
	if (!pid) {
		int status;

		dup2(out, 1);
		dup2(err, 2);
		alarm(60);
		failing_malloc_set(first, nr);
		status = program(argc, argv);
		*count = failing_malloc_count();
		exit(status);
	}
	assert_int_equal(waitpid(pid, &o->status, 0), pid);
	o->count = *count;
	munmap(count, sizeof(*count));
	read_back(out, o->out, sizeof(o->out));
	read_back(err, o->err, sizeof(o->err));
}

/* Is the JSON marked as incomplete or missing? */
static bool is_partial(const char *text)
{
	json_t *json = json_loads(text, 0, NULL), *one;
	bool all = json;
	size_t i;

	json_array_foreach(json_object_get(json, "recordings"), i, one)
		all = all && json_is_string(json_object_get(one, "error"));
	json_decref(json);
	return all;
}

static void check(char **argv, long first, long nr, bool json)
{
	const char *why = NULL;

	if (WIFEXITED(got.status) && got.status == want.status) {
		if (strcmp(got.out, want.out) || strcmp(got.err, want.err))
			why = "different output that is not marked as incomplete";
	} else if (!WIFEXITED(got.status)) {
		why = "a crash";
	} else if (WEXITSTATUS(got.status) != 2) {
		why = "an exit status other than 2";
	} else if (!strstr(got.err, "emory") ||
		   strchr(got.err, '\n') != got.err + strlen(got.err) - 1) {
		why = "stderr that is not one line about memory";
	} else if (json && *got.out && !is_partial(got.out)) {
		why = "JSON that is not marked as incomplete";
	}
	if (!why)
		return;
	for (int i = 0; argv[i]; i++)
		print_error("%s ", argv[i]);
	print_error(
		"\nwith %ld failed allocations from %ld of %ld: %s (status 0x%x)\n--- stderr\n%s--- stdout\n%s",
		nr, first, want.count, why, (unsigned int)got.status, got.err, got.out);
	fail();
}

/* Test a sample of the allocations, which differs in each sweep; all with MLX5TRACE_SWEEP=all. */
static void sweep(int (*program)(int argc, char **argv), char **argv, bool json)
{
	static long sweeps;
	const char *all = getenv("MLX5TRACE_SWEEP");
	long step, some = 0;

	run(&want, program, argv, -1, 0);
	if (!WIFEXITED(want.status) || WEXITSTATUS(want.status) > 1)
		fail_msg("%s with enough memory: status 0x%x: %s", argv[1],
			 (unsigned int)want.status, want.err);
	assert_in_range(want.count, 20, 20000);
	step = all && !strcmp(all, "all") ? 1 : 1 + want.count / 25;
	for (long first = sweeps++ % step; first < want.count; first += step) {
		run(&got, program, argv, first, 1);
		check(argv, first, 1, json);
		/* this allocation and all later ones fail */
		if (some++ % 5)
			continue;
		run(&got, program, argv, first, 1000000);
		check(argv, first, 1000000, json);
	}
}

static void sweep_verb(char *verb, char *format, char *option, char *value, char *path)
{
	char *argv[ARGS_MAX] = { "mlx5-trace", verb };
	int argc = 2;

	if (format)
		argv[argc++] = format;
	if (option) {
		argv[argc++] = option;
		argv[argc++] = value;
	}
	argv[argc] = path;
	sweep(mlx5_trace_main, argv, format && !strcmp(format, "--json"));
}

static void all_formats(char *verb, bool list)
{
	sweep_verb(verb, NULL, NULL, NULL, dir);
	sweep_verb(verb, "--json", NULL, NULL, dir);
	if (list)
		sweep_verb(verb, "--csv", NULL, NULL, dir);
}

#define VERB(name, list) \
	static void name(void **state) \
	{ \
		(void)state; \
		all_formats(#name, list); \
	}

VERB(ops, true)
VERB(channels, true)
VERB(stats, true)
VERB(findings, true)
VERB(events, true)
VERB(xsk, true)
VERB(graph, false)
VERB(report, false)

static void map(void **state)
{
	(void)state;
	sweep_verb("map", NULL, "--diff", "10.020", dir);
	sweep_verb("map", "--json", "--at", "10.020", dir);
	sweep_verb("map", "--csv", NULL, NULL, dir);
}

static void graph_expected(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/expected.txt", dir);
	sweep_verb("graph", NULL, "--expect", path, dir);
	sweep_verb("graph", "--json", "--expect", path, dir);
}

static void page(void **state)
{
	(void)state;
	sweep_verb("export", "--html", NULL, NULL, dir);
}

static void exports(void **state)
{
	(void)state;
	sweep_verb("export", "--perfetto", NULL, NULL, dir);
	sweep_verb("export", "--folded", NULL, NULL, dir);
	sweep_verb("export", "--csv", NULL, NULL, dir);
	sweep_verb("export", "--jsonl", NULL, NULL, dir);
}

static void pictures(void **state)
{
	(void)state;
	sweep_verb("channels", "--svg", NULL, NULL, dir);
	sweep_verb("map", "--svg", NULL, NULL, dir);
	sweep_verb("graph", "--svg", NULL, NULL, dir);
}

static void merged(void **state)
{
	char *argv[ARGS_MAX] = { "mlx5-trace", "ops", "--merge", "--json", dir, dir };

	(void)state;
	sweep(mlx5_trace_main, argv, true);
}

static void flow(void **state)
{
	char path[64], svg[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/flow.json", dir);
	snprintf(svg, sizeof(svg), "%s/flow.svg", dir);
	sweep_verb("flow", NULL, "--depth", "3", path);
	sweep_verb("flow", "--json", NULL, NULL, path);
	sweep_verb("flow", NULL, "--svg", svg, path);
	sweep_verb("flow", "--full", "-o", svg, path);
	sweep(mlx5_trace_main, (char *[]){ "mlx5-trace", "flow", "diff", path, path, NULL }, false);
}

/* Typical calls of a program that uses the library. */
static int use_library(int argc, char **argv)
{
	struct mlx5trace_error err = { "" };
	struct mlx5trace_recording *rec = mlx5trace_open(argv[argc - 1], NULL, 0, &err);
	struct mlx5trace_analysis *all = rec ? mlx5trace_analysis_new(rec, NULL, 0, &err) : NULL;
	struct mlx5trace_op op;
	struct mlx5trace_stat stat;
	struct mlx5trace_finding finding;
	struct mlx5trace_channel channel;
	struct mlx5trace_xsk xsk;
	int status = 0;

	if (!all || mlx5trace_analysis_read(all)) {
		fprintf(stderr, "%s\n", all ? mlx5trace_error_of(rec) : err.text);
		status = 2;
	}
	for (size_t i = 0; all && mlx5trace_get_op(all, i, &op, sizeof(op)); i++)
		printf("%s %s %s %s\n", op.id, op.dev, op.netdev, op.comm);
	for (size_t i = 0; all && mlx5trace_get_stat(all, i, &stat, sizeof(stat)); i++)
		printf("%s %llu\n", stat.id, (unsigned long long)stat.p99);
	for (size_t i = 0; all && mlx5trace_get_finding(all, i, &finding, sizeof(finding)); i++)
		printf("%s %s\n", finding.id, finding.words);
	for (size_t i = 0; all && mlx5trace_get_channel(all, i, &channel, sizeof(channel)); i++)
		printf("%s %s\n", channel.dev, channel.state);
	for (size_t i = 0; all && mlx5trace_get_xsk(all, i, &xsk, sizeof(xsk)); i++)
		printf("%s\n", xsk.verdict);
	mlx5trace_analysis_free(all);
	mlx5trace_close(rec);
	return status;
}

static void library(void **state)
{
	(void)state;
	sweep(use_library, (char *[]){ "program", dir, NULL }, false);
}

static int make_files(void **state)
{
	char command[256];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(command, sizeof(command),
		 "bash -c '. tests/bats/recording.bash; recording %s; recording_flow %s/flow.json'",
		 dir, dir);
	assert_int_equal(system(command), 0);
	snprintf(command, sizeof(command),
		 "printf 'mlx5e_ethtool_set_channels\\n  mlx5e_safe_switch_params\\n"
		 "    mlx5e_open_channels\\n    gone\\n' >%s/expected.txt",
		 dir);
	return system(command);
}

static int remove_files(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ops),	    cmocka_unit_test(channels),
		cmocka_unit_test(stats),    cmocka_unit_test(findings),
		cmocka_unit_test(map),	    cmocka_unit_test(xsk),
		cmocka_unit_test(graph),    cmocka_unit_test(graph_expected),
		cmocka_unit_test(pictures), cmocka_unit_test(report),
		cmocka_unit_test(merged),   cmocka_unit_test(flow),
		cmocka_unit_test(library),  cmocka_unit_test(page),
		cmocka_unit_test(events),   cmocka_unit_test(exports),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
