// SPDX-License-Identifier: GPL-2.0-only
/* The process after startup: permitted operations, and operations that terminate it. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "vconnectx/host/address.h"
#include "vconnectx/host/connect.h"
#include "vconnectx/host/listen.h"
#include "vconnectx/host/log.h"
#include "vconnectx/host/sandbox.h"
#include "vconnectx/host/util.h"
#include "vconnectx/vfio/dma_map.h"

enum {
	SURVIVED = 42, /* exit status if the call is permitted */
};

static char dir[32], here[64], elsewhere[64];
static int inherited, own; /* descriptors */
static int status;	   /* exit status of the last child */
static char text[1024];	   /* log of the last child */

static int setup(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/vcx-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(here, sizeof(here), "%s/here", dir);
	snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", dir);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	/* fails when a socket remains */
	return rmdir(dir);
}

/* Start a process that enters the sandbox and calls @call; @log is the read end of its log. */
static pid_t start(bool reconnects, void (*call)(void), int *log)
{
	char err[256];
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (!pid) {
		dup2(ends[1], STDERR_FILENO);
		vcx_log_open(NULL, VCX_LOG_INFO, "card");
		vcx_address(here);
		if (vcx_sandbox_enter("card", reconnects, err, sizeof(err))) {
			dprintf(STDERR_FILENO, "%s\n", err);
			_exit(1);
		}
		call();
		_exit(SURVIVED);
	}
	close(ends[1]);
	*log = ends[0];
	return pid;
}

static void run(bool reconnects, void (*call)(void))
{
	int log;
	pid_t pid = start(reconnects, call, &log);
	ssize_t n, len = 0;

	while ((n = read(log, text + len, sizeof(text) - 1 - (size_t)len)) > 0)
		len += n;
	text[len] = '\0';
	close(log);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

/* --- calls that are forbidden ------------------------------------------------ */

static void open_file(void)
{
	open("/proc/self/status", O_RDONLY);
}

static void create_file(void)
{
	open(elsewhere, O_WRONLY | O_CREAT, 0600);
}

static void open_directory(void)
{
	open("/", O_RDONLY | O_DIRECTORY);
}

static void open_socket(void)
{
	socket(AF_UNIX, SOCK_STREAM, 0);
}

static void open_network(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
}

static void connect_elsewhere(void)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "/run/other" };

	connect(0, (struct sockaddr *)&un, sizeof(un));
}

/* the same address, but in writable memory */
static void bind_copy(void)
{
	struct sockaddr_un un = vcx_address(here)->un;

	bind(0, (struct sockaddr *)&un, sizeof(un));
}

static void execute(void)
{
	execl("/bin/true", "true", NULL);
}

static void start_process(void)
{
	syscall(SYS_fork);
}

static void remove_elsewhere(void)
{
	unlink(elsewhere);
}

static void signal_parent(void)
{
	kill(getppid(), 0);
}

static void signal_thread_of_parent(void)
{
	syscall(SYS_tgkill, 1, 1, 0);
}

