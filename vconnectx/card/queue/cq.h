/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Completion queues.
 */
#ifndef VCX_CQ_H
#define VCX_CQ_H

#include <stdbool.h>
#include <stdint.h>

#include "vconnectx/card/queue/buf.h"
#include "vconnectx/card/queue/eq.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/core/object.h"
#include "vconnectx/card/core/timer.h"
#include "vconnectx/card/core/wqe.h"

#define VCX_CQ_SN_NONE 0xffu

/**
 * struct vcx_cq - a completion queue
 * @obj: head; refers to EQ and UAR
 * @buf: entries in guest memory
 * @ctx: context as created and modified, for QUERY_CQ
 * @eq: event queue for completion events
 * @dbr: guest address of the doorbell record
 * @log_size: log2 of the number of entries
 * @log_cqe: log2 of the distance between entries, 6 or 7
 * @pi: entries posted
 * @ci: consumer index at the last arm
 * @armed: an entry beyond @ci causes an event
 * @arm_sn: sequence number of the last arm
 * @fired_sn: sequence number of the arm that led to the last event, or VCX_CQ_SN_NONE
 * @ignore_overrun: cqc.oi
 * @overrun: an entry was lost; further entries are dropped
 * @period_ns: moderation: maximum delay of the event
 * @from_cqe: the delay is measured from the last entry instead of the last event
 * @max_count: moderation: number of pending entries that raises the event, 0 for no
 *	limit
 * @last_event_ns: time of the last event
 * @timer: moderation period
 */
struct vcx_cq {
	struct vcx_obj obj;
	struct vcx_buf buf;
	uint8_t ctx[VCX_ST_SZ(cqc)];
	struct vcx_eq *eq;
	uint64_t dbr;
	unsigned int log_size;
	unsigned int log_cqe;
	uint32_t pi;
	uint32_t ci;
	bool armed;
	uint8_t arm_sn;
	uint8_t fired_sn;
	bool ignore_overrun;
	bool overrun;
	uint64_t period_ns;
	bool from_cqe;
	uint32_t max_count;
	uint64_t last_event_ns;
	struct vcx_timer timer;
};

/**
 * vcx_cq_post() - add an entry
 * @dev: the device
 * @cq: the queue
 * @cqe: entry without owner bit; the timestamp is filled in
 * @opcode: CQE opcode
 *
 * An overrun moves the queue to the error state, as on hardware, and posts one CQ_ERROR
 * event.
 *
 * Return: true if the entry was posted.
 */
bool vcx_cq_post(struct vcx_dev *dev, struct vcx_cq *cq, struct vcx_cqe64 *cqe,
		 enum vcx_cqe_opcode opcode);

/* handle a CQ arm doorbell in UAR page @uar */
void vcx_cq_doorbell(struct vcx_dev *dev, uint32_t uar, uint32_t cmd_ci, uint32_t cqn);

#endif
