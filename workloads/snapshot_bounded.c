// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/snapshot_bounded.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "workloads/cli.h"
#include "workloads/snapshot_device.h"

/* A message about a slow device is printed after this time, and then at this interval. */
#define PROGRESS_MS 5000

static bool wanted(const struct snapshot_part *part, const struct snapshot_request *request)
{
	return part->changes || !request->changes;
}

/* Called in the reading process: writes one line of JSON for each part, ["name", value]. */
static void write_parts(const char *device, const struct snapshot_request *request, int fd)
{
	FILE *out = fdopen(fd, "w");
	struct nic nic;

	if (!out || nic_open(&nic, device))
		_exit(CLI_FAILED);
	/* close the caller's output, so that readers of a pipe do not wait for this process */
	if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
		_exit(CLI_FAILED);
	for (const struct snapshot_part *part = snapshot_parts; part->name; part++) {
		json_t *line;

		if (!wanted(part, request))
			continue;
		line = json_pack("[so]", part->name, part->read(&nic));
		if (!line || json_dumpf(line, out, JSON_COMPACT) || putc('\n', out) == EOF ||
		    fflush(out))
			_exit(CLI_FAILED);
		json_decref(line);
	}
	_exit(CLI_OK);
}

struct reader {
	const char *device;
	const struct snapshot_request *request;
	int fd;
	char *text; /* lines that have not been parsed yet */
	size_t len, size;
	json_t *parts;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void take_lines(struct reader *r)
{
	char *end;

	while ((end = memchr(r->text, '\n', r->len))) {
		size_t used = (size_t)(end - r->text) + 1;
		json_t *line = json_loadb(r->text, used, 0, NULL);

		json_object_set(r->parts, json_string_value(json_array_get(line, 0)),
				json_array_get(line, 1));
		json_decref(line);
		r->len -= used;
		memmove(r->text, end + 1, r->len);
	}
}

/* Reads the available data. Returns false at end of file. */
static bool take(struct reader *r)
{
	ssize_t got;

	if (r->size - r->len < 4096) {
		char *text = realloc(r->text, r->size + 65536);

		if (!text)
			return false;
		r->text = text;
		r->size += 65536;
	}
	got = read(r->fd, r->text + r->len, r->size - r->len);
	if (got < 0)
		return errno == EINTR;
	r->len += (size_t)got;
	take_lines(r);
	return got > 0;
}

/* The part that is being read. */
static const char *next_part(const struct reader *r)
{
	const struct snapshot_part *part = snapshot_parts;

	while (part->name && (!wanted(part, r->request) || json_object_get(r->parts, part->name)))
		part++;
	return part->name ? part->name : "its end";
}

/* Returns false if the time limit expires. */
static bool take_all(struct reader *r)
{
	int64_t start = now_ms(), end = start + (int64_t)r->request->seconds * 1000,
		next = start + PROGRESS_MS;
	struct pollfd poll_fd = { .fd = r->fd, .events = POLLIN };

	for (;;) {
		int64_t now = now_ms(), until = next < end ? next : end;

		if (now >= end)
			return false;
		if (now >= next) {
			cli_error("%s: no answer to %s yet; waiting up to %u s in all", r->device,
				  next_part(r), r->request->seconds);
			next = now + PROGRESS_MS;
			continue;
		}
		if (poll(&poll_fd, 1, (int)(until - now)) > 0 && !take(r))
			return true;
	}
}

/* Sets the parts that were not read to null, and lists their names. */
static void add_missing(struct reader *r)
{
	json_t *missing = json_array();
	char names[256] = "";
	size_t len = 0;

	for (const struct snapshot_part *part = snapshot_parts; part->name; part++) {
		if (!wanted(part, r->request) || json_object_get(r->parts, part->name))
			continue;
		json_object_set_new(r->parts, part->name, json_null());
		json_array_append_new(missing, json_string(part->name));
		if (len < sizeof(names))
			len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s",
						len ? ", " : "", part->name);
	}
	json_object_set_new(r->parts, "missing", missing);
	cli_error("%s: no answer in %u s: continuing without %s", r->device, r->request->seconds,
		  names);
}

/* Starts the reading process. Returns its pid, or -1. */
static pid_t start(struct reader *r)
{
	int pipes[2];
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		close(pipes[0]);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setpgid(0, 0);
		write_parts(r->device, r->request, pipes[1]);
	}
	close(pipes[1]);
	r->fd = pipes[0];
	return pid;
}

/* Returns false if the reading process failed. */
static bool end(struct reader *r, pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return true;
	/* otherwise nic_open() has printed the reason */
	if (json_object_size(r->parts) > 1 || !WIFEXITED(status))
		cli_error("%s: cannot read %s", r->device, next_part(r));
	return false;
}

json_t *snapshot_bounded(const char *device, const struct snapshot_request *request)
{
	struct reader r = { .device = device, .request = request, .fd = -1, .parts = json_object() };
	pid_t pid = start(&r);
	bool good = pid > 0;

	json_object_set_new(r.parts, "netdev", json_string(device));
	if (!good) {
		cli_error("%s: cannot start a process: %s", device, strerror(errno));
	} else if (take_all(&r)) {
		good = end(&r, pid);
	} else {
		/* also kills its devlink; a process in an ioctl exits when the ioctl returns */
		kill(-pid, SIGKILL);
		add_missing(&r);
	}
	if (r.fd >= 0)
		close(r.fd);
	free(r.text);
	if (good)
		return r.parts;
	json_decref(r.parts);
	return NULL;
}
