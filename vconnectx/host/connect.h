/* SPDX-License-Identifier: GPL-2.0-only */
/* The client side of listen.h: connects to a socket path. */
#ifndef VCX_CONNECT_H
#define VCX_CONNECT_H

/**
 * vcx_connect() - connect to the listener at @path
 * @path: at most 107 bytes
 * @type: SOCK_STREAM or SOCK_SEQPACKET, optionally with SOCK_NONBLOCK
 *
 * Return: a socket, to be closed by the caller; or -errno, such as -EPROTOTYPE for a
 * listener of another socket type, or -ENAMETOOLONG.
 */
int vcx_connect(const char *path, int type);

#endif
