// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/stock.h"

#include <stdlib.h>

#include "analysis/base/memory.h"

/* Maximum number of entries of each kind. */
#define MAX_TEXTS 64

static void *create(const struct mt_recording *rec, const struct mt_query *query)
{
	(void)rec;
	(void)query;
	return mt_model_new(sizeof(struct mt_stock));
}

/*
 * Remove "name(0x1f)" from the start of @s. @name is set to the text before the parenthesis, which
 * may contain spaces, as in "status bad resource".
 */
static bool take_numbered(struct mt_span *s, struct mt_span *name, int64_t *number)
{
	const char *open = mt_span_find(*s, "(0x");
	const char *close = open ? memchr(open, ')', (size_t)(s->p + s->len - open)) : NULL;

	if (!close)
		return false;
	*name = mt_span_trim(mt_span(s->p, (size_t)(open - s->p)));
	if (!mt_span_int(mt_span(open + 1, (size_t)(close - open - 1)), number))
		return false;
	*s = mt_span_skip(*s, (size_t)(close - s->p) + 1);
	return true;
}

/*
 * Parse "ACCESS_REG(0x805) op_mod(0x0) failed, status bad resource(0x5), syndrome (0xb06e1f),
 * err(-22)".
 */
static bool parse_cmd(struct mt_model *base, struct mt_span s, struct mt_stock_cmd *cmd)
{
	struct mt_span name, part, status;
	int64_t err = 0;
	const char *at;

	if (!take_numbered(&s, &name, &cmd->opcode) || !take_numbered(&s, &part, &cmd->op_mod) ||
	    !mt_span_eq(part, "op_mod") || !take_numbered(&s, &status, &cmd->status_nr) ||
	    !take_numbered(&s, &part, &cmd->syndrome))
		return false;
	at = mt_span_find(status, "status ");
	if (!at)
		return false;
	status = mt_span_skip(status, (size_t)(at - status.p) + 7);
	at = mt_span_find(s, "err(");
	if (at) {
		part = mt_span_skip(s, (size_t)(at - s.p) + 4);
		if (part.len && part.p[part.len - 1] == ')')
			part.len--;
		if (!mt_span_int(part, &err) || err > 0 || err < -4095)
			return false;
	}
	cmd->err = (int)err;
	cmd->name = mt_model_name(base, name);
	cmd->status = mt_model_name(base, status);
	return true;
}

static void take_cmd(struct mt_stock *m, const struct mt_record *r)
{
	struct mt_stock_cmd now = { .nr = 1 }, *cmd;

	if (!parse_cmd(&m->base, r->text, &now))
		return;
	for (unsigned int i = 0; i < m->cmds.nr; i++) {
		cmd = &m->cmds.at[i];
		if (cmd->name == now.name && cmd->op_mod == now.op_mod &&
		    cmd->status_nr == now.status_nr && cmd->syndrome == now.syndrome &&
		    cmd->first.pid == r->pid) {
			cmd->nr++;
			return;
		}
	}
	now.first = mt_evidence_of(&m->base, r);
	cmd = mt_vec_add(&m->cmds);
	if (cmd)
		*cmd = now;
}

/* The value of "key=..." up to a space or to the end of the text. */
static struct mt_span value_of(struct mt_span text, const char *key, bool to_end)
{
	const char *at = mt_span_find(text, key);
	struct mt_span rest;

	if (!at)
		return mt_span(NULL, 0);
	rest = mt_span_skip(text, (size_t)(at - text.p) + strlen(key));
	return to_end ? mt_span_trim(rest) : mt_span_word(&rest);
}

static bool has_driver_events(const struct mt_stock *m, int pid)
{
	for (unsigned int i = 0; i < m->tasks.nr; i++)
		if (m->tasks.at[i] == pid)
			return true;
	return false;
}

/*
 * Find or add a message: equal messages to a task are stored once. Returns NULL if it was not
 * stored.
 */
static struct mt_stock_text *text_of(struct mt_stock *m, struct mt_stock_texts *list,
				     const struct mt_record *r, struct mt_span words)
{
	const char *text = mt_model_name(&m->base, words);
	struct mt_stock_text *t;

	for (unsigned int i = 0; i < list->nr; i++)
		if (list->at[i].text == text && list->at[i].first.pid == r->pid)
			return &list->at[i];
	t = list->nr < MAX_TEXTS ? mt_vec_add(list) : NULL;
	if (t) {
		t->text = text;
		t->check = "";
		t->dev = mt_model_name(&m->base, value_of(r->text, "dev_name=", false));
		t->first = mt_evidence_of(&m->base, r);
	}
	return t;
}

static void take_text(struct mt_stock *m, struct mt_stock_texts *list, const struct mt_record *r,
		      struct mt_span words)
{
	struct mt_stock_text *t = words.len ? text_of(m, list, r, words) : NULL;

	if (t)
		t->nr++;
	m->awaits = t;
	m->pid = r->pid;
}

/* The function that set the message is the caller of the function that emitted the event. */
static void take_stack(struct mt_stock *m, const struct mt_record *r)
{
	for (unsigned int i = 0; m->awaits && m->pid == r->pid && i < r->stack.nr; i++) {
		const char *func = r->stack.func[i];

		if (!func || !r->stack.kernel[i] || strstr(func, "trace"))
			continue;
		m->awaits->check = func;
		break;
	}
	m->awaits = NULL;
}

static void record(void *model, const struct mt_record *r)
{
	struct mt_stock *m = model;
	int *pid;

	if (r->kind == MT_REC_STACK)
		take_stack(m, r);
	if (r->kind != MT_REC_EVENT)
		return;
	m->awaits = NULL;
	/* this includes events of the stock driver, such as mlx5_fs_add_rule */
	if (r->event != MT_EV_OTHER || mt_span_starts(r->name, "mlx5")) {
		pid = has_driver_events(m, r->pid) ? NULL : mt_vec_add(&m->tasks);
		if (pid)
			*pid = r->pid;
	}
	if (r->event != MT_EV_OTHER)
		return;
	if (mt_span_eq(r->name, "mlx5_cmd"))
		take_cmd(m, r);
	else if (mt_span_eq(r->name, "netlink_extack"))
		take_text(m, &m->answers, r, value_of(r->text, "msg=", true));
	else if (mt_span_eq(r->name, "devlink_health_report") ||
		 mt_span_eq(r->name, "devlink_health_recover_aborted") ||
		 mt_span_eq(r->name, "devlink_hwerr"))
		take_text(m, &m->health, r, mt_span_trim(r->text));
}

static void finish(void *model)
{
	struct mt_stock *m = model;

	for (unsigned int i = 0; i < m->answers.nr; i++)
		m->answers.at[i].driver = has_driver_events(m, m->answers.at[i].first.pid);
}

static void destroy(void *model)
{
	struct mt_stock *m = model;

	free(m->cmds.at);
	free(m->answers.at);
	free(m->health.at);
	free(m->tasks.at);
	mt_model_fini(&m->base);
	free(m);
}

const struct mt_model_ops mt_model_stock = {
	.name = "stock",
	.create = create,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};
