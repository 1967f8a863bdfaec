/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints the rows of a table as lines of text with headings. */
#ifndef MLX5TRACE_FORMAT_TABLE_H
#define MLX5TRACE_FORMAT_TABLE_H

#include "analysis/view/format/column.h"
#include "analysis/view/format/term.h"

struct mt_cell {
	enum mt_style style;
	char text[112];
};

struct mt_text_column {
	const char *heading;
	int width;	 /* negative: left-aligned; 0: width of the text */
	int gap;	 /* spaces before the column */
	const char *key; /* the column of the table; NULL: see show */
	struct mt_cell (*show)(const struct mt_row *row);
};

struct mt_text_table {
	const struct mt_table *table;
	const struct mt_text_column *columns;
	unsigned int nr;
};

#define MT_TEXT_COLUMNS(array) .columns = array, .nr = ARRAY_SIZE(array)

void mt_table_headings(const struct mt_out *to, const struct mt_text_table *t);
void mt_table_line(const struct mt_out *to, const struct mt_text_table *t,
		   const struct mt_row *row);

#endif
