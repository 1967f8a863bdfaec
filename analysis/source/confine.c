// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <seccomp.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"

#define LAST	     MT_CONFINED_SPARE
#define MEMORY_MAX   (UINT64_C(6) << 30)
#define WRITE_ACCESS (O_ACCMODE | O_CREAT | O_TRUNC)

#if defined(__SANITIZE_ADDRESS__)
#define MT_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MT_SANITIZED
#endif
#endif

const char mt_confined_file[] = "/proc/self/fd/4", mt_confined_spare[] = "/proc/self/fd/5";

/* --- descriptors ------------------------------------------------------------- */

/* @from is above LAST, so that no descriptor is replaced before it is moved. */
static bool move(int from, int to)
{
	if (from < 0)
		return true;
	return dup3(from, to, O_CLOEXEC) == to;
}

bool mt_confined_descriptors(int wire, int file, int spare)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), *all[] = { &wire, &file, &spare, &null };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (*all[i] >= 0)
			*all[i] = fcntl(*all[i], F_DUPFD_CLOEXEC, LAST + 1);
	if (wire < 0 || null < 0)
		return false;
	/* discard the library's own messages, which do not contain the file name */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (dup2(null, fd) != fd)
			return false;
	close_range(STDERR_FILENO + 1, LAST, 0);
	return move(wire, MT_CONFINED_WIRE) && move(file, MT_CONFINED_FILE) &&
	       move(spare, MT_CONFINED_SPARE) && !close_range(LAST + 1, ~0U, 0);
}

/* --- limits -------------------------------------------------------------------- */

static void lower(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit limit;

	if (getrlimit(what, &limit) || limit.rlim_max <= most)
		return;
	limit.rlim_max = most;
	if (limit.rlim_cur > most)
		limit.rlim_cur = most;
	setrlimit(what, &limit);
}

static void limit_resources(void)
{
	lower(RLIMIT_CORE, 0);
	lower(RLIMIT_NPROC, 0);
	/*
	 * a corrupt size must not exhaust memory; sanitizers reserve more address space than this
	 */
#ifndef MT_SANITIZED
	lower(RLIMIT_AS, MEMORY_MAX);
#endif
}

/* A process of root keeps the capability to read files of all users. */
static bool drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	const uint32_t keep = 1U << CAP_DAC_READ_SEARCH;

	if (syscall(SYS_capget, &header, data))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(data); i++)
		data[i] = (struct __user_cap_data_struct){
			.effective = i ? 0 : data[i].effective & keep,
			.permitted = i ? 0 : data[i].permitted & keep,
		};
	return !syscall(SYS_capset, &header, data);
}

/* --- system calls ---------------------------------------------------------------- */

#define ANY (-1)

/* A system call that is permitted if its argument @arg is @value. */
static const struct rule {
	int call, arg; /* arg is ANY if all arguments are permitted */
	uint64_t value;
} rules[] = {
	{ SCMP_SYS(read), ANY, 0 },
	{ SCMP_SYS(pread64), ANY, 0 },
	{ SCMP_SYS(lseek), ANY, 0 },
	{ SCMP_SYS(fstat), ANY, 0 },
	{ SCMP_SYS(newfstatat), ANY, 0 },
	{ SCMP_SYS(close), ANY, 0 },
	{ SCMP_SYS(dup), ANY, 0 },	/* each buffer instance has its own descriptor */
	{ SCMP_SYS(ioctl), 1, TCGETS }, /* isatty() in stdio */
	{ SCMP_SYS(write), 0, STDOUT_FILENO },
	{ SCMP_SYS(write), 0, STDERR_FILENO },
	{ SCMP_SYS(writev), 0, STDERR_FILENO },
	{ SCMP_SYS(write), 0, MT_CONFINED_WIRE },
	{ SCMP_SYS(sendfile), 0, MT_CONFINED_SPARE },
	{ SCMP_SYS(ftruncate), 0, MT_CONFINED_SPARE },
	{ SCMP_SYS(brk), ANY, 0 },
	{ SCMP_SYS(munmap), ANY, 0 },
	{ SCMP_SYS(mremap), 3, MREMAP_MAYMOVE },
	{ SCMP_SYS(madvise), ANY, 0 },
	{ SCMP_SYS(setitimer), ANY, 0 },
	{ SCMP_SYS(sigaltstack), ANY, 0 }, /* used by sanitizers */
	{ SCMP_SYS(rt_sigreturn), ANY, 0 },
	{ SCMP_SYS(rt_sigprocmask), ANY, 0 },
	{ SCMP_SYS(restart_syscall), ANY, 0 },
	{ SCMP_SYS(getpid), ANY, 0 },
	{ SCMP_SYS(gettid), ANY, 0 },
	{ SCMP_SYS(clock_gettime), ANY, 0 },
	{ SCMP_SYS(getrandom), ANY, 0 },
	/* information about the machine and the process that libraries query */
	{ SCMP_SYS(sysinfo), ANY, 0 },
	{ SCMP_SYS(uname), ANY, 0 },
	{ SCMP_SYS(sched_getaffinity), ANY, 0 },
	{ SCMP_SYS(getrusage), ANY, 0 },
	{ SCMP_SYS(prlimit64), 2, 0 },
	{ SCMP_SYS(readlink), ANY, 0 },
	{ SCMP_SYS(readlinkat), ANY, 0 },
	{ SCMP_SYS(getcwd), ANY, 0 },
	{ SCMP_SYS(exit_group), ANY, 0 },
};

