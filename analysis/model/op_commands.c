// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/background.h"

/* Maximum number of tasks with pending commands, and of commands in flight. */
#define MAX_WAITING 64
#define MAX_ISSUES  1024

/* include/linux/mlx5/mlx5_ifc.h */
#define MLX5_CMD_OP_ACCESS_REG		    0x805
#define MLX5_CMD_OP_MODIFY_TIR		    0x901
#define MLX5_CMD_OP_MODIFY_RQT		    0x917
#define MLX5_CMD_OP_SET_FLOW_TABLE_ROOT	    0x92f
#define MLX5_CMD_OP_DESTROY_FLOW_TABLE	    0x931
#define MLX5_CMD_OP_DESTROY_FLOW_GROUP	    0x934
#define MLX5_CMD_OP_DELETE_FLOW_TABLE_ENTRY 0x938
#define MLX5_CMD_OP_MODIFY_FLOW_TABLE	    0x93c

static void drop_waiting(struct mt_op_commands *c, unsigned int nr)
{
	struct mt_waiting *w = &c->waiting.at[nr];

	for (int i = 0; i < MT_WAIT_NR; i++)
		mt_background_take(c, w->dev, w->worker, &w->cmds[i]);
	mt_vec_remove(&c->waiting, nr);
}

static struct mt_waiting *find_waiting(struct mt_op_commands *c, int pid, const char *dev)
{
	for (unsigned int i = 0; i < c->waiting.nr; i++)
		if (c->waiting.at[i].pid == pid && c->waiting.at[i].dev == dev)
			return &c->waiting.at[i];
	return NULL;
}

static struct mt_waiting *get_waiting(struct mt_op_commands *c, int pid, const char *dev)
{
	struct mt_waiting *w = find_waiting(c, pid, dev);

	if (w)
		return w;
	if (c->waiting.nr == MAX_WAITING)
		drop_waiting(c, 0);
	w = mt_vec_add(&c->waiting);
	if (w) {
		w->pid = pid;
		w->dev = dev;
	}
	return w;
}

static bool is_worker(struct mt_span comm)
{
	return mt_span_starts(comm, "kworker/");
}

static void drop_issue(struct mt_op_commands *c, unsigned int i)
{
	mt_evidence_drop(&c->issues.at[i].by);
	mt_vec_remove(&c->issues, i);
}

/* Find the newest command with the opcode and token of @r. Returns -1 if there is none. */
static int find_issue(const struct mt_op_commands *c, const struct mt_record *r, const char *dev)
{
	int64_t opcode = mt_num(r, MT_KEY_OPCODE, -1), token = mt_num(r, MT_KEY_TOKEN, -1);

	for (unsigned int i = c->issues.nr; i-- > 0;)
		if (c->issues.at[i].dev == dev && c->issues.at[i].opcode == opcode &&
		    c->issues.at[i].token == token)
			return (int)i;
	return -1;
}

void mt_op_commands_issue(struct mt_op_commands *c, struct mt_model *names,
			  const struct mt_record *r, const char *dev)
{
	int twin = find_issue(c, r, dev);
	struct mt_issue *issue;

	/* perf records some samples twice */
	if (twin >= 0 && c->issues.at[twin].by.ts == r->ts)
		return;
	c->all_issued |= !mt_num(r, MT_KEY_ASYNC, 0);
	if (c->issues.nr == MAX_ISSUES)
		drop_issue(c, 0);
	issue = mt_vec_add(&c->issues);
	if (issue)
		*issue = (struct mt_issue){
			.dev = dev,
			.opcode = mt_num(r, MT_KEY_OPCODE, -1),
			.token = mt_num(r, MT_KEY_TOKEN, -1),
			.slot = -1,
			.name = mt_model_name(names, mt_str(r, MT_KEY_OPCODE)),
			.pid = r->pid,
			.worker = is_worker(r->comm),
			.by = mt_evidence_of_live(names, r),
		};
}

