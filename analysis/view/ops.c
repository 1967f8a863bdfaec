// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/ops.h"

#include "analysis/base/util.h"
#include "analysis/view/commands.h"
#include "analysis/view/format/table.h"

struct mt_buf mt_op_result(const struct mt_op *op, enum mt_style *style)
{
	if (op->unfinished) {
		*style = MT_BAD;
		return (struct mt_buf){ "unfinished" };
	}
	if (!op->has_err) {
		*style = MT_PLAIN;
		return (struct mt_buf){ "-" };
	}
	*style = op->err ? MT_BAD : MT_GOOD;
	return mt_fmt_err(op->err);
}

#define WHO_WIDTH 19

#define MT_STEP_SPAN 26 /* width of "+368.742 ms .. +377.094 ms" */

static void print_step(const struct mt_view *v, const struct mt_op *op, enum mt_step step)
{
	const struct mt_op_step *s = &op->step[step];
	int len;

	fprintf(v->to.out, "%15s%-16s %3u  ", "", mt_step_title(step), s->nr - s->failed);
	len = fprintf(v->to.out, "+%s", mt_fmt_span(&v->to, s->first - op->start).text);
	if (s->nr > 1)
		len += fprintf(v->to.out, " .. +%s", mt_fmt_span(&v->to, s->last - op->start).text);
	if (s->ns)
		fprintf(v->to.out, "%*s  %10s", len < MT_STEP_SPAN ? MT_STEP_SPAN - len : 0, "",
			mt_fmt_span(&v->to, s->ns).text);
	if (s->failed) {
		mt_print(&v->to, MT_BAD, "\n%17s%u failed: %s", "", s->failed,
			 mt_fmt_err(s->err).text);
		if (s->err_ix >= 0)
			mt_print(&v->to, MT_BAD, " on channel %s", mt_fmt_number(s->err_ix).text);
	}
	fputc('\n', v->to.out);
}

/* Print the steps in the order in which they began. */
static void print_steps(const struct mt_view *v, const struct mt_op *op)
{
	bool done[MT_STEP_NR] = { false };

	for (;;) {
		int next = -1;

		for (int s = 0; s < MT_STEP_NR; s++)
			if (op->step[s].nr && !done[s] &&
			    (next < 0 || op->step[s].first < op->step[next].first))
				next = s;
		if (next < 0)
			return;
		done[next] = true;
		print_step(v, op, (enum mt_step)next);
	}
}

static void print_details(const struct mt_view *v, const struct mt_op *op)
{
	switch (op->kind) {
	case MT_OP_XSK_BIND:
		fprintf(v->to.out, "%15sinterface %s, XDP program %s%s\n", "",
			op->opened < 0 ? "unknown" :
			op->opened     ? "up" :
					 "down",
			op->xdp < 0 ? "unknown" :
			op->xdp	    ? "attached" :
				      "none",
			!op->err && (!op->opened || !op->xdp) ? ": no XSK queues yet" : "");
		break;
	case MT_OP_HWTSTAMP_SET:
		fprintf(v->to.out, "%15stx %s, rx filter %s requested, %s granted\n", "",
			op->tx_type, op->req_rx_filter, op->rx_filter);
		break;
	case MT_OP_RULE_ADD:
	case MT_OP_RULE_DELETE:
		if (op->table >= 0)
			fprintf(v->to.out, "%15sflow table %s, entry %s\n", "",
				mt_fmt_number(op->table).text, mt_fmt_number(op->entry).text);
		break;
	case MT_OP_HWTSTAMP_GET:
		fprintf(v->to.out, "%15stx %s, rx filter %s\n", "", op->tx_type, op->rx_filter);
		break;
	default:
		break;
	}
}

/* Is there only one device? If not, each operation is shown with its device. */
static bool one_device(const struct mt_ops *m)
{
	for (unsigned int i = 1; i < m->ops.nr; i++) {
		if (m->ops.at[i].dev != m->ops.at[0].dev)
			return false;
		mt_store_touch(sizeof(*m->ops.at));
	}
	return true;
}

static struct mt_cell when(const struct mt_row *row)
{
	const struct mt_op *op = row->at;
	struct mt_cell cell = { MT_PLAIN, "" };

	snprintf(cell.text, sizeof(cell.text), "%s", mt_fmt_time(&row->v->to, op->start).text);
	return cell;
}

static struct mt_cell what(const struct mt_row *row)
{
	struct mt_cell cell = { MT_BOLD, "" };

	mt_op_describe(row->at, cell.text, 96);
	return cell;
}

static struct mt_cell who(const struct mt_row *row)
{
	const struct mt_op *op = row->at;
	struct mt_cell cell = { MT_PLAIN, "" };

	snprintf(cell.text, sizeof(cell.text), "%s",
		 mt_fmt_task_in(op->comm, op->pid, WHO_WIDTH).text);
	return cell;
}

static struct mt_cell took(const struct mt_row *row)
{
	const struct mt_op *op = row->at;
	struct mt_cell cell = { MT_PLAIN, "-" };

	if (op->timed)
		snprintf(cell.text, sizeof(cell.text), "%s",
			 mt_fmt_span(&row->v->to, op->end - op->start).text);
	return cell;
}

static struct mt_cell result(const struct mt_row *row)
{
	struct mt_cell cell;

	snprintf(cell.text, sizeof(cell.text), "%s", mt_op_result(row->at, &cell.style).text);
	return cell;
}

