// SPDX-License-Identifier: GPL-2.0-only
/*
 * flows - send one packet of each flow listed on standard input.
 *
 * A line has a TYPE (udp4, udp6, tcp4 or tcp6), then source and destination of
 * each flow as ADDRESS:PORT or [ADDRESS]:PORT.  The reply is "sent", or an error.
 * A test starts this program only once, as starting a program is slow in an
 * emulated guest.
 */
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct type {
	const char *name;
	int family;
	int kind;
};

static const struct type types[] = {
	{ "udp4", AF_INET, SOCK_DGRAM },
	{ "udp6", AF_INET6, SOCK_DGRAM },
	{ "tcp4", AF_INET, SOCK_STREAM },
	{ "tcp6", AF_INET6, SOCK_STREAM },
};

static const struct type *type_named(const char *name)
{
	for (size_t i = 0; name && i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(types[i].name, name))
			return &types[i];
	return NULL;
}

/* Return: an address owned by the caller, or NULL if @end is not a valid address */
static struct addrinfo *address(const struct type *type, const char *end)
{
	struct addrinfo hints = {
		.ai_family = type->family,
		.ai_socktype = type->kind,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
	};
	const char *colon = strrchr(end, ':');
	bool brackets = colon && colon > end + 1 && *end == '[' && colon[-1] == ']';
	struct addrinfo *found;
	char host[64];

	if (!colon)
		return NULL;
	snprintf(host, sizeof(host), "%.*s", (int)(colon - end) - 2 * brackets, end + brackets);
	return getaddrinfo(host, colon + 1, &hints, &found) ? NULL : found;
}

/* A TCP connection attempt ends after its first packet, which the peer rejects. */
static bool send_between(int fd, const struct type *type, const struct addrinfo *from,
			 const struct addrinfo *to)
{
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)) ||
	    bind(fd, from->ai_addr, from->ai_addrlen))
		return false;
	if (connect(fd, to->ai_addr, to->ai_addrlen))
		return type->kind == SOCK_STREAM && errno == ECONNREFUSED;
	return type->kind == SOCK_STREAM || send(fd, "x", 1, 0) == 1;
}

/* Return: NULL, or an error message */
static const char *send_flow(const struct type *type, const char *src, const char *dst)
{
	struct addrinfo *from = address(type, src);
	struct addrinfo *to = address(type, dst);
	const char *why = "not an ADDRESS:PORT of that type";
	int fd;

	if (from && to) {
		fd = socket(type->family, type->kind, 0);
		why = fd >= 0 && send_between(fd, type, from, to) ? NULL : strerror(errno);
		if (fd >= 0)
			close(fd);
	}
	if (from)
		freeaddrinfo(from);
	if (to)
		freeaddrinfo(to);
	return why;
}

static void serve(char *line)
{
	const struct type *type = type_named(strtok(line, " \n"));
	char *src, *dst;

	if (!type) {
		puts("the first word must be udp4, udp6, tcp4 or tcp6");
		return;
	}
	while ((src = strtok(NULL, " \n"))) {
		const char *why = "a source without a destination";

		dst = strtok(NULL, " \n");
		if (dst)
			why = send_flow(type, src, dst);
		if (why) {
			printf("%s to %s: %s\n", src, dst ? dst : "-", why);
			return;
		}
	}
	puts("sent");
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (getline(&line, &size, stdin) > 0)
		serve(line);
	free(line);
	return 0;
}
