/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Send queues.
 */
#ifndef VCX_SQ_H
#define VCX_SQ_H

#include <stdbool.h>
#include <stdint.h>

#include "vconnectx/card/queue/cq.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/core/object.h"
#include "vconnectx/card/queue/wq.h"
#include "vconnectx/card/core/wqe.h"

#define VCX_SQ_WQE_MAX (VCX_WQE_DS_MASK * VCX_WQE_DS) /* bytes */

/**
 * struct vcx_tis - transport interface send object, for queues of one priority
 * @obj: head; refers to the transport domain
 * @ctx: context
 */
struct vcx_tis {
	struct vcx_obj obj;
	uint8_t ctx[VCX_ST_SZ(tisc)];
};

/**
 * struct vcx_sq - a send queue
 * @obj: head; refers to CQ, UAR, PD and TIS
 * @ctx: context as created, for QUERY_SQ
 * @wq: buffer
 * @cq: completion queue
 * @state: RST, RDY or ERR
 * @ci: number of WQE basic blocks consumed, modulo 2^16
 * @reg_umr: UMR WQEs are allowed
 * @flush: WQEs posted in ERR complete with a flush error
 * @segment: next segment of the WQE at @ci, see struct vcx_wqe
 * @unsignaled: a fault rule drops the completion of the WQE at @ci
 * @more: timer that continues a long run of WQEs after other work
 * @member: link in the list of the EQ, if the SQ has no TIS
 */
struct vcx_sq {
	struct vcx_obj obj;
	uint8_t ctx[VCX_ST_SZ(sqc)];
	struct vcx_wq wq;
	struct vcx_cq *cq;
	enum vcx_wq_state state;
	uint16_t ci;
	bool reg_umr;
	bool flush;
	uint32_t segment;
	bool unsignaled;
	struct vcx_timer more;
	struct vcx_eq_member member;
};

/**
 * struct vcx_wqe - a WQE read from a send queue
 * @bytes: segments of the WQE
 * @len: number of valid bytes in @bytes
 * @sqn: number of the queue
 * @counter: index of the first basic block, modulo 2^16
 * @opcode: WQE opcode
 * @signaled: the WQE requires a completion
 * @segment: first segment of an LSO WQE to send; set to the first segment not sent in
 *	this turn, or 0
 */
struct vcx_wqe {
	uint8_t bytes[VCX_SQ_WQE_MAX];
	uint32_t len;
	uint32_t sqn;
	uint16_t counter;
	uint8_t opcode;
	bool signaled;
	uint32_t segment;
};

/* handle a doorbell in UAR page @uar: execute the WQEs posted to @sqn */
void vcx_sq_doorbell(struct vcx_dev *dev, uint32_t uar, uint32_t sqn);

void vcx_sq_init(struct vcx_sq *sq);

/* complete the posted WQEs of a queue in ERR with flush errors, over several turns */
void vcx_sq_flush(struct vcx_dev *dev, struct vcx_sq *sq);

/* discard the rest of the current WQE and of the flush */
void vcx_sq_stop(struct vcx_sq *sq);

/* execute a UMR; Return: 0 or the syndrome of the error CQE */
uint8_t vcx_umr(struct vcx_dev *dev, struct vcx_wqe *wqe);

/*
 * Return: priority of frames of @sqn, which is taken from the TIS: the driver stores twice
 * the traffic class there, in four bits; 0 for an unknown queue
 */
unsigned int vcx_send_priority(struct vcx_dev *dev, uint32_t sqn);

/* send the frame of a SEND or LSO WQE; Return: as vcx_umr() */
uint8_t vcx_send(struct vcx_dev *dev, struct vcx_wqe *wqe);

#endif
