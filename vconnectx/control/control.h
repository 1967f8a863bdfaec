/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The control socket: several clients, each of which writes lines and reads
 * one line as the answer to each.  Who may ask is a matter of the socket's
 * file mode: 0600, less what the umask takes.
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

/* what to wait for: fills CONTROL_FDS entries */
void control_poll(const struct control *c, struct pollfd *p);

/**
 * control_serve() - take requests, give answers
 * @c: the socket
 * @p: as filled by control_poll(), and polled
 * @answer: gives a line without its end, freed here; NULL: the client goes
 * @ctx: handed to @answer
 */
void control_serve(struct control *c, const struct pollfd *p,
		   char *(*answer)(void *ctx, const char *line), void *ctx);

#endif
