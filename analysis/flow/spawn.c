// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the process that will be the command tells, as long as it is not. */
struct flow_shared {
	struct flow_cost cost;
	uint64_t start;
};

bool flow_child_check(char **argv, struct mt_error *err)
{
	const char *path = getenv("PATH"), *end;
	char file[4096];
	int why = ENOENT;

	if (strchr(argv[0], '/')) {
		if (!access(argv[0], X_OK))
			return true;
		why = errno;
		path = NULL;
	}
	for (; path; path = *end ? end + 1 : NULL) {
		end = path + strcspn(path, ":");
		snprintf(file, sizeof(file), "%.*s/%s", (int)(end - path), path, argv[0]);
		if (!access(file, X_OK))
			return true;
	}
	mt_error_set(err, "cannot run '%s': %s; nothing is traced", argv[0], strerror(why));
	return false;
}

static void be_the_command(int go, int failed, struct flow_shared *shared, char **argv)
{
	char byte;
	int why;

	flow_cost_untraced(&shared->cost);
	if (read(go, &byte, 1) == 1) {
		flow_cost_traced(&shared->cost);
		shared->start = flow_now();
		execvp(argv[0], argv);
		why = errno;
		if (write(failed, &why, sizeof(why)) < 0)
			_exit(126);
	}
	_exit(127);
}

bool flow_child_prepare(struct flow_child *c, char **argv, struct mt_error *err)
{
	int go[2], failed[2];

	if (pipe2(go, O_CLOEXEC) || pipe2(failed, O_CLOEXEC)) {
		mt_error_set(err, "cannot make a pipe: %s", strerror(errno));
		return false;
	}
	c->shared = mmap(NULL, sizeof(*c->shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			 -1, 0);
	if (c->shared == MAP_FAILED) {
		mt_error_set(err, "no memory to share with the command: %s", strerror(errno));
		return false;
	}
	fflush(NULL);
	c->pid = fork();
	if (!c->pid) {
		close(go[1]);
		close(failed[0]);
		be_the_command(go[0], failed[1], c->shared, argv);
	}
	close(go[0]);
	close(failed[1]);
	c->go = go[1];
	c->failed = failed[0];
	if (c->pid > 0)
		return true;
	mt_error_set(err, "cannot fork: %s", strerror(errno));
	close(c->go);
	close(c->failed);
	return false;
}

static volatile sig_atomic_t command, caught;

/* What a terminal sends, the command gets as well. */
static void pass_on(int signal, siginfo_t *info, void *context)
{
	(void)context;
	caught = signal;
	if (command > 0 && info->si_code != SI_KERNEL)
		kill(command, signal);
}

void flow_signals_hold(void)
{
	static const int held[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	struct sigaction pass = { .sa_sigaction = pass_on, .sa_flags = SA_RESTART | SA_SIGINFO };

	for (size_t i = 0; i < sizeof(held) / sizeof(*held); i++)
		sigaction(held[i], &pass, NULL);
}

int flow_signal_caught(void)
{
	return caught;
}

bool flow_child_run(struct flow_child *c, char **argv, struct mt_error *err)
{
	int status = 0, why = 0;

	command = c->pid;
	if (write(c->go, "g", 1) != 1)
		why = errno;
	close(c->go);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	c->end = flow_now();
	/* One that a signal ended before it was the command has done nothing. */
	c->start = c->shared->start ? c->shared->start : c->end;
	c->cost = c->shared->cost;
	munmap(c->shared, sizeof(*c->shared));
	command = 0;
	if (!why && read(c->failed, &why, sizeof(why)) < (ssize_t)sizeof(why))
		why = 0;
	close(c->failed);
	c->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	if (why)
		mt_error_set(err, "cannot run '%s': %s", argv[0], strerror(why));
	return !why;
}

void flow_child_drop(struct flow_child *c)
{
	close(c->go);
	close(c->failed);
	waitpid(c->pid, NULL, 0);
	munmap(c->shared, sizeof(*c->shared));
}
