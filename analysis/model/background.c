// SPDX-License-Identifier: GPL-2.0-only
/* Counts firmware commands outside of operations, by device and kind of work. */
#include "analysis/model/background.h"

#include "analysis/base/util.h"

/* include/linux/mlx5/mlx5_ifc.h */
static const struct {
	int64_t first, last;
	enum mt_work work;
} works[] = {
	{ 0x750, 0x750, MT_WORK_CARRIER },    /* QUERY_VPORT_STATE */
	{ 0x770, 0x770, MT_WORK_STATISTICS }, /* QUERY_VPORT_COUNTER */
	{ 0x773, 0x773, MT_WORK_STATISTICS }, /* QUERY_Q_COUNTER */
	{ 0x754, 0x755, MT_WORK_RX_MODE },    /* QUERY_, MODIFY_NIC_VPORT_CONTEXT */
	{ 0x92f, 0x93c, MT_WORK_RX_MODE },    /* flow tables, groups and entries */
	{ 0x403, 0x403, MT_WORK_MODERATION }, /* MODIFY_CQ */
	{ 0x805, 0x805, MT_WORK_REGISTERS },  /* ACCESS_REG */
};

static const struct {
	const char *id, *title;
} names[MT_WORK_NR] = {
	[MT_WORK_STATISTICS] = { "statistics", "statistics" },
	[MT_WORK_CARRIER] = { "carrier", "carrier" },
	[MT_WORK_RX_MODE] = { "rx_mode", "rx mode" },
	[MT_WORK_MODERATION] = { "moderation", "moderation" },
	[MT_WORK_REGISTERS] = { "registers", "port registers" },
	[MT_WORK_OTHER] = { "other_workers", "other workers" },
	[MT_WORK_TASKS] = { "tasks", "task queries" },
};

const char *mt_work_title(enum mt_work work)
{
	return names[work].title;
}

const char *mt_work_id(enum mt_work work)
{
	return names[work].id;
}

static enum mt_work work_of(int64_t opcode, bool worker)
{
	if (!worker)
		return MT_WORK_TASKS;
	for (size_t i = 0; i < ARRAY_SIZE(works); i++)
		if (opcode >= works[i].first && opcode <= works[i].last)
			return works[i].work;
	return MT_WORK_OTHER;
}

static struct mt_cmds *cmds_of(struct mt_op_commands *c, const char *dev, enum mt_work work)
{
	struct mt_background *b;

	for (unsigned int i = 0; i < c->background.nr; i++)
		if (c->background.at[i].dev == dev && c->background.at[i].work == work)
			return &c->background.at[i].cmds;
	b = mt_vec_add(&c->background);
	if (!b)
		return NULL;
	*b = (struct mt_background){ .dev = dev, .work = work };
	return &b->cmds;
}

void mt_background_take(struct mt_op_commands *c, const char *dev, bool worker,
			struct mt_cmds *cmds)
{
	for (unsigned int i = 0; i < cmds->by_opcode.nr; i++) {
		struct mt_cmd *cmd = &cmds->by_opcode.at[i];
		struct mt_cmds *to = cmds_of(c, dev, work_of(cmd->opcode, worker));
		struct mt_cmds one = {
			.nr = cmd->nr,
			.failed = cmd->failed,
			.ns = cmd->ns,
			.wait_ns = cmd->wait_ns,
			.first = cmds->first,
			.last = cmds->last,
		};

		one.by_opcode.at = cmd;
		one.by_opcode.nr = 1;
		if (to)
			mt_cmds_count(to, &one);
	}
	mt_cmds_move(&c->outside, cmds);
}

void mt_background_free(struct mt_op_commands *c)
{
	for (unsigned int i = 0; i < c->background.nr; i++)
		mt_cmds_free(&c->background.at[i].cmds);
	free(c->background.at);
	mt_cmds_free(&c->outside);
}
