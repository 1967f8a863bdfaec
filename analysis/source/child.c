// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/child.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <seccomp.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"
#include "analysis/source/confine.h"
#include "analysis/source/spool.h"
#include "analysis/source/wire.h"

#define BATCH	  (32 * 1024)
#define STALLED_S 20 /* maximum CPU time without a record */
enum {		     /* exit status of the child */
       EXIT_NO_MEMORY = 3,
       EXIT_NOT_CONFINED,
};
#define NO_MEMORY "%s: out of memory after %" PRIu64 " events: the output is incomplete"

struct child {
	pid_t pid;
	const char *library;
	bool started, ended;
	uint64_t records, last_ts;
	struct mt_wire wire;
	struct mt_frames frames;
};

/* --- in the child ---------------------------------------------------------- */

/* Global, because the signal handlers use them. */
static struct mt_wire *out;
static const struct mt_source *mine;

/* The temporary file, if there is one. */
static int spare = -1;
static struct mt_error no_spare;

/* Send the records read so far to the parent, without allocating memory. */
static void flush_whole(void)
{
	out->len = out->whole;
	mt_wire_flush(out);
	mt_wire_put_stats(out, mine->stats);
}

/* The address sanitizer reads the bounds of the stack from a file before the process exits. */
#define NO_ADDRESS_SANITIZER __attribute__((no_sanitize("address")))

NO_ADDRESS_SANITIZER static void crashed(int sig)
{
	flush_whole();
	mt_wire_flush(out);
	_exit(128 + sig);
}

/* Report the number of a system call that mt_confine() does not permit. */
NO_ADDRESS_SANITIZER static void forbidden(int sig, siginfo_t *info, void *context)
{
	const int call = info->si_syscall;

	(void)sig;
	(void)context;
	flush_whole();
	mt_wire_put(out, MT_WIRE_FORBIDDEN, &call, sizeof(call));
	mt_wire_flush(out);
	_exit(1);
}

static void catch_crashes(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGPROF };
	static char stack[64 * 1024];
	const stack_t own = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_handler = crashed, .sa_flags = SA_ONSTACK | SA_RESETHAND };
	struct sigaction call = { .sa_sigaction = forbidden, .sa_flags = SA_ONSTACK | SA_SIGINFO };

	sigaltstack(&own, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &action, NULL);
	sigaction(SIGSYS, &call, NULL);
}

static void expect_progress(void)
{
	const struct itimerval soon = { .it_value.tv_sec = STALLED_S };

	setitimer(ITIMER_PROF, &soon, NULL);
}

static bool send_batch(const struct mt_source *src)
{
	expect_progress();
	return mt_wire_put_stats(out, src->stats) && mt_wire_flush(out);
}

/* Send the last message, which contains the final result. */
static bool send_last(const struct mt_source *src, enum mt_wire_type type, const char *text)
{
	return send_batch(src) && mt_wire_put(out, type, text, strlen(text)) && mt_wire_flush(out);
}

/* Serve requests until the parent requests the records. Returns false if the parent has exited. */
static bool answer(struct mt_source *src, const struct mt_source_ops *inner)
{
	struct mt_wire_request request;
	char name[64];

	while (read(out->fd, &request, sizeof(request)) == sizeof(request)) {
		if (request.start)
			return true;
		if (!inner->guest || !inner->guest(src, request.trace_id, name, sizeof(name)))
			name[0] = '\0';
		if (!mt_wire_put(out, MT_WIRE_GUEST, name, strlen(name)) || !send_batch(src))
			return false;
	}
	return false;
}

static bool read_all(struct mt_source *src, const struct mt_source_ops *inner)
{
	static struct mt_record r;
	int rc;

	if (!inner->open(src, NULL))
		return send_last(src, MT_WIRE_FAILED, src->err->text);
	if (!mt_wire_put(out, MT_WIRE_OPENED, &src->info, sizeof(src->info)) || !send_batch(src) ||
	    !answer(src, inner))
		return false;
	while ((rc = inner->next(src, &r)) > 0 && !mt_memory_short()) {
		if (!mt_wire_put_record(out, &r))
			return false;
		if (out->len > BATCH && !send_batch(src))
			return false;
	}
	if (rc >= 0 && mt_memory_short())
		mt_error_set(src->err, NO_MEMORY, src->path, src->stats->events);
	if (rc < 0 || mt_memory_short())
		return send_last(src, MT_WIRE_FAILED, src->err->text);
	return send_last(src, MT_WIRE_END, "");
}

