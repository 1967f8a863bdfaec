/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Receive queues.
 */
#ifndef VCX_RQ_H
#define VCX_RQ_H

#include <stdbool.h>
#include <stdint.h>

#include "cq.h"
#include "ifc.h"
#include "object.h"
#include "wq.h"

/**
 * struct vcx_rq - a receive queue
 * @obj: head; refers to CQ, PD and queue counter
 * @ctx: context as created, for QUERY_RQ
 * @wq: buffer
 * @cq: takes the completions
 * @state: RST, RDY or ERR
 * @striding: WQEs are linked and hold many packets (multi-packet RQ)
 * @ci: WQEs consumed, 16 bits count
 * @flush: what is posted when the queue goes to ERR completes with an error
 */
struct vcx_rq {
	struct vcx_obj obj;
	uint8_t ctx[VCX_ST_SZ(rqc)];
	struct vcx_wq wq;
	struct vcx_cq *cq;
	enum vcx_wq_state state;
	bool striding;
	uint16_t ci;
	bool flush;
};

#endif
