/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A cable between the ports of two processes: a UNIX socket that keeps frames
 * apart.  Whoever comes first listens, the other connects; when one goes, the
 * one that stays waits for the next.
 */
#ifndef VCX_CABLE_H
#define VCX_CABLE_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

struct cable;

/* bytes that wait for the other end; what comes then is lost */
#define CABLE_QUEUE_MAX	(4u << 20)

/**
 * cable_new() - plug in
 * @path: the socket, at most 107 bytes
 * @err: filled with one line on failure
 * @errlen: bytes of @err
 *
 * Return: the cable, owned by the caller, or NULL.
 */
struct cable *cable_new(const char *path, char *err, size_t errlen);
void cable_free(struct cable *c);

/* send a frame, at once or when there is room; lost if nobody is there */
void cable_send(struct cable *c, const void *frame, size_t len);

/* what to wait for: fills @p; @p->fd is -1 when there is nothing */
void cable_poll(const struct cable *c, struct pollfd *p);

/* Return: when cable_serve() wants to be called at the latest, UINT64_MAX: never */
uint64_t cable_deadline(const struct cable *c);

/**
 * cable_serve() - take what has come, send what waits, connect again
 * @c: the cable
 * @revents: of the descriptor
 * @now: CLOCK_MONOTONIC nanoseconds
 * @receive: called with each frame
 * @ctx: handed to @receive
 */
void cable_serve(struct cable *c, short revents, uint64_t now,
		 void (*receive)(void *ctx, const void *frame, size_t len),
		 void *ctx);

#endif
