// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/together.h"

#include "analysis/view/ops.h"

#define COLUMNS "%13s  %-14s %-21s %-16s"
#define WHO	16 /* the width of the last column */

bool mt_together_add(struct mt_together *t, const struct mt_view *v)
{
	const char *machine = mt_recording_machine(v->rec);

	for (unsigned int i = 0; i < v->ops->ops.nr; i++) {
		const struct mt_op *op = &v->ops->ops.at[i];
		struct mt_together_line *line = mt_long_add(&t->lines);
		char where[96], what[96];

		if (!line)
			return false;
		snprintf(where, sizeof(where), "%s %s", *machine ? machine : "host",
			 *op->netdev ? op->netdev : op->dev);
		mt_op_describe(op, what, sizeof(what));
		line->start = op->start;
		snprintf(line->text, sizeof(line->text), COLUMNS,
			 mt_fmt_time(&v->to, op->start).text, where, what,
			 mt_fmt_task_in(op->comm, op->pid, WHO).text);
		line->result = mt_op_result(op, &line->style);
		mt_store_touch(sizeof(*op));
	}
	return true;
}

static int by_start(const void *a, const void *b)
{
	const struct mt_together_line *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

void mt_text_together(struct mt_together *t, const struct mt_out *to)
{
	if (!t->lines.nr)
		return;
	mt_long_sort(&t->lines, by_start);
	mt_heading(to, "Operations of all machines, in order");
	mt_print(to, MT_DIM, COLUMNS " %s\n", "start (s)", "where", "what", "who", "result");
	for (unsigned int i = 0; i < t->lines.nr; i++) {
		fprintf(to->out, "%s ", t->lines.at[i].text);
		mt_print(to, t->lines.at[i].style, "%s\n", t->lines.at[i].result.text);
		mt_store_touch(sizeof(*t->lines.at));
	}
}

void mt_together_free(struct mt_together *t)
{
	mt_long_free(&t->lines);
}
