// SPDX-License-Identifier: GPL-2.0-only
/*
 * Issues every SIOC* request of the kernel's headers, in variants that show how the kernel
 * dispatches and checks it.  Each variant has its own file descriptor, so that a trace of the
 * program shows which variant a system call belongs to.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/capability.h>
#include <linux/sockios.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "workloads/cli.h"
#include "workloads/ioctl_args.h"
#include "workloads/ioctl_requests.h"

#define FD_VARIANTS 100 /* the first socket, for each variant */
#define FD_SOCKETS  110 /* the other sockets */
#define FD_PREPARE  120 /* requests that are not part of the table */

static const char help[] =
	"Usage: ioctls [--list] DEV [WIRELESS]\n"
	"\n"
	"Issues every SIOC* request of linux/sockios.h and linux/wireless.h, and prints\n"
	"the results. Most requests that change something set the present value; others\n"
	"add an entry to a table of the network namespace, and remove it again.\n"
	"\n"
	"Examples:\n"
	"  ioctls --list\n"
	"  ip netns exec NAME ioctls dummy0\n"
	"  mlx5-trace flow --locks -- ioctls dummy0 wlan0\n"
	"\n"
	"  --list     list the requests and their numbers, and issue none\n"
	"  --help     show this text\n"
	"  --version  print the version\n"
	"\n"
	"DEV should be a dummy device, in a network namespace of its own or in a virtual\n"
	"machine; the wireless requests are for WIRELESS (default: DEV). The columns are\n"
	"the descriptor, the request, its number, the variant and the result. The first\n"
	"socket is a UDP socket with the variants\n"
	"  normal     as root, with valid arguments\n"
	"  uncapable  without any effective capability\n"
	"  device     with the name of a device that does not exist\n"
	"  pointer    with a bad pointer\n"
	"The other sockets (tcp, raw, udp6, packet, unix, netlink) have one variant.\n"
	"Requires root.\n"
	"\n"
	"Exit status: 0 all requests were issued, 1 failed, 2 usage.\n";

enum variant { NORMAL, UNCAPABLE, DEVICE, POINTER, NR_VARIANTS };

static const char *const variants[NR_VARIANTS] = { "normal", "uncapable", "device", "pointer" };

static const struct {
	const char *name;
	int family, type;
} sockets[] = {
	{ "udp", AF_INET, SOCK_DGRAM },	     { "tcp", AF_INET, SOCK_STREAM },
	{ "raw", AF_INET, SOCK_RAW },	     { "udp6", AF_INET6, SOCK_DGRAM },
	{ "packet", AF_PACKET, SOCK_RAW },   { "unix", AF_UNIX, SOCK_DGRAM },
	{ "netlink", AF_NETLINK, SOCK_RAW },
};

#define NR_SOCKETS (sizeof(sockets) / sizeof(*sockets))

/* Open a socket with the descriptor @fd. */
static int open_at(int family, int type, int fd)
{
	int own =
		socket(family, type | SOCK_CLOEXEC, family == AF_INET && type == SOCK_RAW ? 1 : 0);

	if (own < 0 || dup3(own, fd, O_CLOEXEC) < 0) {
		cli_error("cannot open a socket: %s", strerror(errno));
		return -errno;
	}
	return close(own);
}

static int open_all(void)
{
	for (int i = 0; i < NR_VARIANTS; i++)
		if (open_at(AF_INET, SOCK_DGRAM, FD_VARIANTS + i))
			return CLI_FAILED;
	for (int i = 1; i < (int)NR_SOCKETS; i++)
		if (open_at(sockets[i].family, sockets[i].type, FD_SOCKETS + i))
			return CLI_FAILED;
	return open_at(AF_INET, SOCK_DGRAM, FD_PREPARE) ? CLI_FAILED : CLI_OK;
}

/* Set the effective capabilities: all permitted ones, or none. */
static bool set_capabilities(bool on)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return false;
	for (int i = 0; i < 2; i++)
		data[i].effective = on ? data[i].permitted : 0;
	return !syscall(SYS_capset, &header, data);
}

