// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/format/table.h"

#include <inttypes.h>

void mt_table_headings(const struct mt_out *to, const struct mt_text_table *t)
{
	char text[160] = "";
	size_t len = 0;

	for (unsigned int i = 0; i < t->nr && len < sizeof(text); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%*s%*s", t->columns[i].gap,
					"", t->columns[i].width, t->columns[i].heading);
	mt_print(to, MT_DIM, "%s\n", text);
}

static struct mt_cell of_column(const struct mt_column *column, const struct mt_row *row)
{
	struct mt_value value = column->get(row);
	struct mt_cell cell = { .text = "-" };

	if (!value.known)
		return cell;
	switch (column->kind) {
	case MT_COL_ID:
	case MT_COL_TEXT:
		snprintf(cell.text, sizeof(cell.text), "%s", value.text);
		break;
	case MT_COL_ERRNO:
		snprintf(cell.text, sizeof(cell.text), "%s", mt_fmt_err((int)value.number).text);
		break;
	default:
		snprintf(cell.text, sizeof(cell.text), "%" PRIu64, (uint64_t)value.number);
	}
	return cell;
}

void mt_table_line(const struct mt_out *to, const struct mt_text_table *t, const struct mt_row *row)
{
	for (unsigned int i = 0; i < t->nr; i++) {
		const struct mt_text_column *c = &t->columns[i];
		struct mt_cell cell = c->key ? of_column(mt_table_column(t->table, c->key), row) :
					       c->show(row);

		fprintf(to->out, "%*s", c->gap, "");
		mt_print(to, cell.style, "%*s", c->width, cell.text);
	}
	fputc('\n', to->out);
}
