// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/kernel/socket_names.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "analysis/base/util.h"
#include "analysis/flow/kernel/names.h"

#define SOCK_TYPE_MASK 0xf

/* The option names of a level. */
static const struct {
	int level;
	enum flow_set set;
} options[] = {
	{ SOL_SOCKET, FLOW_SET_SOCKOPT },   { IPPROTO_IP, FLOW_SET_IPOPT },
	{ IPPROTO_IPV6, FLOW_SET_IPV6OPT }, { IPPROTO_TCP, FLOW_SET_TCPOPT },
	{ IPPROTO_UDP, FLOW_SET_UDPOPT },   { SOL_PACKET, FLOW_SET_PACKETOPT },
	{ SOL_XDP, FLOW_SET_XDPOPT },
};

static const char *option(uint64_t level, uint64_t value)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if ((uint64_t)options[i].level == level)
			return flow_name(options[i].set, value);
	return NULL;
}

static const char *level_name(uint64_t level)
{
	const char *name = level == IPPROTO_IP ? "SOL_IP" : flow_name(FLOW_SET_LEVEL, level);

	return name ? name : flow_name(FLOW_SET_IPPROTO, level);
}

/* The meaning of the protocol depends on the family. */
static const char *protocol(uint64_t family, uint64_t value)
{
	static char text[48];
	const char *name;

	if (!value)
		return NULL;
	switch (family) {
	case AF_INET:
	case AF_INET6:
		return flow_name(FLOW_SET_IPPROTO, value);
	case AF_NETLINK:
		return flow_name(FLOW_SET_PROTOCOL, value);
	case AF_PACKET:
		name = flow_name(FLOW_SET_ETHER, ntohs((uint16_t)value));
		if (name)
			snprintf(text, sizeof(text), "htons(%s)", name);
		else
			snprintf(text, sizeof(text), "htons(0x%04x)", ntohs((uint16_t)value));
		return text;
	default:
		return NULL;
	}
}

static bool put(char *text, size_t size, const char *name)
{
	if (name)
		snprintf(text, size, "%s", name);
	return name;
}

static bool flags(enum flow_set set, uint64_t value, char *text, size_t size)
{
	if (value)
		flow_flags(set, value, text, size);
	return value;
}

static bool type(uint64_t value, char *text, size_t size)
{
	const char *base = flow_name(FLOW_SET_SOCK_TYPE, value & SOCK_TYPE_MASK);
	int len;

	if (!base)
		return false;
	len = snprintf(text, size, "%s", base);
	if (value & ~(uint64_t)SOCK_TYPE_MASK && (size_t)len + 2 < size) {
		text[len] = '|';
		flow_flags(FLOW_SET_SOCK_FLAG, value & ~(uint64_t)SOCK_TYPE_MASK, text + len + 1,
			   size - (size_t)len - 1);
	}
	return true;
}

bool flow_socket_argument(const char *syscall, const char *name, const uint64_t args[6],
			  uint64_t value, char *text, size_t size)
{
	bool pair = !strcmp(syscall, "socketpair");

	if (!strcmp(syscall, "socket") || pair) {
		if (!strcmp(name, "family"))
			return put(text, size, flow_name(FLOW_SET_FAMILY, value));
		if (!strcmp(name, "type"))
			return type(value, text, size);
		return !strcmp(name, "protocol") && put(text, size, protocol(args[0], value));
	}
	if (!strcmp(syscall, "getsockopt") || !strcmp(syscall, "setsockopt")) {
		if (!strcmp(name, "level"))
			return put(text, size, level_name(value));
		return !strcmp(name, "optname") && put(text, size, option(args[1], value));
	}
	if (!strcmp(syscall, "shutdown"))
		return !strcmp(name, "how") && put(text, size, flow_name(FLOW_SET_SHUT, value));
	if (strcmp(name, "flags"))
		return false;
	if (!strcmp(syscall, "accept4"))
		return flags(FLOW_SET_SOCK_FLAG, value, text, size);
	return (!strncmp(syscall, "send", 4) || !strncmp(syscall, "recv", 4)) &&
	       strcmp(syscall, "sendfile") && flags(FLOW_SET_MSG, value, text, size);
}

static void put_path(const struct flow_sockaddr *a, char *text, size_t size)
{
	if (a->path && *a->path)
		snprintf(text, size, "%s", a->path);
	else
		snprintf(text, size, "@%s", a->name ? a->name : "");
}

static void put_link(const struct flow_sockaddr *a, char *text, size_t size)
{
	char device[IF_NAMESIZE];

	if (if_indextoname(a->word, device))
		snprintf(text, size, "ll:%s", device);
	else
		snprintf(text, size, "ll:ifindex %" PRIu32, a->word);
}

void flow_socket_address(const struct flow_sockaddr *a, char *text, size_t size)
{
	const char *family = flow_name(FLOW_SET_FAMILY, a->family);
	char ip[INET6_ADDRSTRLEN] = "";

	switch (a->family) {
	case AF_INET:
		inet_ntop(AF_INET, &a->word, ip, sizeof(ip));
		snprintf(text, size, "%s:%u", ip, ntohs(a->port));
		return;
	case AF_INET6:
		inet_ntop(AF_INET6, a->ipv6, ip, sizeof(ip));
		snprintf(text, size, "[%s]:%u", ip, ntohs(a->port));
		return;
	case AF_UNIX:
		put_path(a, text, size);
		return;
	case AF_PACKET:
		put_link(a, text, size);
		return;
	default:
		if (family)
			snprintf(text, size, "%s", family);
		else
			snprintf(text, size, "family %u", a->family);
	}
}
