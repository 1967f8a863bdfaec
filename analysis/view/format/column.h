/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Description of a list: the columns of its rows, once for all formats. A format
 * (json.c, csv.c) processes tables, independent of their subject; the table of a subject
 * is in the file of the subject.
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
	MT_COL_ID,    /* text, always known */
	MT_COL_TEXT,  /* text; unknown when empty */
	MT_COL_COUNT, /* a number, always known */
	MT_COL_NUMBER,
	MT_COL_NUMBERS, /* several */
	MT_COL_TEXTS,	/* several; the list may be unknown */
	MT_COL_FLAG,	/* true or false, always known */
	MT_COL_BOOL,
	MT_COL_ERRNO,  /* the name of an errno; unknown when 0 */
	MT_COL_FIELDS, /* name, value, name, value...: a number where it is one */
	MT_COL_LIST,   /* rows of another table */
	MT_COL_OBJECT, /* one row of another table */
};

/* Formats that show a column. */
enum {
	MT_IN_JSON = 1,
	MT_IN_CSV = 2,
	MT_IN_BOTH = MT_IN_JSON | MT_IN_CSV,
	MT_IN_TEXT = 4, /* text only, which may use any column */
};

struct mt_value {
	bool known;
	bool absent;	/* the key is absent in this row */
	int64_t number; /* of MT_COL_NUMBERS and _TEXTS the count */
	const char *text;
	const int64_t *numbers;
	const char *const *texts;
	void *made; /* freed after use of the value */
};

#define MT_ROOM 1024

/* A row during output. */
struct mt_row {
	const struct mt_view *v;
	const struct mt_row *up; /* parent row; NULL: the row of the recording */
	const void *of;		 /* owner of the list, see mt_list */
	const void *at;		 /* element shown */
	size_t i;		 /* index in the list */
	unsigned int in;	 /* MT_IN_JSON or MT_IN_CSV: current format */
	char *room;		 /* MT_ROOM bytes for a composed text */
};

struct mt_column {
	const char *key;
	enum mt_column_kind kind;
	/* May be NULL for a column with rows. */
	struct mt_value (*get)(const struct mt_row *row);
	unsigned int in;
	const struct mt_table *rows; /* MT_COL_LIST, MT_COL_OBJECT */
	/* Elements of MT_COL_LIST and _OBJECT; NULL: use the table's function. */
	void (*list)(const struct mt_row *row, struct mt_list *list);
};

/* The elements of a list: an array, unless the table has an accessor. */
struct mt_list {
	const void *at;
	const void *of; /* owner; NULL: that of the parent row */
	unsigned int nr;
	size_t size;
	void *made;		     /* freed after output of the list, by: */
	void (*release)(void *made); /* NULL: free() */
};

struct mt_table {
	const struct mt_column *columns;
	unsigned int nr;
	/* The rows below @up; NULL: one, with the element of @up. */
	void (*list)(const struct mt_row *up, struct mt_list *list);
	/* Element @i; NULL: skip it. */
	const void *(*at)(const struct mt_row *up, const struct mt_list *list, unsigned int i);
};

/* A column with a single value: MT_COL("dev", TEXT, op_dev, BOTH). */
#define MT_COL(name, type, getter, where) \
	{ .key = name, .kind = MT_COL_##type, .get = getter, .in = MT_IN_##where }

#define MT_COLUMNS(array) .columns = array, .nr = ARRAY_SIZE(array)

/* Define getter @name for rows of @type, available as @at in @value. */
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

/* Unknown if negative. */
static inline struct mt_value mt_value_number(int64_t number)
{
	return (struct mt_value){ .known = number >= 0, .number = number };
}

static inline struct mt_value mt_value_count(uint64_t number)
{
	return (struct mt_value){ .known = true, .number = (int64_t)number };
}

/* Of any sign; unknown unless @known. */
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

/* Call @show with each row below @up, from @list or, if NULL, from the table's function. */
void mt_table_each(const struct mt_table *table, const struct mt_row *up,
		   void (*list)(const struct mt_row *up, struct mt_list *list),
		   void (*show)(const struct mt_row *row, void *data), void *data);

/* NULL: no such column. */
const struct mt_column *mt_table_column(const struct mt_table *table, const char *key);

#endif
