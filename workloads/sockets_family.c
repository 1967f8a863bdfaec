// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/sockets_family.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>

#include "workloads/cli.h"

/* Protocol numbers for experiments: RFC 3692, and IEEE 802 Local Experimental. */
#define IP_EXPERIMENT	 253
#define ETHER_EXPERIMENT 0x88b5

static const struct family families[] = {
	{ "tcp", "127.0.0.1", TCP, AF_INET, SOCK_STREAM, 0 },
	{ "udp", "127.0.0.1", UDP, AF_INET, SOCK_DGRAM, 0 },
	{ "raw", "127.0.0.1", RAW, AF_INET, SOCK_RAW, IP_EXPERIMENT },
	{ "packet", "lo", PACKET, AF_PACKET, SOCK_DGRAM, 0 },
	{ "unix", "@sockets", UNIX, AF_UNIX, SOCK_STREAM, 0 },
};

const struct family *family_named(const char *name)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (!strcmp(families[i].name, name))
			return &families[i];
	return NULL;
}

static bool parse_device(struct address *a, const char *text)
{
	a->ll = (struct sockaddr_ll){ .sll_family = AF_PACKET,
				      .sll_protocol = htons(ETHER_EXPERIMENT),
				      .sll_ifindex = (int)if_nametoindex(text),
				      .sll_halen = 6 };
	a->len = sizeof(a->ll);
	/* The loopback device has the address 0; on others, send to all. */
	if (strcmp(text, "lo"))
		memset(a->ll.sll_addr, 0xff, 6);
	if (!a->ll.sll_ifindex)
		cli_usage("no network device '%s'", text);
	return a->ll.sll_ifindex;
}

static bool parse_path(struct address *a, const char *text)
{
	size_t len = strlen(text);

	if (len < 2 || len >= sizeof(a->un.sun_path) || (*text != '@' && *text != '/')) {
		cli_usage("'%s' is not a path or @NAME of 2 to 107 bytes", text);
		return false;
	}
	a->un.sun_family = AF_UNIX;
	a->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	memcpy(a->un.sun_path, text, len);
	/* A name without a file begins with a zero byte. */
	if (*text == '@')
		a->un.sun_path[0] = '\0';
	return true;
}

static bool parse_ip(struct address *a, const char *text, uint16_t port)
{
	if (inet_pton(AF_INET, text, &a->in.sin_addr) == 1) {
		a->in.sin_family = AF_INET;
		a->in.sin_port = htons(port);
		a->len = sizeof(a->in);
		return true;
	}
	if (inet_pton(AF_INET6, text, &a->in6.sin6_addr) == 1) {
		a->in6.sin6_family = AF_INET6;
		a->in6.sin6_port = htons(port);
		a->len = sizeof(a->in6);
		return true;
	}
	cli_usage("'%s' is not an IP address", text);
	return false;
}

bool address_parse(struct address *a, int family, const char *text, uint16_t port)
{
	*a = (struct address){ .len = 0 };
	if (family == AF_PACKET)
		return parse_device(a, text);
	return family == AF_UNIX ? parse_path(a, text) : parse_ip(a, text, port);
}
