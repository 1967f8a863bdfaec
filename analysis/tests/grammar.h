/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text made by a grammar, whose choices are the bytes of a fuzz input: each byte selects one of the
 * alternatives of a rule, so that also the inputs of an empty corpus become traces and logs.
 */
#ifndef MLX5TRACE_TESTS_GRAMMAR_H
#define MLX5TRACE_TESTS_GRAMMAR_H

#include <stddef.h>
#include <stdint.h>

#define GRAMMAR_ROOM 65536

/*
 * In an alternative "$X" is rule X. Defined for all grammars: "$0" a number below 8, "$9" any
 * number, "$t" a time that is not before the last one, "$$" a dollar.
 */
struct grammar_rule {
	char key;
	const char *const *to; /* its alternatives, NULL-terminated */
};

#define GRAMMAR_OF(...) ((const char *const[]){ __VA_ARGS__, NULL })

struct grammar {
	const struct grammar_rule *rules; /* up to one without key */
	const uint8_t *in;
	size_t left;
	uint64_t us; /* the last time */
	size_t len;
	char text[GRAMMAR_ROOM];
};

/* Begin a text with the choices @data. */
void grammar_begin(struct grammar *g, const struct grammar_rule *rules, const uint8_t *data,
		   size_t size);
/* The next byte; 0 at the end of the input. */
uint8_t grammar_take(struct grammar *g);
/* Append an alternative of the rule, rarely some bytes of the input instead. */
void grammar_put(struct grammar *g, char rule);
/* Append the rule until the input or the room ends. */
void grammar_fill(struct grammar *g, char rule);

/* A trace as text, in the forms of ftrace, trace-cmd report, perf script and perf trace. */
void grammar_trace(struct grammar *g, const uint8_t *data, size_t size);
/* A kernel log in its usual forms. */
void grammar_log(struct grammar *g, const uint8_t *data, size_t size);

#endif
