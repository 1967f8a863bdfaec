/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The addresses of all sockets of this process, in memory that is read-only in the sandbox.  A
 * system call filter compares pointers, but cannot dereference them.
 */
#ifndef VCX_ADDRESS_H
#define VCX_ADDRESS_H

#include <sys/un.h>

/**
 * struct vcx_address - a socket path
 * @un: the path as an address
 * @dir: its directory
 */
struct vcx_address {
	struct sockaddr_un un;
	char dir[sizeof(((struct sockaddr_un *)0)->sun_path)];
};

/**
 * vcx_address() - address of a path
 * @path: at most 107 bytes
 *
 * Return: the same address for each call with @path, valid until the process exits; or NULL
 * with errno set to ENAMETOOLONG, ENOMEM, or EPERM for a new path in the sandbox.
 */
const struct vcx_address *vcx_address(const char *path);

/* Return: the address after @address, the first one for NULL; or NULL at the end */
const struct vcx_address *vcx_address_next(const struct vcx_address *address);

/* Make all addresses read-only; no address can be added afterwards.  Return: 0 or -errno */
int vcx_address_seal(void);

#endif
