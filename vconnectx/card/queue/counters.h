/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counter objects of the firmware interface.
 */
#ifndef VCX_COUNTERS_H
#define VCX_COUNTERS_H

#include <stdint.h>

#include "vconnectx/card/core/object.h"

/**
 * struct vcx_q_counter - a counter set of receive queues
 * @obj: head
 * @out_of_buffer: packets dropped for lack of a posted WQE
 */
struct vcx_q_counter {
	struct vcx_obj obj;
	uint64_t out_of_buffer;
};

/**
 * struct vcx_flow_counter - a counter of flow table entries
 * @obj: head
 * @packets: packets that matched an entry with this counter
 * @bytes: bytes of these packets, without FCS
 */
struct vcx_flow_counter {
	struct vcx_obj obj;
	uint64_t packets;
	uint64_t bytes;
};

#endif
