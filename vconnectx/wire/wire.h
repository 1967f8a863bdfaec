/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the port is connected to: nothing, itself, another process, a tap
 * device; and a capture of what passes.
 */
#ifndef VCX_BACKEND_H
#define VCX_BACKEND_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct backend;

/**
 * backend_new() - connect as --wire says
 * @specs: "none", "loop", "peer:SOCKET", "tap:NAME" or "pcap:FILE"; one at
 *	most that connects, and one capture
 * @nr: how many
 * @name: of the device, for the capture
 * @err: filled with one line on failure, which begins with the option
 * @errlen: bytes of @err
 *
 * Return: the backend, owned by the caller, or NULL.
 */
struct backend *backend_new(const char *const *specs, size_t nr, const char *name, char *err,
			    size_t errlen);
void backend_free(struct backend *b);

/* Return: something is at the other end, or may be */
bool backend_connects(const struct backend *b);
/* Return: what is sent comes back; that is left to the port */
bool backend_loops(const struct backend *b);
/* Return: somebody wants to hear what passes */
bool backend_captures(const struct backend *b);

/* see cable_signal() and cable_carrier(); without a peer there is always one */
void backend_signal(struct backend *b, bool on);
bool backend_carrier(const struct backend *b);

void backend_send(struct backend *b, const void *frame, size_t len);
/* @what: "tx ..." or "rx ...", the comment */
void backend_capture(struct backend *b, const void *frame, size_t len, const char *what);

/* see cable_poll(), cable_deadline() and cable_serve() */
void backend_poll(const struct backend *b, struct pollfd *p);
uint64_t backend_deadline(const struct backend *b);
void backend_serve(struct backend *b, short revents, uint64_t now,
		   void (*receive)(void *ctx, const void *frame, size_t len), void *ctx);

#endif
