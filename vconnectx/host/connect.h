/* SPDX-License-Identifier: GPL-2.0-only */
/* The other side of listen.h: a socket that is connected to a path. */
#ifndef VCX_CONNECT_H
#define VCX_CONNECT_H

/**
 * vcx_connect() - connect to who listens at @path
 * @path: at most 107 bytes
 * @type: SOCK_STREAM or SOCK_SEQPACKET, with SOCK_NONBLOCK if wanted
 *
 * Return: a socket, which the caller closes; or -errno: -EPROTOTYPE when who
 * listens there has a socket of another type, -ENAMETOOLONG.
 */
int vcx_connect(const char *path, int type);

#endif
