// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool vcx_rule_fail(const struct vcx_rule_kind *words, const char *text, char *err, size_t errlen,
		   const char *fmt, ...)
{
	char what[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	snprintf(err, errlen, "%s '%s': %s", words->what, text, what);
	return false;
}

static bool unknown(const struct vcx_rule_kind *words, const char *token, const char *text,
		    char *err, size_t errlen)
{
	char names[160] = "";
	size_t len = 0;

	for (size_t i = 0; i < words->nr && len < sizeof(names); i++)
		len += (size_t)snprintf(names + len, sizeof(names) - len, " %s",
					words->word[i].name);
	return vcx_rule_fail(words, text, err, errlen, "unknown word '%s'; words are%s", token,
			     names);
}

static bool parse_one(const struct vcx_rule_kind *words, char *token, const char *text, void *rule,
		      uint32_t *seen, char *err, size_t errlen)
{
	char *equals = strchr(token, '=');

	if (equals)
		*equals = '\0';
	for (size_t i = 0; i < words->nr; i++) {
		const struct vcx_rule_word *word = &words->word[i];

		if (strcmp(word->name, token))
			continue;
		if (!equals)
			return vcx_rule_fail(words, text, err, errlen, "%s requires a value: %s",
					     token, word->allowed);
		if (words->once && *seen & 1u << i)
			return vcx_rule_fail(words, text, err, errlen, "%s is given twice", token);
		*seen |= 1u << i;
		if (!word->set((char *)rule + word->offset, equals + 1))
			return vcx_rule_fail(words, text, err, errlen, "%s=%s is invalid; %s is %s",
					     token, equals + 1, token, word->allowed);
		return true;
	}
	return unknown(words, token, text, err, errlen);
}

bool vcx_rule_parse(const struct vcx_rule_kind *words, const char *text, void *rule, uint32_t *seen,
		    char *err, size_t errlen)
{
	char *copy = strdup(text), *save = NULL;
	bool ok = true;

	*seen = 0;
	if (!copy)
		return vcx_rule_fail(words, text, err, errlen, "out of memory");
	for (char *token = strtok_r(copy, " \t", &save); token && ok;
	     token = strtok_r(NULL, " \t", &save))
		ok = parse_one(words, token, text, rule, seen, err, errlen);
	free(copy);
	return ok;
}
