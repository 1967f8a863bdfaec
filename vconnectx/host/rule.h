/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules from the command line: words in the format name=value, separated by spaces or tabs.
 */
#ifndef VCX_RULE_H
#define VCX_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct vcx_rule_word - a word accepted in a rule
 * @name: its name
 * @offset: offset of the member of the rule that @set sets
 * @set: parse and store a value; Return: false when it is not @allowed
 * @allowed: description of the valid values, for messages
 */
struct vcx_rule_word {
	const char *name;
	size_t offset;
	bool (*set)(void *field, const char *value);
	const char *allowed;
};

/**
 * struct vcx_rule_kind - a kind of rule
 * @what: name of the kind, for messages
 * @word: words of the rule, at most 32
 * @nr: number of words
 * @once: reject repeated words; otherwise the last one takes effect
 */
struct vcx_rule_kind {
	const char *what;
	const struct vcx_rule_word *word;
	size_t nr;
	bool once;
};

/* write a one-line message that names the rule to @err; Return: false */
bool vcx_rule_fail(const struct vcx_rule_kind *words, const char *text, char *err, size_t errlen,
		   const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/**
 * vcx_rule_parse() - read a rule
 * @words: the kind of rule
 * @text: the rule as given by the user
 * @rule: structure to fill in
 * @seen: bit N is set if the Nth word of the table is present
 * @err: buffer for a one-line error message, which names the correct format
 * @errlen: size of @err in bytes
 *
 * Return: true; or false with a message in @err and @rule partly filled in.
 */
bool vcx_rule_parse(const struct vcx_rule_kind *words, const char *text, void *rule, uint32_t *seen,
		    char *err, size_t errlen);

#endif
