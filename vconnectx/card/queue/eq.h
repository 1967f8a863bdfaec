/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event queues.
 */
#ifndef VCX_EQ_H
#define VCX_EQ_H

#include <stdbool.h>
#include <stdint.h>

#include "vconnectx/card/queue/buf.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/core/object.h"
#include "vconnectx/card/core/wqe.h"

/**
 * struct vcx_eq_member - a queue that completes to an EQ, in a list in order of creation
 * @list: list that contains the queue, or NULL
 * @older: the queue created before this one
 * @newer: the queue created after this one
 * @born: sequence number of the creation
 */
struct vcx_eq_member {
	struct vcx_eq_members *list;
	struct vcx_eq_member *older;
	struct vcx_eq_member *newer;
	uint64_t born;
};

struct vcx_eq_members {
	struct vcx_eq_member *newest;
};

/**
 * struct vcx_eq - an event queue
 * @obj: head
 * @buf: entries in guest memory
 * @ctx: context as created, for QUERY_EQ
 * @mask: bit for each event type that is posted to this queue
 * @log_size: log2 of the number of entries
 * @vector: MSI-X vector
 * @pi: entries posted
 * @ci: consumer index from the last doorbell
 * @armed: raise an interrupt for the next entry
 * @overrun: an entry was lost
 * @icosqs: SQs without a TIS that complete to this EQ, used to infer channels
 * @rqs: RQs that complete to this EQ, also used to infer channels
 */
struct vcx_eq {
	struct vcx_obj obj;
	struct vcx_buf buf;
	uint8_t ctx[VCX_ST_SZ(eqc)];
	uint64_t mask;
	unsigned int log_size;
	unsigned int vector;
	uint32_t pi;
	uint32_t ci;
	bool armed;
	bool overrun;
	struct vcx_eq_members icosqs;
	struct vcx_eq_members rqs;
};

/* add @obj as the newest queue; Return: @born of the previously newest queue, or 0 */
uint64_t vcx_eq_join(struct vcx_eq_members *list, struct vcx_eq_member *member,
		     const struct vcx_obj *obj);
void vcx_eq_leave(struct vcx_eq_member *member);

/* Return: number of the EQ for asynchronous events of @type, or 0 */
uint32_t vcx_eq_for_event(struct vcx_dev *dev, enum vcx_event type);

/* post an asynchronous event to the EQ for its type; @data has 28 bytes */
void vcx_eq_event(struct vcx_dev *dev, enum vcx_event type, uint8_t subtype, const uint8_t *data);

/* post one entry; Return: false if it is lost */
bool vcx_eq_post(struct vcx_dev *dev, struct vcx_eq *eq, enum vcx_event type, uint8_t subtype,
		 const uint8_t *data);

/* handle a doorbell in UAR page @uar; @value has the EQ number and the consumer index */
void vcx_eq_doorbell(struct vcx_dev *dev, uint32_t uar, uint32_t value, bool arm);

#endif
