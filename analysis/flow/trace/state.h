/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A list of the changes to tracefs with the original values. It is kept in a file from before the
 * first change until everything is restored, so that another process can restore the values.
 */
#ifndef MLX5TRACE_FLOW_STATE_H
#define MLX5TRACE_FLOW_STATE_H

#include "analysis/base/error.h"

/* The group of the probes; all probes in it belong to this program. */
#define FLOW_GROUP "mlx5flow"

struct flow_state;

/*
 * Begin a list of changes. Returns NULL with @err set if another flow is running, or was killed
 * and its changes have not been restored.
 */
struct flow_state *flow_state_new(struct mt_error *err);

/* Add an instance to be created, or a top-level setting to be changed. */
bool flow_state_instance(struct flow_state *s, const char *name);
bool flow_state_setting(struct flow_state *s, const char *file, struct mt_error *err);

/* Write the file. This is required before any change. */
bool flow_state_save(struct flow_state *s, struct mt_error *err);

/* If the file was written, restore everything and remove it. False with @err set on failure. */
bool flow_state_end(struct flow_state *s, struct mt_error *err);

/*
 * Restore the changes made by a killed flow. Returns 1 if they were restored, 0 if there was
 * nothing to restore, and -1 with @err set on failure.
 */
int flow_state_restore(struct mt_error *err);

#endif
