// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void lower(pid_t pid, __rlimit_resource_t what, rlim_t most)
{
	struct rlimit limit;

	if (prlimit(pid, what, NULL, &limit) || limit.rlim_max <= most)
		return;
	limit.rlim_max = most;
	if (limit.rlim_cur > most)
		limit.rlim_cur = most;
	prlimit(pid, what, &limit, NULL);
}

/*
 * A corrupt size must not exhaust memory. The limit is set just after the program was started, when
 * it has read little or nothing.
 */
static void limit(pid_t pid, uint64_t memory)
{
	lower(pid, RLIMIT_DATA, memory);
	lower(pid, RLIMIT_CORE, 0);
}

static int spawn(struct mt_tool *tool, const char *const argv[], int in, int keep, int out)
{
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);

	if (rc)
		return rc;
	if (in >= 0)
		posix_spawn_file_actions_adddup2(&actions, in, 0);
	else
		posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_adddup2(&actions, fileno(tool->errors), 2);
	/* duplicate it onto itself, so that it is not closed on exec */
	if (keep >= 0)
		posix_spawn_file_actions_adddup2(&actions, keep, keep);
	rc = posix_spawnp(&tool->pid, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (rc)
		tool->pid = 0;
	return rc;
}

int mt_tool_start(struct mt_tool *tool, const char *const argv[], int in, int keep, uint64_t memory,
		  int *out)
{
	int ends[2];
	int rc;

	*tool = (struct mt_tool){ .errors = tmpfile() };
	if (!tool->errors || pipe2(ends, O_CLOEXEC))
		return errno;
	rc = spawn(tool, argv, in, keep, ends[1]);
	close(ends[1]);
	if (rc)
		close(ends[0]);
	else
		*out = ends[0];
	if (!rc)
		limit(tool->pid, memory);
	return rc;
}

/* Set @line to the last line of the program's error output. */
static void last_line(FILE *f, char *line, size_t size)
{
	char buf[256];

	snprintf(line, size, "no message");
	rewind(f);
	while (fgets(buf, sizeof(buf), f)) {
		buf[strcspn(buf, "\n")] = '\0';
		/* skip perf's warnings about the print formats of events */
		if (buf[0] && !strstr(buf, "Ignoring"))
			snprintf(line, size, "%s", buf);
	}
}

bool mt_tool_end(struct mt_tool *tool, char *why, size_t size)
{
	int status;

	if (tool->reaped || tool->pid <= 0)
		return true;
	while (waitpid(tool->pid, &status, 0) < 0)
		if (errno != EINTR)
			return true;
	tool->reaped = true;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return true;
	last_line(tool->errors, why, size);
	if (WIFSIGNALED(status))
		snprintf(why, size, "terminated by signal %d (%s)", WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	return false;
}

void mt_tool_free(struct mt_tool *tool)
{
	if (tool->pid > 0 && !tool->reaped)
		while (waitpid(tool->pid, NULL, 0) < 0 && errno == EINTR)
			;
	if (tool->errors)
		fclose(tool->errors);
	*tool = (struct mt_tool){ 0 };
}