static const struct mt_text_column line_columns[] = {
	{ "start (s)", 13, 0, NULL, when },  { "what", -21, 2, NULL, what },
	{ "who", -WHO_WIDTH, 1, NULL, who }, { "took", 11, 1, NULL, took },
	{ "result", 0, 2, NULL, result },
};

static const struct mt_text_table lines = { .table = &mt_table_ops, MT_TEXT_COLUMNS(line_columns) };

void mt_text_op(const struct mt_view *v, const struct mt_op *op, bool show_device)
{
	char unwound[160];

	mt_table_line(&v->to, &lines, &(struct mt_row){ .v = v, .at = op });
	if (show_device)
		fprintf(v->to.out, "%15son %s (%s)\n", "",
			*op->netdev ? op->netdev : "unknown netdev", op->dev);
	if (op->kind >= MT_OP_OPENED && op->changes & MT_PARAMS_NONE && !*op->trigger)
		fprintf(v->to.out, "%15scause: no change of a parameter\n", "");
	else if (op->kind >= MT_OP_OPENED && *mt_op_trigger_title(op))
		fprintf(v->to.out, "%15scause: %s%s%s\n", "", mt_op_trigger_title(op),
			*op->way ? ", by " : "", op->way);
	else if (*op->way)
		fprintf(v->to.out, "%15sby %s\n", "", op->way);
	if (strchr(op->changed, '|'))
		fprintf(v->to.out, "%15schanged: %s\n", "", op->changed);
	print_details(v, op);
	print_steps(v, op);
	if (mt_op_incomplete(op))
		mt_print(&v->to, MT_BAD, "%15sincomplete: events of it are not in the recording\n",
			 "");
	mt_op_unwound(op, unwound, sizeof(unwound));
	if (*unwound)
		mt_paragraph(&v->to, 15, "%s", unwound);
	mt_text_commands(v, &op->cmds, "commands", 15);
}

/* Print the commands that were not completed at the end of the recording. */
static void print_under_way(const struct mt_view *v)
{
	const struct mt_op_commands *c = &v->ops->commands;
	uint64_t end = mt_recording_stats(v->rec)->last_ts;
	const struct mt_issue *issue;

	for (unsigned int i = 0; (issue = mt_op_commands_pending(c, i)); i++) {
		char slot[64] = "";

		if (!i)
			mt_heading(&v->to, "Commands under way at the end of the recording");
		if (issue->slot >= 0)
			snprintf(slot, sizeof(slot), " in slot %s",
				 mt_fmt_number(issue->slot).text);
		fprintf(v->to.out, "  %s  %s on %s, of %s\n",
			mt_fmt_time(&v->to, issue->by.ts).text, issue->name, issue->dev,
			mt_fmt_task_in(issue->by.comm, issue->by.pid, WHO_WIDTH).text);
		mt_print(&v->to, MT_BAD, "%15s%s%s, since %s\n", "",
			 mt_awaits_words(mt_issue_awaits(c, issue)), slot,
			 mt_fmt_span(&v->to,
				     end - (issue->submitted ? issue->submitted : issue->by.ts))
				 .text);
	}
}

void mt_text_ops_headings(const struct mt_view *v)
{
	mt_table_headings(&v->to, &lines);
}

static void print_background_of(const struct mt_view *v, const char *dev)
{
	const struct mt_op_commands *c = &v->ops->commands;

	mt_heading(&v->to, "Commands of no operation, on %s", *dev ? dev : "an unknown device");
	for (int work = 0; work < MT_WORK_NR; work++)
		for (unsigned int i = 0; i < c->background.nr; i++)
			if (c->background.at[i].dev == dev && (int)c->background.at[i].work == work)
				mt_text_commands(v, &c->background.at[i].cmds,
						 mt_work_title((enum mt_work)work), 2);
}

/*
 * Print the commands outside of operations by device and work. Names are interned by the model, so
 * pointers can be compared.
 */
static void print_background(const struct mt_view *v)
{
	const struct mt_op_commands *c = &v->ops->commands;

	for (unsigned int i = 0; i < c->background.nr; i++) {
		bool first = true;

		for (unsigned int k = 0; k < i; k++)
			first &= c->background.at[k].dev != c->background.at[i].dev;
		if (first)
			print_background_of(v, c->background.at[i].dev);
	}
}

void mt_text_ops(const struct mt_view *v)
{
	bool show_device = !one_device(v->ops);

	if (!v->ops->ops.nr) {
		fprintf(v->to.out, "  No operation was recorded.\n");
		print_under_way(v);
		return;
	}
	if (!show_device)
		mt_heading(&v->to, "Operations on %s (%s)",
			   *v->ops->ops.at[0].netdev ? v->ops->ops.at[0].netdev : "unknown netdev",
			   v->ops->ops.at[0].dev);
	else
		mt_heading(&v->to, "Operations");
	mt_text_ops_headings(v);
	for (unsigned int i = 0; i < v->ops->ops.nr; i++) {
		mt_text_op(v, &v->ops->ops.at[i], show_device);
		mt_store_touch(sizeof(*v->ops->ops.at));
	}
	fprintf(v->to.out, "  took: since the first %sevent; without system call, locks, %s\n",
		v->ops->commands.seen ? "command or " : "",
		v->ops->commands.seen ? "checks" : "first commands");
	print_under_way(v);
	if (v->ops->commands.seen)
		print_background(v);
	else
		fprintf(v->to.out, "  Firmware commands: unknown, none was recorded.\n");
}
