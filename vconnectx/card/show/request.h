/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests of the control socket.
 */
#ifndef VCX_REQUEST_H
#define VCX_REQUEST_H

struct vcx_answer;
struct vcx_dev;

/* see vcx_dev_request() */
struct vcx_answer *vcx_request(struct vcx_dev *dev, const char *text);

#endif
