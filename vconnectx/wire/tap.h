/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tap device of the host.
 */
#ifndef VCX_TAP_H
#define VCX_TAP_H

#include <stdbool.h>
#include <stddef.h>

/* Return: descriptor of tap device @name, which is created if missing; or -errno */
int tap_open(const char *name);

/* send a frame, which is dropped if the host does not accept it */
void tap_send(int fd, const void *frame, size_t len);

/* call @receive with each pending frame, up to a limit, until it returns false */
void tap_receive(int fd, bool (*receive)(void *ctx, const void *frame, size_t len), void *ctx);

#endif
