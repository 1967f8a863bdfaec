/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Receive side scaling: RQ tables (RQT) and transport interface receive (TIR)
 * objects.
 */
#ifndef VCX_RSS_H
#define VCX_RSS_H

#include <stdint.h>

#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/core/object.h"
#include "vconnectx/card/rx/rq.h"

/**
 * struct vcx_rqt - a table of receive queues
 * @obj: head; refers to an RQ as many times as the RQ is in the table
 * @ctx: context without its list
 * @max_size: maximum number of entries
 * @nr: entries in use
 * @rq: owned array of @nr queues
 */
struct vcx_rqt {
	struct vcx_obj obj;
	uint8_t ctx[VCX_ST_SZ(rqtc)];
	uint32_t max_size;
	uint32_t nr;
	struct vcx_rq **rq;
};

/**
 * struct vcx_tir - distribution of packets of one kind to queues
 * @obj: head; refers to transport domain and RQT or RQ
 * @ctx: context: hash function, key, fields
 * @rqt: RQ table of an indirect TIR
 * @rq: receive queue of a direct TIR
 */
struct vcx_tir {
	struct vcx_obj obj;
	uint8_t ctx[VCX_ST_SZ(tirc)];
	struct vcx_rqt *rqt;
	struct vcx_rq *rq;
};

#endif
