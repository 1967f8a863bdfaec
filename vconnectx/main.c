// SPDX-License-Identifier: GPL-2.0-only
/*
 * vconnectx: a virtual ConnectX in a process, for QEMU's vfio-user-pci.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "vconnectx/control/ctl.h"
#include "vconnectx/host/descriptors.h"
#include "vconnectx/host/listen.h"
#include "vconnectx/host/log.h"
#include "vconnectx/host/output.h"
#include "vconnectx/host/privileges.h"
#include "vconnectx/host/sandbox.h"
#include "vconnectx/options.h"
#include "vconnectx/server.h"

enum {
	EXIT_USAGE = 2, /* usage or unreadable input */
};

/*
 * The command log.  An existing file is truncated only when the server is ready, and
 * a file created for a server that fails to start is removed.
 */
struct trace {
	const char *path;
	FILE *file;
	bool created;
};

static int open_trace(struct trace *t, const char *path)
{
	int fd;

	t->path = path;
	fd = vcx_output_open(path, O_CREAT | O_EXCL);
	t->created = fd >= 0;
	if (fd == -EEXIST)
		fd = vcx_output_open(path, 0);
	if (fd < 0)
		return fd;
	t->file = fdopen(fd, "w");
	if (!t->file) {
		close(fd);
		return -ENOMEM;
	}
	setvbuf(t->file, NULL, _IOLBF, 0);
	return 0;
}

static void start_trace(const struct trace *t)
{
	struct stat st;

	/* A pipe or terminal is not truncated. */
	if (t->file && !fstat(fileno(t->file), &st) && S_ISREG(st.st_mode) &&
	    ftruncate(fileno(t->file), 0))
		vcx_log_own(VCX_LOG_WARN, "%s: cannot truncate the file: %s", t->path,
			    strerror(errno));
}

/* Return: false if a write to the command log failed. */
static bool close_trace(struct trace *t, bool used)
{
	bool ok = true;

	if (t->file) {
		ok = !ferror(t->file);
		ok = !fclose(t->file) && ok;
	}
	if (!used && t->created)
		unlink(t->path);
	return ok;
}

/* Receive SIGTERM and SIGINT through a signalfd. */
static int stop_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void announce(const struct vcx_options *opt, int fd)
{
	if (dprintf(fd, "listening on %s\n", opt->socket) < 0)
		vcx_log_own(VCX_LOG_WARN, "cannot write the ready line: %s", strerror(errno));
	close(fd);
	vcx_log_own(VCX_LOG_INFO, "listening on %s, MAC %02x:%02x:%02x:%02x:%02x:%02x, profile %s",
		    opt->socket, opt->mac[0], opt->mac[1], opt->mac[2], opt->mac[3], opt->mac[4],
		    opt->mac[5], opt->profile);
}

static int serve(const struct vcx_options *opt, struct vcx_server *server,
		 struct vcx_listener *listener, int stop_fd)
{
	int gone = 0, ret;

	do {
		ret = vcx_server_run_once(server, listener, stop_fd, &gone);
	} while (!ret && !(gone && opt->once));

	if (ret < 0)
		vcx_log_own(VCX_LOG_ERR, "poll: %s", strerror(-ret));
	vcx_server_stop(server);
	vcx_unlisten(listener);
	return ret < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "vconnectx: %s%s%s\n", what, why ? ": " : "", why ? why : "");
	return EXIT_USAGE;
}

/*
 * Drop the rights that were required only for startup.  @ready is set to the descriptor for the
 * ready line, which the caller closes.  Return: true; or false with a message in @why.
 */
