/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a list is described: what each of its rows has, once for all formats. A format
 * (json.c, csv.c) walks tables and knows nothing of what they describe; what a subject
 * shows is a table in its own file.
 */
#ifndef MLX5TRACE_COLUMN_H
#define MLX5TRACE_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mt_list;
struct mt_row;
struct mt_table;
struct mt_view;

enum mt_column_kind {
	MT_COL_ID,    /* text that is always known */
	MT_COL_TEXT,  /* text; unknown when empty */
	MT_COL_COUNT, /* a number that is always known */
	MT_COL_NUMBER,
	MT_COL_NUMBERS, /* several */
	MT_COL_TEXTS,	/* several; a list that may be unknown */
	MT_COL_FLAG,	/* true or false, always known */
	MT_COL_BOOL,
	MT_COL_ERRNO,  /* the name of an errno; unknown when 0 */
	MT_COL_LIST,   /* rows of another table */
	MT_COL_OBJECT, /* one row of another table */
};

/* Where a column is shown. */
enum {
	MT_IN_JSON = 1,
	MT_IN_CSV = 2,
	MT_IN_BOTH = MT_IN_JSON | MT_IN_CSV,
	MT_IN_TEXT = 4, /* in text alone, which may take any column */
};

struct mt_value {
	bool known;
	bool absent;	/* this row has no such key */
	int64_t number; /* of MT_COL_NUMBERS and _TEXTS their count */
	const char *text;
	const int64_t *numbers;
	const char *const *texts;
	void *made; /* freed once the value was used */
};

#define MT_ROOM 1024

/* A row while it is shown. */
struct mt_row {
	const struct mt_view *v;
	const struct mt_row *up; /* the row that it belongs to; NULL: the recording's */
	const void *of;		 /* what all rows of the list belong to, see mt_list */
	const void *at;		 /* what it shows */
	size_t i;		 /* its place in the list */
	unsigned int in;	 /* MT_IN_JSON or MT_IN_CSV: who asks */
	char *room;		 /* MT_ROOM bytes for a text that is composed */
};

struct mt_column {
	const char *key;
	enum mt_column_kind kind;
	/* May be NULL where the column has rows. */
	struct mt_value (*get)(const struct mt_row *row);
	unsigned int in;
	const struct mt_table *rows; /* MT_COL_LIST, MT_COL_OBJECT */
	/* Of MT_COL_LIST and _OBJECT what the rows are; NULL: the table says it. */
	void (*list)(const struct mt_row *row, struct mt_list *list);
};

/* The elements of a list: an array, unless the table says how to find them. */
struct mt_list {
	const void *at;
	const void *of; /* what they belong to; NULL: to what the row above does */
	unsigned int nr;
	size_t size;
	void *made; /* freed once all were shown */
};

struct mt_table {
	const struct mt_column *columns;
	unsigned int nr;
	/* The rows below @up; NULL: one, of what @up shows. */
	void (*list)(const struct mt_row *up, struct mt_list *list);
	/* Element @i; NULL: it is none of ours. */
	const void *(*at)(const struct mt_row *up, const struct mt_list *list, unsigned int i);
};

/* A column with a value of its own: MT_COL("dev", TEXT, op_dev, BOTH). */
#define MT_COL(name, type, getter, where) \
	{ .key = name, .kind = MT_COL_##type, .get = getter, .in = MT_IN_##where }

#define MT_COLUMNS(array) .columns = array, .nr = ARRAY_SIZE(array)

/* The getter @name of rows that show a @type, which it calls @at. */
#define MT_GETTER(name, type, value) \
	static struct mt_value name(const struct mt_row *row) \
	{ \
		const type *at = row->at; \
\
		return value; \
	}

static inline struct mt_value mt_value_text(const char *text)
{
	return (struct mt_value){ .known = text && *text, .text = text };
}

/* Unknown when negative. */
static inline struct mt_value mt_value_number(int64_t number)
{
	return (struct mt_value){ .known = number >= 0, .number = number };
}

static inline struct mt_value mt_value_count(uint64_t number)
{
	return (struct mt_value){ .known = true, .number = (int64_t)number };
}

/* Of any sign, if it is @known. */
static inline struct mt_value mt_value_if(bool known, int64_t number)
{
	return (struct mt_value){ .known = known, .number = number };
}

static inline struct mt_value mt_value_errno(int err)
{
	return (struct mt_value){ .known = err, .number = err };
}

static inline struct mt_value mt_value_absent(bool absent)
{
	return (struct mt_value){ .absent = absent };
}

/* Calls @show with each row below @up, by @list or, when that is NULL, as the table says. */
void mt_table_each(const struct mt_table *table, const struct mt_row *up,
		   void (*list)(const struct mt_row *up, struct mt_list *list),
		   void (*show)(const struct mt_row *row, void *data), void *data);

/* NULL: the table has no such column. */
const struct mt_column *mt_table_column(const struct mt_table *table, const char *key);

#endif
