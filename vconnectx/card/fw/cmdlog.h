/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command log consists of lines with one JSON object each.  Each line is flushed, so that
 * no line is lost if the process is killed.
 *
 * Every line has v (1), seq (the number of the line in the log of a device), mono_ns and dev.
 * A command adds slot, token, opcode, op, op_mod, uid, in_len, out_len,
 * status, syndrome, refs and, where they apply, created, destroyed, fault.
 * Objects are {"type","id"}.  Instead of these keys, a ledger line has "ledger", a
 * reset line has "reset" and a ring line has "ring".
 */
#ifndef VCX_CMDLOG_H
#define VCX_CMDLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "vconnectx/card/fw/cmd.h"

struct json_t;

#define VCX_RECENT 64u /* commands listed by `show commands` */

/* @file remains owned by the caller, and may be NULL.  Return: false when out of memory */
bool vcx_cmdlog_new(struct vcx_dev *dev, FILE *file, bool rings);
void vcx_cmdlog_free(struct vcx_dev *dev);

void vcx_cmdlog_cmd(struct vcx_dev *dev, const struct vcx_cmd *cmd);
void vcx_cmdlog_ledger(struct vcx_dev *dev, const char *why, const struct vcx_named *left,
		       size_t nr, size_t total);
void vcx_cmdlog_reset(struct vcx_dev *dev, const char *why);

/**
 * vcx_cmdlog_ring() - log a doorbell, a CQE, an EQE or an arm
 * @dev: the device
 * @what: "sq_doorbell", "cqe", "eqe", "cq_arm", "eq_arm"
 * @type: "SQ", "CQ", "EQ"
 * @id: number of the queue
 * @index: new producer counter of a doorbell, position of an entry, or consumer index
 *	of an arm
 * @code: opcode of a CQE or type of an EQE, otherwise 0
 */
void vcx_cmdlog_ring(struct vcx_dev *dev, const char *what, const char *type, uint32_t id,
		     uint32_t index, unsigned int code);

/* Return: array of the last VCX_RECENT command lines of the log, a new reference */
struct json_t *vcx_cmdlog_recent(struct vcx_dev *dev);

#endif