static void print(int fd, const struct ioctl_request *r, const char *variant, int result, int err)
{
	printf("%d %s 0x%04lx %s ", fd, r->name, r->number, variant);
	if (result < 0)
		printf("%s\n", strerrorname_np(err) ?: "?");
	else
		printf("%s\n", r->number == SIOCGSKNS ? "fd" : result ? "positive" : "0");
}

/* Issue a request that leads to the state in which another one succeeds, or reverts it. */
static void prepare(const char *name, const char *dev, union ioctl_arg *arg)
{
	const struct ioctl_request *r = ioctl_request_named(name);

	if (!r)
		return;
	ioctl_arg_fill(arg, r->name, dev, FD_PREPARE);
	ioctl(FD_PREPARE, r->number, arg);
}

static bool issue(int fd, const struct ioctl_request *r, enum variant variant, const char *socket,
		  const char *dev)
{
	union ioctl_arg arg = {}, other = {};
	const char *name;
	int result, err;

	for (int i = 0; (name = ioctl_request_before(r->name, i)); i++)
		prepare(name, dev, &other);
	ioctl_arg_fill(&arg, r->name, dev, FD_PREPARE);
	if (variant == DEVICE && !ioctl_arg_misname(&arg, r->name))
		return true;
	if (variant == UNCAPABLE && !set_capabilities(false))
		return false;
	result = ioctl(fd, r->number, variant == POINTER ? (void *)16 : (void *)&arg);
	err = errno;
	if (variant == UNCAPABLE && !set_capabilities(true))
		return false;
	print(fd, r, socket ?: variants[variant], result, err);
	if (result > 2 && r->number == SIOCGSKNS)
		close(result);
	for (int i = 0; (name = ioctl_request_after(r->name, i)); i++)
		prepare(name, dev, &other);
	return true;
}

static bool is_wireless(const struct ioctl_request *r)
{
	return r->number >= SIOCIWFIRST && r->number <= SIOCIWLAST;
}

static int run(const char *dev, const char *wireless)
{
	const struct ioctl_request *r;
	int status = open_all();

	for (int i = 0; !status && (r = ioctl_request_at(i)); i++)
		for (enum variant v = 0; v < NR_VARIANTS; v++)
			if (!issue(FD_VARIANTS + (int)v, r, v, NULL,
				   is_wireless(r) ? wireless : dev)) {
				cli_error("cannot change the capabilities: %s", strerror(errno));
				return CLI_FAILED;
			}
	for (int s = 1; !status && s < (int)NR_SOCKETS; s++)
		for (int i = 0; (r = ioctl_request_at(i)); i++)
			issue(FD_SOCKETS + s, r, NORMAL, sockets[s].name,
			      is_wireless(r) ? wireless : dev);
	return status;
}

static int list(void)
{
	const struct ioctl_request *r;

	for (int i = 0; (r = ioctl_request_at(i)); i++)
		printf("%s 0x%04lx\n", r->name, r->number);
	return CLI_OK;
}

static int command(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "list", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{},
	};
	bool only_list = false;
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (opt) {
		case 'l':
			only_list = true;
			break;
		case 'h':
			cli_help(help);
			return CLI_OK;
		case 'V':
			cli_version();
			return CLI_OK;
		default:
			return cli_bad_option(opt, argv);
		}
	}
	if (only_list)
		return optind < argc ? cli_usage("--list has no device argument") : list();
	if (argc - optind < 1 || argc - optind > 2)
		return cli_usage(
			"give the name of a network device, and optionally that of a wireless one");
	if (geteuid()) {
		cli_error("only root can issue all requests: run it with sudo");
		return CLI_FAILED;
	}
	return run(argv[optind], argv[argc - 1]);
}

int main(int argc, char *argv[])
{
	return cli_end(command(argc, argv));
}
