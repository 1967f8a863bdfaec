/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Delivery of packets to receive queues.
 */
#ifndef VCX_RECEIVE_H
#define VCX_RECEIVE_H

#include <stdint.h>

#include "vconnectx/card/net/packet.h"
#include "vconnectx/card/rx/rq.h"

/**
 * struct vcx_rx_info - steering result of a packet
 * @hash: RSS hash, or 0
 * @hash_type: VCX_CQE_HASH_*, the input of the hash
 * @flow_tag: tag of the last matching entry
 */
struct vcx_rx_info {
	uint32_t hash;
	uint8_t hash_type;
	uint32_t flow_tag;
};

enum vcx_rx_result {
	VCX_RX_DONE,	  /* delivered */
	VCX_RX_NOT_READY, /* the queue is not in RDY */
	VCX_RX_NO_BUFFER, /* no WQE is posted; the drop is counted */
	VCX_RX_FAILED,	  /* the WQE is too small or invalid; the queue is now in ERR */
};

/**
 * vcx_rq_receive() - deliver a packet to a queue and post its completion
 * @dev: the device
 * @rq: the queue
 * @pkt: the frame, with padding but without FCS
 * @info: steering result for the completion
 */
enum vcx_rx_result vcx_rq_receive(struct vcx_dev *dev, struct vcx_rq *rq, struct vcx_packet *pkt,
				  const struct vcx_rx_info *info);

#endif
