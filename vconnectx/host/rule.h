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
 * struct vcx_rule_word - a word that a rule may have
 * @name: what it is called
 * @offset: of what @set changes, in the rule
 * @set: takes a value; Return: false when it is none of the @allowed
 * @allowed: what a value is, for messages
 */
struct vcx_rule_word {
	const char *name;
	size_t offset;
	bool (*set)(void *field, const char *value);
	const char *allowed;
};

/**
 * struct vcx_rule_kind - a kind of rule
 * @what: what it is called, for messages
 * @word: its words, at most 32
 * @nr: how many
 * @once: each may be there once; else the last one counts
 */
struct vcx_rule_kind {
	const char *what;
	const struct vcx_rule_word *word;
	size_t nr;
	bool once;
};

/* fills @err with one line that names the rule; Return: false */
bool vcx_rule_fail(const struct vcx_rule_kind *words, const char *text, char *err, size_t errlen,
		   const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/**
 * vcx_rule_parse() - read a rule
 * @words: the kind of rule
 * @text: as given
 * @rule: what the words are set in
 * @seen: bit N is set for the Nth word of the table, when it is there
 * @err: filled with one line on failure, which says what to write
 * @errlen: bytes of @err
 *
 * Return: true, or false with @err filled and @rule filled in part.
 */
bool vcx_rule_parse(const struct vcx_rule_kind *words, const char *text, void *rule, uint32_t *seen,
		    char *err, size_t errlen);

#endif
