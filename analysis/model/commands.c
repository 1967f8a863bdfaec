// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/commands.h"

/*
 * If there is no reply, use the result of the driver, in which destroy commands may also succeed.
 */
bool mt_cmd_failed(const struct mt_record *r)
{
	return mt_num(r, MT_KEY_ERR, 0) ||
	       (mt_num(r, MT_KEY_STATUS, 0) && !mt_span_eq(mt_str(r, MT_KEY_STATUS), "NONE"));
}

static struct mt_cmd *find_cmd(struct mt_cmds *cmds, const char *name, int64_t opcode)
{
	struct mt_cmd *cmd;

	for (unsigned int i = 0; i < cmds->by_opcode.nr; i++)
		if (cmds->by_opcode.at[i].name == name && cmds->by_opcode.at[i].opcode == opcode)
			return &cmds->by_opcode.at[i];
	cmd = mt_vec_add(&cmds->by_opcode);
	if (cmd)
		*cmd = (struct mt_cmd){ .name = name,
					.opcode = opcode,
					.status = "",
					.syndrome = -1 };
	return cmd;
}

/* The time at which the command was issued. The event is recorded at the end of the command. */
static uint64_t issued(const struct mt_record *r)
{
	uint64_t ns = (uint64_t)mt_num(r, MT_KEY_NS, 0) + (uint64_t)mt_num(r, MT_KEY_WAIT_NS, 0);

	return ns < r->ts ? r->ts - ns : 0;
}

static void stretch(struct mt_cmds *cmds, uint64_t first, uint64_t last)
{
	if (!cmds->nr || first < cmds->first)
		cmds->first = first;
	if (!cmds->nr || last > cmds->last)
		cmds->last = last;
}

void mt_cmds_add(struct mt_cmds *cmds, struct mt_model *names, const struct mt_record *r)
{
	struct mt_cmd *cmd = find_cmd(cmds, mt_model_name(names, mt_str(r, MT_KEY_OPCODE)),
				      mt_num(r, MT_KEY_OPCODE, -1));
	uint64_t ns = (uint64_t)mt_num(r, MT_KEY_NS, 0);
	uint64_t wait_ns = (uint64_t)mt_num(r, MT_KEY_WAIT_NS, 0);

	if (!cmd)
		return;
	stretch(cmds, issued(r), r->ts);
	cmds->nr++;
	cmds->ns += ns;
	cmds->wait_ns += wait_ns;
	cmd->nr++;
	cmd->ns += ns;
	cmd->wait_ns += wait_ns;
	if (wait_ns > cmd->max_wait_ns)
		cmd->max_wait_ns = wait_ns;
	if (ns > cmd->max_ns)
		cmd->max_ns = ns;
	if (!mt_cmd_failed(r))
		return;
	cmds->failed++;
	if (cmd->failed++)
		return;
	cmd->status = mt_model_name(names, mt_str(r, MT_KEY_STATUS));
	cmd->syndrome = mt_num(r, MT_KEY_SYNDROME, -1);
	cmd->err = (int)mt_num(r, MT_KEY_ERR, 0);
}

void mt_cmds_count(struct mt_cmds *to, const struct mt_cmds *from)
{
	for (unsigned int i = 0; i < from->by_opcode.nr; i++) {
		const struct mt_cmd *some = &from->by_opcode.at[i];
		struct mt_cmd *cmd = find_cmd(to, some->name, some->opcode);

		if (!cmd)
			continue;
		cmd->nr += some->nr;
		cmd->ns += some->ns;
		cmd->wait_ns += some->wait_ns;
		if (some->max_wait_ns > cmd->max_wait_ns)
			cmd->max_wait_ns = some->max_wait_ns;
		if (some->max_ns > cmd->max_ns)
			cmd->max_ns = some->max_ns;
		if (some->failed && !cmd->failed) {
			cmd->status = some->status;
			cmd->syndrome = some->syndrome;
			cmd->err = some->err;
		}
		cmd->failed += some->failed;
	}
	if (from->nr)
		stretch(to, from->first, from->last);
	to->nr += from->nr;
	to->failed += from->failed;
	to->ns += from->ns;
	to->wait_ns += from->wait_ns;
}

