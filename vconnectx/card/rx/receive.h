/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Receive queues: what a packet does to them.
 */
#ifndef VCX_RECEIVE_H
#define VCX_RECEIVE_H

#include <stdint.h>

#include "vconnectx/card/net/packet.h"
#include "vconnectx/card/rx/rq.h"

/**
 * struct vcx_rx_info - what steering found out about a packet
 * @hash: as it chose the queue, 0 for none
 * @hash_type: VCX_CQE_HASH_*, what was hashed
 * @flow_tag: of the entry that the packet matched last
 */
struct vcx_rx_info {
	uint32_t hash;
	uint8_t hash_type;
	uint32_t flow_tag;
};

enum vcx_rx_result {
	VCX_RX_DONE,	  /* in the queue */
	VCX_RX_NOT_READY, /* the queue is not in RDY */
	VCX_RX_NO_BUFFER, /* no WQE posted; counted */
	VCX_RX_FAILED,	  /* the WQE could not take it; queue in ERR */
};

/**
 * vcx_rq_receive() - put a packet into a queue and complete it
 * @dev: the device
 * @rq: the queue
 * @pkt: frame with padding, without FCS
 * @info: what goes into the completion
 */
enum vcx_rx_result vcx_rq_receive(struct vcx_dev *dev, struct vcx_rq *rq,
				  const struct vcx_packet *pkt, const struct vcx_rx_info *info);

#endif
