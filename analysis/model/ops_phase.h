/* SPDX-License-Identifier: GPL-2.0-only */
/* Phase of a run of steps in a change of channels; for ops.c. */
#ifndef MLX5TRACE_OPS_PHASE_H
#define MLX5TRACE_OPS_PHASE_H

#include "analysis/model/ops.h"

/* Has the run reached the phase in which its channels are up? */
bool mt_run_is_up(const struct mt_op *run);

/* Does a step start a new operation? */
bool mt_run_ends_before(const struct mt_op *run, enum mt_step step);

/* Do the steps of the run belong to the mlx5e_switch_params @r? */
bool mt_run_leads_to_switch(const struct mt_op *run, const struct mt_record *r);

/*
 * Do the pending steps belong to @op? If not they form an earlier operation of the task
 * without an end event.
 */
bool mt_run_leads_to(const struct mt_op *run, const struct mt_op *op);

/* Determine the kind of a run without an end event. */
void mt_run_name(struct mt_op *run);

/* Has the run been idle long enough at @now to be complete? */
bool mt_run_is_over(const struct mt_op *run, uint64_t now);

#endif
