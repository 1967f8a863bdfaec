// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/control/control.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vconnectx/host/listen.h"

/**
 * struct client - a connection
 * @fd: connection, or -1
 * @in: received part of the next line
 * @in_len: length of @in
 * @reply: the reply in progress, or NULL
 * @complete: @out is the last piece of @reply
 * @out: current piece of @reply, owned by @reply; or a constant string
 * @out_len: length of @out
 * @sent: bytes of @out already sent
 * @last: disconnect after this reply
 */
struct client {
	int fd;
	char in[CONTROL_LINE];
	size_t in_len;
	void *reply;
	bool complete;
	const char *out;
	size_t out_len;
	size_t sent;
	bool last;
};

#define STR_(x) #x
#define STR(x)	STR_(x)

static const char too_long[] =
	"{\"error\":\"the request is longer than " STR(CONTROL_LINE) " bytes\"}\n";
static const char too_many[] =
	"{\"error\":\"" STR(CONTROL_CLIENTS) " clients are connected, which is the maximum\"}\n";

struct control {
	struct vcx_listener listener;
	struct client client[CONTROL_CLIENTS];
};

struct control *control_new(const char *path, char *err, size_t errlen)
{
	struct control *c = calloc(1, sizeof(*c));

	if (!c) {
		snprintf(err, errlen, "out of memory");
		return NULL;
	}
	for (size_t i = 0; i < CONTROL_CLIENTS; i++)
		c->client[i].fd = -1;
	if (!vcx_listen(&c->listener, path, err, errlen))
		return c;
	free(c);
	return NULL;
}

static void hang_up(struct client *cl, const struct control_ops *ops, void *ctx)
{
	if (cl->fd >= 0)
		close(cl->fd);
	if (cl->reply)
		ops->free(ctx, cl->reply);
	*cl = (struct client){ .fd = -1 };
}

void control_free(struct control *c, const struct control_ops *ops, void *ctx)
{
	if (!c)
		return;
	for (size_t i = 0; i < CONTROL_CLIENTS; i++)
		hang_up(&c->client[i], ops, ctx);
	vcx_unlisten(&c->listener);
	free(c);
}

static bool replying(const struct client *cl)
{
	return cl->reply || cl->out;
}

static struct client *free_place(struct control *c)
{
	for (size_t i = 0; i < CONTROL_CLIENTS; i++)
		if (c->client[i].fd < 0)
			return &c->client[i];
	return NULL;
}

void control_poll(const struct control *c, struct pollfd *p)
{
	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		const struct client *cl = &c->client[i];

		/* no request is read while a reply is pending */
		p[i] = (struct pollfd){
			.fd = cl->fd,
			.events = replying(cl) ? POLLOUT : POLLIN,
		};
	}
	p[CONTROL_CLIENTS] = (struct pollfd){
		.fd = c->listener.fd,
		.events = POLLIN,
	};
}

/* send the rest of the current piece; Return: false to disconnect the client */
static bool send_piece(struct client *cl)
{
	while (cl->sent < cl->out_len) {
		ssize_t n = send(cl->fd, cl->out + cl->sent, cl->out_len - cl->sent,
				 MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
		cl->sent += (size_t)n;
	}
	return true;
}

static void set_piece(struct client *cl, const char *text, size_t len)
{
	cl->out = text;
	cl->out_len = len;
	cl->sent = 0;
}

/* send a piece of the reply, and after the last one a newline; Return: as above */
static bool send_reply(struct client *cl, const struct control_ops *ops, void *ctx)
{
	if (!send_piece(cl))
		return false;
	if (cl->sent < cl->out_len)
		return true;
	if (cl->reply && !cl->complete) {
		const char *text;
		size_t len;
		int more = ops->next(ctx, cl->reply, &text, &len);

		if (more < 0)
			return false;
		cl->complete = !more;
		set_piece(cl, text, len);
		if (!send_piece(cl))
			return false;
		if (!cl->complete || cl->sent < cl->out_len)
			return true;
	}
	if (cl->reply) {
		ops->free(ctx, cl->reply);
		cl->reply = NULL;
		set_piece(cl, "\n", 1);
		return send_reply(cl, ops, ctx);
	}
	set_piece(cl, NULL, 0);
	return !cl->last;
}

/* reply to complete lines, until a reply cannot be sent at once */
static bool answer_lines(struct client *cl, const struct control_ops *ops, void *ctx)
{
	while (!replying(cl)) {
		char *end = memchr(cl->in, '\n', cl->in_len);
		size_t used;

		if (!end && cl->in_len < sizeof(cl->in))
			return true;
		if (!end) {
			cl->last = true;
			set_piece(cl, too_long, sizeof(too_long) - 1);
			return send_reply(cl, ops, ctx);
		}
		*end = '\0';
		cl->complete = false;
		cl->reply = ops->ask(ctx, cl->in);
		used = (size_t)(end - cl->in) + 1;
		cl->in_len -= used;
		memmove(cl->in, cl->in + used, cl->in_len);
		if (!cl->reply || !send_reply(cl, ops, ctx))
			return false;
	}
	return true;
}

static bool serve_client(struct client *cl, short revents, const struct control_ops *ops, void *ctx)
{
	ssize_t n;

	if (replying(cl))
		return !(revents & (POLLERR | POLLHUP)) && send_reply(cl, ops, ctx) &&
		       answer_lines(cl, ops, ctx);
	n = recv(cl->fd, cl->in + cl->in_len, sizeof(cl->in) - cl->in_len, MSG_DONTWAIT);
	if (n < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
	cl->in_len += (size_t)n;
	return n && answer_lines(cl, ops, ctx);
}

/* the message always fits into the buffer of a new socket */
static void refuse(int fd)
{
	send(fd, too_many, sizeof(too_many) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	close(fd);
}

void control_serve(struct control *c, const struct pollfd *p, const struct control_ops *ops,
		   void *ctx)
{
	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		struct client *cl = &c->client[i];

		if (cl->fd >= 0 && p[i].fd == cl->fd && p[i].revents &&
		    !serve_client(cl, p[i].revents, ops, ctx))
			hang_up(cl, ops, ctx);
	}
	if (p[CONTROL_CLIENTS].revents) {
		struct client *cl = free_place(c);
		int fd = vcx_accept(&c->listener);

		if (fd >= 0 && cl)
			cl->fd = fd;
		else if (fd >= 0)
			refuse(fd);
	}
}
