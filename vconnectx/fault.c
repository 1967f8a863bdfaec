// SPDX-License-Identifier: GPL-2.0-only
/* Fault rules. */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "hca.h"
#include "parse.h"
#include "wqe.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static bool set_opcode(struct vcx_fault *fault, const char *value)
{
	uint64_t number;

	if (vcx_opcode_parse(value, &fault->opcode))
		return true;
	if (!vcx_parse_number(value, UINT16_MAX, &number))
		return false;
	fault->opcode = (uint16_t)number;
	return true;
}

static bool set_wqe(struct vcx_fault *fault, const char *value)
{
	static const struct {
		const char *name;
		uint16_t opcode;
	} kinds[] = {
		{ "NOP", VCX_OPCODE_NOP },
		{ "SEND", VCX_OPCODE_SEND },
		{ "LSO", VCX_OPCODE_LSO },
		{ "UMR", VCX_OPCODE_UMR },
		{ "RECV", VCX_FAULT_RECV },
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

static bool set_op_mod(struct vcx_fault *fault, const char *value)
{
	uint64_t number;

	if (!vcx_parse_number(value, UINT16_MAX, &number))
		return false;
	fault->op_mod = (uint16_t)number;
	fault->any_op_mod = false;
	return true;
}

static bool set_nth(struct vcx_fault *fault, const char *value)
{
	return vcx_parse_number(value, UINT32_MAX, &fault->nth) && fault->nth;
}

static bool set_count(struct vcx_fault *fault, const char *value)
{
	if (!strcmp(value, "always")) {
		fault->count = VCX_FAULT_ALWAYS;
		return true;
	}
	return vcx_parse_number(value, UINT32_MAX, &fault->count) && fault->count;
}

static bool set_status(struct vcx_fault *fault, const char *value)
{
	uint64_t number;

	if (!vcx_status_parse(value, &fault->status)) {
		if (!vcx_parse_number(value, UINT8_MAX, &number))
			return false;
		fault->status = (uint8_t)number;
	}
	fault->fails = true;
	return fault->status;
}

static bool set_syndrome(struct vcx_fault *fault, const char *value)
{
	uint64_t number;

	if (!vcx_parse_number(value, UINT32_MAX, &number))
		return false;
	fault->syndrome = (uint32_t)number;
	return true;
}

static bool set_delay(struct vcx_fault *fault, const char *value)
{
	uint64_t number;

	if (!vcx_parse_number(value, VCX_FAULT_MAX_DELAY_MS, &number) || !number)
		return false;
	fault->delay_ms = (uint32_t)number;
	return true;
}

static bool set_drop(struct vcx_fault *fault, const char *value)
{
	fault->drop = !strcmp(value, "1");
	return fault->drop;
}

static bool set_done(struct vcx_fault *fault, const char *value)
{
	fault->done = !strcmp(value, "1");
	return fault->done;
}

static bool set_while(struct vcx_fault *fault, const char *value)
{
	free(fault->file);
	fault->file = *value ? strdup(value) : NULL;
	return fault->file;
}

static const struct word {
	const char *name;
	bool (*set)(struct vcx_fault *fault, const char *value);
	const char *allowed;
} words[] = {
	{ "opcode", set_opcode, "a command name as CREATE_RQ, or a number" },
	{ "wqe", set_wqe, "NOP, SEND, LSO, UMR or RECV" },
	{ "op_mod", set_op_mod, "a number up to 65535" },
	{ "nth", set_nth, "a number from 1" },
	{ "count", set_count, "a number from 1, or always" },
	{ "status", set_status,
	  "a status name as BAD_RESOURCE, or a number 1 to 255" },
	{ "syndrome", set_syndrome, "a number of 32 bits" },
	{ "done", set_done, "1" },
	{ "delay_ms", set_delay, "milliseconds, 1 to 3600000" },
	{ "drop", set_drop, "1" },
	{ "while", set_while, "the name of a file, without blanks" },
};

static bool fail(char *err, size_t errlen, const char *text, const char *fmt,
		 ...) __attribute__((format(printf, 4, 5)));

static bool fail(char *err, size_t errlen, const char *text, const char *fmt,
		 ...)
{
	char what[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	snprintf(err, errlen, "fault rule '%s': %s", text, what);
	return false;
}

static bool parse_word(struct vcx_fault *fault, char *token, const char *text,
		       char *err, size_t errlen)
{
	char *equals = strchr(token, '=');

	if (equals)
		*equals = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].name, token))
			continue;
		if (!equals)
			return fail(err, errlen, text, "%s needs a value: %s",
				    token, words[i].allowed);
		if (!words[i].set(fault, equals + 1))
			return fail(err, errlen, text,
				    "%s=%s is not possible; %s is %s", token,
				    equals + 1, token, words[i].allowed);
		return true;
	}
	return fail(err, errlen, text,
		    "unknown word '%s'; words are opcode wqe op_mod nth count status syndrome done delay_ms drop while",
		    token);
}

