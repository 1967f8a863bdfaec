/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes to tracefs and the original values, kept in a file from before the first
 * change until all are restored, so that another process can restore them.
 */
#ifndef MLX5TRACE_FLOW_STATE_H
#define MLX5TRACE_FLOW_STATE_H

#include "analysis/base/error.h"

/* The group of the probes; all probes in it belong to this program. */
#define FLOW_GROUP "mlx5flow"

struct flow_state;

/*
 * Begin: fails while another flow runs, or if one was killed and its changes have not
 * been restored. NULL with @err set.
 */
struct flow_state *flow_state_new(struct mt_error *err);

/* Register an instance to create, or a top-level setting to change. */
bool flow_state_instance(struct flow_state *s, const char *name);
bool flow_state_setting(struct flow_state *s, const char *file, struct mt_error *err);

/* Write the file; required before any change. */
bool flow_state_save(struct flow_state *s, struct mt_error *err);

/* Restore all, if the file was written, and remove it. False with @err set. */
bool flow_state_end(struct flow_state *s, struct mt_error *err);

/*
 * Restore the changes of a killed flow: 1 restored, 0 nothing to restore, -1 with @err
 * set.
 */
int flow_state_restore(struct mt_error *err);

#endif
