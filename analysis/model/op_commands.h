/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Assigns firmware commands to operations.
 *
 * mlx5_cmd_done contains a task and a device, but no operation, and the event of a step follows the
 * step's commands. The commands of a task are therefore pending until the next event of that task
 * on that device determines their operation. A command that completes in another context (async)
 * belongs to the task of its mlx5_cmd_issue. Commands that no such event follows are outside of all
 * operations: they belong to the driver's background work, or to the work of kernel workers before
 * their first step. A command that has not completed when the recording ends is in flight.
 */
#ifndef MLX5TRACE_OP_COMMANDS_H
#define MLX5TRACE_OP_COMMANDS_H

#include "analysis/model/commands.h"

/* Kinds of pending commands, for which the rules of assignment differ. */
enum mt_wait {
	/*
	 * Modifies an RQT or a TIR. The last such command is kept separate, because a change of
	 * channels may issue one after its last event.
	 */
	MT_WAIT_STEER,
	MT_WAIT_LAST_STEER,
	MT_WAIT_READ, /* only queries, which may be unrelated to the operation */
	MT_WAIT_FLOW, /* flow tables, groups and entries */
	MT_WAIT_OTHER,
	MT_WAIT_NR,
};

/* The pending commands of a task on a device. */
struct mt_waiting {
	int pid;
	const char *dev;
	bool worker; /* a kernel worker, which executes one operation after another */
	struct mt_cmds cmds[MT_WAIT_NR];
};

/* A command in flight. Recordings in the older format only contain asynchronous commands. */
struct mt_issue {
	const char *dev;
	int64_t opcode, token;
	int64_t slot;	    /* -1 if it has none yet or is unknown */
	const char *name;   /* name of the opcode */
	uint64_t submitted; /* time of submission to the firmware; 0 if none yet or unknown */
	int pid;
	bool worker;
	struct mt_evidence by; /* the mlx5_cmd_issue */
};

/* What a command is waiting for at the end of the recording. */
enum mt_awaits {
	MT_AWAITS_END, /* unknown, because mlx5_cmd_submit was not recorded */
	MT_AWAITS_SLOT,
	MT_AWAITS_FIRMWARE,
};

/*
 * Work outside of operations. The work of the driver's workers is classified by its commands, as
 * there is no event for it.
 */
enum mt_work {
	MT_WORK_STATISTICS,
	MT_WORK_CARRIER,
	MT_WORK_RX_MODE, /* addresses and promiscuity: ndo_set_rx_mode */
	MT_WORK_MODERATION,
	MT_WORK_REGISTERS, /* registers of the port: statistics, link and health */
	MT_WORK_OTHER,	   /* other work of workers */
	MT_WORK_TASKS,	   /* queries by tasks, and commands whose task is unknown */
	MT_WORK_NR,
};

struct mt_background {
	const char *dev;
	enum mt_work work;
	struct mt_cmds cmds;
};

struct mt_op_commands {
	MT_VEC(struct mt_waiting) waiting;
	MT_VEC(struct mt_issue) issues;		 /* sorted by time */
	bool seen;				 /* mlx5_cmd_done was recorded */
	bool all_issued;			 /* mlx5_cmd_issue is emitted for every command */
	bool submits;				 /* mlx5_cmd_submit was recorded */
	struct mt_cmds outside;			 /* all commands outside of operations */
	MT_VEC(struct mt_background) background; /* the same commands by device and work */
};

/* The title, such as "statistics", and the id for JSON, with underscores instead of spaces. */
const char *mt_work_title(enum mt_work work);
const char *mt_work_id(enum mt_work work);

/* Process the mlx5_cmd_issue of the task @r->pid on @dev. Strings are stored in @names. */
void mt_op_commands_issue(struct mt_op_commands *c, struct mt_model *names,
			  const struct mt_record *r, const char *dev);

/* Process a mlx5_cmd_submit, which may be recorded in any task. */
void mt_op_commands_submit(struct mt_op_commands *c, const struct mt_record *r, const char *dev);

/* Whether a command of the task is in flight. */
bool mt_op_commands_under_way(const struct mt_op_commands *c, int pid, const char *dev);

/*
 * The @i-th command in flight. NULL if there are no more, or if unknown because the ends of
 * commands were not recorded.
 */
const struct mt_issue *mt_op_commands_pending(const struct mt_op_commands *c, unsigned int i);
enum mt_awaits mt_issue_awaits(const struct mt_op_commands *c, const struct mt_issue *issue);
/* The id and the description, such as "slot" and "waiting for a slot". */
const char *mt_awaits_id(enum mt_awaits awaits);
const char *mt_awaits_words(enum mt_awaits awaits);

/*
 * The command of the mlx5_cmd_done @r is no longer in flight. For commands that the caller assigns.
 */
void mt_op_commands_end(struct mt_op_commands *c, const struct mt_record *r, const char *dev);

/* Process a mlx5_cmd_done. Strings are stored in @names. */
void mt_op_commands_done(struct mt_op_commands *c, struct mt_model *names,
			 const struct mt_record *r, const char *dev);

/*
 * Assign the pending commands of the task to @op after one of its steps. If @begins is set, this is
 * the first step: queries are then not assigned to any operation, and some commands may belong to
 * @before, the previous and now complete operation of the task, or NULL. @steers: the event
 * directly follows a command that modified an RQT.
 */
void mt_op_commands_claim(struct mt_op_commands *c, int pid, const char *dev, struct mt_cmds *op,
			  struct mt_cmds *before, bool begins, bool steers);

/*
 * Process the end of an operation without steps. Only commands on flow tables certainly belong to
 * it, and only if it is a flow rule; @op is NULL for any other operation.
 */
void mt_op_commands_answer(struct mt_op_commands *c, int pid, const char *dev, struct mt_cmds *op,
			   struct mt_cmds *before);

/* Whether this command deletes an object of a flow rule. It follows the rule's event. */
bool mt_op_commands_deletes(const struct mt_record *r);

/*
 * Process the end of the task's events: assign to @before the commands that certainly belong to it.
 * These include destroy commands unless its last step was @done when it was traced.
 */
void mt_op_commands_leave(struct mt_op_commands *c, int pid, const char *dev,
			  struct mt_cmds *before, bool done);

void mt_op_commands_finish(struct mt_op_commands *c);
void mt_op_commands_free(struct mt_op_commands *c);

#endif
