// SPDX-License-Identifier: GPL-2.0-only
/* Makes each socket call once, so that its path through the kernel can be traced. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "workloads/cli.h"
#include "workloads/sockets_family.h"

static const char help[] =
	"Usage: sockets [--role ROLE] [--port N] FAMILY [ADDRESS]\n"
	"\n"
	"Makes each socket call of a family once and prints its result: socket,\n"
	"setsockopt, bind, listen, connect, accept4, send, sendto, sendmsg, sendmmsg,\n"
	"recv, recvfrom, recvmsg, getsockopt, shutdown and close.\n"
	"\n"
	"Examples:\n"
	"  sockets tcp\n"
	"  mlx5-trace flow -- sockets packet eth0\n"
	"  sockets --role client udp 192.0.2.1\n"
	"\n"
	"FAMILY and ADDRESS are: tcp, udp or raw with an IP address (127.0.0.1),\n"
	"packet with a network device (lo), unix with a path or @NAME (@sockets). raw\n"
	"and packet require CAP_NET_RAW.\n"
	"\n"
	"  --role ROLE   server: only receive; client: only send; both (default):\n"
	"                receive what this process sends\n"
	"  --port N      port of tcp and udp (default 8080)\n"
	"\n"
	"Exit status: 0 success, 1 a call failed or nothing was received, 2 usage.\n";

enum side { SERVER, CLIENT, PEER, NR_SIDES }; /* PEER: the accepted end of a connection */

struct run {
	const struct family *family;
	struct address to;
	struct sockaddr *name; /* the address for each message; NULL if connected */
	socklen_t name_len;
	int fd[NR_SIDES];
	char data[64];
	struct iovec iov;
};

static int call_socket(struct run *r, enum side side)
{
	return r->fd[side] = socket(r->to.any.sa_family, r->family->type | SOCK_CLOEXEC,
				    r->family->bit == PACKET ? r->to.ll.sll_protocol :
							       r->family->protocol);
}

