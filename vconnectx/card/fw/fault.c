// SPDX-License-Identifier: GPL-2.0-only
/* Fault rules. */
#include "vconnectx/card/fw/fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/host/number.h"
#include "vconnectx/host/rule.h"
#include "vconnectx/card/core/wqe.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static bool set_opcode(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;
	uint64_t number;

	if (vcx_opcode_parse(value, &fault->opcode))
		return true;
	if (!vcx_number_parse(value, UINT16_MAX, &number))
		return false;
	fault->opcode = (uint16_t)number;
	return true;
}

static bool set_wqe(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;
	static const struct {
		const char *name;
		uint16_t opcode;
	} kinds[] = {
		{ "NOP", VCX_OPCODE_NOP }, { "SEND", VCX_OPCODE_SEND }, { "LSO", VCX_OPCODE_LSO },
		{ "UMR", VCX_OPCODE_UMR }, { "RECV", VCX_FAULT_RECV },
	};

	fault->of_wqe = true;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kinds[i].name, value))
			continue;
		fault->opcode = kinds[i].opcode;
		return true;
	}
	return false;
}

static bool set_op_mod(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;
	uint64_t number;

	if (!vcx_number_parse(value, UINT16_MAX, &number))
		return false;
	fault->op_mod = (uint16_t)number;
	fault->any_op_mod = false;
	return true;
}

static bool set_nth(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;

	return vcx_number_parse(value, UINT32_MAX, &fault->nth) && fault->nth;
}

static bool set_count(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;

	if (!strcmp(value, "always")) {
		fault->count = VCX_FAULT_ALWAYS;
		return true;
	}
	return vcx_number_parse(value, UINT32_MAX, &fault->count) && fault->count;
}

static bool set_status(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;
	uint64_t number;

	if (!vcx_status_parse(value, &fault->status)) {
		if (!vcx_number_parse(value, UINT8_MAX, &number))
			return false;
		fault->status = (uint8_t)number;
	}
	fault->fails = true;
	return fault->status;
}

static bool set_syndrome(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;
	uint64_t number;

	if (!vcx_number_parse(value, UINT32_MAX, &number))
		return false;
	fault->syndrome = (uint32_t)number;
	return true;
}

static bool set_delay(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;
	uint64_t number;

	if (!vcx_number_parse(value, VCX_FAULT_MAX_DELAY_MS, &number) || !number)
		return false;
	fault->delay_ms = (uint32_t)number;
	return true;
}

static bool set_drop(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;

	fault->drop = !strcmp(value, "1");
	return fault->drop;
}

static bool set_done(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;

	fault->done = !strcmp(value, "1");
	return fault->done;
}

static bool set_while(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;

	free(fault->file);
	fault->file = *value ? strdup(value) : NULL;
	return fault->file;
}

static const struct vcx_rule_word words[] = {
	{ "opcode", 0, set_opcode, "a command name such as CREATE_RQ, or a number" },
	{ "wqe", 0, set_wqe, "NOP, SEND, LSO, UMR or RECV" },
	{ "op_mod", 0, set_op_mod, "a number up to 65535" },
	{ "nth", 0, set_nth, "a number from 1" },
	{ "count", 0, set_count, "a number from 1, or always" },
	{ "status", 0, set_status, "a status name such as BAD_RESOURCE, or a number 1 to 255" },
	{ "syndrome", 0, set_syndrome, "a number of 32 bits" },
	{ "done", 0, set_done, "1" },
	{ "delay_ms", 0, set_delay, "milliseconds, 1 to 3600000" },
	{ "drop", 0, set_drop, "1" },
	{ "while", 0, set_while, "the name of a file, without blanks" },
};

static const struct vcx_rule_kind rules = {
	.what = "fault rule",
	.word = words,
	.nr = ARRAY_SIZE(words),
};

#define OPCODE_SEEN 1u /* the first of the words */