/* Open the files that the source may need, because it cannot open them once it is confined. */
static bool take_descriptors(struct mt_source *src, int fd)
{
	int file = src->file ? open(src->file, O_RDONLY | O_CLOEXEC) : -1;

	spare = src->file ? mt_spool_new(src->path, &no_spare) : -1;
	if (!mt_confined_descriptors(fd, file, spare))
		return false;
	/* if a file could not be opened, the source reports the reason */
	if (file >= 0)
		src->file = mt_confined_file;
	if (spare >= 0)
		spare = MT_CONFINED_SPARE;
	return true;
}

static void __attribute__((noreturn)) be_child(struct mt_source *src,
					       const struct mt_source_ops *inner, int fd)
{
	static struct mt_wire wire;

	mt_memory_reset();
	wire = (struct mt_wire){ .fd = MT_CONFINED_WIRE, .room = 4 * BATCH };
	wire.buf = mt_mem(malloc(wire.room));
	if (!wire.buf)
		_exit(EXIT_NO_MEMORY);
	out = &wire;
	mine = src;
	if (!take_descriptors(src, fd))
		_exit(EXIT_NOT_CONFINED);
	signal(SIGPIPE, SIG_IGN);
	catch_crashes();
	if (!mt_confine())
		_exit(mt_memory_short() ? EXIT_NO_MEMORY : EXIT_NOT_CONFINED);
	expect_progress();
	_exit(read_all(src, inner) ? 0 : mt_memory_short() ? EXIT_NO_MEMORY : 1);
}

const char *mt_child_spare(int *fd, struct mt_error *err)
{
	*fd = spare;
	if (spare < 0)
		*err = no_spare;
	return spare < 0 ? NULL : mt_confined_spare;
}

/* --- in the parent --------------------------------------------------------- */

static const char *progress(const struct child *c, char *where, size_t size)
{
	if (c->records)
		snprintf(where, size, "after record %" PRIu64 " (time %" PRIu64 ".%06" PRIu64 ")",
			 c->records, c->last_ts / 1000000000, c->last_ts / 1000 % 1000000);
	else
		snprintf(where, size,
			 c->started ? "before the first record" : "while opening the file");
	return where;
}

/* Report that the child exited without a last message. */
static int report_crash(struct mt_source *src, struct child *c)
{
	const char *why = "exited early";
	int status = 0, sig = 0;
	char where[80];

	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	c->pid = 0;
	if (WIFSIGNALED(status))
		sig = WTERMSIG(status);
	else if (WEXITSTATUS(status) > 128)
		sig = WEXITSTATUS(status) - 128;
	if (!sig && WEXITSTATUS(status) == EXIT_NO_MEMORY) {
		mt_error_set(src->err, NO_MEMORY, src->path, c->records);
		return -1;
	}
	if (!sig && WEXITSTATUS(status) == EXIT_NOT_CONFINED) {
		mt_error_set(src->err,
			     "%s: cannot confine the process that reads it (seccomp, capabilities)",
			     src->path);
		return -1;
	}
	if (sig == SIGPROF)
		why = "made no progress";
	else if (sig)
		why = strsignal(sig);
	mt_error_set(src->err, "%s: %s failed %s (%s): the file is truncated or corrupt", src->path,
		     c->library, progress(c, where, sizeof(where)), why);
	return -1;
}

