/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A cable between the ports of two processes: a UNIX socket (SOCK_SEQPACKET), which
 * preserves message boundaries.  The first process listens and the second one connects.
 * After a disconnect, the remaining process waits for the next peer.
 *
 * Each message is an unmodified frame, without FCS, or the carrier state of the
 * sender's port: the six bytes "link=1" (on) or "link=0" (off).  Frames are at least
 * 14 bytes long, the Ethernet header, so the two cannot be confused.  The carrier is off
 * until the first state message.  Other short messages and messages longer than 65536
 * bytes are ignored.  An empty message ends the connection.
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
 * @err: buffer for a one-line error message
 * @errlen: size of @err in bytes
 *
 * Return: the cable, owned by the caller, or NULL.
 */
struct cable *cable_new(const char *path, char *err, size_t errlen);
void cable_free(struct cable *c);

/* send or queue a frame, which is dropped if there is no peer */
void cable_send(struct cable *c, const void *frame, size_t len);

/**
 * cable_signal() - turn the carrier of this port on or off
 *
 * The state is sent in order with the frames, and to each new peer.  A change that is
 * reverted before it has been sent is not sent.
 */
void cable_signal(struct cable *c, bool on);

/* Return: whether a peer is connected and its carrier is on, as of the last cable_serve() */
bool cable_carrier(const struct cable *c);

/* fill in @p for poll(); @p->fd is -1 without a descriptor */
void cable_poll(const struct cable *c, struct pollfd *p);

/* Return: deadline of the next cable_serve(), or UINT64_MAX if there is none */
uint64_t cable_deadline(const struct cable *c);

/**
 * cable_serve() - receive frames, send queued messages and reconnect
 * @c: the cable
 * @revents: result of poll() for the descriptor
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
