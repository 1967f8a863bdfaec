/* SPDX-License-Identifier: GPL-2.0-only */
/* The arguments of socket calls by name. */
#ifndef MLX5TRACE_FLOW_SOCKET_NAMES_H
#define MLX5TRACE_FLOW_SOCKET_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Write "SOCK_STREAM|SOCK_CLOEXEC" for parameter @name of a system call with these arguments.
 * Returns false if the parameter has no names, or this value has none.
 */
bool flow_socket_argument(const char *syscall, const char *name, const uint64_t args[6],
			  uint64_t value, char *text, size_t size);

/* A socket address as its fields are read: numbers in the order of the bytes in memory. */
struct flow_sockaddr {
	uint16_t family, port; /* or the protocol of AF_PACKET */
	uint32_t word;	       /* the IPv4 address, or the interface of AF_PACKET */
	uint8_t ipv6[16];
	const char *path, *name; /* the texts at sun_path, and one byte after it; may be NULL */
};

/* Write "127.0.0.1:8080", "[::1]:80", "@name", "/path" or "ll:ifindex 2". */
void flow_socket_address(const struct flow_sockaddr *a, char *text, size_t size);

#endif
