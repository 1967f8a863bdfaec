/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Steering of received packets: through flow tables to TIRs, and through RQ tables
 * to queues.
 */
#ifndef VCX_STEER_H
#define VCX_STEER_H

#include <stdbool.h>

#include "vconnectx/card/net/packet.h"

struct vcx_dev;

#define VCX_STEER_NOTE 256u /* size of @note below */

/**
 * vcx_steer() - deliver a packet to the queues selected by the driver's rules
 * @dev: the device
 * @pkt: the packet; its checksums are computed when needed
 * @own: the packet was sent by the same function, so only TIRs that allow self-loopback
 *	accept it
 * @note: buffer of VCX_STEER_NOTE bytes: the receiving queues, as "rqn=33
 *	tirn=12", or the reason for a drop
 *
 * Return: number of paths that ended without a matching rule.
 */
unsigned int vcx_steer(struct vcx_dev *dev, struct vcx_packet *pkt, bool own, char *note);

#endif
