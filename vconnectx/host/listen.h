/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The listening socket.  Its path exists exactly as long as the server is running.  The mode
 * of the socket file is 0600 & ~umask.
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
 * @dev: identifies, with @ino, the socket file created by this listener
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
 * @path: at most 107 bytes.  A stale socket is replaced, but not a socket in use or
 *	another type of file.
 * @err: buffer for a one-line error message
 * @errlen: size of @err in bytes
 *
 * Return: 0, or -errno with a message in @err.
 */
int vcx_listen(struct vcx_listener *l, const char *path, char *err, size_t errlen);
/* as vcx_listen(), with a socket of @type SOCK_STREAM or SOCK_SEQPACKET */
int vcx_listen_as(struct vcx_listener *l, const char *path, int type, char *err, size_t errlen);

/* Close the socket, and remove its file unless another process has replaced the file. */
void vcx_unlisten(struct vcx_listener *l);

/* Return: socket of the next pending client, or -errno: -EAGAIN if there is none. */
int vcx_accept(const struct vcx_listener *l);

#endif
