/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters that are firmware objects.
 */
#ifndef VCX_COUNTERS_H
#define VCX_COUNTERS_H

#include <stdint.h>

#include "vconnectx/card/core/object.h"

/**
 * struct vcx_q_counter - a counter set of receive queues
 * @obj: head
 * @out_of_buffer: packets that found no WQE posted
 */
struct vcx_q_counter {
	struct vcx_obj obj;
	uint64_t out_of_buffer;
};

/**
 * struct vcx_flow_counter - a counter of flow table entries
 * @obj: head
 * @packets: packets that an entry with this counter took
 * @bytes: of these, without FCS
 */
struct vcx_flow_counter {
	struct vcx_obj obj;
	uint64_t packets;
	uint64_t bytes;
};

#endif
