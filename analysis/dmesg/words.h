/* SPDX-License-Identifier: GPL-2.0-only */
/* The meaning of a message in words: names of numbers, and the sentence of its kind. */
#ifndef MLX5TRACE_DMESG_WORDS_H
#define MLX5TRACE_DMESG_WORDS_H

#include "analysis/dmesg/message.h"

/* A part that is not in the message itself. */
struct mt_extra {
	const char *name, *text;
};

/*
 * Replace {name} and {name|filter} in @sentence with the parts of the message and with @extra.
 * @extra takes precedence and is terminated by a NULL name. A part that is absent becomes
 * "unknown".
 */
void mt_message_words(const char *sentence, const struct mt_message *m,
		      const struct mt_parts *parts, const struct mt_extra *extra, char *out,
		      size_t size);

/* "to create a send queue" for CREATE_SQ; "to run X" if there are no words for the name X. */
void mt_opcode_action(struct mt_span op, char *out, size_t size);

/* Words for the numbers in a completion; "unknown" for other numbers. */
const char *mt_cqe_syndrome(uint64_t syndrome);
const char *mt_cqe_opcode(uint64_t opcode);
const char *mt_wqe_opcode(uint64_t opcode);

#endif
