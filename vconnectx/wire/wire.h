/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Connection of the port, which is none, loopback, another process or a tap device; and
 * the packet capture.
 */
#ifndef VCX_WIRE_H
#define VCX_WIRE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire;

/**
 * wire_new() - connect the port
 * @specs: "none", "loop", "peer:SOCKET", "tap:NAME" or "pcap:FILE" from --wire; at
 *	most one connection and one capture
 * @nr: number of @specs
 * @name: name of the device, for the capture
 * @err: buffer for a one-line error message, which begins with the option
 * @errlen: size of @err
 *
 * Return: the wire, owned by the caller, or NULL.
 */
struct wire *wire_new(const char *const *specs, size_t nr, const char *name, char *err,
		      size_t errlen);
void wire_free(struct wire *b);

/* Return: whether the port is connected */
bool wire_connects(const struct wire *b);
/* Return: whether the port loops its frames back, which the port itself implements */
bool wire_loops(const struct wire *b);
/* Return: whether a peer is configured, which may exit and reconnect */
bool wire_reconnects(const struct wire *b);
/* Return: whether a capture is configured */
bool wire_captures(const struct wire *b);

/* see cable_signal() and cable_carrier(); without a cable, the carrier is always on */
void wire_signal(struct wire *b, bool on);
bool wire_carrier(const struct wire *b);

void wire_send(struct wire *b, const void *frame, size_t len);
/* @what: the comment, "tx ..." or "rx ..." */
void wire_capture(struct wire *b, const void *frame, size_t len, const char *what);
/* fill in @p for poll(); call wire_capture_flush() when it is ready */
void wire_capture_poll(const struct wire *b, struct pollfd *p);
void wire_capture_flush(struct wire *b);

/* see cable_poll(), cable_deadline() and cable_serve() */
void wire_poll(const struct wire *b, struct pollfd *p);
uint64_t wire_deadline(const struct wire *b);
void wire_serve(struct wire *b, short revents, uint64_t now,
		bool (*receive)(void *ctx, const void *frame, size_t len), void *ctx);

#endif
