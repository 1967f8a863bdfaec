// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/wire/cable.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vconnectx/host/connect.h"
#include "vconnectx/host/listen.h"
#include "vconnectx/host/log.h"

#define FRAME_MAX      65536u /* maximum frame */
#define FRAME_MIN      14u    /* an Ethernet header; shorter messages are link states */
#define STATE_LEN      6u
#define FRAMES_AT_ONCE 64u /* frames per run, to bound its time */
#define RETRY_NS       100000000ull

/* link state messages, indexed by the carrier state */
static const char *const states[] = { "link=0", "link=1" };

struct waiting {
	struct waiting *next;
	size_t len;
	uint8_t frame[];
};

/**
 * struct cable - one end of a cable
 * @path: the socket, owned
 * @fd: connection, or -1
 * @listener: listener for the peer
 * @listening: @listener is in use
 * @retry_ns: time of the next connection attempt, or UINT64_MAX
 * @failure: error of the last attempt, or 0
 * @head: transmit queue
 * @tail: link of the last frame
 * @queued: number of bytes in the queue
 * @signal: carrier state of this port
 * @sent_signal: carrier state of this port that was last sent to the peer
 * @carrier: carrier state that was last received from the peer
 */
struct cable {
	char *path;
	int fd;
	struct vcx_listener listener;
	bool listening;
	uint64_t retry_ns;
	int failure;
	struct waiting *head;
	struct waiting **tail;
	size_t queued;
	bool signal;
	bool sent_signal;
	bool carrier;
};

