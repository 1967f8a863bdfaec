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

#include "analysis/base/util.h"

/* Shared memory in which the child process stores its measurements before exec(). */
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

static const int held[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };

static void exec_command(int go, int ready, struct flow_shared *shared, char **argv)
{
	char byte = 0;
	int why;

	for (size_t i = 0; i < ARRAY_SIZE(held); i++)
		signal(held[i], SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	flow_cost_untraced(&shared->cost);
	if (write(ready, &byte, 1) == 1 && read(go, &byte, 1) == 1) {
		flow_cost_traced(&shared->cost);
		shared->start = flow_now();
		execvp(argv[0], argv);
		why = errno;
		if (write(ready, &why, sizeof(why)) < 0)
			_exit(126);
	}
	_exit(127);
}

static void release(struct flow_child *c)
{
	if (c->go >= 0)
		close(c->go);
	if (c->ready >= 0)
		close(c->ready);
	if (c->shared)
		munmap(c->shared, sizeof(*c->shared));
	c->shared = NULL;
}

/* The child uses @go[0] and @ready[1]. */
static bool start(struct flow_child *c, int go[2], int ready[2], char **argv)
{
	char byte;

	fflush(NULL);
	c->pid = fork();
	if (!c->pid) {
		close(go[1]);
		close(ready[0]);
		exec_command(go[0], ready[1], c->shared, argv);
	}
	close(go[0]);
	close(ready[1]);
	/* Tracing must not be prepared before the untraced measurement is complete. */
	while (c->pid > 0 && read(c->ready, &byte, 1) < 0 && errno == EINTR)
		;
	return c->pid > 0;
}

bool flow_child_prepare(struct flow_child *c, char **argv, struct mt_error *err)
{
	int go[2], ready[2];
	void *shared;

	*c = (struct flow_child){ .go = -1, .ready = -1 };
	shared = mmap(NULL, sizeof(*c->shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED) {
		mt_error_set(err, "cannot allocate shared memory: %s", strerror(errno));
		return false;
	}
	c->shared = shared;
	if (pipe2(go, O_CLOEXEC)) {
		mt_error_set(err, "cannot create a pipe: %s", strerror(errno));
		release(c);
		return false;
	}
	c->go = go[1];
	if (pipe2(ready, O_CLOEXEC)) {
		mt_error_set(err, "cannot create a pipe: %s", strerror(errno));
		close(go[0]);
		release(c);
		return false;
	}
	c->ready = ready[0];
	if (start(c, go, ready, argv))
		return true;
	mt_error_set(err, "cannot fork: %s", strerror(errno));
	release(c);
	return false;
}

static volatile sig_atomic_t command, caught;

/* A signal from the terminal is not forwarded, as the command receives it directly. */
static void pass_on(int signal, siginfo_t *info, void *context)
{
	(void)context;
	caught = signal;
	if (command > 0 && info->si_code != SI_KERNEL)
		kill(command, signal);
}

void flow_signals_hold(void)
{
	struct sigaction pass = { .sa_sigaction = pass_on, .sa_flags = SA_RESTART | SA_SIGINFO };

	for (size_t i = 0; i < ARRAY_SIZE(held); i++)
		sigaction(held[i], &pass, NULL);
	/* The child may be killed while it waits, and the pipe is then closed. */
	signal(SIGPIPE, SIG_IGN);
}

int flow_signal_caught(void)
{
	return caught;
}

bool flow_child_run(struct flow_child *c, char **argv, struct mt_error *err)
{
	int status = 0, why = 0;

	command = c->pid;
	/* Forward a signal that was received before the command was known. */
	if (caught)
		kill(c->pid, caught);
	if (write(c->go, "g", 1) != 1)
		why = errno;
	close(c->go);
	c->go = -1;
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	c->end = flow_now();
	/* A child killed before exec() has no run time. */
	c->start = c->shared->start ? c->shared->start : c->end;
	c->cost = c->shared->cost;
	command = 0;
	if (!why && read(c->ready, &why, sizeof(why)) < (ssize_t)sizeof(why))
		why = 0;
	release(c);
	c->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	if (why)
		mt_error_set(err, "cannot run '%s': %s", argv[0], strerror(why));
	return !why;
}

void flow_child_drop(struct flow_child *c)
{
	release(c);
	waitpid(c->pid, NULL, 0);
}