static int call_reuse(struct run *r, enum side side)
{
	return setsockopt(r->fd[side], SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
}

static int call_timeout(struct run *r, enum side side)
{
	const struct timeval limit = { .tv_sec = 10 };

	return setsockopt(r->fd[side], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

static int call_bind(struct run *r, enum side side)
{
	return bind(r->fd[side], &r->to.any, r->to.len);
}

static int call_listen(struct run *r, enum side side)
{
	return listen(r->fd[side], 8);
}

static int call_connect(struct run *r, enum side side)
{
	return connect(r->fd[side], &r->to.any, r->to.len);
}

static int call_accept4(struct run *r, enum side side)
{
	return r->fd[PEER] = accept4(r->fd[side], NULL, NULL, SOCK_CLOEXEC);
}

static int call_send(struct run *r, enum side side)
{
	return (int)send(r->fd[side], "send", 4, MSG_NOSIGNAL);
}

static int call_sendto(struct run *r, enum side side)
{
	return (int)sendto(r->fd[side], "sendto", 6, MSG_NOSIGNAL, r->name, r->name_len);
}

static struct msghdr message(struct run *r)
{
	r->iov = (struct iovec){ .iov_base = r->data, .iov_len = 8 };
	return (struct msghdr){ r->name, r->name_len, &r->iov, 1, NULL, 0, 0 };
}

static int call_sendmsg(struct run *r, enum side side)
{
	struct msghdr msg = message(r);

	return (int)sendmsg(r->fd[side], &msg, MSG_NOSIGNAL);
}

static int call_sendmmsg(struct run *r, enum side side)
{
	struct mmsghdr msg = { .msg_hdr = message(r) };

	return sendmmsg(r->fd[side], &msg, 1, MSG_NOSIGNAL);
}

/* A datagram is received from the bound socket, and a stream from the accepted one. */
static int receiver(const struct run *r, enum side side)
{
	return r->fd[r->family->bit & STREAM ? PEER : side];
}

static int call_recv(struct run *r, enum side side)
{
	return (int)recv(receiver(r, side), r->data, sizeof(r->data), 0);
}

static int call_recvfrom(struct run *r, enum side side)
{
	struct sockaddr_storage from;
	socklen_t len = sizeof(from);

	return (int)recvfrom(receiver(r, side), r->data, sizeof(r->data), 0,
			     (struct sockaddr *)&from, &len);
}

static int call_recvmsg(struct run *r, enum side side)
{
	r->iov = (struct iovec){ r->data, sizeof(r->data) };
	struct msghdr msg = { .msg_iov = &r->iov, .msg_iovlen = 1 };

	return (int)recvmsg(receiver(r, side), &msg, 0);
}

static int call_getsockopt(struct run *r, enum side side)
{
	int type;
	socklen_t len = sizeof(type);

	return getsockopt(r->fd[side], SOL_SOCKET, SO_TYPE, &type, &len);
}

static int call_shutdown(struct run *r, enum side side)
{
	return shutdown(r->fd[side], SHUT_WR);
}

static int call_close(struct run *r, enum side side)
{
	return close(r->fd[side]);
}

static const struct step {
	const char *call;
	int (*make)(struct run *r, enum side side);
	enum side side;
	int families;
} steps[] = {
	{ "socket", call_socket, SERVER, ALL },
	{ "setsockopt", call_reuse, SERVER, TCP | UDP },
	{ "setsockopt", call_timeout, SERVER, ALL },
	{ "bind", call_bind, SERVER, ALL },
	{ "listen", call_listen, SERVER, STREAM },
	{ "socket", call_socket, CLIENT, ALL },
	{ "connect", call_connect, CLIENT, ALL & ~PACKET },
	{ "accept4", call_accept4, SERVER, STREAM },
	{ "send", call_send, CLIENT, ALL & ~PACKET },
	{ "recv", call_recv, SERVER, ALL & ~PACKET },
	{ "sendto", call_sendto, CLIENT, ALL },
	{ "recvfrom", call_recvfrom, SERVER, ALL },
	{ "sendmsg", call_sendmsg, CLIENT, ALL },
	{ "recvmsg", call_recvmsg, SERVER, ALL },
	{ "sendmmsg", call_sendmmsg, CLIENT, ALL },
	{ "recvmsg", call_recvmsg, SERVER, ALL },
	{ "getsockopt", call_getsockopt, CLIENT, ALL },
	{ "shutdown", call_shutdown, CLIENT, STREAM | UDP },
	{ "close", call_close, CLIENT, ALL },
	{ "close", call_close, PEER, STREAM },
	{ "close", call_close, SERVER, ALL },
};

static int make_calls(struct run *r, bool server, bool client)
{
	for (const struct step *s = steps; s < steps + sizeof(steps) / sizeof(*steps); s++) {
		int result;

		if (!(s->families & r->family->bit) || !(s->side == CLIENT ? client : server))
			continue;
		result = s->make(r, s->side);
		if (result < 0) {
			cli_error("%s %s: %m", r->family->name, s->call);
			return CLI_FAILED;
		}
		printf("%-10s %s = %d\n", s->call, s->side == CLIENT ? "client" : "server", result);
	}
	return CLI_OK;
}

static int command(int argc, char *argv[])
{
	static const struct option options[] = { { "role", required_argument, NULL, 'r' },
						 { "port", required_argument, NULL, 'p' },
						 { "help", no_argument, NULL, 'h' },
						 { "version", no_argument, NULL, 'V' },
						 {} };
	struct run r = { .fd = { -1, -1, -1 } };
	const char *role = "both";
	uint32_t port = 8080;
	int opt = opterr = 0;

	while ((opt = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (opt == 'h' || opt == 'V') {
			opt == 'h' ? cli_help(help) : cli_version();
			return CLI_OK;
		}
		if (opt == 'r')
			role = optarg;
		else if (opt != 'p')
			return cli_bad_option(opt, argv);
		else if (cli_option_number("port", optarg, 65535, &port))
			return CLI_USAGE;
	}
	if (strcmp(role, "both") && strcmp(role, "server") && strcmp(role, "client"))
		return cli_usage("--role is server, client or both, not '%s'", role);
	r.family = optind < argc ? family_named(argv[optind]) : NULL;
	if (!r.family)
		return cli_usage("name a family: tcp, udp, raw, packet or unix");
	if (argc > optind + 2)
		return cli_usage("unexpected argument '%s'", argv[optind + 2]);
	if (!address_parse(&r.to, r.family->family,
			   optind + 1 < argc ? argv[optind + 1] : r.family->address,
			   (uint16_t)port))
		return CLI_USAGE;
	r.name = r.family->bit & STREAM ? NULL : &r.to.any;
	r.name_len = r.name ? r.to.len : 0;
	return make_calls(&r, strcmp(role, "client"), strcmp(role, "server"));
}

int main(int argc, char *argv[])
{
	return cli_end(command(argc, argv));
}
