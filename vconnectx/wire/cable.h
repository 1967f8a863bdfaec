/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A cable between the ports of two processes: a UNIX socket (SOCK_SEQPACKET), which
 * preserves message boundaries.  The first process listens, the second connects;
 * after a disconnect the remaining one waits for the next.
 *
 * Each message is an unmodified frame, without FCS, or the carrier state of the
 * sender's port: the six bytes "link=1" (on) or "link=0" (off).  Frames are at least
 * 14 bytes, the Ethernet header, so the two cannot be confused.  The carrier is off
 * until the first state message.  Other short messages, and those longer than 65536
 * bytes, are ignored; an empty one ends the connection.
 */
#ifndef VCX_CABLE_H
#define VCX_CABLE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cable;

/* size limit of the transmit queue in bytes; further frames are dropped */
#define CABLE_QUEUE_MAX (4u << 20)

/**
 * cable_new() - connect a cable
 * @path: the socket, at most 107 bytes
 * @err: filled with one line on failure
 * @errlen: bytes of @err
 *
 * Return: the cable, owned by the caller, or NULL.
 */
struct cable *cable_new(const char *path, char *err, size_t errlen);
void cable_free(struct cable *c);

/* send or queue a frame; dropped without a peer */
void cable_send(struct cable *c, const void *frame, size_t len);

/**
 * cable_signal() - turn the carrier of this port on or off
 *
 * The state is sent in order with the frames, and to each new peer.  A change
 * reverted before it is sent is not sent.
 */
void cable_signal(struct cable *c, bool on);

/* Return: a peer is connected and its carrier is on; cable_serve() updates it */
bool cable_carrier(const struct cable *c);

/* fill in @p for poll(); @p->fd is -1 without a descriptor */
void cable_poll(const struct cable *c, struct pollfd *p);

/* Return: deadline of the next cable_serve(), UINT64_MAX: none */
uint64_t cable_deadline(const struct cable *c);

/**
 * cable_serve() - receive, send queued messages, reconnect
 * @c: the cable
 * @revents: poll() result of the descriptor
 * @now: CLOCK_MONOTONIC nanoseconds
 * @receive: called with each frame, until it returns false
 * @ctx: argument of @receive
 *
 * Returns after each change of cable_carrier(), so that the port state is correct
 * for the frames after it.
 */
void cable_serve(struct cable *c, short revents, uint64_t now,
		 bool (*receive)(void *ctx, const void *frame, size_t len), void *ctx);

#endif
