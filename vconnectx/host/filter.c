// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <seccomp.h>

#include "vconnectx/host/address.h"
#include "vconnectx/host/log.h"
#include "vconnectx/host/util.h"

#define SYSCALLS 600

/* --- the message -------------------------------------------------------------- */

/* prepared in advance, because the signal handler must not allocate memory */
static const char *call_names[SYSCALLS];
static char prefix[64];

static char *append(char *to, const char *text)
{
	while (*text)
		*to++ = *text++;
	return to;
}

static char *append_number(char *to, unsigned int number)
{
	char digits[12], *at = digits + sizeof(digits) - 1;

	*at = '\0';
	do {
		*--at = (char)('0' + number % 10);
	} while (number /= 10);
	return append(to, at);
}

/*
 * The handler does not call the log functions, because the forbidden call may come from one of
 * them.  It is not instrumented by a sanitizer, which looks up the stack before an exit.
 */
__attribute__((no_sanitize("address"))) static void forbidden(int sig, siginfo_t *info,
							      void *context)
{
	struct pollfd log = { .fd = vcx_log_fd(), .events = POLLOUT };
	unsigned int call = (unsigned int)info->si_syscall;
	char line[256], *to = append(line, prefix);
	ssize_t n = 0;

	(void)sig;
	(void)context;
	to = append(to, "the sandbox forbids system call ");
	to = append_number(to, call);
	if (call < SYSCALLS && call_names[call]) {
		to = append(to, " (");
		to = append(to, call_names[call]);
		to = append(to, ")");
	}
	to = append(to, ": this process exits; --no-sandbox permits it\n");
	/* a stalled reader of the log must not delay the exit */
	if (poll(&log, 1, 0) > 0)
		n = write(log.fd, line, (size_t)(to - line));
	(void)n;
	_exit(EXIT_FAILURE);
}

static int catch_forbidden(const char *device)
{
	struct sigaction action = { .sa_sigaction = forbidden, .sa_flags = SA_SIGINFO };
	sigset_t set;

	for (int i = 0; i < SYSCALLS; i++)
		call_names[i] = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, i);
	snprintf(prefix, sizeof(prefix), "vconnectx[%.31s] err: ", device);
	sigemptyset(&set);
	sigaddset(&set, SIGSYS);
	if (sigaction(SIGSYS, &action, NULL) || sigprocmask(SIG_UNBLOCK, &set, NULL))
		return -errno;
	return 0;
}

/* --- the rules ------------------------------------------------------------------ */

#define ANY (-1)

/* permits a call if its argument @arg is @value */
struct rule {
	int call;
	int arg; /* ANY: with any arguments */
	uint64_t value;
};

/* none of these calls opens, creates, executes or reaches anything new */
static const struct rule always[] = {
	/* I/O on open descriptors; descriptors of the client are received with its messages */
	{ SCMP_SYS(read), ANY, 0 },
	{ SCMP_SYS(write), ANY, 0 },
	{ SCMP_SYS(writev), ANY, 0 },
	{ SCMP_SYS(lseek), ANY, 0 },
	{ SCMP_SYS(ftruncate), ANY, 0 },
	{ SCMP_SYS(close), ANY, 0 },
	{ SCMP_SYS(poll), ANY, 0 },
	{ SCMP_SYS(ppoll), ANY, 0 },
	{ SCMP_SYS(accept4), ANY, 0 },
	{ SCMP_SYS(recvfrom), ANY, 0 },
	{ SCMP_SYS(recvmsg), ANY, 0 },
	{ SCMP_SYS(sendto), ANY, 0 },
	{ SCMP_SYS(fstat), ANY, 0 },
	{ SCMP_SYS(fcntl), 1, F_GETFL },
	{ SCMP_SYS(fcntl), 1, F_SETFL },
	{ SCMP_SYS(ioctl), 1, TCGETS }, /* stdio tests for a terminal */
	/* files of fault rules, and the kind of a descriptor by its link in /proc */
	{ SCMP_SYS(newfstatat), ANY, 0 },
	{ SCMP_SYS(readlink), ANY, 0 },
	/* memory; mmap() is below */
	{ SCMP_SYS(brk), ANY, 0 },
	{ SCMP_SYS(munmap), ANY, 0 },
	{ SCMP_SYS(mremap), 3, MREMAP_MAYMOVE },
	{ SCMP_SYS(madvise), ANY, 0 },
	/* SIGBUS from guest memory, and abort() */
	{ SCMP_SYS(rt_sigaction), 0, SIGBUS },
	{ SCMP_SYS(rt_sigaction), 0, SIGABRT },
	{ SCMP_SYS(rt_sigprocmask), ANY, 0 },
	{ SCMP_SYS(rt_sigreturn), ANY, 0 },
	{ SCMP_SYS(sigaltstack), 0, 0 }, /* a sanitizer calls it */
	{ SCMP_SYS(getpid), ANY, 0 },
	{ SCMP_SYS(gettid), ANY, 0 },
	/* after SIGSTOP */
	{ SCMP_SYS(restart_syscall), ANY, 0 },
	{ SCMP_SYS(clock_gettime), ANY, 0 },
	{ SCMP_SYS(getrandom), ANY, 0 },
	{ SCMP_SYS(exit_group), ANY, 0 },
};

