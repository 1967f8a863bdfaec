/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fault rules fail, delay, skip or drop selected commands, complete selected WQEs with
 * an error or not at all, and make the device unhealthy.
 *
 * A rule consists of words in the format name=value, separated by spaces:
 *
 *	opcode=CREATE_RQ	required; name as in MLX5_CMD_OP_*, or a number
 *	op_mod=N		only that variant
 *	nth=N			fire first on the Nth match, from 1 (default 1)
 *	every=N			after that, fire only on each Nth match (default 1)
 *	count=N|always		number of times to fire (default 1)
 *	status=BAD_RESOURCE	fail with this status: a name or a number
 *	syndrome=N		requires status
 *	done=1			execute the command, then fail it
 *	delay_ms=N		delay of the completion
 *	drop=1			never complete the command
 *	skip=1			do not execute the command, but report success
 *	while=FILE		count and fire only while FILE exists; creating
 *				or touching FILE restarts the count
 *
 * At least one of status, delay_ms, drop and skip is required.  A command that fails
 * because of a rule is executed only with done=1; a delayed or dropped command is executed.
 *
 *	wqe=SEND		instead of opcode: the rule applies to WQEs; SEND, LSO, UMR
 *				or NOP in send queues, RECV in receive queues
 *	syndrome=N		syndrome of the error CQE, 1 to 255; or
 *	drop=1			the WQE of a send queue is executed, but never completed
 *
 * wqe rules accept only nth, every, count, syndrome, drop and while.
 *
 *	health=N|stop		instead of opcode: N, 1 to 255, is the syndrome in the
 *				health buffer, and stop stops the health counter; accepts
 *				only reset and while
 *	reset=1			the health buffer requests a reset; the driver's reset ends the
 *				fault
 */
#ifndef VCX_FAULT_H
#define VCX_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct vcx_cmd;
struct vcx_dev;

enum vcx_fault_kind {
	VCX_FAULT_CMD,
	VCX_FAULT_WQE,
	VCX_FAULT_HEALTH,
};

#define VCX_FAULT_MAX	       64u    /* rules of a device */
#define VCX_FAULT_RECV	       0x100u /* beyond the opcodes of send queues */
#define VCX_FAULT_ALWAYS       UINT64_MAX
#define VCX_FAULT_MAX_DELAY_MS 3600000u

/**
 * struct vcx_fault - one rule
 * @text: text of the rule, owned
 * @kind: kind of object that the rule applies to
 * @opcode: command or kind of WQE
 * @any_op_mod: @op_mod is ignored
 * @op_mod: variant
 * @nth: first match that fires
 * @every: number of matches from one firing to the next
 * @count: number of matches that fire, or VCX_FAULT_ALWAYS
 * @fails: @status and @syndrome are the result
 * @status: output status
 * @syndrome: syndrome of the output or of the error CQE
 * @done: execute the command before failing it
 * @skip: report success without executing the command
 * @delay_ms: delay of the completion
 * @drop: no completion
 * @health: syndrome in the health buffer, or 0 to stop the health counter
 * @reset: the health buffer requests a reset, which ends the fault
 * @file: file that must exist for a match to count, owned; or NULL
 * @armed: change time of @file at the start of the count
 * @matched: number of matches so far
 * @fired: number of times the rule has fired
 * @used: the rule has fired at least once, in any of its counts
 * @cured: the fault was ended by a reset
 */
struct vcx_fault {
	char *text;
	enum vcx_fault_kind kind;
	uint16_t opcode;
	bool any_op_mod;
	uint16_t op_mod;
	uint64_t nth;
	uint64_t every;
	uint64_t count;
	bool fails;
	uint8_t status;
	uint32_t syndrome;
	bool done;
	bool skip;
	uint32_t delay_ms;
	bool drop;
	uint8_t health;
	bool reset;
	char *file;
	struct timespec armed;
	uint64_t matched;
	uint64_t fired;
	bool used;
	bool cured;
};

/**
 * vcx_fault_parse() - read a rule
 * Return: true with *@fault set, to be freed by vcx_fault_free(); or false with a
 * one-line message in @err that names the rule and the correct format.
 */
bool vcx_fault_parse(const char *text, struct vcx_fault *fault, char *err, size_t errlen);

/** vcx_fault_free() - free memory owned by @fault, not @fault itself */
void vcx_fault_free(struct vcx_fault *fault);

/**
 * vcx_fault_match() - find the rule that applies to a command
 * Counts the match, logs the rule that fires and records it in @cmd->fault.
 * Return: the first rule that fires, or NULL.
 */
const struct vcx_fault *vcx_fault_match(struct vcx_dev *dev, struct vcx_cmd *cmd);

/**
 * vcx_fault_wqe() - find the rule that applies to a WQE
 * @dev: the device
 * @opcode: VCX_OPCODE_* of a send queue, or VCX_FAULT_RECV
 *
 * Counts the match and logs the rule that fires.
 * Return: the first rule that fires, or NULL.
 */
const struct vcx_fault *vcx_fault_wqe(struct vcx_dev *dev, uint16_t opcode);

/**
 * vcx_fault_syndrome() - the syndrome in the health buffer
 * Logs a rule once, when it takes effect.
 * Return: the syndrome of the first health rule in effect that has one, or 0.
 */
uint8_t vcx_fault_syndrome(struct vcx_dev *dev);

/** vcx_fault_requests_reset() - whether the rule of vcx_fault_syndrome() requests a reset */
bool vcx_fault_requests_reset(struct vcx_dev *dev);

/** vcx_fault_cure() - the device was reset: end the faults that requested it */
void vcx_fault_cure(struct vcx_dev *dev);

/** vcx_fault_stops() - whether a health rule stops the health counter */
bool vcx_fault_stops(struct vcx_dev *dev);

/**
 * vcx_fault_add() - add a rule
 * @dev: the device
 * @text: the rule
 * @err: buffer for a one-line error message
 * @errlen: size of @err in bytes
 *
 * Return: true; or false if the rule is invalid or there are already VCX_FAULT_MAX rules.
 */
bool vcx_fault_add(struct vcx_dev *dev, const char *text, char *err, size_t errlen);

/** vcx_fault_report_unused() - log a warning for each rule that has never fired */
void vcx_fault_report_unused(struct vcx_dev *dev);

/** vcx_fault_clear() - remove all rules */
void vcx_fault_clear(struct vcx_dev *dev);

#endif
