/* SPDX-License-Identifier: GPL-2.0-only */
/* A message of the driver, split into its parts, and its meaning according to the table. */
#ifndef MLX5TRACE_DMESG_MESSAGE_H
#define MLX5TRACE_DMESG_MESSAGE_H

#include "analysis/base/span.h"

enum mt_severity {
	MT_SEVERITY_NOTE, /* usual, not a finding */
	MT_SEVERITY_WARNING,
	MT_SEVERITY_ERROR,
	MT_SEVERITY_FATAL,
	MT_SEVERITY_NR,
};

/* A row of the table; see device.tbl. */
struct mt_message_kind {
	const char *id;
	enum mt_severity severity;
	const char *says, *check, *normal;
	const char *same; /* " name name " or "" */
	const char *join; /* or "" */
};

struct mt_message {
	struct mt_span driver; /* "mlx5_core", "mlx5_core.sf.4"; empty if not from the driver */
	struct mt_span dev;    /* PCI name; empty if none */
	struct mt_span netdev;
	struct mt_span func; /* the function that printed the message; empty if not shown */
	int64_t pid;	     /* -1 if not shown */
	struct mt_span area; /* such as "E-Switch"; empty if none */
	struct mt_span text; /* the text without all of these */
};

#define MT_PARTS_MAX 12

/* The parts of a message that are named in a pattern. */
struct mt_parts {
	struct {
		char name[16];
		struct mt_span text;
	} at[MT_PARTS_MAX];
	unsigned int nr;
};

/* Split the text of a line. */
void mt_message_split(struct mt_span text, struct mt_message *m);

/*
 * The kind of the message; NULL if it is not in the table. A message that is not from the driver
 * has a kind only if it is about the driver.
 */
const struct mt_message_kind *mt_message_find(const struct mt_message *m, struct mt_parts *parts);

/* The @i-th kind in the table; NULL after the last one. */
const struct mt_message_kind *mt_message_kind(unsigned int i);

/* The part with this name; empty if there is none. */
struct mt_span mt_part(const struct mt_parts *parts, const char *name);

/* "note" etc. */
const char *mt_severity_name(enum mt_severity severity);

/*
 * Whether @pattern matches all of @text. {name} and {name:x} are added to @parts. "*" and the parts
 * match the shortest possible text, except the last one, which matches the rest.
 */
bool mt_pattern_match(const char *pattern, struct mt_span text, struct mt_parts *parts);

#endif
