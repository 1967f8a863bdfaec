// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/vfio/vfu_sock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int vfu_sock_init(struct vfu_sock *s, int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	*s = (struct vfu_sock){ .fd = fd };
	return 0;
}

void vfu_sock_fini(struct vfu_sock *s)
{
	vfu_msg_release(&s->in);
	free(s->out);
	if (s->fd >= 0)
		close(s->fd);
	*s = (struct vfu_sock){ .fd = -1 };
}

void vfu_msg_release(struct vfu_msg *msg)
{
	for (size_t i = 0; i < msg->nr_fds; i++) {
		if (msg->fds[i] >= 0)
			close(msg->fds[i]);
	}
	free(msg->data);
	*msg = (struct vfu_msg){ 0 };
}

/* Take ownership of the descriptors of one recvmsg(), whether or not they are expected. */
static void collect_fds(struct vfu_msg *in, struct msghdr *mh)
{
	struct cmsghdr *c;

	if (mh->msg_flags & MSG_CTRUNC)
		in->fds_lost = true;
	for (c = CMSG_FIRSTHDR(mh); c; c = CMSG_NXTHDR(mh, c)) {
		size_t n;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			if (in->nr_fds < VFU_MAX_FDS) {
				in->fds[in->nr_fds++] = fd;
			} else {
				close(fd);
				in->fds_lost = true;
			}
		}
	}
}

/* Receive up to @len bytes.  Return: their number, 0 if there are none yet, or -errno. */
static ssize_t recv_some(struct vfu_sock *s, void *buf, size_t len)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(VFU_MAX_FDS * sizeof(int))];
	} control;
	struct iovec iov = { .iov_base = buf, .iov_len = len };
	struct msghdr mh = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	ssize_t n;

	do {
		n = recvmsg(s->fd, &mh, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	/* A peer that has closed the connection with unread replies has just disconnected. */
	if (n < 0 && errno != ECONNRESET)
		return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
	if (n < 0)
		return s->have ? -ECONNRESET : -ENOTCONN;
	collect_fds(&s->in, &mh);
	if (!n)
		return s->have ? -ECONNRESET : -ENOTCONN;
	s->have += (size_t)n;
	return n;
}

/*
 * Never reads past the end of a message, because the first byte of the next message carries
 * the descriptors of that message.
 */
int vfu_sock_recv(struct vfu_sock *s, struct vfu_msg *msg)
{
	struct vfu_msg *in = &s->in;
	ssize_t n;

	while (s->have < sizeof(in->hdr)) {
		n = recv_some(s, (uint8_t *)&in->hdr + s->have, sizeof(in->hdr) - s->have);
		if (n <= 0)
			return (int)n;
	}
	if (!in->data) {
		if (in->hdr.size < sizeof(in->hdr))
			return -EPROTO;
		in->len = in->hdr.size - sizeof(in->hdr);
		if (in->len > VFU_MAX_PAYLOAD) {
			msg->hdr = in->hdr;
			return -EMSGSIZE;
		}
		in->data = malloc(in->len ? in->len : 1);
		if (!in->data)
			return -ENOMEM;
	}
	while (s->have < in->hdr.size) {
		n = recv_some(s, in->data + (s->have - sizeof(in->hdr)), in->hdr.size - s->have);
		if (n <= 0)
			return (int)n;
	}
	*msg = *in;
	*in = (struct vfu_msg){ 0 };
	s->have = 0;
	return 1;
}

bool vfu_sock_backlog(const struct vfu_sock *s)
{
	return s->out_end > s->out_start;
}

int vfu_sock_flush(struct vfu_sock *s)
{
	while (vfu_sock_backlog(s)) {
		ssize_t n =
			send(s->fd, s->out + s->out_start, s->out_end - s->out_start, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (n < 0)
			return errno == EPIPE ? -ENOTCONN : -errno;
		s->out_start += (size_t)n;
	}
	s->out_start = 0;
	s->out_end = 0;
	return 0;
}

static int enqueue(struct vfu_sock *s, const void *data, size_t len)
{
	if (s->out_cap - s->out_end < len) {
		size_t cap = s->out_end + len;
		uint8_t *more = realloc(s->out, cap);

		if (!more)
			return -ENOMEM;
		s->out = more;
		s->out_cap = cap;
	}
	memcpy(s->out + s->out_end, data, len);
	s->out_end += len;
	return 0;
}

int vfu_sock_send(struct vfu_sock *s, const struct vfu_hdr *hdr, const void *data, size_t len)
{
	int err;

	err = enqueue(s, hdr, sizeof(*hdr));
	if (!err && len)
		err = enqueue(s, data, len);
	return err ? err : vfu_sock_flush(s);
}
