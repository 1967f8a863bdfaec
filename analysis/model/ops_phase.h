/* SPDX-License-Identifier: GPL-2.0-only */
/* Where in a change of channels a run of steps stands; for ops.c. */
#ifndef MLX5TRACE_OPS_PHASE_H
#define MLX5TRACE_OPS_PHASE_H

#include "analysis/model/ops.h"

/* Are the channels of the run up already, with steps that follow that? */
bool mt_run_is_up(const struct mt_op *run);

/* Does a step that comes now begin something new? */
bool mt_run_ends_before(const struct mt_op *run, enum mt_step step);

/*
 * Did the steps that wait lead to @op? If not they are something that the
 * task did before and that no event of its own reports.
 */
bool mt_run_leads_to(const struct mt_op *run, const struct mt_op *op);

/* What a run is that no event of its own reports. */
void mt_run_name(struct mt_op *run);

/* Is it quiet for so long at @now that nothing more will come? */
bool mt_run_is_over(const struct mt_op *run, uint64_t now);

#endif
