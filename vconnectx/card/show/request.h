/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests of the control socket.
 */
#ifndef VCX_REQUEST_H
#define VCX_REQUEST_H

struct vcx_dev;

/* see vcx_dev_request() */
char *vcx_request(struct vcx_dev *dev, const char *text);

#endif