void mt_op_commands_submit(struct mt_op_commands *c, const struct mt_record *r, const char *dev)
{
	int i = find_issue(c, r, dev);

	c->submits = true;
	if (i < 0)
		return;
	c->issues.at[i].submitted = r->ts;
	c->issues.at[i].slot = mt_num(r, MT_KEY_SLOT, -1);
}

void mt_op_commands_end(struct mt_op_commands *c, const struct mt_record *r, const char *dev)
{
	int i = find_issue(c, r, dev);

	c->seen = true;
	if (i >= 0)
		drop_issue(c, (unsigned int)i);
}

/* Find the task that issued the completed command. Returns false if it is unknown. */
static bool find_issuer(struct mt_op_commands *c, const struct mt_record *r, const char *dev,
			int *pid, bool *worker)
{
	int i = find_issue(c, r, dev);

	*pid = r->pid;
	*worker = is_worker(r->comm);
	if (i < 0)
		return !mt_num(r, MT_KEY_ASYNC, 0);
	*pid = c->issues.at[i].pid;
	*worker = c->issues.at[i].worker;
	drop_issue(c, (unsigned int)i);
	return true;
}

static enum mt_wait kind_of(const struct mt_record *r, const struct mt_waiting *w)
{
	int64_t opcode = mt_num(r, MT_KEY_OPCODE, -1);

	if (opcode == MLX5_CMD_OP_MODIFY_RQT || opcode == MLX5_CMD_OP_MODIFY_TIR)
		return w->cmds[MT_WAIT_OTHER].nr ? MT_WAIT_OTHER : MT_WAIT_LAST_STEER;
	if (opcode == MLX5_CMD_OP_ACCESS_REG || mt_span_starts(mt_str(r, MT_KEY_OPCODE), "QUERY_"))
		return MT_WAIT_READ;
	if (opcode >= MLX5_CMD_OP_SET_FLOW_TABLE_ROOT && opcode <= MLX5_CMD_OP_MODIFY_FLOW_TABLE)
		return MT_WAIT_FLOW;
	return MT_WAIT_OTHER;
}

void mt_op_commands_done(struct mt_op_commands *c, struct mt_model *names,
			 const struct mt_record *r, const char *dev)
{
	struct mt_waiting *w = NULL;
	enum mt_wait kind;
	bool worker;
	int pid;

	c->seen = true;
	if (find_issuer(c, r, dev, &pid, &worker) && pid >= 0)
		w = get_waiting(c, pid, dev);
	if (!w) {
		struct mt_cmds one = { 0 };

		mt_cmds_add(&one, names, r);
		mt_background_take(c, dev, worker, &one);
		return;
	}
	w->worker = worker;
	kind = kind_of(r, w);
	if (kind == MT_WAIT_LAST_STEER)
		mt_cmds_move(&w->cmds[MT_WAIT_STEER], &w->cmds[kind]);
	mt_cmds_add(&w->cmds[kind], names, r);
}

/* Assign commands to @to, or to no operation if it is NULL. */
static void give(struct mt_op_commands *c, struct mt_waiting *w, enum mt_wait kind,
		 struct mt_cmds *to)
{
	if (to)
		mt_cmds_move(to, &w->cmds[kind]);
	else
		mt_background_take(c, w->dev, w->worker, &w->cmds[kind]);
}

void mt_op_commands_claim(struct mt_op_commands *c, int pid, const char *dev, struct mt_cmds *op,
			  struct mt_cmds *before, bool begins, bool steers)
{
	struct mt_waiting *w = find_waiting(c, pid, dev);
	/* NULL for no operation */
	struct mt_cmds *others = op, *older = op;

