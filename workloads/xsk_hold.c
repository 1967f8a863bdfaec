// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/xsk_hold.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workloads/cli.h"

/* The indices in the array for poll(); the queues follow. */
enum { SIGNAL, EVENT, QUEUES };

static void all_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGHUP);
}

void xsk_hold_prepare(struct xsk_hold *hold)
{
	sigset_t signals;

	all_signals(&signals);
	sigprocmask(SIG_BLOCK, &signals, &hold->mask);
}

void xsk_hold_finish(const struct xsk_hold *hold)
{
	sigprocmask(SIG_SETMASK, &hold->mask, NULL);
}

static int spawn(char *const command[], const sigset_t *mask, pid_t *pid)
{
	posix_spawnattr_t attr;
	int err;

	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attr, mask);
	err = posix_spawnp(pid, command[0], NULL, &attr, command, environ);
	posix_spawnattr_destroy(&attr);
	return -err;
}

static int timer(uint32_t seconds)
{
	const struct itimerspec when = {
		.it_value = { .tv_sec = seconds, .tv_nsec = seconds ? 0 : 1 },
	};
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

	if (fd >= 0 && timerfd_settime(fd, 0, &when, NULL)) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool stdin_at_end(void)
{
	char discard[4096];

	return read(STDIN_FILENO, discard, sizeof(discard)) <= 0;
}

/* True if the signal ends the hold; with a command, the command receives it instead. */
static bool signal_ends(int fd, pid_t pid)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != sizeof(info))
		return false;
	if (!pid)
		return true;
	/* Ctrl-C on a terminal also reaches the command directly. */
	if (info.ssi_signo != SIGINT)
		kill(pid, (int)info.ssi_signo);
	return false;
}

static void wait_and_receive(const struct xsk_hold *hold, struct pollfd *fds,
			     struct xsk_queue *queues, size_t count, pid_t pid)
{
	for (;;) {
		if (poll(fds, QUEUES + count, -1) < 0) {
			if (errno == EINTR)
				continue;
			return;
		}
		for (size_t i = 0; i < count; i++) {
			if (fds[QUEUES + i].revents & POLLIN)
				xsk_queue_receive(&queues[i]);
			/* the device was removed, so there are no further events */
			if (fds[QUEUES + i].revents & (POLLERR | POLLHUP | POLLNVAL))
				fds[QUEUES + i].fd = -1;
		}
		if (fds[SIGNAL].revents && signal_ends(fds[SIGNAL].fd, pid))
			return;
		if (fds[EVENT].revents && (hold->kind != XSK_HOLD_STDIN || stdin_at_end()))
			return;
	}
}

static int status_of(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) < 0)
		return CLI_FAILED;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Opens a descriptor for the event that ends the hold. Returns it, or -errno. */
static int event_fd(const struct xsk_hold *hold, pid_t *pid)
{
	int fd, err;

	if (hold->kind == XSK_HOLD_COMMAND) {
		err = spawn(hold->command, &hold->mask, pid);
		if (err)
			return err;
		fd = pidfd_open(*pid, 0);
	} else if (hold->kind == XSK_HOLD_SECONDS) {
		fd = timer(hold->seconds);
	} else {
		fd = dup(STDIN_FILENO);
	}
	return fd < 0 ? -errno : fd;
}

int xsk_hold(const struct xsk_hold *hold, struct xsk_queue *queues, size_t count)
{
	sigset_t signals;
	struct pollfd *fds;
	pid_t pid = 0;
	int status = CLI_OK;
	int fd;

	if (hold->kind == XSK_HOLD_NONE)
		return CLI_OK;
	fds = calloc(QUEUES + count, sizeof(*fds));
	if (!fds) {
		cli_error("out of memory");
		return CLI_FAILED;
	}
	all_signals(&signals);
	fd = event_fd(hold, &pid);
	fds[SIGNAL] = (struct pollfd){ signalfd(-1, &signals, SFD_CLOEXEC), POLLIN, 0 };
	fds[EVENT] = (struct pollfd){ fd, POLLIN, 0 };
	for (size_t i = 0; i < count; i++)
		fds[QUEUES + i] = (struct pollfd){ xsk_queue_fd(&queues[i]), POLLIN, 0 };
	if (fd >= 0 && fds[SIGNAL].fd >= 0)
		wait_and_receive(hold, fds, queues, count, pid);
	if (pid) {
		status = status_of(pid);
	} else if (fd < 0 && hold->kind == XSK_HOLD_COMMAND) {
		cli_error("cannot run %s: %s", hold->command[0], strerror(-fd));
		status = fd == -ENOENT ? 127 : 126;
	} else if (fd < 0 || fds[SIGNAL].fd < 0) {
		cli_error("cannot wait: %s", strerror(fd < 0 ? -fd : errno));
		status = CLI_FAILED;
	}
	if (fds[SIGNAL].fd >= 0)
		close(fds[SIGNAL].fd);
	if (fd >= 0)
		close(fd);
	free(fds);
	return status;
}
