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
 * @fd: connection, -1: none
 * @in: received part of the next line
 * @in_len: length of @in
 * @out: pending reply, owned; NULL: none
 * @out_len: length of @out
 * @sent: bytes of @out already sent
 * @last: disconnect after this reply
 */
struct client {
	int fd;
	char in[CONTROL_LINE];
	size_t in_len;
	char *out;
	size_t out_len;
	size_t sent;
	bool last;
};

#define STR_(x) #x
#define STR(x)	STR_(x)

static const char too_long[] =
	"{\"error\":\"the request is longer than " STR(CONTROL_LINE) " bytes\"}";
static const char too_many[] =
	"{\"error\":\"" STR(CONTROL_CLIENTS) " clients are connected, the maximum\"}\n";

struct control {
	struct vcx_listener listener;
	char *path;
	struct client client[CONTROL_CLIENTS];
};

struct control *control_new(const char *path, char *err, size_t errlen)
{
	struct control *c = calloc(1, sizeof(*c));

	if (c)
		c->path = strdup(path);
	if (!c || !c->path) {
		snprintf(err, errlen, "out of memory");
		free(c);
		return NULL;
	}
	for (size_t i = 0; i < CONTROL_CLIENTS; i++)
		c->client[i].fd = -1;
	if (!vcx_listen_as(&c->listener, c->path, SOCK_STREAM, 0600, err, errlen))
		return c;
	free(c->path);
	free(c);
	return NULL;
}

static void hang_up(struct client *cl)
{
	if (cl->fd >= 0)
		close(cl->fd);
	free(cl->out);
	*cl = (struct client){ .fd = -1 };
}

void control_free(struct control *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < CONTROL_CLIENTS; i++)
		hang_up(&c->client[i]);
	vcx_unlisten(&c->listener);
	free(c->path);
	free(c);
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
			.events = cl->out ? POLLOUT : POLLIN,
		};
	}
	p[CONTROL_CLIENTS] = (struct pollfd){
		.fd = c->listener.fd,
		.events = POLLIN,
	};
}

/* Return: false to disconnect the client */
static bool send_answer(struct client *cl)
{
	ssize_t n = send(cl->fd, cl->out + cl->sent, cl->out_len - cl->sent,
			 MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
	cl->sent += (size_t)n;
	if (cl->sent < cl->out_len)
		return true;
	free(cl->out);
	cl->out = NULL;
	return !cl->last;
}

/* @answer: owned, or NULL when out of memory; Return: as above */
static bool reply(struct client *cl, char *answer)
{
	cl->out = answer;
	if (!answer)
		return false;
	/* the terminating NUL is replaced by the newline */
	cl->out_len = strlen(answer) + 1;
	answer[cl->out_len - 1] = '\n';
	cl->sent = 0;
	return send_answer(cl);
}

/* reply to complete lines until a reply is pending */
static bool answer_lines(struct client *cl, char *(*answer)(void *ctx, const char *line), void *ctx)
{
	while (!cl->out) {
		char *end = memchr(cl->in, '\n', cl->in_len);
		char *text;
		size_t used;

		if (!end && cl->in_len < sizeof(cl->in))
			return true;
		if (!end) {
			cl->last = true;
			return reply(cl, strdup(too_long));
		}
		*end = '\0';
		text = answer(ctx, cl->in);
		used = (size_t)(end - cl->in) + 1;
		cl->in_len -= used;
		memmove(cl->in, cl->in + used, cl->in_len);
		if (!reply(cl, text))
			return false;
	}
	return true;
}

static bool serve_client(struct client *cl, short revents,
			 char *(*answer)(void *ctx, const char *line), void *ctx)
{
	ssize_t n;

	if (cl->out)
		return !(revents & (POLLERR | POLLHUP)) && send_answer(cl) &&
		       answer_lines(cl, answer, ctx);
	n = recv(cl->fd, cl->in + cl->in_len, sizeof(cl->in) - cl->in_len, MSG_DONTWAIT);
	if (n < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
	cl->in_len += (size_t)n;
	return n && answer_lines(cl, answer, ctx);
}

/* a line always fits into the buffer of a new socket */
static void refuse(int fd)
{
	send(fd, too_many, sizeof(too_many) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	close(fd);
}

void control_serve(struct control *c, const struct pollfd *p,
		   char *(*answer)(void *ctx, const char *line), void *ctx)
{
	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		struct client *cl = &c->client[i];

		if (cl->fd >= 0 && p[i].fd == cl->fd && p[i].revents &&
		    !serve_client(cl, p[i].revents, answer, ctx))
			hang_up(cl);
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
