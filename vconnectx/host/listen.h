/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The listening socket: its path exists exactly as long as a server is running.  The mode
 * of the file is 0600 & ~umask.
 */
#ifndef VCX_LISTEN_H
#define VCX_LISTEN_H

#include <stddef.h>
#include <sys/types.h>

#include "vconnectx/host/address.h"

/**
 * struct vcx_listener - a bound socket
 * @fd: non-blocking listening socket
 * @address: its path
 * @dev: with @ino, the socket file created by this listener
 * @ino: see @dev
 */
struct vcx_listener {
	int fd;
	const struct vcx_address *address;
	dev_t dev;
	ino_t ino;
};

/* Sockets created later belong to this user. */
void vcx_listen_owner(uid_t uid, gid_t gid);

/**
 * vcx_listen() - listen at @path
 * @path: at most 107 bytes.  A stale socket is replaced; one in use, or a file of
 *	another type, is not.
 * @err: filled with one line on failure
 * @errlen: bytes of @err
 *
 * Return: 0, or -errno with @err filled.
 */
int vcx_listen(struct vcx_listener *l, const char *path, char *err, size_t errlen);
/* the same with a socket of @type, SOCK_STREAM or SOCK_SEQPACKET */
int vcx_listen_as(struct vcx_listener *l, const char *path, int type, char *err, size_t errlen);

/* Close; remove the file unless it was replaced by another process. */
void vcx_unlisten(struct vcx_listener *l);

/* Socket of the next pending client, or -errno (-EAGAIN: none). */
int vcx_accept(const struct vcx_listener *l);

#endif
