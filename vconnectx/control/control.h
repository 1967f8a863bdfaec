/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The control socket: several clients, with one reply line for each request line.
 * Access is governed by the mode of the socket file: 0600 & ~umask.
 */
#ifndef VCX_CONTROL_H
#define VCX_CONTROL_H

#include <poll.h>
#include <stddef.h>

struct control;
struct control_ops;

#define CONTROL_CLIENTS 8 /* further connections receive an error and are closed */
#define CONTROL_FDS	(CONTROL_CLIENTS + 1)
#define CONTROL_LINE	4096 /* longest request */

/* Return: a socket at @path, owned by the caller; or NULL with @err filled */
struct control *control_new(const char *path, char *err, size_t errlen);
/* frees the incomplete replies with @ops */
void control_free(struct control *c, const struct control_ops *ops, void *ctx);

/* fill in CONTROL_FDS entries for poll() */
void control_poll(const struct control *c, struct pollfd *p);

/**
 * struct control_ops - replies, written piece by piece
 * @ask: begin the reply to a line; NULL: disconnect
 * @next: the next piece of a reply, valid until the next call, may be empty.  Returns 1,
 *	0 with the last piece, or -errno: disconnect.
 * @free: free a reply
 */
struct control_ops {
	void *(*ask)(void *ctx, const char *line);
	int (*next)(void *ctx, void *reply, const char **text, size_t *len);
	void (*free)(void *ctx, void *reply);
};

/**
 * control_serve() - read requests and write replies, at most a piece for each client
 * @c: the socket
 * @p: as filled by control_poll(), and polled
 * @ops: replies
 * @ctx: argument of @ops
 */
void control_serve(struct control *c, const struct pollfd *p, const struct control_ops *ops,
		   void *ctx);

#endif
