/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fault rules: make chosen commands fail, be late, or never complete, and
 * chosen WQEs end in an error.
 *
 * A rule is words of the form name=value, separated by spaces:
 *
 *	opcode=CREATE_RQ	needed; name as in MLX5_CMD_OP_*, or a number
 *	op_mod=N		only that variant
 *	nth=N			fire first on the Nth match, from 1 (default 1)
 *	count=N|always		how often to fire from then on (default 1)
 *	status=BAD_RESOURCE	fail with that status: a name or a number
 *	syndrome=N		goes with status
 *	done=1			carry it out and fail all the same
 *	delay_ms=N		complete so much later
 *	drop=1			never complete
 *	while=FILE		count and fire only while FILE exists; FILE made
 *				or touched again starts the count anew
 *
 * At least one of status, delay_ms and drop must be there.  A command that
 * fails by rule is not carried out without done; one that is late or dropped is.
 *
 *	wqe=SEND		instead of opcode: work queue entries, as LSO, UMR,
 *				NOP in send queues, RECV in receive queues
 *	syndrome=N		of the error CQE, 1 to 255, needed
 *
 * Of the other words nth, count and while go with wqe.
 */
#ifndef VCX_FAULT_H
#define VCX_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct vcx_cmd;
struct vcx_dev;

#define VCX_FAULT_RECV	       0x100u /* beyond the opcodes of send queues */
#define VCX_FAULT_ALWAYS       UINT64_MAX
#define VCX_FAULT_MAX_DELAY_MS 3600000u

/**
 * struct vcx_fault - one rule
 * @text: as given, owned
 * @of_wqe: it is about WQEs, not commands
 * @opcode: command or kind of WQE it is about
 * @any_op_mod: @op_mod does not count
 * @op_mod: variant
 * @nth: first match that fires
 * @count: how many fire, VCX_FAULT_ALWAYS for no end
 * @fails: @status and @syndrome are the result
 * @status: output status
 * @syndrome: output syndrome, or that of the error CQE
 * @done: carried out before it fails
 * @delay_ms: delay of the completion
 * @drop: no completion
 * @file: must exist for a match to count, owned; NULL for none
 * @armed: change time of @file when the count began
 * @matched: matches so far
 * @fired: firings so far
 */
struct vcx_fault {
	char *text;
	bool of_wqe;
	uint16_t opcode;
	bool any_op_mod;
	uint16_t op_mod;
	uint64_t nth;
	uint64_t count;
	bool fails;
	uint8_t status;
	uint32_t syndrome;
	bool done;
	uint32_t delay_ms;
	bool drop;
	char *file;
	struct timespec armed;
	uint64_t matched;
	uint64_t fired;
};

/**
 * vcx_fault_parse() - read a rule
 * Return: true and *@fault, to be freed by vcx_fault_free(); or false with one
 * line in @err that names the rule and says what to write.
 */
bool vcx_fault_parse(const char *text, struct vcx_fault *fault, char *err, size_t errlen);

/** vcx_fault_free() - free what @fault owns, not itself */
void vcx_fault_free(struct vcx_fault *fault);

/**
 * vcx_fault_match() - find the rule that applies to a command
 * Counts, logs, and notes the rule in @cmd->fault.
 * Return: the first rule that fires, or NULL.
 */
const struct vcx_fault *vcx_fault_match(struct vcx_dev *dev, struct vcx_cmd *cmd);

/**
 * vcx_fault_wqe() - find the rule that applies to a WQE
 * @dev: the device
 * @opcode: VCX_OPCODE_* of a send queue, or VCX_FAULT_RECV
 *
 * Counts and logs.
 * Return: the syndrome of the error that the WQE is to end in, or 0.
 */
uint8_t vcx_fault_wqe(struct vcx_dev *dev, uint16_t opcode);

#endif
