/* SPDX-License-Identifier: GPL-2.0-only */
/* Firmware commands counted by opcode: their number, total time and errors. */
#ifndef MLX5TRACE_COMMANDS_H
#define MLX5TRACE_COMMANDS_H

#include "analysis/model/evidence.h"
#include "analysis/model/model.h"
#include "analysis/model/times.h"
#include "analysis/base/vec.h"

/* The commands with a given opcode. The model that counts them owns the names. */
struct mt_cmd {
	const char *name;
	int64_t opcode; /* -1 if only the name is known */
	uint64_t nr, failed;
	uint64_t ns, max_ns;	       /* time in the firmware: sum and maximum */
	uint64_t wait_ns, max_wait_ns; /* wait for a semaphore or a slot; 0 if unknown */
	/* of the first command that failed */
	const char *status; /* "NONE" if the firmware did not reply */
	int64_t syndrome;   /* -1 if unknown */
	int err;
};

struct mt_cmds {
	MT_VEC(struct mt_cmd) by_opcode; /* in order of first occurrence; room is 0 once settled */
	uint64_t nr, failed, ns, wait_ns;
	uint64_t first, last; /* start of the first and end of the last command */
};

/* Whether the command of this mlx5_cmd_done failed. */
bool mt_cmd_failed(const struct mt_record *r);

/* Count the mlx5_cmd_done @r. Names are kept in the pool of @names. */
void mt_cmds_add(struct mt_cmds *cmds, struct mt_model *names, const struct mt_record *r);
/* Add @from to @to. mt_cmds_move() also empties @from. */
void mt_cmds_count(struct mt_cmds *to, const struct mt_cmds *from);
void mt_cmds_move(struct mt_cmds *to, struct mt_cmds *from);
/*
 * To be called when no further commands follow: keep the commands as long as the model. Calling
 * mt_cmds_free() is then optional.
 */
void mt_cmds_settle(struct mt_cmds *cmds, struct mt_model *model);
void mt_cmds_free(struct mt_cmds *cmds);

/* The number of events that are kept for each kind of failure. */
#define MT_CMD_FAILURES_KEPT 8

/* The commands of a device with the same opcode and error. */
struct mt_cmd_failure {
	const char *dev, *name, *status;
	int64_t opcode, syndrome;
	int err;
	uint64_t nr;
	unsigned int kept;
	struct mt_evidence at[MT_CMD_FAILURES_KEPT]; /* the first events */
};

/* Durations of the commands with a given opcode. */
struct mt_cmd_times {
	const char *name;
	uint64_t nr, failed;
	struct mt_times ns;	 /* time in the firmware */
	struct mt_times wait_ns; /* time waiting before that, if known */
};

struct mt_commands {
	struct mt_model base;
	MT_VEC(struct mt_cmd_times) times; /* by opcode, in order of first occurrence */
	MT_VEC(struct mt_cmd_failure) failures;
};

extern const struct mt_model_ops mt_model_commands;

#endif