static bool confine(const struct vcx_options *opt, const struct vcx_server *server, int *ready,
		    char *why, size_t len)
{
	int err = 0;

	*ready = fcntl(opt->ready_fd >= 0 ? opt->ready_fd : STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (opt->ready_fd > STDERR_FILENO)
		close(opt->ready_fd);
	if (opt->user)
		err = vcx_become(opt->uid, opt->gid);
	if (err) {
		snprintf(why, len, "--user: %s", strerror(-err));
		return false;
	}
	if (opt->no_sandbox)
		return true;
	/* jansson opens a file when it seeds the hash function, so do it now */
	json_object_seed(0);
	err = vcx_stdio_leave();
	if (err)
		snprintf(why, len, "/dev/null: %s", strerror(-err));
	return !err && !vcx_sandbox_enter(opt->name, vcx_server_reconnects(server), why, len);
}

static int run(const struct vcx_options *opt)
{
	struct vcx_server_config cfg = {
		.dev = {
			.name = opt->name,
			.profile = opt->profile,
			.overrides = opt->overrides,
			.nr_overrides = opt->nr_overrides,
			.impair = opt->impair,
			.trace_rings = opt->trace_rings,
			.fault_rules = opt->faults,
			.nr_fault_rules = opt->nr_faults,
		},
		.wires = opt->wires,
		.nr_wires = opt->nr_wires,
		.control = opt->control,
	};
	struct vcx_server *server = NULL;
	struct vcx_listener listener;
	struct trace trace = { 0 };
	bool started = false;
	int status, stop_fd, ready, err;
	char why[512];

	memcpy(cfg.dev.mac, opt->mac, sizeof(cfg.dev.mac));
	err = vcx_stdio_open();
	if (err)
		return complain("/dev/null", strerror(-err));
	err = vcx_log_open(opt->log_file, opt->log_level, opt->name);
	if (err)
		return complain(opt->log_file, vcx_output_error(err));
	if (opt->trace) {
		err = open_trace(&trace, opt->trace);
		if (err)
			return complain(opt->trace, vcx_output_error(err));
		cfg.dev.trace = trace.file;
	}
	stop_fd = stop_signals();
	if (stop_fd < 0) {
		status = complain("signalfd", strerror(errno));
		goto out;
	}
	if (opt->user)
		vcx_listen_owner(opt->uid, opt->gid);
	/* the exit of a capture reader must not terminate the server */
	signal(SIGPIPE, SIG_IGN);
	if (vcx_listen(&listener, opt->socket, why, sizeof(why))) {
		status = complain(why, NULL);
		close(stop_fd);
		goto out;
	}
	/* after vcx_listen(), because another server on this socket would use the same files */
	server = vcx_server_new(&cfg, why, sizeof(why));
	if (!server) {
		status = complain(why, NULL);
		vcx_unlisten(&listener);
		close(stop_fd);
		goto out;
	}
	if (!confine(opt, server, &ready, why, sizeof(why))) {
		complain(why, NULL);
		status = EXIT_FAILURE;
		vcx_unlisten(&listener);
		close(stop_fd);
		goto out;
	}
	started = true;
	start_trace(&trace);
	announce(opt, ready);
	status = serve(opt, server, &listener, stop_fd);
	close(stop_fd);
out:
	vcx_server_free(server);
	if (!close_trace(&trace, started)) {
		complain(opt->trace, "the command log is incomplete");
		status = EXIT_FAILURE;
	}
	vcx_log_close();
	return status;
}

/* Return: @status; or EXIT_FAILURE, after a message, if some output could not be written */
static int end(int status)
{
	/* the reason for an earlier failure is unknown */
	const char *why = fflush(stdout) ? strerror(errno) :
			  ferror(stdout) ? "a write failed" :
					   NULL;

	if (!why)
		return status;
	fprintf(stderr, "vconnectx: cannot write the output: %s: it is incomplete\n", why);
	return status ? status : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct vcx_options opt;
	int ret;

	if (argc > 1 && !strcmp(argv[1], "ctl"))
		return end(vcx_ctl(argc - 2, argv + 2));
	ret = vcx_options_parse(&opt, argc, argv);
	if (!ret)
		ret = run(&opt);
	else
		ret = ret == -EPERM ? EXIT_FAILURE : ret < 0 ? EXIT_USAGE : EXIT_SUCCESS;
	vcx_options_free(&opt);
	return end(ret);
}
