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
	MT_TYPE_NAMED,	  /* one of a set of strings */
	MT_TYPE_FLAGS,	  /* strings of a set, separated by |; the number has a bit for each */
};

struct mt_value_name {
	const char *text; /* NULL ends a set */
	int number;
};

struct mt_event_field {
	enum mt_key key;
	enum mt_type type;
	const struct mt_value_name *values; /* MT_TYPE_NAMED, MT_TYPE_FLAGS */
};

/* A field that an older form does not print, as its value was always the same. */
struct mt_event_implied {
	enum mt_key key;
	int64_t number;
};

/* A form of an event: the current one, or an older one, possibly with another name. */
struct mt_event_form {
	const char *name;
	enum mt_event event;
	const struct mt_event_field *fields;
	unsigned int nr_fields;
	const struct mt_event_implied *implied;
	unsigned int nr_implied;
};

/* The event with that name or older name, MT_EV_OTHER if it is not in the table. */
enum mt_event mt_event_find(struct mt_span name);

/* Is it an event of a stock kernel (without the series) whose text is also analysed? */
bool mt_event_is_stock(struct mt_span name);

/* The name of the i-th form in the table, NULL after the last; names may repeat. */
const char *mt_event_form_name(unsigned int i);

/*
 * Parse the fields of r->text, with the newest form of r->name in the table that matches them.
 * Valid fields are set in @r; false with @why if r->text matches none of the forms. True
 * with @why not empty: it has fields that no form contains; they were ignored.
 */
bool mt_event_decode(struct mt_record *r, char *why, size_t why_size);

#endif
