/* SPDX-License-Identifier: GPL-2.0-only */
/* Contents of events.tbl, for internal use. */
#ifndef MLX5TRACE_EVENTS_H
#define MLX5TRACE_EVENTS_H

#include "analysis/base/record.h"

enum mt_type {
	MT_TYPE_STRING,
	MT_TYPE_UNSIGNED, /* u32 */
	MT_TYPE_SIGNED,	  /* int */
	MT_TYPE_BOOL,
	MT_TYPE_HEX,	  /* u32, with 0x */
	MT_TYPE_LONG,	  /* u64; values beyond int64_t are rejected */
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

/* The event with that name, MT_EV_OTHER if it is not in the table. */
enum mt_event mt_event_find(struct mt_span name);

/* NULL for MT_EV_OTHER. */
const struct mt_event_info *mt_event_info(enum mt_event event);

/*
 * Parse the fields of r->text by the table's description of r->event. Valid fields
 * are set in @r; false with @why for a mismatch between text and table.
 */
bool mt_event_decode(struct mt_record *r, char *why, size_t why_size);

#endif