	if (!w)
		return;
	/* the worker may have done other work before */
	if (begins && w->worker)
		others = older = NULL;
	if (begins && before)
		older = before;
	give(c, w, MT_WAIT_STEER, older);
	give(c, w, MT_WAIT_LAST_STEER, steers ? op : older);
	give(c, w, MT_WAIT_READ, begins ? NULL : op);
	give(c, w, MT_WAIT_FLOW, others);
	give(c, w, MT_WAIT_OTHER, others);
	drop_waiting(c, (unsigned int)(w - c->waiting.at));
}

void mt_op_commands_answer(struct mt_op_commands *c, int pid, const char *dev, struct mt_cmds *op,
			   struct mt_cmds *before)
{
	struct mt_waiting *w = find_waiting(c, pid, dev);

	if (!w)
		return;
	if (op)
		mt_cmds_move(op, &w->cmds[MT_WAIT_FLOW]);
	if (before)
		mt_op_commands_leave(c, pid, dev, before, true);
	else
		drop_waiting(c, (unsigned int)(w - c->waiting.at));
}

bool mt_op_commands_deletes(const struct mt_record *r)
{
	switch (mt_num(r, MT_KEY_OPCODE, -1)) {
	case MLX5_CMD_OP_SET_FLOW_TABLE_ROOT:
	case MLX5_CMD_OP_DESTROY_FLOW_TABLE:
	case MLX5_CMD_OP_DESTROY_FLOW_GROUP:
	case MLX5_CMD_OP_DELETE_FLOW_TABLE_ENTRY:
	case MLX5_CMD_OP_MODIFY_FLOW_TABLE:
		return true;
	default:
		return false;
	}
}

void mt_op_commands_leave(struct mt_op_commands *c, int pid, const char *dev,
			  struct mt_cmds *before, bool done)
{
	struct mt_waiting *w = find_waiting(c, pid, dev);

	if (!w)
		return;
	mt_cmds_move(before, &w->cmds[MT_WAIT_STEER]);
	mt_cmds_move(before, &w->cmds[MT_WAIT_LAST_STEER]);
	if (!done)
		mt_cmds_move(before, &w->cmds[MT_WAIT_OTHER]);
	drop_waiting(c, (unsigned int)(w - c->waiting.at));
}

bool mt_op_commands_under_way(const struct mt_op_commands *c, int pid, const char *dev)
{
	for (unsigned int i = 0; c->all_issued && i < c->issues.nr; i++)
		if (c->issues.at[i].pid == pid && c->issues.at[i].dev == dev)
			return c->seen;
	return false;
}

const struct mt_issue *mt_op_commands_pending(const struct mt_op_commands *c, unsigned int i)
{
	return c->seen && i < c->issues.nr ? &c->issues.at[i] : NULL;
}

enum mt_awaits mt_issue_awaits(const struct mt_op_commands *c, const struct mt_issue *issue)
{
	if (!c->submits)
		return MT_AWAITS_END;
	return issue->submitted ? MT_AWAITS_FIRMWARE : MT_AWAITS_SLOT;
}

static const struct {
	const char *id, *words;
} awaits_names[] = {
	[MT_AWAITS_END] = { "end", "without its end" },
	[MT_AWAITS_SLOT] = { "slot", "waiting for a slot" },
	[MT_AWAITS_FIRMWARE] = { "firmware", "still waiting for the firmware" },
};

const char *mt_awaits_id(enum mt_awaits awaits)
{
	return awaits_names[awaits].id;
}

const char *mt_awaits_words(enum mt_awaits awaits)
{
	return awaits_names[awaits].words;
}

void mt_op_commands_finish(struct mt_op_commands *c)
{
	while (c->waiting.nr)
		drop_waiting(c, c->waiting.nr - 1);
}

void mt_op_commands_free(struct mt_op_commands *c)
{
	mt_op_commands_finish(c);
	for (unsigned int i = 0; i < c->issues.nr; i++)
		mt_evidence_drop(&c->issues.at[i].by);
	free(c->waiting.at);
	free(c->issues.at);
	mt_background_free(c);
}
