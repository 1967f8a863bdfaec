// SPDX-License-Identifier: GPL-2.0-only
/* Prints firmware commands on one line, or as a table with --all. */
#include "analysis/view/commands.h"

#include <inttypes.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"

#define COLUMNS 80

static int by_time(const void *a, const void *b)
{
	const struct mt_cmd *x = *(const struct mt_cmd *const *)a;
	const struct mt_cmd *y = *(const struct mt_cmd *const *)b;

	if (x->ns != y->ns)
		return x->ns > y->ns ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* Returns the commands sorted by time, the longest first. The caller must free the list. */
static const struct mt_cmd **sorted(const struct mt_cmds *cmds)
{
	const struct mt_cmd **list = mt_mem(calloc(cmds->by_opcode.nr, sizeof(*list)));

	if (!list)
		return NULL;
	for (unsigned int i = 0; i < cmds->by_opcode.nr; i++)
		list[i] = &cmds->by_opcode.at[i];
	qsort(list, cmds->by_opcode.nr, sizeof(*list), by_time);
	return list;
}

/* Print as many commands as fit on the line: "CREATE_CQ 24, MODIFY_CQ 24, ...". */
static void print_some(const struct mt_view *v, const struct mt_cmds *cmds,
		       const struct mt_cmd **list, int column)
{
	unsigned int nr = cmds->by_opcode.nr;

	for (unsigned int i = 0; i < nr; i++) {
		char one[64];
		int len = snprintf(one, sizeof(one), "%s%s %" PRIu64, i ? ", " : "", list[i]->name,
				   list[i]->nr);
		int rest = i + 1 < nr ? 5 : 0;

		if (column + len + rest > COLUMNS) {
			fputs(i ? ", ..." : "...", v->to.out);
			break;
		}
		fputs(one, v->to.out);
		column += len;
	}
	fputc('\n', v->to.out);
}

static void print_wait(const struct mt_view *v, const struct mt_cmds *cmds, unsigned int indent)
{
	uint64_t most = 0;

	for (unsigned int i = 0; i < cmds->by_opcode.nr; i++)
		if (cmds->by_opcode.at[i].max_wait_ns > most)
			most = cmds->by_opcode.at[i].max_wait_ns;
	fprintf(v->to.out, "%*sbefore that, waits for a slot: %s, max %s\n", (int)indent, "",
		mt_fmt_span(&v->to, cmds->wait_ns).text, mt_fmt_span(&v->to, most).text);
}

static void print_all(const struct mt_view *v, const struct mt_cmds *cmds,
		      const struct mt_cmd **list, unsigned int indent)
{
	for (unsigned int i = 0; i < cmds->by_opcode.nr; i++)
		fprintf(v->to.out, "%*s%-31s %5" PRIu64 "  %s, max %s\n", (int)indent - 4, "",
			list[i]->name, list[i]->nr, mt_fmt_span(&v->to, list[i]->ns).text,
			mt_fmt_span(&v->to, list[i]->max_ns).text);
	if (cmds->wait_ns)
		print_wait(v, cmds, indent - 4);
}

static void print_failed(const struct mt_view *v, const struct mt_cmd *cmd, unsigned int indent)
{
	char how[128], times[48] = "";
	size_t width;

	if (!cmd->failed)
		return;
	if (cmd->failed > 1)
		snprintf(times, sizeof(times), " %" PRIu64 " times, first", cmd->failed);
	mt_cmd_words(cmd->status, cmd->syndrome, cmd->err, how, sizeof(how));
	width = indent + 2 + strlen(cmd->name) + strlen(" failed") + strlen(times) + strlen(": ") +
		strlen(how);
	fprintf(v->to.out, "%*s  ", (int)indent, "");
	mt_print(&v->to, MT_BAD, "%s failed%s:", cmd->name, times);
	if (width > COLUMNS)
		fprintf(v->to.out, "\n%*s   ", (int)indent, "");
	mt_print(&v->to, MT_BAD, " %s", how);
	fputc('\n', v->to.out);
}

void mt_cmd_words(const char *status, int64_t syndrome, int err, char *text, size_t size)
{
	struct mt_buf how = mt_fmt_err(err);

	if (!strcmp(status, "NONE"))
		snprintf(text, size, "no answer, %s", how.text);
	else if (syndrome < 0)
		snprintf(text, size, "%s, %s", *status ? status : "status unknown", how.text);
	else
		snprintf(text, size, "%s, syndrome 0x%" PRIx64 ", %s",
			 *status ? status : "status unknown", (uint64_t)syndrome, how.text);
}

void mt_text_commands(const struct mt_view *v, const struct mt_cmds *cmds, const char *title,
		      unsigned int indent)
{
	const struct mt_cmd **list;
	int column;

	if (!cmds->nr)
		return;
	list = sorted(cmds);
	if (!list)
		return;
	column = fprintf(v->to.out, "%*s%-16s %3" PRIu64 "  %s%s", (int)indent, "", title, cmds->nr,
			 mt_fmt_span(&v->to, cmds->ns).text, v->all ? "\n" : ": ");
	if (v->all)
		print_all(v, cmds, list, indent);
	else
		print_some(v, cmds, list, column);
	/* a wait shorter than the time in the firmware is only shown with --all */
	if (!v->all && cmds->wait_ns > cmds->ns)
		print_wait(v, cmds, indent + 2);
	for (unsigned int i = 0; i < cmds->by_opcode.nr; i++)
		print_failed(v, list[i], indent);
	free(list);
}

MT_GETTER(cmd_name, struct mt_cmd, mt_value_text(at->name))
MT_GETTER(cmd_opcode, struct mt_cmd, mt_value_number(at->opcode))
MT_GETTER(cmd_count, struct mt_cmd, mt_value_count(at->nr))
MT_GETTER(cmd_ns, struct mt_cmd, mt_value_count(at->ns))
MT_GETTER(cmd_max, struct mt_cmd, mt_value_count(at->max_ns))
MT_GETTER(cmd_wait, struct mt_cmd, mt_value_count(at->wait_ns))
MT_GETTER(cmd_max_wait, struct mt_cmd, mt_value_count(at->max_wait_ns))
MT_GETTER(cmd_failed, struct mt_cmd, mt_value_count(at->failed))
MT_GETTER(cmd_status, struct mt_cmd, mt_value_text(at->status))
MT_GETTER(cmd_syndrome, struct mt_cmd, mt_value_number(at->syndrome))
MT_GETTER(cmd_errno, struct mt_cmd, mt_value_errno(at->err))

static const struct mt_column opcode_columns[] = {
	MT_COL("opcode", TEXT, cmd_name, BOTH),	  MT_COL("number", NUMBER, cmd_opcode, BOTH),
	MT_COL("count", COUNT, cmd_count, BOTH),  MT_COL("ns", COUNT, cmd_ns, BOTH),
	MT_COL("max_ns", COUNT, cmd_max, BOTH),	  MT_COL("failed", COUNT, cmd_failed, BOTH),
	MT_COL("wait_ns", COUNT, cmd_wait, BOTH), MT_COL("max_wait_ns", COUNT, cmd_max_wait, BOTH),
	MT_COL("status", TEXT, cmd_status, BOTH), MT_COL("syndrome", NUMBER, cmd_syndrome, BOTH),
	MT_COL("errno", ERRNO, cmd_errno, BOTH),
};

static void opcodes_of(const struct mt_row *up, struct mt_list *list)
{
	const struct mt_cmds *cmds = up->at;

	*list = (struct mt_list){ .at = cmds->by_opcode.at,
				  .nr = cmds->by_opcode.nr,
				  .size = sizeof(*cmds->by_opcode.at) };
}

static const struct mt_table opcodes = { MT_COLUMNS(opcode_columns), .list = opcodes_of };

MT_GETTER(all_count, struct mt_cmds, mt_value_count(at->nr))
MT_GETTER(all_failed, struct mt_cmds, mt_value_count(at->failed))
MT_GETTER(all_ns, struct mt_cmds, mt_value_count(at->ns))
MT_GETTER(all_wait, struct mt_cmds, mt_value_count(at->wait_ns))
MT_GETTER(all_first, struct mt_cmds, mt_value_if(at->nr, (int64_t)at->first))
MT_GETTER(all_last, struct mt_cmds, mt_value_if(at->nr, (int64_t)at->last))

static const struct mt_column columns[] = {
	MT_COL("count", COUNT, all_count, BOTH),
	MT_COL("failed", COUNT, all_failed, BOTH),
	MT_COL("ns", COUNT, all_ns, BOTH),
	MT_COL("wait_ns", COUNT, all_wait, BOTH),
	MT_COL("first_ns", NUMBER, all_first, BOTH),
	MT_COL("last_ns", NUMBER, all_last, BOTH),
	{ "by_opcode", MT_COL_LIST, .in = MT_IN_JSON, .rows = &opcodes },
};

const struct mt_table mt_table_commands = { MT_COLUMNS(columns) };
