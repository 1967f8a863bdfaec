/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Results from the events of a stock kernel, without the series: firmware commands that failed
 * (mlx5_cmd, since 6.1), error messages for netlink requests (netlink_extack), and reports of
 * health reporters about a device (devlink_*).
 */
#ifndef MLX5TRACE_STOCK_H
#define MLX5TRACE_STOCK_H

#include "analysis/base/vec.h"
#include "analysis/model/evidence.h"
#include "analysis/model/model.h"

/*
 * A kind of failed command, or a message to a task or about a device. Equal entries are stored
 * once.
 */
struct mt_stock_cmd {
	const char *name, *status; /* names of opcode and status; "" if unknown */
	int64_t opcode, op_mod, status_nr, syndrome;
	int err;
	uint64_t nr;
	struct mt_evidence first;
};

struct mt_stock_text {
	const char *text;
	const char *dev;   /* device in a devlink event; otherwise "" */
	bool driver;	   /* there are also driver events of the task */
	const char *check; /* the function that reported it, from the call stack; "" if unknown */
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
	MT_VEC(int) tasks;	      /* tasks with driver events, of the series or not */
	struct mt_stock_text *awaits; /* message whose call stack may be the next record, or NULL */
	int pid;		      /* the task of that message */
};

extern const struct mt_model_ops mt_model_stock;

#endif