void mt_cmds_move(struct mt_cmds *to, struct mt_cmds *from)
{
	mt_cmds_count(to, from);
	mt_cmds_free(from);
}

void mt_cmds_settle(struct mt_cmds *cmds, struct mt_model *model)
{
	size_t size = cmds->by_opcode.nr * sizeof(*cmds->by_opcode.at);
	void *kept;

	if (!cmds->by_opcode.room)
		return;
	kept = mt_texts_copy(&model->kept, cmds->by_opcode.at, size);
	if (!kept)
		return;
	free(cmds->by_opcode.at);
	cmds->by_opcode.at = kept;
	cmds->by_opcode.room = 0;
}

void mt_cmds_free(struct mt_cmds *cmds)
{
	if (cmds->by_opcode.room)
		free(cmds->by_opcode.at);
	*cmds = (struct mt_cmds){ 0 };
}

static void *create(const struct mt_recording *rec, const struct mt_query *query)
{
	(void)rec;
	(void)query;
	return mt_model_new(sizeof(struct mt_commands));
}

static void take_time(struct mt_commands *m, const char *name, const struct mt_record *r)
{
	struct mt_cmd_times *times = NULL;

	for (unsigned int i = 0; i < m->times.nr; i++)
		if (m->times.at[i].name == name)
			times = &m->times.at[i];
	if (!times)
		times = mt_vec_add(&m->times);
	if (!times)
		return;
	times->name = name;
	times->nr++;
	times->failed += mt_cmd_failed(r);
	if (mt_has(r, MT_KEY_NS))
		mt_times_add(&times->ns, (uint64_t)mt_num(r, MT_KEY_NS, 0));
	/* it is 0 if the event was disabled when the command was issued */
	if (mt_num(r, MT_KEY_WAIT_NS, 0))
		mt_times_add(&times->wait_ns, (uint64_t)mt_num(r, MT_KEY_WAIT_NS, 0));
}

static bool same_failure(const struct mt_cmd_failure *a, const struct mt_cmd_failure *b)
{
	return a->dev == b->dev && a->name == b->name && a->status == b->status &&
	       a->syndrome == b->syndrome && a->err == b->err;
}

static void take_failure(struct mt_commands *m, const char *name, const struct mt_record *r)
{
	struct mt_cmd_failure now = {
		.dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)),
		.name = name,
		.status = mt_model_name(&m->base, mt_str(r, MT_KEY_STATUS)),
		.opcode = mt_num(r, MT_KEY_OPCODE, -1),
		.syndrome = mt_num(r, MT_KEY_SYNDROME, -1),
		.err = (int)mt_num(r, MT_KEY_ERR, 0),
	};
	struct mt_cmd_failure *f = NULL;

	for (unsigned int i = 0; i < m->failures.nr && !f; i++)
		if (same_failure(&m->failures.at[i], &now))
			f = &m->failures.at[i];
	if (!f) {
		f = mt_vec_add(&m->failures);
		if (!f)
			return;
		*f = now;
	}
	f->nr++;
	if (f->kept < MT_CMD_FAILURES_KEPT)
		f->at[f->kept++] = mt_evidence_of(&m->base, r);
}

static void record(void *model, const struct mt_record *r)
{
	struct mt_commands *m = model;
	const char *name;

	if (r->kind != MT_REC_EVENT || r->event != MT_EV_CMD_DONE)
		return;
	name = mt_model_name(&m->base, mt_str(r, MT_KEY_OPCODE));
	take_time(m, name, r);
	if (mt_cmd_failed(r))
		take_failure(m, name, r);
}

static void finish(void *model)
{
	(void)model;
}

static void destroy(void *model)
{
	struct mt_commands *m = model;

	for (unsigned int i = 0; i < m->times.nr; i++) {
		mt_times_free(&m->times.at[i].ns);
		mt_times_free(&m->times.at[i].wait_ns);
	}
	free(m->times.at);
	free(m->failures.at);
	mt_model_fini(&m->base);
	free(m);
}

const struct mt_model_ops mt_model_commands = {
	.name = "commands",
	.create = create,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};
