/* SPDX-License-Identifier: GPL-2.0-only */
/* Client side of listen.h: connection to a socket path. */
#ifndef VCX_CONNECT_H
#define VCX_CONNECT_H

/**
 * vcx_connect() - connect to the listener at @path
 * @path: at most 107 bytes
 * @type: SOCK_STREAM or SOCK_SEQPACKET, optionally with SOCK_NONBLOCK
 *
 * Return: a socket, closed by the caller; or -errno: -EPROTOTYPE for a listener of
 * another socket type, -ENAMETOOLONG.
 */
int vcx_connect(const char *path, int type);

#endif
