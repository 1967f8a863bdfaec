/* SPDX-License-Identifier: GPL-2.0-only */
/* The contents of events.tbl, for internal use. */
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
	MT_TYPE_FLAGS,	  /* strings of a set separated by |; each has a bit in the number */
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

/* A field that an older format does not contain because its value was always the same. */
struct mt_event_implied {
	enum mt_key key;
	int64_t number;
};

/* A format of an event: the current or an older format, possibly with another event name. */
struct mt_event_form {
	const char *name;
	enum mt_event event;
	const struct mt_event_field *fields;
	unsigned int nr_fields;
	const struct mt_event_implied *implied;
	unsigned int nr_implied;
};

/*
 * Look up an event by its current or older name. Returns MT_EV_OTHER if the table does not contain
 * it.
 */
enum mt_event mt_event_find(struct mt_span name);

/* Whether @name is an event of a stock kernel (without the series) that is also analysed. */
bool mt_event_is_stock(struct mt_span name);

/*
 * The name in the @i-th format of the table, NULL after the last one. A name may occur more than
 * once.
 */
const char *mt_event_form_name(unsigned int i);

/*
 * Parse the fields of r->text in the newest format of the event r->name that matches them, and set
 * the valid fields in @r. Returns false, with the reason in @why, if r->text matches none of the
 * formats. If it returns true and @why is not empty, fields that no format contains were ignored.
 */
bool mt_event_decode(struct mt_record *r, char *why, size_t why_size);

#endif
