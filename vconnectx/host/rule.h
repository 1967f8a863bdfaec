/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules of the command line: words of the form name=value, separated by blanks.
 */
#ifndef VCX_RULE_H
#define VCX_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct vcx_rule_word - a word accepted in a rule
 * @name: its name
 * @offset: offset of the member of the rule set by @set
 * @set: parse and store a value; Return: false when it is not @allowed
 * @allowed: description of valid values, for messages
 */
struct vcx_rule_word {
	const char *name;
	size_t offset;
	bool (*set)(void *field, const char *value);
	const char *allowed;
};

/**
 * struct vcx_rule_kind - a kind of rule
 * @what: its name, for messages
 * @word: its words, at most 32
 * @nr: number of words
 * @once: reject repeated words; otherwise the last one is used
 */
struct vcx_rule_kind {
	const char *what;
	const struct vcx_rule_word *word;
	size_t nr;
	bool once;
};

/* fill @err with one line that names the rule; Return: false */
bool vcx_rule_fail(const struct vcx_rule_kind *words, const char *text, char *err, size_t errlen,
		   const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/**
 * vcx_rule_parse() - read a rule
 * @words: the kind of rule
 * @text: as given
 * @rule: structure to fill in
 * @seen: bit N is set if the Nth word of the table is present
 * @err: filled with one line on failure, with the correct form
 * @errlen: bytes of @err
 *
 * Return: true, or false with @err filled and @rule partly filled.
 */
bool vcx_rule_parse(const struct vcx_rule_kind *words, const char *text, void *rule, uint32_t *seen,
		    char *err, size_t errlen);

#endif
