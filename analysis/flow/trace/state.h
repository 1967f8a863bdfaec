/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was changed in tracefs and what it was before, kept in a file from before the
 * first change until all is put back, so that it can be put back by another process.
 */
#ifndef MLX5TRACE_FLOW_STATE_H
#define MLX5TRACE_FLOW_STATE_H

#include "analysis/base/error.h"

/* The group of the probes; whatever is in it is ours. */
#define FLOW_GROUP "mlx5flow"

struct flow_state;

/*
 * Begin: refused while another flow runs, or if one was killed and nothing has put back
 * what it changed. NULL with @err set.
 */
struct flow_state *flow_state_new(struct mt_error *err);

/* These will be made, or changed, in the top-level folder. */
bool flow_state_instance(struct flow_state *s, const char *name);
bool flow_state_setting(struct flow_state *s, const char *file, struct mt_error *err);

/* Write the file. Nothing may be changed before. */
bool flow_state_save(struct flow_state *s, struct mt_error *err);

/* Put all back, if the file was written, and forget it. False with @err set. */
bool flow_state_end(struct flow_state *s, struct mt_error *err);

/*
 * What a flow that was killed left behind: 1 put back, 0 there was nothing,
 * -1 with @err set.
 */
int flow_state_restore(struct mt_error *err);

#endif