static bool send_now(const struct cable *c, const void *msg, size_t len)
{
	/* errors other than a full buffer are also reported by POLLHUP or POLLERR */
	return send(c->fd, msg, len, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0 ||
	       (errno != EAGAIN && errno != EWOULDBLOCK);
}

/* Return: true if the state was sent or the connection is broken */
static bool send_state(struct cable *c)
{
	if (!send_now(c, states[c->signal], STATE_LEN))
		return false;
	c->sent_signal = c->signal;
	return true;
}

/* "carrier on" is sent before the queued frames, and "carrier off" after them */
static void send_waiting(struct cable *c)
{
	if (c->signal && !c->sent_signal && !send_state(c))
		return;
	while (c->head && send_now(c, c->head->frame, c->head->len)) {
		struct waiting *w = c->head;

		c->head = w->next;
		if (!c->head)
			c->tail = &c->head;
		c->queued -= w->len;
		free(w);
	}
	if (!c->head && !c->signal && c->sent_signal)
		send_state(c);
}

static void joined(struct cable *c, int fd)
{
	c->fd = fd;
	c->retry_ns = UINT64_MAX;
	c->failure = 0;
	vcx_log(VCX_LOG_INFO, "wire: connected to the peer at %s", c->path);
	send_waiting(c);
}

/* Return: 0 if connected or listening, -EAGAIN to try again, or another -errno */
static int plug_in(struct cable *c, char *err, size_t errlen)
{
	int fd = vcx_connect(c->path, SOCK_SEQPACKET | SOCK_NONBLOCK);

	if (fd >= 0) {
		joined(c, fd);
		return 0;
	}
	if (fd == -EAGAIN)
		return fd;
	if (fd == -EPROTOTYPE) {
		snprintf(err, errlen, "%s: the listener is not a peer", c->path);
		return fd;
	}
	if (fd == -EACCES) {
		snprintf(err, errlen, "%s: Permission denied: the peer must run as the same user",
			 c->path);
		return fd;
	}
	/* another process may have bound the path in the meantime */
	fd = vcx_listen_as(&c->listener, c->path, SOCK_SEQPACKET, err, errlen);
	if (fd == -EADDRINUSE)
		return -EAGAIN;
	if (fd)
		return fd;
	c->listening = true;
	c->retry_ns = UINT64_MAX;
	c->failure = 0;
	return 0;
}

struct cable *cable_new(const char *path, char *err, size_t errlen)
{
	struct cable *c = calloc(1, sizeof(*c));
	int ret;

	if (c)
		c->path = strdup(path);
	if (!c || !c->path) {
		snprintf(err, errlen, "out of memory");
		free(c);
		return NULL;
	}
	c->fd = -1;
	c->tail = &c->head;
	ret = plug_in(c, err, errlen);
	if (ret == -EAGAIN) {
		c->retry_ns = 0;
	} else if (ret) {
		cable_free(c);
		return NULL;
	}
	return c;
}

static void drop_queue(struct cable *c)
{
	while (c->head) {
		struct waiting *w = c->head;

		c->head = w->next;
		free(w);
	}
	c->tail = &c->head;
	c->queued = 0;
}

void cable_free(struct cable *c)
{
	if (!c)
		return;
	drop_queue(c);
	if (c->fd >= 0)
		close(c->fd);
	if (c->listening)
		vcx_unlisten(&c->listener);
	free(c->path);
	free(c);
}

/* after a disconnect, the listening side waits for the next peer and the other reconnects */
static void unplugged(struct cable *c, uint64_t now)
{
	vcx_log(VCX_LOG_INFO, "wire: the peer at %s disconnected", c->path);
	close(c->fd);
	c->fd = -1;
	c->sent_signal = false;
	c->carrier = false;
	drop_queue(c);
	if (!c->listening)
		c->retry_ns = now + RETRY_NS;
}

void cable_send(struct cable *c, const void *frame, size_t len)
{
	bool first = !c->head && (c->sent_signal || !c->signal);
	struct waiting *w;

	if (c->fd < 0 || (first && send_now(c, frame, len)))
		return;
	if (c->queued + len > CABLE_QUEUE_MAX)
		return;
	w = malloc(sizeof(*w) + len);
	if (!w)
		return;
	w->next = NULL;
	w->len = len;
	memcpy(w->frame, frame, len);
	*c->tail = w;
	c->tail = &w->next;
	c->queued += len;
}

void cable_signal(struct cable *c, bool on)
{
	c->signal = on;
	if (c->fd >= 0)
		send_waiting(c);
}

bool cable_carrier(const struct cable *c)
{
	return c->carrier;
}

void cable_poll(const struct cable *c, struct pollfd *p)
{
	p->fd = c->fd;
	p->events = POLLIN;
	if (c->fd >= 0 && (c->head || c->signal != c->sent_signal))
		p->events |= POLLOUT;
	if (c->fd < 0 && c->listening)
		p->fd = c->listener.fd;
}

uint64_t cable_deadline(const struct cable *c)
{
	return c->retry_ns;
}

/* Return: whether the carrier of the peer has changed */
static bool receive_state(struct cable *c, const uint8_t *msg, size_t len)
{
	for (int on = 0; on <= 1; on++) {
		if (len != STATE_LEN || memcmp(msg, states[on], len))
			continue;
		if (c->carrier == on)
			return false;
		c->carrier = on;
		vcx_log(VCX_LOG_INFO, "wire: the peer at %s is %s", c->path, on ? "up" : "down");
		return true;
	}
	return false;
}

static void receive_frames(struct cable *c, uint64_t now,
			   bool (*receive)(void *ctx, const void *frame, size_t len), void *ctx)
{
	static uint8_t frame[FRAME_MAX];

	for (unsigned int i = 0; i < FRAMES_AT_ONCE; i++) {
		ssize_t n = recv(c->fd, frame, sizeof(frame), MSG_DONTWAIT | MSG_TRUNC);

		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
			return;
		if (n <= 0) {
			unplugged(c, now);
			return;
		}
		if (n < FRAME_MIN) {
			if (receive_state(c, frame, (size_t)n))
				return;
		} else if ((size_t)n <= sizeof(frame) && !receive(ctx, frame, (size_t)n)) {
			return;
		}
	}
}

static void look_again(struct cable *c, uint64_t now)
{
	char err[256];
	int ret = plug_in(c, err, sizeof(err));

	if (!ret)
		return;
	c->retry_ns = now + RETRY_NS;
	if (ret != -EAGAIN && ret != c->failure)
		vcx_log(VCX_LOG_WARN, "wire: cannot connect again: %s", err);
	c->failure = ret;
}

void cable_serve(struct cable *c, short revents, uint64_t now,
		 bool (*receive)(void *ctx, const void *frame, size_t len), void *ctx)
{
	if (c->fd < 0 && c->listening && revents) {
		int fd = vcx_accept(&c->listener);

		if (fd >= 0)
			joined(c, fd);
		return;
	}
	if (c->fd < 0) {
		if (now >= c->retry_ns)
			look_again(c, now);
		return;
	}
	if (revents & POLLOUT)
		send_waiting(c);
	if (revents & (POLLIN | POLLHUP | POLLERR))
		receive_frames(c, now, receive, ctx);
}
