/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command table: lookup of handlers and checks before they run.
 */
#ifndef VCX_DISPATCH_H
#define VCX_DISPATCH_H

#include <stdint.h>

#include "vconnectx/card/fw/cmd.h"

/* create the object tables, with the classes of all families */
void vcx_dispatch_init(struct vcx_dev *dev);

/* Return: the row for @opcode, or NULL when it is not modelled */
const struct vcx_cmd_desc *vcx_cmd_lookup(uint16_t opcode);

/**
 * vcx_cmd_execute() - check a command, apply fault rules, run its handler
 * @dev: the device
 * @cmd: in, in_len, out, out_len, out_cap, slot and token are set
 *
 * On return, status and syndrome are set, and are also written to @cmd->out.
 */
void vcx_cmd_execute(struct vcx_dev *dev, struct vcx_cmd *cmd);

/* Return: minimum output length of @opcode */
uint32_t vcx_cmd_out_size(uint16_t opcode);

#endif
