// SPDX-License-Identifier: GPL-2.0-only
/* Parser of --impair rules. */
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "vconnectx/card/net/impair.h"
#include "vconnectx/host/number.h"
#include "vconnectx/host/rule.h"
#include "vconnectx/host/util.h"

#define NR_WORDS (ARRAY_SIZE(words))
#define DIGITS	 4 /* maximum after the decimal point of a percentage */

/* "1%" or "0.05%", stored in parts per million; 0 is invalid */
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

	if (!vcx_number_parse(value, max, &number) || !number)
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
	return vcx_number_parse(value, UINT64_MAX, field);
}

#define FIELD(name) offsetof(struct vcx_impair_rule, name)
#define PERCENT	    "a share such as 1% or 0.05%, up to 100%"

static const struct vcx_rule_word words[] = {
	{ "loss", FIELD(loss), set_percent, PERCENT },
	{ "duplicate", FIELD(duplicate), set_percent, PERCENT },
	{ "reorder", FIELD(reorder), set_percent, PERCENT },
	{ "delay_us", FIELD(delay_us), set_us, "microseconds, 1 to 60000000" },
	{ "jitter_us", FIELD(jitter_us), set_us, "microseconds, 1 to 60000000" },
	{ "queue_kb", FIELD(queue_kb), set_kb, "kilobytes, 1 to 1048576" },
	{ "seed", FIELD(seed), set_seed, "a 64-bit number" },
};

static const struct vcx_rule_kind rules = {
	.what = "--impair",
	.word = words,
	.nr = NR_WORDS,
	.once = true,
};

bool vcx_impair_parse(const char *text, struct vcx_impair_rule *rule, char *err, size_t errlen)
{
	uint32_t seen;
	bool late;

	*rule = (struct vcx_impair_rule){ .queue_kb = VCX_IMPAIR_KB };
	if (!vcx_rule_parse(&rules, text, rule, &seen, err, errlen))
		return false;
	late = rule->delay_us || rule->jitter_us;
	if (!rule->loss && !rule->duplicate && !late && !rule->reorder)
		return vcx_rule_fail(
			&rules, text, err, errlen,
			"has no effect; add loss=…, duplicate=…, delay_us=… or jitter_us=…");
	if (rule->reorder && !late)
		return vcx_rule_fail(
			&rules, text, err, errlen,
			"reorder requires delay_us=… or jitter_us=…: no frame is delayed otherwise");
	return true;
}
