/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table describes the columns of a list once for all formats. Formats (json.c, csv.c) process
 * tables without knowledge of their subject. The table of a subject is defined in the source file
 * of the subject.
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
	MT_COL_TEXT,  /* text, unknown if empty */
	MT_COL_COUNT, /* a number, always known */
	MT_COL_NUMBER,
	MT_COL_NUMBERS, /* several numbers */
	MT_COL_TEXTS,	/* several texts; the list may be unknown */
	MT_COL_FLAG,	/* true or false, always known */
	MT_COL_BOOL,
	MT_COL_ERRNO,  /* the name of an errno, unknown if 0 */
	MT_COL_FIELDS, /* name, value, name, value...; a value that is a number is shown as one */
	MT_COL_LIST,   /* rows of another table */
	MT_COL_OBJECT, /* one row of another table */
};

/* The formats that show a column. */
enum {
	MT_IN_JSON = 1,
	MT_IN_CSV = 2,
	MT_IN_BOTH = MT_IN_JSON | MT_IN_CSV,
	MT_IN_TEXT = 4, /* only text, which may use any column */
};

struct mt_value {
	bool known;
	bool absent;	/* the key is absent in this row */
	int64_t number; /* the number of elements for MT_COL_NUMBERS and _TEXTS */
	const char *text;
	const int64_t *numbers;
	const char *const *texts;
	void *made; /* freed after the value was used */
};

#define MT_ROOM 1024

/* A row during output. */
struct mt_row {
	const struct mt_view *v;
	const struct mt_row *up; /* parent row; NULL: the row of the recording */
	const void *of;		 /* owner of the list, see struct mt_list */
	const void *at;		 /* the element that is shown */
	size_t i;		 /* index in the list */
	unsigned int in;	 /* the current format, MT_IN_JSON or MT_IN_CSV */
	char *room;		 /* MT_ROOM bytes for a composed text */
};

struct mt_column {
	const char *key;
	enum mt_column_kind kind;
	/* May be NULL if the column has rows. */
	struct mt_value (*get)(const struct mt_row *row);
	unsigned int in;
	const struct mt_table *rows; /* for MT_COL_LIST and MT_COL_OBJECT */
	/* Gets the elements of MT_COL_LIST and MT_COL_OBJECT; NULL: use the function of the table. */
	void (*list)(const struct mt_row *row, struct mt_list *list);
};

/* The elements of a list. They are an array, unless the table has an accessor. */
struct mt_list {
	const void *at;
	const void *of; /* owner; NULL: the owner of the parent row */
	unsigned int nr;
	size_t size;
	void *made;		     /* released after the output of the list */
	void (*release)(void *made); /* releases @made; NULL: free() */
};

struct mt_table {
	const struct mt_column *columns;
	unsigned int nr;
	/* Gets the rows below @up. NULL: there is one row, with the element of @up. */
	void (*list)(const struct mt_row *up, struct mt_list *list);
	/* Returns element @i, or NULL to skip it. */
	const void *(*at)(const struct mt_row *up, const struct mt_list *list, unsigned int i);
};

/* A column with a single value, as in MT_COL("dev", TEXT, op_dev, BOTH). */
#define MT_COL(name, type, getter, where) \
	{ .key = name, .kind = MT_COL_##type, .get = getter, .in = MT_IN_##where }

#define MT_COLUMNS(array) .columns = array, .nr = ARRAY_SIZE(array)

/* Define getter @name for rows of @type. The expression @value refers to the row as at. */
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

/* The value is unknown if it is negative. */
static inline struct mt_value mt_value_number(int64_t number)
{
	return (struct mt_value){ .known = number >= 0, .number = number };
}

static inline struct mt_value mt_value_count(uint64_t number)
{
	return (struct mt_value){ .known = true, .number = (int64_t)number };
}

/* The value may be negative, and is unknown unless @known. */
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

/* Call @show for each row below @up. If @list is NULL, the rows are from the table's function. */
void mt_table_each(const struct mt_table *table, const struct mt_row *up,
		   void (*list)(const struct mt_row *up, struct mt_list *list),
		   void (*show)(const struct mt_row *row, void *data), void *data);

/* Returns NULL if there is no such column. */
const struct mt_column *mt_table_column(const struct mt_table *table, const char *key);

#endif
