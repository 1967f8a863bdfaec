/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which operation a firmware command belongs to.
 *
 * mlx5_cmd_done names a task and a device, no operation, and the event of a
 * step comes after the step's commands. So what a task had the firmware do
 * waits until the next event of that task on that device shows whose it was.
 * A command that ends in another context (async) belongs to the task of its
 * mlx5_cmd_issue. What no event claims is outside of all operations: the
 * driver's background work, and the work of kernel workers before their first
 * step.
 */
#ifndef MLX5TRACE_OP_COMMANDS_H
#define MLX5TRACE_OP_COMMANDS_H

#include "analysis/model/commands.h"

/* What is waited for differs by what the command does. */
enum mt_wait {
	/*
	 * Modifies an RQT or a TIR, the last such command apart: after its last
	 * event a change of channels may still do so.
	 */
	MT_WAIT_STEER,
	MT_WAIT_LAST_STEER,
	MT_WAIT_READ, /* changes nothing: may be any question of the task */
	MT_WAIT_FLOW, /* flow tables, groups and entries */
	MT_WAIT_OTHER,
	MT_WAIT_NR,
};

/* Commands of one task on one device that wait for an event to claim them. */
struct mt_waiting {
	int pid;
	const char *dev;
	bool worker; /* a kernel worker, which serves one after another */
	struct mt_cmds cmds[MT_WAIT_NR];
};

/* An asynchronous command on its way. */
struct mt_issue {
	const char *dev;
	int64_t opcode, token;
	int pid;
	bool worker;
};

/*
 * Work that no operation is: of the driver's workers by what the commands do,
 * as no event tells it.
 */
enum mt_work {
	MT_WORK_STATISTICS,
	MT_WORK_CARRIER,
	MT_WORK_RX_MODE, /* addresses and promiscuity: ndo_set_rx_mode */
	MT_WORK_MODERATION,
	MT_WORK_REGISTERS, /* of the port: statistics, link, health */
	MT_WORK_OTHER,	   /* of workers */
	MT_WORK_TASKS,	   /* questions of tasks, and what is not theirs alone */
	MT_WORK_NR,
};

struct mt_background {
	const char *dev;
	enum mt_work work;
	struct mt_cmds cmds;
};

struct mt_op_commands {
	MT_VEC(struct mt_waiting) waiting;
	MT_VEC(struct mt_issue) issues;
	bool seen;				 /* mlx5_cmd_done came at all */
	struct mt_cmds outside;			 /* all of them, */
	MT_VEC(struct mt_background) background; /* and by device and work */
};

/* "statistics"; for JSON the same with underscores. */
const char *mt_work_title(enum mt_work work);
const char *mt_work_id(enum mt_work work);

/* mlx5_cmd_issue of the task @r->pid on @dev. */
void mt_op_commands_issue(struct mt_op_commands *c, const struct mt_record *r, const char *dev);

/* mlx5_cmd_done; strings go to @names. */
void mt_op_commands_done(struct mt_op_commands *c, struct mt_model *names,
			 const struct mt_record *r, const char *dev);

/*
 * A step of the task came that belongs to @op, and all that waits does so, unless
 * @begins: it is the first one. Then what only reads is nobody's, and what the
 * task had begun earlier and is over now, @before or NULL, may have a part in it.
 * @steers: the event is told right after a command that modified an RQT.
 */
void mt_op_commands_claim(struct mt_op_commands *c, int pid, const char *dev, struct mt_cmds *op,
			  struct mt_cmds *before, bool begins, bool steers);

/*
 * The task had an answer for something without steps. Only what works on flow
 * tables is surely for it, and only if it is a flow rule, @op; else NULL.
 */
void mt_op_commands_answer(struct mt_op_commands *c, int pid, const char *dev, struct mt_cmds *op,
			   struct mt_cmds *before);

/* Does this command undo what a flow rule needed? It comes after the rule's event. */
bool mt_op_commands_deletes(const struct mt_record *r);

/*
 * Nothing of the task comes any more: @before gets what is surely its own, and
 * what destroys if its last step was told before it was @done.
 */
void mt_op_commands_leave(struct mt_op_commands *c, int pid, const char *dev,
			  struct mt_cmds *before, bool done);

void mt_op_commands_finish(struct mt_op_commands *c);
void mt_op_commands_free(struct mt_op_commands *c);

#endif
