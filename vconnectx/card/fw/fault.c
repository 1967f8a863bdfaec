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
#include "vconnectx/host/util.h"

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

	fault->kind = VCX_FAULT_WQE;
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

static bool set_every(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;

	return vcx_number_parse(value, UINT32_MAX, &fault->every) && fault->every;
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

static bool set_skip(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;

	fault->skip = !strcmp(value, "1");
	return fault->skip;
}

static bool set_health(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;
	uint64_t number = 0;

	fault->kind = VCX_FAULT_HEALTH;
	if (strcmp(value, "stop") && (!vcx_number_parse(value, UINT8_MAX, &number) || !number))
		return false;
	fault->health = (uint8_t)number;
	return true;
}

static bool set_reset(void *rule, const char *value)
{
	struct vcx_fault *fault = rule;

	fault->reset = !strcmp(value, "1");
	return fault->reset;
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
	{ "health", 0, set_health, "a number from 1 to 255, or stop" },
	{ "while", 0, set_while, "the name of a file, without spaces" },
	{ "nth", 0, set_nth, "a number of at least 1" },
	{ "every", 0, set_every, "a number of at least 1" },
	{ "count", 0, set_count, "a number of at least 1, or always" },
	{ "op_mod", 0, set_op_mod, "a number up to 65535" },
	{ "status", 0, set_status,
	  "a status name such as BAD_RESOURCE, or a number from 1 to 255" },
	{ "syndrome", 0, set_syndrome, "a 32-bit number" },
	{ "done", 0, set_done, "1" },
	{ "delay_ms", 0, set_delay, "milliseconds, 1 to 3600000" },
	{ "drop", 0, set_drop, "1" },
	{ "skip", 0, set_skip, "1" },
	{ "reset", 0, set_reset, "1" },
};

static const struct vcx_rule_kind rules = {
	.what = "fault rule",
	.word = words,
	.nr = ARRAY_SIZE(words),
};

/* bits of `seen` for the words above */
#define SEEN_OPCODE 1u
#define SEEN_KINDS  (SEEN_OPCODE | 1u << 1 | 1u << 2)
#define SEEN_WHEN   (1u << 3 | 1u << 4 | 1u << 5 | 1u << 6)
#define SEEN_SYND   (1u << 9)
#define SEEN_DROP   (1u << 12)
#define SEEN_RESET  (1u << 14)

/* check a rule for commands for missing and conflicting words; Return: the error, or NULL */
static const char *bad_cmd(const struct vcx_fault *fault, uint32_t seen)
{
	if (!(seen & SEEN_OPCODE))
		return "opcode is missing; write opcode=CREATE_RQ or another command, or wqe=SEND";
	if (!fault->fails && !fault->delay_ms && !fault->drop && !fault->skip)
		return "has no effect; add status=…, delay_ms=…, drop=1 or skip=1";
	if (fault->syndrome && !fault->fails)
		return "syndrome requires status=…";
	if (fault->done && !fault->fails)
		return "done requires status=…";
	if (fault->drop && fault->delay_ms)
		return "drop and delay_ms cannot be combined";
	if (fault->reset)
		return "reset requires health=…";
	if (fault->skip && (fault->fails || fault->drop))
		return "skip reports success; it cannot be combined with status or drop";
	return NULL;
}

static const char *bad_wqe(const struct vcx_fault *fault, uint32_t seen)
{
	if (seen & ~(SEEN_KINDS | SEEN_WHEN | SEEN_SYND | SEEN_DROP))
		return "wqe rules accept only nth, every, count, syndrome, drop and while";
	if (fault->drop && fault->opcode == VCX_FAULT_RECV)
		return "drop applies only to send queues";
	if (fault->drop && fault->syndrome)
		return "drop and syndrome cannot be combined";
	if (!fault->drop && (!fault->syndrome || fault->syndrome > UINT8_MAX))
		return "wqe requires syndrome=…, a number from 1 to 255, or drop=1";
	return NULL;
}

static const char *bad_health(const struct vcx_fault *fault, uint32_t seen)
{
	if (seen & ~(SEEN_KINDS | 1u << 3 | SEEN_RESET))
		return "health rules accept only reset and while";
	if (fault->reset && !fault->health)
		return "reset requires a syndrome: health=1 to health=255";
	return NULL;
}

static const char *bad_rule(const struct vcx_fault *fault, uint32_t seen)
{
	if (__builtin_popcount(seen & SEEN_KINDS) > 1)
		return "opcode, wqe and health cannot be combined";
	switch (fault->kind) {
	case VCX_FAULT_WQE:
		return bad_wqe(fault, seen);
	case VCX_FAULT_HEALTH:
		return bad_health(fault, seen);
	case VCX_FAULT_CMD:
		break;
	}
	return bad_cmd(fault, seen);
}

bool vcx_fault_parse(const char *text, struct vcx_fault *fault, char *err, size_t errlen)
{
	const char *bad = NULL;
	uint32_t seen;

	*fault = (struct vcx_fault){
		.any_op_mod = true,
		.nth = 1,
		.every = 1,
		.count = 1,
	};
	if (!vcx_rule_parse(&rules, text, fault, &seen, err, errlen) ||
	    (bad = bad_rule(fault, seen))) {
		vcx_fault_free(fault);
		return bad ? vcx_rule_fail(&rules, text, err, errlen, "%s", bad) : false;
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

/*
 * Return: whether the rule is in effect.  The count restarts if the file of the rule was
 * created or touched since the last call.
 */
static bool armed(struct vcx_fault *fault)
{
	struct stat st;

	if (!fault->file)
		return !fault->cured;
	if (stat(fault->file, &st))
		return false;
	if (st.st_ctim.tv_sec != fault->armed.tv_sec ||
	    st.st_ctim.tv_nsec != fault->armed.tv_nsec) {
		fault->armed = st.st_ctim;
		fault->matched = 0;
		fault->fired = 0;
		fault->cured = false;
	}
	return !fault->cured;
}

static bool due(const struct vcx_fault *fault)
{
	return fault->matched >= fault->nth && !((fault->matched - fault->nth) % fault->every) &&
	       fault->fired < fault->count;
}

static void log_firing(struct vcx_dev *dev, struct vcx_fault *fault)
{
	fault->fired++;
	fault->used = true;
	vcx_dev_log(dev, VCX_LOG_WARN, "fault rule '%s' fires (%llu)", fault->text,
		    (unsigned long long)fault->fired);
}

static struct vcx_fault *fires(struct vcx_dev *dev, enum vcx_fault_kind kind, uint16_t opcode,
			       uint16_t op_mod)
{
	struct vcx_fault *first = NULL;

	for (size_t i = 0; i < dev->nr_faults; i++) {
		struct vcx_fault *fault = &dev->faults[i];

		if (fault->kind != kind || fault->opcode != opcode)
			continue;
		if (!fault->any_op_mod && fault->op_mod != op_mod)
			continue;
		if (!armed(fault))
			continue;
		fault->matched++;
		if (!first && due(fault))
			first = fault;
	}
	if (first)
		log_firing(dev, first);
	return first;
}

const struct vcx_fault *vcx_fault_match(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	struct vcx_fault *fault = fires(dev, VCX_FAULT_CMD, cmd->opcode, cmd->op_mod);

	if (fault)
		cmd->fault = fault;
	return fault;
}

const struct vcx_fault *vcx_fault_wqe(struct vcx_dev *dev, uint16_t opcode)
{
	return fires(dev, VCX_FAULT_WQE, opcode, 0);
}

/* Return: the first health rule in effect that stops the counter or, if !@stops, has a syndrome */
static const struct vcx_fault *unhealthy(struct vcx_dev *dev, bool stops)
{
	for (size_t i = 0; i < dev->nr_faults; i++) {
		struct vcx_fault *fault = &dev->faults[i];

		if (fault->kind != VCX_FAULT_HEALTH || stops == !!fault->health || !armed(fault))
			continue;
		if (!fault->fired)
			log_firing(dev, fault);
		return fault;
	}
	return NULL;
}

uint8_t vcx_fault_syndrome(struct vcx_dev *dev)
{
	const struct vcx_fault *fault = unhealthy(dev, false);

	return fault ? fault->health : 0;
}

bool vcx_fault_requests_reset(struct vcx_dev *dev)
{
	const struct vcx_fault *fault = unhealthy(dev, false);

	return fault && fault->reset;
}

void vcx_fault_cure(struct vcx_dev *dev)
{
	for (size_t i = 0; i < dev->nr_faults; i++)
		if (dev->faults[i].reset && dev->faults[i].fired)
			dev->faults[i].cured = true;
}

bool vcx_fault_stops(struct vcx_dev *dev)
{
	return unhealthy(dev, true);
}

bool vcx_fault_add(struct vcx_dev *dev, const char *text, char *err, size_t errlen)
{
	struct vcx_fault fault, *faults;

	if (!vcx_fault_parse(text, &fault, err, errlen))
		return false;
	faults = dev->nr_faults < VCX_FAULT_MAX ?
			 realloc(dev->faults, (dev->nr_faults + 1) * sizeof(*faults)) :
			 NULL;
	if (!faults) {
		vcx_fault_free(&fault);
		return vcx_rule_fail(&rules, text, err, errlen,
				     "there are %zu rules, the maximum is %u", dev->nr_faults,
				     VCX_FAULT_MAX);
	}
	dev->faults = faults;
	dev->faults[dev->nr_faults++] = fault;
	return true;
}

void vcx_fault_report_unused(struct vcx_dev *dev)
{
	for (size_t i = 0; i < dev->nr_faults; i++) {
		const struct vcx_fault *fault = &dev->faults[i];
		struct stat st;

		if (fault->used)
			continue;
		if (fault->kind == VCX_FAULT_HEALTH)
			vcx_dev_log(dev, VCX_LOG_WARN, "fault rule '%s' never fired", fault->text);
		else
			vcx_dev_log(dev, VCX_LOG_WARN,
				    "fault rule '%s' never fired: %llu matches%s", fault->text,
				    (unsigned long long)fault->matched,
				    fault->file && stat(fault->file, &st) ?
					    ", and its file does not exist" :
					    "");
	}
}

void vcx_fault_clear(struct vcx_dev *dev)
{
	for (size_t i = 0; i < dev->nr_faults; i++)
		vcx_fault_free(&dev->faults[i]);
	free(dev->faults);
	dev->faults = NULL;
	dev->nr_faults = 0;
}
