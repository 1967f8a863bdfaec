/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLX5TRACE_BACKGROUND_H
#define MLX5TRACE_BACKGROUND_H

#include "analysis/model/op_commands.h"

/*
 * Count the commands that a kernel worker or another task executed outside of operations. @cmds is
 * empty afterwards.
 */
void mt_background_take(struct mt_op_commands *c, const char *dev, bool worker,
			struct mt_cmds *cmds);
void mt_background_free(struct mt_op_commands *c);

#endif
