/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of sockets, and their addresses. */
#ifndef WORKLOADS_SOCKETS_FAMILY_H
#define WORKLOADS_SOCKETS_FAMILY_H

#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { TCP = 1, UDP = 2, RAW = 4, PACKET = 8, UNIX = 16, STREAM = TCP | UNIX, ALL = 31 };

struct family {
	const char *name, *address; /* the default address */
	int bit, family, type, protocol;
};

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_ll ll;
		struct sockaddr_un un;
	};
	socklen_t len;
};

/*
 * Parse a network device (AF_PACKET), "@NAME" or a path (AF_UNIX), or an IP address (AF_INET and
 * AF_INET6). Return false after a message if the text is none.
 */
bool address_parse(struct address *a, int family, const char *text, uint16_t port);

/* Return NULL for an unknown name. */
const struct family *family_named(const char *name);

#endif