/* what each kind of rule needs and cannot have */
static bool complete(const struct vcx_fault *fault, bool has_opcode,
		     const char *text, char *err, size_t errlen)
{
	if (fault->of_wqe && has_opcode)
		return fail(err, errlen, text,
			    "opcode and wqe exclude each other");
	if (fault->of_wqe && (fault->fails || fault->delay_ms || fault->drop ||
			      fault->done || !fault->any_op_mod))
		return fail(err, errlen, text,
			    "with wqe go nth, count, syndrome and while");
	if (fault->of_wqe && (!fault->syndrome || fault->syndrome > UINT8_MAX))
		return fail(err, errlen, text,
			    "wqe needs syndrome=…, a number 1 to 255");
	if (fault->of_wqe)
		return true;
	if (!has_opcode)
		return fail(err, errlen, text,
			    "opcode is missing; write opcode=CREATE_RQ or another command, or wqe=SEND");
	if (!fault->fails && !fault->delay_ms && !fault->drop)
		return fail(err, errlen, text,
			    "says nothing to do; add status=…, delay_ms=… or drop=1");
	if (fault->syndrome && !fault->fails)
		return fail(err, errlen, text, "syndrome needs status=…");
	if (fault->done && !fault->fails)
		return fail(err, errlen, text, "done needs status=…");
	if (fault->drop && fault->delay_ms)
		return fail(err, errlen, text,
			    "drop and delay_ms exclude each other");
	return true;
}

static bool parse_words(struct vcx_fault *fault, char *copy, const char *text,
			char *err, size_t errlen)
{
	bool has_opcode = false;
	char *save = NULL;

	for (char *token = strtok_r(copy, " \t", &save); token;
	     token = strtok_r(NULL, " \t", &save)) {
		if (!strncmp(token, "opcode=", 7))
			has_opcode = true;
		if (!parse_word(fault, token, text, err, errlen))
			return false;
	}
	return complete(fault, has_opcode, text, err, errlen);
}

bool vcx_fault_parse(const char *text, struct vcx_fault *fault, char *err,
		     size_t errlen)
{
	char *copy = strdup(text);
	bool ok;

	*fault = (struct vcx_fault) {
		.any_op_mod = true,
		.nth = 1,
		.count = 1,
	};
	if (!copy)
		return fail(err, errlen, text, "out of memory");
	ok = parse_words(fault, copy, text, err, errlen);
	if (ok) {
		strcpy(copy, text);
		fault->text = copy;
	} else {
		free(copy);
		free(fault->file);
	}
	return ok;
}

void vcx_fault_free(struct vcx_fault *fault)
{
	free(fault->text);
	free(fault->file);
}

/* A file that was made or touched since then starts the count anew. */
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

static struct vcx_fault *fires(struct vcx_dev *dev, bool of_wqe,
			       uint16_t opcode, uint16_t op_mod)
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
		if (first || fault->matched < fault->nth ||
		    fault->fired >= fault->count)
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

const struct vcx_fault *vcx_fault_match(struct vcx_dev *dev,
					struct vcx_cmd *cmd)
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
