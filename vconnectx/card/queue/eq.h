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
 * struct vcx_eq - an event queue
 * @obj: head
 * @buf: entries in guest memory
 * @ctx: context as created, for QUERY_EQ
 * @mask: bit for each event type of this queue
 * @log_size: log2 of the number of entries
 * @vector: MSI-X vector
 * @pi: entries posted
 * @ci: consumer index from the last doorbell
 * @armed: raise an interrupt for the next entry
 * @overrun: an entry was lost
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
};

/* Return: number of the EQ for asynchronous events of @type, 0: none */
uint32_t vcx_eq_for_event(struct vcx_dev *dev, enum vcx_event type);

/* post an asynchronous event to the EQ for its type; @data of 28 bytes */
void vcx_eq_event(struct vcx_dev *dev, enum vcx_event type, uint8_t subtype, const uint8_t *data);

/* post one entry */
void vcx_eq_post(struct vcx_dev *dev, struct vcx_eq *eq, enum vcx_event type, uint8_t subtype,
		 const uint8_t *data);

/* doorbell in UAR page @uar: EQ number and consumer index */
void vcx_eq_doorbell(struct vcx_dev *dev, uint32_t uar, uint32_t value, bool arm);

#endif