static void map_code(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void map_over_addresses(void)
{
	const struct vcx_address *address = vcx_address(here);

	mmap((void *)((uintptr_t)address & ~(uintptr_t)4095), 4096, PROT_READ | PROT_WRITE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void make_addresses_writable(void)
{
	const struct vcx_address *address = vcx_address(here);

	mprotect((void *)((uintptr_t)address & ~(uintptr_t)4095), 4096, PROT_READ | PROT_WRITE);
}

static void trace_process(void)
{
	syscall(SYS_ptrace, 0, 0, 0, 0);
}

static void change_handler(void)
{
	signal(SIGSYS, SIG_IGN);
}

static void forbidden_calls(void **state)
{
	static const struct {
		void (*call)(void);
		const char *name;
		bool reconnects;
	} calls[] = {
		{ open_file, "257 (openat)", true },
		{ create_file, "257 (openat)", true },
		{ open_directory, "257 (openat)", true },
		{ open_network, "41 (socket)", true },
		{ connect_elsewhere, "42 (connect)", true },
		{ bind_copy, "49 (bind)", true },
		{ open_socket, "41 (socket)", false },
		{ execute, "59 (execve)", false },
		{ start_process, "57 (fork)", false },
		{ remove_elsewhere, "87 (unlink)", false },
		{ signal_parent, "110 (getppid)", false },
		{ signal_thread_of_parent, "234 (tgkill)", false },
		{ map_code, "9 (mmap)", false },
		{ map_over_addresses, "9 (mmap)", false },
		{ make_addresses_writable, "10 (mprotect)", false },
		{ trace_process, "101 (ptrace)", false },
		{ change_handler, "13 (rt_sigaction)", false },
	};
	char want[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		run(calls[i].reconnects, calls[i].call);
		snprintf(want, sizeof(want),
			 "vconnectx[card] err: the sandbox forbids system call %s: this process exits; --no-sandbox permits it\n",
			 calls[i].name);
		assert_string_equal(text, want);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), EXIT_FAILURE);
	}
}

/* --- calls that are needed ------------------------------------------------------- */

static void must(bool good)
{
	if (!good)
		_exit(1);
}

/* Listen at the same path and connect to it, as after the peer of a cable has exited. */
static void listen_again(void)
{
	struct vcx_listener l;
	char err[256];
	int fd, other;

	must(!vcx_listen_as(&l, here, SOCK_SEQPACKET, err, sizeof(err)));
	fd = vcx_connect(here, SOCK_SEQPACKET | SOCK_NONBLOCK);
	must(fd >= 0);
	other = vcx_accept(&l);
	must(other >= 0 && send(fd, "frame", 5, MSG_NOSIGNAL) == 5);
	must(vcx_connect(elsewhere, SOCK_SEQPACKET) == -EPERM);
	vcx_unlisten(&l);
	must(vcx_connect(here, SOCK_SEQPACKET) == -ENOENT);
}

/* The system calls of malloc(), realloc() and free(), without those of a sanitizer. */
static void use_memory(void)
{
	const size_t size = 1 << 20;
	long p = syscall(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);

	must(p != -1);
	p = syscall(SYS_mremap, p, size, 4 * size, MREMAP_MAYMOVE);
	must(p != -1);
	must(!syscall(SYS_madvise, p, size, MADV_DONTNEED) && !syscall(SYS_munmap, p, 4 * size));
	must(sbrk(4096) != (void *)-1);
}

/* Access guest memory whose file was truncated. */
static void lose_guest_memory(void)
{
	struct dma_map *map = dma_map_new();
	uint64_t value = 0;

	must(map && !dma_map_add(map, 0, 4096, DMA_MAP_READ | DMA_MAP_WRITE, own, 0));
	must(!dma_map_write(map, 0, &value, sizeof(value)));
	must(!ftruncate(own, 0));
	must(dma_map_read(map, 0, &value, sizeof(value)) == -EFAULT);
	dma_map_free(map);
}

static void write_log(void)
{
	struct stat st;

	vcx_log(VCX_LOG_WARN, "still here");
	must(stat("/nonexistent/rule", &st) < 0 && errno == ENOENT);
}

static void abort_itself(void)
{
	abort();
}

static void needed_calls(void **state)
{
	static const struct {
		void (*call)(void);
		bool reconnects;
	} calls[] = {
		{ listen_again, true },
		{ use_memory, false },
		{ lose_guest_memory, false },
		{ write_log, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		own = memfd_create("guest", MFD_CLOEXEC);
		assert_int_equal(ftruncate(own, 4096), 0);
		run(calls[i].reconnects, calls[i].call);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != SURVIVED)
			fail_msg("call %zu: status 0x%x: %s", i, (unsigned int)status, text);
		close(own);
	}
	assert_non_null(strstr(text, "] warn: still here\n"));
	run(false, abort_itself);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

/* --- the process -------------------------------------------------------------------- */

static void wait_for_parent(void)
{
	char byte;

	must(read(own, &byte, 1) == 1);
}

/* the value is hexadecimal, like those of all keys used here */
static unsigned long long status_of(pid_t pid, const char *key)
{
	char path[64], line[256];
	size_t len = strlen(key);
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		if (strncmp(line, key, len) || line[len] != ':')
			continue;
		fclose(f);
		return strtoull(line + len + 1, NULL, 16);
	}
	fail_msg("no %s", key);
	return 0;
}

static rlim_t limit_of(pid_t pid, __rlimit_resource_t what)
{
	struct rlimit limit;

	assert_int_equal(prlimit(pid, what, NULL, &limit), 0);
	assert_int_equal(limit.rlim_cur, limit.rlim_max);
	return limit.rlim_max;
}

static bool has(pid_t pid, int fd)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
	return !faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

static void privileges_limits_descriptors(void **state)
{
	int ends[2], log;
	char line[64];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	own = ends[0];
	inherited = fcntl(ends[0], F_DUPFD, 100);
	pid = start(false, wait_for_parent, &log);
	while (status_of(pid, "Seccomp") != 2)
		;
	assert_int_equal(status_of(pid, "NoNewPrivs"), 1);
	assert_int_equal(status_of(pid, "CapEff"), 0);
	assert_int_equal(status_of(pid, "CapPrm"), 0);
	assert_int_equal(status_of(pid, "CapInh"), 0);
	assert_int_equal(status_of(pid, "CapAmb"), 0);
	if (!geteuid())
		assert_int_equal(status_of(pid, "CapBnd"), 0);
	assert_int_equal(limit_of(pid, RLIMIT_CORE), 0);
	assert_int_equal(limit_of(pid, RLIMIT_NPROC), 0);
	assert_in_range(limit_of(pid, RLIMIT_NOFILE), 1, 256);
	assert_true(has(pid, own));
	assert_false(has(pid, inherited));
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_int_equal(read(log, line, sizeof(line)), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), SURVIVED);
	close(inherited);
	close(ends[0]);
	close(ends[1]);
	close(log);
}

static void addresses(void **state)
{
	const struct vcx_address *a = vcx_address(here);
	char path[120];

	(void)state;
	assert_non_null(a);
	assert_string_equal(a->un.sun_path, here);
	assert_string_equal(a->dir, dir);
	assert_ptr_equal(vcx_address(here), a);
	assert_string_equal(vcx_address("/s")->dir, "/");
	assert_string_equal(vcx_address("s")->dir, ".");
	/* more addresses than fit into a page */
	for (int i = 0; i < 100; i++) {
		snprintf(path, sizeof(path), "%s/%d", dir, i);
		assert_non_null(vcx_address(path));
	}
	for (int i = 0; i < 100; i++) {
		int nr = 0;

		snprintf(path, sizeof(path), "%s/%d", dir, i);
		for (a = vcx_address_next(NULL); a; a = vcx_address_next(a))
			nr += !strcmp(a->un.sun_path, path);
		assert_int_equal(nr, 1);
	}
	memset(path, 'x', sizeof(path) - 1);
	path[108] = '\0';
	assert_null(vcx_address(path));
	assert_int_equal(errno, ENAMETOOLONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forbidden_calls),
		cmocka_unit_test(needed_calls),
		cmocka_unit_test(privileges_limits_descriptors),
		cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
