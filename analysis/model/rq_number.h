/* SPDX-License-Identifier: GPL-2.0-only */
/* Compares the numbers of RQs: each function of a device (vhca_id) numbers its RQs separately. */
#ifndef MLX5TRACE_RQ_NUMBER_H
#define MLX5TRACE_RQ_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether two RQs of a device have the same number and function. A function of -1 is unknown, as in
 * events in an older format.
 */
static inline bool mt_same_rq(int64_t rqn, int64_t vhca_id, int64_t other_rqn, int64_t other_vhca)
{
	return rqn == other_rqn && (vhca_id == other_vhca || vhca_id < 0 || other_vhca < 0);
}

#endif
