/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The control socket accepts several clients, and sends one reply line for each request
 * line.  The mode of the socket file, 0600 & ~umask, governs the access.
 */
#ifndef VCX_CONTROL_H
#define VCX_CONTROL_H

#include <poll.h>
#include <stddef.h>

struct control;
struct control_ops;

#define CONTROL_CLIENTS 8 /* further clients receive an error and are disconnected */
#define CONTROL_FDS	(CONTROL_CLIENTS + 1)
#define CONTROL_LINE	4096 /* longest request */

/* Return: a socket at @path, owned by the caller; or NULL with a message in @err */
struct control *control_new(const char *path, char *err, size_t errlen);
/* frees the socket, and incomplete replies with @ops */
void control_free(struct control *c, const struct control_ops *ops, void *ctx);

/* fill in CONTROL_FDS entries for poll() */
void control_poll(const struct control *c, struct pollfd *p);

/**
 * struct control_ops - replies, which are written piece by piece
 * @ask: begin the reply to a line; returns NULL to disconnect the client
 * @next: produce the next piece of a reply, which is valid until the next call and may be
 *	empty.  Returns 1 if more pieces follow, 0 with the last piece, or -errno to
 *	disconnect the client.
 * @free: free a reply
 */
struct control_ops {
	void *(*ask)(void *ctx, const char *line);
	int (*next)(void *ctx, void *reply, const char **text, size_t *len);
	void (*free)(void *ctx, void *reply);
};

/**
 * control_serve() - read requests and write replies, at most one piece for each client
 * @c: the socket
 * @p: entries filled in by control_poll(), after poll()
 * @ops: replies
 * @ctx: argument of @ops
 */
void control_serve(struct control *c, const struct pollfd *p, const struct control_ops *ops,
		   void *ctx);

#endif
