/* SPDX-License-Identifier: GPL-2.0-only */
/* What events.tbl says, for the library's own use. */
#ifndef MLX5TRACE_EVENTS_H
#define MLX5TRACE_EVENTS_H

#include "analysis/base/record.h"

enum mt_type {
	MT_TYPE_STRING,
	MT_TYPE_UNSIGNED, /* u32 */
	MT_TYPE_SIGNED,	  /* int */
	MT_TYPE_BOOL,
	MT_TYPE_HEX,	  /* u32, with 0x */
	MT_TYPE_LONG,	  /* u64; what does not fit int64_t is refused */
	MT_TYPE_NUMBERED, /* NAME(0xN): text and number */
	MT_TYPE_NAMED,	  /* one of a set of texts */
};

struct mt_value_name {
	const char *text; /* NULL ends a set */
	int number;
};

struct mt_event_field {
	enum mt_key key;
	enum mt_type type;
	const struct mt_value_name *values; /* MT_TYPE_NAMED */
};

struct mt_event_info {
	const char *name;
	const struct mt_event_field *fields;
	unsigned int nr_fields;
};

/* The event of that name, MT_EV_OTHER when the table does not have it. */
enum mt_event mt_event_find(struct mt_span name);

/* NULL for MT_EV_OTHER. */
const struct mt_event_info *mt_event_info(enum mt_event event);

/*
 * Read the fields of r->text as the table describes r->event. What can be
 * read is set in @r; false with @why when the text is not as the table says.
 */
bool mt_event_decode(struct mt_record *r, char *why, size_t why_size);

#endif