/* a cable whose peer has exited reconnects to the next listener, or listens itself */
static const struct rule sockets[] = {
	{ SCMP_SYS(socket), 0, AF_UNIX },
	{ SCMP_SYS(listen), ANY, 0 },
	{ SCMP_SYS(flock), ANY, 0 },
	{ SCMP_SYS(fchmod), ANY, 0 },
};

static int allow(scmp_filter_ctx filter, int call, const struct scmp_arg_cmp *args, unsigned int nr)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, nr, args);
}

static int allow_rules(scmp_filter_ctx filter, const struct rule *rules, size_t nr)
{
	int err = 0;

	for (size_t i = 0; !err && i < nr; i++) {
		struct scmp_arg_cmp arg = {
			.arg = (unsigned int)rules[i].arg,
			.op = SCMP_CMP_EQ,
			.datum_a = rules[i].value,
		};

		err = allow(filter, rules[i].call, &arg, rules[i].arg != ANY);
	}
	return err;
}

/* Permit mappings without PROT_EXEC, at addresses chosen by the kernel. */
static int allow_mapping(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp args[] = {
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_FIXED | MAP_FIXED_NOREPLACE, 0),
	};

	return allow(filter, SCMP_SYS(mmap), args, ARRAY_SIZE(args));
}

/* Permit the signal of abort(), but only to this process. */
static int allow_abort(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp pid = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);

	return allow(filter, SCMP_SYS(tgkill), &pid, 1);
}

/* The address is compared by pointer: see address.h. */
static int allow_address(scmp_filter_ctx filter, const struct vcx_address *address, bool reconnects)
{
	const struct scmp_arg_cmp path = SCMP_A0(SCMP_CMP_EQ, (uintptr_t)address->un.sun_path, 0);
	const struct scmp_arg_cmp un = SCMP_A1(SCMP_CMP_EQ, (uintptr_t)&address->un, 0);
	const struct scmp_arg_cmp dir[] = {
		SCMP_A1(SCMP_CMP_EQ, (uintptr_t)address->dir, 0),
		SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC | O_DIRECTORY,
			O_RDONLY | O_DIRECTORY),
	};
	/* the socket is removed at exit */
	int err = allow(filter, SCMP_SYS(unlink), &path, 1);

	if (!err && reconnects)
		err = allow(filter, SCMP_SYS(connect), &un, 1);
	if (!err && reconnects)
		err = allow(filter, SCMP_SYS(bind), &un, 1);
	if (!err && reconnects)
		err = allow(filter, SCMP_SYS(openat), dir, ARRAY_SIZE(dir));
	return err;
}

static int fill(scmp_filter_ctx filter, bool reconnects)
{
	const struct vcx_address *address = NULL;
	int err = allow_rules(filter, always, ARRAY_SIZE(always));

	if (!err)
		err = allow_mapping(filter);
	if (!err)
		err = allow_abort(filter);
	if (!err && reconnects)
		err = allow_rules(filter, sockets, ARRAY_SIZE(sockets));
	while (!err && (address = vcx_address_next(address)))
		err = allow_address(filter, address, reconnects);
	return err;
}

int vcx_filter_load(const char *device, bool reconnects)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
	int err;

	if (!filter)
		return -ENOMEM;
	err = catch_forbidden(device);
	/* by default, only the thread is terminated */
	if (!err)
		err = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	/* generate a binary tree instead of a list */
	if (!err)
		err = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	/* return the kernel's error instead of ECANCELED */
	if (!err)
		err = seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1);
	if (!err)
		err = fill(filter, reconnects);
	if (!err)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return err;
}