/* check for missing and conflicting words of each kind of rule */
static bool complete(const struct vcx_fault *fault, bool has_opcode, const char *text, char *err,
		     size_t errlen)
{
	if (fault->of_wqe && has_opcode)
		return vcx_rule_fail(&rules, text, err, errlen,
				     "opcode and wqe exclude each other");
	if (fault->of_wqe &&
	    (fault->fails || fault->delay_ms || fault->drop || fault->done || !fault->any_op_mod))
		return vcx_rule_fail(&rules, text, err, errlen,
				     "wqe rules accept only nth, count, syndrome and while");
	if (fault->of_wqe && (!fault->syndrome || fault->syndrome > UINT8_MAX))
		return vcx_rule_fail(&rules, text, err, errlen,
				     "wqe requires syndrome=…, a number 1 to 255");
	if (fault->of_wqe)
		return true;
	if (!has_opcode)
		return vcx_rule_fail(
			&rules, text, err, errlen,
			"opcode is missing; write opcode=CREATE_RQ or another command, or wqe=SEND");
	if (!fault->fails && !fault->delay_ms && !fault->drop)
		return vcx_rule_fail(&rules, text, err, errlen,
				     "has no effect; add status=…, delay_ms=… or drop=1");
	if (fault->syndrome && !fault->fails)
		return vcx_rule_fail(&rules, text, err, errlen, "syndrome requires status=…");
	if (fault->done && !fault->fails)
		return vcx_rule_fail(&rules, text, err, errlen, "done requires status=…");
	if (fault->drop && fault->delay_ms)
		return vcx_rule_fail(&rules, text, err, errlen,
				     "drop and delay_ms exclude each other");
	return true;
}

bool vcx_fault_parse(const char *text, struct vcx_fault *fault, char *err, size_t errlen)
{
	uint32_t seen;

	*fault = (struct vcx_fault){
		.any_op_mod = true,
		.nth = 1,
		.count = 1,
	};
	if (!vcx_rule_parse(&rules, text, fault, &seen, err, errlen) ||
	    !complete(fault, seen & OPCODE_SEEN, text, err, errlen)) {
		vcx_fault_free(fault);
		return false;
	}
	fault->text = strdup(text);
	if (fault->text)
		return true;
	vcx_fault_free(fault);
	return vcx_rule_fail(&rules, text, err, errlen, "out of memory");
}

void vcx_fault_free(struct vcx_fault *fault)
{
	free(fault->text);
	free(fault->file);
}

/* A file created or touched since then restarts the count. */
static bool armed(struct vcx_fault *fault)
{
	struct stat st;

	if (!fault->file)
		return true;
	if (stat(fault->file, &st))
		return false;
	if (st.st_ctim.tv_sec != fault->armed.tv_sec ||
	    st.st_ctim.tv_nsec != fault->armed.tv_nsec) {
		fault->armed = st.st_ctim;
		fault->matched = 0;
		fault->fired = 0;
	}
	return true;
}

static struct vcx_fault *fires(struct vcx_dev *dev, bool of_wqe, uint16_t opcode, uint16_t op_mod)
{
	struct vcx_fault *first = NULL;

	for (size_t i = 0; i < dev->nr_faults; i++) {
		struct vcx_fault *fault = &dev->faults[i];

		if (fault->of_wqe != of_wqe || fault->opcode != opcode)
			continue;
		if (!fault->any_op_mod && fault->op_mod != op_mod)
			continue;
		if (!armed(fault))
			continue;
		fault->matched++;
		if (first || fault->matched < fault->nth || fault->fired >= fault->count)
			continue;
		first = fault;
	}
	if (!first)
		return NULL;
	first->fired++;
	vcx_dev_log(dev, VCX_LOG_WARN, "fault rule '%s' fires (%llu)", first->text,
		    (unsigned long long)first->fired);
	return first;
}

const struct vcx_fault *vcx_fault_match(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	struct vcx_fault *fault = fires(dev, false, cmd->opcode, cmd->op_mod);

	if (fault)
		cmd->fault = fault;
	return fault;
}

uint8_t vcx_fault_wqe(struct vcx_dev *dev, uint16_t opcode)
{
	const struct vcx_fault *fault = fires(dev, true, opcode, 0);

	return fault ? (uint8_t)fault->syndrome : 0;
}
