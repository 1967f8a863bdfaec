/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tap device of the host.
 */
#ifndef VCX_TAP_H
#define VCX_TAP_H

#include <stddef.h>

/* Return: descriptor of tap device @name, made if there is none, or -errno */
int tap_open(const char *name);

/* lost if the host does not take it */
void tap_send(int fd, const void *frame, size_t len);

/* @receive is called with each frame that waits, some at most */
void tap_receive(int fd, void (*receive)(void *ctx, const void *frame, size_t len), void *ctx);

#endif
