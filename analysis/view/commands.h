/* SPDX-License-Identifier: GPL-2.0-only */
/* Counts of firmware commands by opcode. */
#ifndef MLX5TRACE_VIEW_COMMANDS_H
#define MLX5TRACE_VIEW_COMMANDS_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

/* Write the error of a command: "BAD_RES_ERR, syndrome 0x12ab34, EINVAL". */
void mt_cmd_words(const char *status, int64_t syndrome, int err, char *text, size_t size);

/* Print the firmware commands on one line, or with --all on one line for each opcode. */
void mt_text_commands(const struct mt_view *v, const struct mt_cmds *cmds, const char *title,
		      unsigned int indent);

/* The table of a struct mt_cmds. */
extern const struct mt_table mt_table_commands;

#endif
