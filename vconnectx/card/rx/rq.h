/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Receive queues.
 */
#ifndef VCX_RQ_H
#define VCX_RQ_H

#include <stdbool.h>
#include <stdint.h>

#include "vconnectx/card/queue/cq.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/core/object.h"
#include "vconnectx/card/queue/wq.h"

/**
 * struct vcx_rq - a receive queue
 * @obj: head; refers to CQ, PD and queue counter
 * @ctx: context as created, for QUERY_RQ
 * @wq: buffer
 * @cq: completion queue
 * @state: RST, RDY or ERR
 * @striding: WQEs hold many packets (multi-packet RQ)
 * @linked: each WQE names its successor
 * @log_strides: log2 of the strides in a WQE
 * @log_stride_size: log2 of the bytes in a stride
 * @ci: number of WQEs consumed, modulo 2^16
 * @head: index of the next WQE of a linked queue
 * @stride: number of strides used in the next WQE
 * @flush: in state ERR, posted WQEs complete with a flush error
 * @more: timer that continues the flush after other work
 * @member: link in the list of its EQ
 * @older_rq: sequence number of the previous RQ on the same EQ, or 0
 * @older_icosq: sequence number of the previous SQ without a TIS on the same EQ, or 0
 */
struct vcx_rq {
	struct vcx_obj obj;
	uint8_t ctx[VCX_ST_SZ(rqc)];
	struct vcx_wq wq;
	struct vcx_cq *cq;
	enum vcx_wq_state state;
	bool striding;
	bool linked;
	unsigned int log_strides;
	unsigned int log_stride_size;
	uint16_t ci;
	uint16_t head;
	uint32_t stride;
	bool flush;
	struct vcx_timer more;
	struct vcx_eq_member member;
	uint64_t older_rq;
	uint64_t older_icosq;
};

#define VCX_RX_WQE_MAX 512u /* bytes: general.max_wqe_sz_rq */

/**
 * struct vcx_rx_wqe - a WQE read from a receive queue
 * @id: identifier of the WQE in completions
 * @next: index of the successor in a linked queue
 * @segs: data segments of the WQE
 * @nr_segs: number of @segs
 */
struct vcx_rx_wqe {
	uint16_t id;
	uint16_t next;
	struct vcx_wqe_data_seg segs[VCX_RX_WQE_MAX / VCX_WQE_DS];
	unsigned int nr_segs;
};

/* Return: number of WQEs posted but not consumed; 0 for an invalid doorbell record */
uint32_t vcx_rq_posted(struct vcx_dev *dev, struct vcx_rq *rq);

/* read the next WQE; Return: 0, or -EFAULT */
int vcx_rq_peek(struct vcx_dev *dev, const struct vcx_rq *rq, struct vcx_rx_wqe *wqe);

/* advance past @wqe, which vcx_rq_peek() returned */
void vcx_rq_consume(struct vcx_rq *rq, const struct vcx_rx_wqe *wqe);

/**
 * vcx_rq_fail() - fail a WQE
 * The WQE completes with @syndrome, the queue moves to ERR, and the WQEs posted after
 * the failed one are flushed.
 */
void vcx_rq_fail(struct vcx_dev *dev, struct vcx_rq *rq, const struct vcx_rx_wqe *wqe,
		 uint8_t syndrome);

#endif
