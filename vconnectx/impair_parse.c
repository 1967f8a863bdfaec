// SPDX-License-Identifier: GPL-2.0-only
/* The words of --impair. */
#include <ctype.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "impair.h"
#include "parse.h"

#define NR_WORDS	(sizeof(words) / sizeof(words[0]))
#define DIGITS		4	/* of a percentage, after the point */

/* "1%" or "0.05%", as so many of a million; none is no rule */
static bool set_percent(void *field, const char *value)
{
	uint32_t *parts = field, scale = VCX_IMPAIR_ALL / 100;
	uint64_t sum = 0;

	if (!isdigit((unsigned char)*value))
		return false;
	for (; isdigit((unsigned char)*value) && sum <= 100; value++)
		sum = sum * 10 + (uint64_t)(*value - '0');
	sum *= scale;
	if (*value == '.') {
		if (!isdigit((unsigned char)*++value))
			return false;
		for (; isdigit((unsigned char)*value) && scale > 1; value++) {
			scale /= 10;
			sum += scale * (uint64_t)(*value - '0');
		}
	}
	if (strcmp(value, "%") || !sum || sum > VCX_IMPAIR_ALL)
		return false;
	*parts = (uint32_t)sum;
	return true;
}

static bool set_number(uint32_t *field, const char *value, uint64_t max)
{
	uint64_t number;

	if (!vcx_parse_number(value, max, &number) || !number)
		return false;
	*field = (uint32_t)number;
	return true;
}

static bool set_us(void *field, const char *value)
{
	return set_number(field, value, VCX_IMPAIR_MAX_US);
}

static bool set_kb(void *field, const char *value)
{
	return set_number(field, value, VCX_IMPAIR_MAX_KB);
}

static bool set_seed(void *field, const char *value)
{
	return vcx_parse_number(value, UINT64_MAX, field);
}

#define FIELD(name)	offsetof(struct vcx_impair_rule, name)
#define PERCENT		"a share as 1% or 0.05%, up to 100%"

static const struct word {
	const char *name;
	size_t field;
	bool (*set)(void *field, const char *value);
	const char *allowed;
} words[] = {
	{ "loss", FIELD(loss), set_percent, PERCENT },
	{ "duplicate", FIELD(duplicate), set_percent, PERCENT },
	{ "reorder", FIELD(reorder), set_percent, PERCENT },
	{ "delay_us", FIELD(delay_us), set_us, "microseconds, 1 to 60000000" },
	{ "jitter_us", FIELD(jitter_us), set_us,
	  "microseconds, 1 to 60000000" },
	{ "queue_kb", FIELD(queue_kb), set_kb, "kilobytes, 1 to 1048576" },
	{ "seed", FIELD(seed), set_seed, "a number of 64 bits" },
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
	snprintf(err, errlen, "--impair '%s': %s", text, what);
	return false;
}

static bool parse_word(struct vcx_impair_rule *rule, unsigned int *seen,
		       char *token, const char *text, char *err, size_t errlen)
{
	char *equals = strchr(token, '=');

	if (equals)
		*equals = '\0';
	for (size_t i = 0; i < NR_WORDS; i++) {
		const struct word *word = &words[i];

		if (strcmp(word->name, token))
			continue;
		if (!equals)
			return fail(err, errlen, text, "%s needs a value: %s",
				    token, word->allowed);
		if (*seen & 1u << i)
			return fail(err, errlen, text, "%s is there twice",
				    token);
		*seen |= 1u << i;
		if (!word->set((char *)rule + word->field, equals + 1))
			return fail(err, errlen, text,
				    "%s=%s is not possible; %s is %s", token,
				    equals + 1, token, word->allowed);
		return true;
	}
	return fail(err, errlen, text,
		    "unknown word '%s'; words are loss duplicate reorder delay_us jitter_us queue_kb seed",
		    token);
}

static bool parse_words(struct vcx_impair_rule *rule, char *copy,
			const char *text, char *err, size_t errlen)
{
	unsigned int seen = 0;
	char *save = NULL;
	bool late;

	for (char *token = strtok_r(copy, " \t", &save); token;
	     token = strtok_r(NULL, " \t", &save))
		if (!parse_word(rule, &seen, token, text, err, errlen))
			return false;
	late = rule->delay_us || rule->jitter_us;
	if (!rule->loss && !rule->duplicate && !late && !rule->reorder)
		return fail(err, errlen, text,
			    "says nothing to do; add loss=…, duplicate=…, delay_us=… or jitter_us=…");
	if (rule->reorder && !late)
		return fail(err, errlen, text,
			    "reorder needs delay_us=… or jitter_us=…: nothing waits that could be overtaken");
	return true;
}

bool vcx_impair_parse(const char *text, struct vcx_impair_rule *rule, char *err,
		      size_t errlen)
{
	char *copy = strdup(text);
	bool ok;

	*rule = (struct vcx_impair_rule){ .queue_kb = VCX_IMPAIR_KB };
	if (!copy)
		return fail(err, errlen, text, "out of memory");
	ok = parse_words(rule, copy, text, err, errlen);
	free(copy);
	return ok;
}
