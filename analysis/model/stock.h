/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Results from the events of a stock kernel: firmware commands that failed (mlx5_cmd, since
 * 6.1), messages to requests over netlink (netlink_extack), and reports of health reporters about a
 * device (devlink_*). They are in the kernel without the series.
 */
#ifndef MLX5TRACE_STOCK_H
#define MLX5TRACE_STOCK_H

#include "analysis/base/vec.h"
#include "analysis/model/evidence.h"
#include "analysis/model/model.h"

/*
 * A kind of failed command, or a message to a task or about a device; equal ones are stored once.
 */
struct mt_stock_cmd {
	const char *name, *status; /* of opcode and status, "" unknown */
	int64_t opcode, op_mod, status_nr, syndrome;
	int err;
	uint64_t nr;
	struct mt_evidence first;
};

struct mt_stock_text {
	const char *text;
	const char *dev;   /* of devlink; "": none */
	bool driver;	   /* the task also had events of the driver */
	const char *check; /* the function that reported it, from the call stack; "": unknown */
	uint64_t nr;
	struct mt_evidence first;
};

struct mt_stock_texts {
	struct mt_stock_text *at;
	unsigned int nr, room;
};

struct mt_stock {
	struct mt_model base;
	MT_VEC(struct mt_stock_cmd) cmds;
	struct mt_stock_texts answers, health;
	MT_VEC(int) tasks;	      /* that had events of the driver, of the series or not */
	struct mt_stock_text *awaits; /* the message whose call stack may be the next record, */
	int pid;		      /* ... of this task; NULL: none */
};

extern const struct mt_model_ops mt_model_stock;

#endif
