/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vfio-user framing: transfers complete messages and their descriptors over a non-blocking
 * stream socket.  No call blocks if the peer sends an incomplete message or does not read
 * its replies.
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
 * @hdr: header of the message; its size is checked
 * @data: the hdr.size - sizeof(hdr) bytes after the header
 * @len: length of @data
 * @fds: descriptors received with the message; vfu_msg_release() closes them, except
 *	those set to -1
 * @nr_fds: number of @fds
 * @fds_lost: more descriptors were received than fit; the others were closed
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
	struct vfu_msg in; /* the message being received */
	size_t have;	   /* bytes received, including the header */
	uint8_t *out;	   /* replies not yet sent */
	size_t out_start;
	size_t out_end;
	size_t out_cap;
};

/**
 * vfu_sock_init() - use a connected stream socket
 * @fd: socket, which is made non-blocking; owned by the vfu_sock after success
 * Return: 0; or -errno, with @fd still owned by the caller.
 */
int vfu_sock_init(struct vfu_sock *s, int fd);
/* Close all descriptors, including those of an incomplete message. */
void vfu_sock_fini(struct vfu_sock *s);

/**
 * vfu_sock_recv() - receive the next message
 * @msg: filled in; to be released with vfu_msg_release()
 *
 * Return: 1 with @msg filled in; 0 if the message is still incomplete; or, if the connection
 * is unusable, -errno: -ENOTCONN if the peer closed it between messages, -ECONNRESET if the
 * peer closed it within a message, -EPROTO for an invalid size in the header, -EMSGSIZE for
 * a size above VFU_MAX_PAYLOAD (with the header in msg->hdr), -ENOMEM, or the error of
 * recvmsg().
 */
int vfu_sock_recv(struct vfu_sock *s, struct vfu_msg *msg);
void vfu_msg_release(struct vfu_msg *msg);

/**
 * vfu_sock_send() - send one message, or queue the part that does not fit
 * Return: 0, or -errno for an unusable connection: -ENOTCONN if the peer has closed it.
 */
int vfu_sock_send(struct vfu_sock *s, const struct vfu_hdr *hdr, const void *data, size_t len);

/* Return: whether data is queued; if so, wait for POLLOUT, then call vfu_sock_flush(). */
bool vfu_sock_backlog(const struct vfu_sock *s);
int vfu_sock_flush(struct vfu_sock *s);

#endif
