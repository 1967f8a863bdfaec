/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A cable between the ports of two processes: a UNIX socket (SOCK_SEQPACKET)
 * that keeps messages apart.  Whoever comes first listens, the other connects;
 * when one goes, the one that stays waits for the next.
 *
 * Each message is a frame as it is, without FCS, or the state of the sender's
 * port: the six bytes "link=1" (it sends a signal) or "link=0".  A frame has an
 * Ethernet header of 14 bytes at least, so the two cannot be confused.  A port
 * that has said nothing yet sends no signal.  Other short messages, and those
 * longer than 65536 bytes, are ignored; an empty one ends the connection.
 */
#ifndef VCX_CABLE_H
#define VCX_CABLE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cable;

/* bytes that wait for the other end; what comes then is lost */
#define CABLE_QUEUE_MAX (4u << 20)

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

/* send a frame, at once or when there is room; lost without a peer */
void cable_send(struct cable *c, const void *frame, size_t len);

/**
 * cable_signal() - this port begins to send a signal, or ends it
 *
 * The state is sent in order with the frames, and to a peer that joins later at
 * that time.  A change that is undone before it is sent is not sent.
 */
void cable_signal(struct cable *c, bool on);

/* Return: the other end is joined and sends a signal; cable_serve() changes it */
bool cable_carrier(const struct cable *c);

/* what to wait for: fills @p; @p->fd is -1 when there is nothing */
void cable_poll(const struct cable *c, struct pollfd *p);

/* Return: when cable_serve() is due at the latest, UINT64_MAX: never */
uint64_t cable_deadline(const struct cable *c);

/**
 * cable_serve() - take what has come, send what waits, connect again
 * @c: the cable
 * @revents: of the descriptor
 * @now: CLOCK_MONOTONIC nanoseconds
 * @receive: called with each frame
 * @ctx: handed to @receive
 *
 * Returns after each change of cable_carrier(), so that frames that come after
 * it find the port in the right state.
 */
void cable_serve(struct cable *c, short revents, uint64_t now,
		 void (*receive)(void *ctx, const void *frame, size_t len), void *ctx);

#endif
