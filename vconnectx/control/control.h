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

#define CONTROL_CLIENTS 8 /* further connections get an error and are closed */
#define CONTROL_FDS	(CONTROL_CLIENTS + 1)
#define CONTROL_LINE	4096 /* longest request */

/* Return: a socket at @path, owned by the caller; or NULL with @err filled */
struct control *control_new(const char *path, char *err, size_t errlen);
void control_free(struct control *c);

/* fill in CONTROL_FDS entries for poll() */
void control_poll(const struct control *c, struct pollfd *p);

/**
 * control_serve() - read requests and write replies
 * @c: the socket
 * @p: as filled by control_poll(), and polled
 * @answer: returns the reply without newline, freed here; NULL: disconnect
 * @ctx: argument of @answer
 */
void control_serve(struct control *c, const struct pollfd *p,
		   char *(*answer)(void *ctx, const char *line), void *ctx);

#endif
