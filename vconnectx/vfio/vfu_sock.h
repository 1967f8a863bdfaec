/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vfio-user framing: whole messages in and out of a non-blocking stream
 * socket, with the descriptors that come along.  A peer which sends half a
 * message, or does not read its replies, never makes a call here block.
 */
#ifndef VCX_VFU_SOCK_H
#define VCX_VFU_SOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "vconnectx/vfio/vfu_proto.h"

/**
 * struct vfu_msg - a received message
 * @hdr: its header; size is checked
 * @data: the hdr.size - sizeof(hdr) bytes after it
 * @len: that many
 * @fds: descriptors received with it; vfu_msg_release() closes those which are
 *	still there: set one to -1 to keep it
 * @nr_fds: how many
 * @fds_lost: more came than fit; the kernel or we have closed those
 */
struct vfu_msg {
	struct vfu_hdr hdr;
	uint8_t *data;
	size_t len;
	int fds[VFU_MAX_FDS];
	size_t nr_fds;
	bool fds_lost;
};

struct vfu_sock {
	int fd;
	struct vfu_msg in; /* being received */
	size_t have;	   /* bytes of it, header included */
	uint8_t *out;	   /* replies the peer has not taken yet */
	size_t out_start;
	size_t out_end;
	size_t out_cap;
};

/**
 * vfu_sock_init() - use a connected stream socket
 * @fd: becomes the vfu_sock's, and non-blocking
 * Return: 0 or -errno; @fd stays the caller's then.
 */
int vfu_sock_init(struct vfu_sock *s, int fd);
/* Closes everything, half-received descriptors too. */
void vfu_sock_fini(struct vfu_sock *s);

/**
 * vfu_sock_recv() - take the next message
 * @msg: filled; give it back with vfu_msg_release()
 *
 * Return: 1 with @msg filled; 0 when the rest has not arrived yet; else the
 * connection is of no more use: -ENOTCONN when the peer closed it between
 * messages, -ECONNRESET in the middle of one, -EPROTO when the header has an
 * impossible size, -EMSGSIZE when it announces more than VFU_MAX_PAYLOAD (with
 * the header in msg->hdr), -ENOMEM, or recvmsg()'s error.
 */
int vfu_sock_recv(struct vfu_sock *s, struct vfu_msg *msg);
void vfu_msg_release(struct vfu_msg *msg);

/**
 * vfu_sock_send() - send one message, or queue what does not fit now
 * Return: 0, or -errno when the connection is of no more use: -ENOTCONN when the
 * peer has closed it.
 */
int vfu_sock_send(struct vfu_sock *s, const struct vfu_hdr *hdr, const void *data, size_t len);

/* Something is queued: wait for POLLOUT, then call vfu_sock_flush(). */
bool vfu_sock_backlog(const struct vfu_sock *s);
int vfu_sock_flush(struct vfu_sock *s);

#endif
