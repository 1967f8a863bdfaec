/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a received packet goes: through the flow tables to TIRs, and through
 * RQ tables to queues.
 */
#ifndef VCX_STEER_H
#define VCX_STEER_H

#include <stdbool.h>

#include "vconnectx/card/net/packet.h"

struct vcx_dev;

#define VCX_STEER_NOTE 256u /* bytes of the text below */

/**
 * vcx_steer() - deliver a packet to the queues that the driver's rules select
 * @dev: the device
 * @pkt: the packet
 * @own: it was sent by the same function, so that only TIRs which allow
 *	self-loopback take it
 * @note: text of VCX_STEER_NOTE bytes: the queues it went to, as "rqn=33
 *	tirn=12", or why to none
 *
 * Return: how many ways ended where no rule matches.
 */
unsigned int vcx_steer(struct vcx_dev *dev, const struct vcx_packet *pkt, bool own, char *note);

#endif