static int report_forbidden(struct mt_source *src, const struct child *c, struct mt_span data)
{
	char where[80], *name;
	int call = -1;

	if (data.len == sizeof(call))
		memcpy(&call, data.p, sizeof(call));
	name = mt_mem(seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call));
	mt_error_set(
		src->err,
		"%s: %s made the system call %s (%d) %s, which no file requires: the file is corrupt",
		src->path, c->library, name ? name : "?", call, progress(c, where, sizeof(where)));
	free(name);
	return -1;
}

static bool send_request(struct child *c, const struct mt_wire_request *request)
{
	return send(c->wire.fd, request, sizeof(*request), MSG_NOSIGNAL) == sizeof(*request);
}

/* Get the next message other than statistics, which are processed here. */
static int next_message(struct mt_source *src, struct child *c, struct mt_wire_head *head,
			struct mt_span *data)
{
	int rc;

	while ((rc = mt_wire_get(&c->wire, head, data)) > 0 && head->type == MT_WIRE_STATS)
		mt_wire_stats(*data, src->stats);
	if (rc > 0 && head->type == MT_WIRE_FORBIDDEN)
		return report_forbidden(src, c, *data);
	if (rc < 0)
		mt_error_set(src->err, "%s: out of memory", src->path);
	return rc ? rc : report_crash(src, c);
}

static int take_failure(struct mt_source *src, struct mt_span data)
{
	mt_error_set(src->err, MT_SPAN_FMT, MT_SPAN_ARG(data));
	return -1;
}

bool mt_child_open(struct mt_source *src, const struct mt_source_ops *inner, const char *library)
{
	struct child *c = mt_mem(calloc(1, sizeof(*c)));
	struct mt_wire_head head;
	struct mt_span data;
	int ends[2];

	if (!c || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		mt_error_set(src->err, "%s: %s", src->path, strerror(errno));
		free(c);
		return false;
	}
	c->library = library;
	c->pid = fork();
	if (!c->pid) {
		be_child(src, inner, ends[1]);
	}
	close(ends[1]);
	c->wire.fd = ends[0];
	src->priv = c;
	if (c->pid < 0) {
		mt_error_set(src->err, "%s: cannot start a process: %s", src->path,
			     strerror(errno));
		return false;
	}
	if (next_message(src, c, &head, &data) < 0)
		return false;
	if (head.type != MT_WIRE_OPENED || data.len != sizeof(src->info)) {
		take_failure(src, data);
		return false;
	}
	memcpy(&src->info, data.p, sizeof(src->info));
	return true;
}

bool mt_child_guest(struct mt_source *src, uint64_t trace_id, char *name, size_t size)
{
	const struct mt_wire_request request = { .trace_id = trace_id };
	struct child *c = src->priv;
	struct mt_wire_head head;
	struct mt_span data;

	if (c->started || !send_request(c, &request) || next_message(src, c, &head, &data) < 0 ||
	    head.type != MT_WIRE_GUEST || !data.len)
		return false;
	snprintf(name, size, MT_SPAN_FMT, MT_SPAN_ARG(data));
	return true;
}

int mt_child_next(struct mt_source *src, struct mt_record *r)
{
	const struct mt_wire_request request = { .start = true };
	struct child *c = src->priv;
	struct mt_wire_head head;
	struct mt_span data;

	if (c->ended)
		return 0;
	if (!c->started)
		send_request(c, &request);
	c->started = true;
	if (next_message(src, c, &head, &data) < 0)
		return -1;
	switch (head.type) {
	case MT_WIRE_RECORD:
		if (!mt_wire_record(data, r, src->names, &c->frames))
			break;
		c->records++;
		c->last_ts = r->ts;
		return 1;
	case MT_WIRE_END:
		c->ended = true;
		return 0;
	case MT_WIRE_FAILED:
		return take_failure(src, data);
	}
	mt_error_set(src->err, "%s: out of memory", src->path);
	return -1;
}

void mt_child_close(struct mt_source *src)
{
	struct child *c = src->priv;

	if (!c)
		return;
	/* the child exits once the socket is closed, unless it hangs while reading the file */
	close(c->wire.fd);
	if (c->pid > 0) {
		kill(c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	free(c->wire.buf);
	free(c);
	src->priv = NULL;
}