static int allow(scmp_filter_ctx filter, int call, const struct scmp_arg_cmp *args, unsigned int nr)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, nr, args);
}

static int allow_open(scmp_filter_ctx filter, const char *path)
{
	const struct scmp_arg_cmp args[] = {
		SCMP_A1(SCMP_CMP_EQ, (uintptr_t)path, 0),
		SCMP_A2(SCMP_CMP_MASKED_EQ, WRITE_ACCESS, O_RDONLY),
	};

	return allow(filter, SCMP_SYS(openat), args, ARRAY_SIZE(args));
}

/* The records of a file are mapped, but nothing may be mapped as executable. */
static int allow_mapping(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);

	return allow(filter, SCMP_SYS(mmap), &no_exec, 1);
}

/* After a crash or a forbidden call, the signal handler terminates the process. */
static int allow_signals(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp own = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
	const struct scmp_arg_cmp other = SCMP_A0(SCMP_CMP_NE, SIGSYS, 0);
	int err = allow(filter, SCMP_SYS(tgkill), &own, 1);

	return err ? err : allow(filter, SCMP_SYS(rt_sigaction), &other, 1);
}

static int fill(scmp_filter_ctx filter)
{
	int err = 0;

	for (size_t i = 0; !err && i < ARRAY_SIZE(rules); i++) {
		const struct scmp_arg_cmp arg = {
			.arg = (unsigned int)rules[i].arg,
			.op = SCMP_CMP_EQ,
			.datum_a = rules[i].value,
		};

		err = allow(filter, rules[i].call, &arg, rules[i].arg != ANY);
	}
	if (!err)
		err = allow_open(filter, mt_confined_file);
	if (!err)
		err = allow_open(filter, mt_confined_spare);
	if (!err)
		err = allow_mapping(filter);
	return err ? err : allow_signals(filter);
}

static bool load_filter(void)
{
	scmp_filter_ctx filter;
	int err;

	errno = ENOMEM;
	filter = mt_mem(seccomp_init(SCMP_ACT_TRAP));
	if (!filter)
		return false;
	err = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (!err)
		err = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	/* return the error of the kernel instead of ECANCELED */
	if (!err)
		err = seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1);
	if (!err)
		err = fill(filter);
	if (!err)
		err = seccomp_load(filter);
	seccomp_release(filter);
	errno = -err;
	return mt_mem_ok(err != -ENOMEM) && !err;
}

/* A custom kernel may be configured without seccomp. */
static bool kernel_has_seccomp(void)
{
	const uint32_t action = SECCOMP_RET_TRAP;

	return !syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
}

bool mt_confine(void)
{
	limit_resources();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || !drop_capabilities())
		return false;
	return !kernel_has_seccomp() || load_filter();
}
