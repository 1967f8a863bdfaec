/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Assignment of firmware commands to operations.
 *
 * mlx5_cmd_done names a task and a device, but no operation, and the event of a step
 * follows the step's commands. So the commands of a task are pending until the next
 * event of that task on that device determines their operation. A command completed in
 * another context (async) belongs to the task of its mlx5_cmd_issue. Commands without
 * such an event are outside of all operations: the driver's background work, and the
 * work of kernel workers before their first step. A command without its end at the end of
 * the recording is under way.
 */
#ifndef MLX5TRACE_OP_COMMANDS_H
#define MLX5TRACE_OP_COMMANDS_H

#include "analysis/model/commands.h"

/* Kinds of pending commands, with different rules of assignment. */
enum mt_wait {
	/*
	 * Modifies an RQT or a TIR; the last such command is kept apart: a change
	 * of channels may issue one after its last event.
	 */
	MT_WAIT_STEER,
	MT_WAIT_LAST_STEER,
	MT_WAIT_READ, /* query only: may be unrelated to the operation */
	MT_WAIT_FLOW, /* flow tables, groups and entries */
	MT_WAIT_OTHER,
	MT_WAIT_NR,
};

/* Pending commands of one task on one device. */
struct mt_waiting {
	int pid;
	const char *dev;
	bool worker; /* a kernel worker, which executes operations one after the other */
	struct mt_cmds cmds[MT_WAIT_NR];
};

/* A command in flight; in recordings of the older form only asynchronous ones. */
struct mt_issue {
	const char *dev;
	int64_t opcode, token;
	int64_t slot;	    /* -1: none yet, or unknown */
	const char *name;   /* of the opcode */
	uint64_t submitted; /* to the firmware; 0: not yet, or unknown */
	int pid;
	bool worker;
	struct mt_evidence by; /* its mlx5_cmd_issue */
};

/* The resource that a command waits for at the end of the recording. */
enum mt_awaits {
	MT_AWAITS_END, /* unknown: mlx5_cmd_submit was not recorded */
	MT_AWAITS_SLOT,
	MT_AWAITS_FIRMWARE,
};

/*
 * Work outside of operations: that of the driver's workers is classified by its commands,
 * as there is no event for it.
 */
enum mt_work {
	MT_WORK_STATISTICS,
	MT_WORK_CARRIER,
	MT_WORK_RX_MODE, /* addresses and promiscuity: ndo_set_rx_mode */
	MT_WORK_MODERATION,
	MT_WORK_REGISTERS, /* of the port: statistics, link, health */
	MT_WORK_OTHER,	   /* of workers */
	MT_WORK_TASKS,	   /* queries of tasks, and commands not attributable to one */
	MT_WORK_NR,
};

struct mt_background {
	const char *dev;
	enum mt_work work;
	struct mt_cmds cmds;
};

struct mt_op_commands {
	MT_VEC(struct mt_waiting) waiting;
	MT_VEC(struct mt_issue) issues;		 /* by time */
	bool seen;				 /* mlx5_cmd_done was recorded */
	bool all_issued;			 /* mlx5_cmd_issue is emitted for every command */
	bool submits;				 /* mlx5_cmd_submit was recorded */
	struct mt_cmds outside;			 /* all of them, */
	MT_VEC(struct mt_background) background; /* and by device and work */
};

/* "statistics"; for JSON with underscores instead of spaces. */
const char *mt_work_title(enum mt_work work);
const char *mt_work_id(enum mt_work work);

/* mlx5_cmd_issue of the task @r->pid on @dev; strings are stored in @names. */
void mt_op_commands_issue(struct mt_op_commands *c, struct mt_model *names,
			  const struct mt_record *r, const char *dev);

/* mlx5_cmd_submit, of whatever task. */
void mt_op_commands_submit(struct mt_op_commands *c, const struct mt_record *r, const char *dev);

/* Is a command of the task under way? */
bool mt_op_commands_under_way(const struct mt_op_commands *c, int pid, const char *dev);

/* The i-th command under way; NULL: no more, or unknown, as the ends were not recorded. */
const struct mt_issue *mt_op_commands_pending(const struct mt_op_commands *c, unsigned int i);
enum mt_awaits mt_issue_awaits(const struct mt_op_commands *c, const struct mt_issue *issue);
/* "slot"; "waiting for a slot" */
const char *mt_awaits_id(enum mt_awaits awaits);
const char *mt_awaits_words(enum mt_awaits awaits);

/*
 * The command of the mlx5_cmd_done @r is no longer under way; for commands that the caller assigns.
 */
void mt_op_commands_end(struct mt_op_commands *c, const struct mt_record *r, const char *dev);

/* mlx5_cmd_done; strings are stored in @names. */
void mt_op_commands_done(struct mt_op_commands *c, struct mt_model *names,
			 const struct mt_record *r, const char *dev);

/*
 * Assign the pending commands of the task to @op after one of its steps. With @begins,
 * the first step, queries are assigned to no operation, and some commands may belong to
 * @before, the previous operation of the task, now complete, or NULL. @steers: the event
 * directly follows a command that modified an RQT.
 */
void mt_op_commands_claim(struct mt_op_commands *c, int pid, const char *dev, struct mt_cmds *op,
			  struct mt_cmds *before, bool begins, bool steers);

/*
 * End of an operation without steps. Only commands on flow tables certainly belong to it,
 * and only if it is a flow rule, @op; otherwise NULL.
 */
void mt_op_commands_answer(struct mt_op_commands *c, int pid, const char *dev, struct mt_cmds *op,
			   struct mt_cmds *before);

/* Does this command delete an object of a flow rule? It follows the rule's event. */
bool mt_op_commands_deletes(const struct mt_record *r);

/*
 * End of the task's events: @before is assigned the commands that certainly belong to it,
 * and destroy commands if its last step was traced before it was @done.
 */
void mt_op_commands_leave(struct mt_op_commands *c, int pid, const char *dev,
			  struct mt_cmds *before, bool done);

void mt_op_commands_finish(struct mt_op_commands *c);
void mt_op_commands_free(struct mt_op_commands *c);

#endif
