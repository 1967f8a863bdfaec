/* SPDX-License-Identifier: GPL-2.0-only */
/* The phase that a run of steps has reached in a change of channels; for ops.c. */
#ifndef MLX5TRACE_OPS_PHASE_H
#define MLX5TRACE_OPS_PHASE_H

#include "analysis/model/ops.h"

/* Whether the run has reached the phase in which its channels are up. */
bool mt_run_is_up(const struct mt_op *run);

/* Whether a step starts a new operation. */
bool mt_run_ends_before(const struct mt_op *run, enum mt_step step);

/* Whether the steps of the run belong to the mlx5e_switch_params @r. */
bool mt_run_leads_to_switch(const struct mt_op *run, const struct mt_record *r);

/*
 * Whether the pending steps belong to @op. If not, they form an earlier operation of the task
 * without an end event.
 */
bool mt_run_leads_to(const struct mt_op *run, const struct mt_op *op);

/* Determine the kind of a run without an end event. */
void mt_run_name(struct mt_op *run);

/* Whether the run has been idle long enough at @now to be complete. */
bool mt_run_is_over(const struct mt_op *run, uint64_t now);

#endif
