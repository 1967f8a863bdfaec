/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bars of a recording in lanes, for a time line whose rows are chosen by number: the
 * operations of a device, its firmware commands, and for each of its channels the channel,
 * its XSK queues and its RQT; then the RQTs of RSS and the rules. Independent of KernelShark.
 */
#ifndef KERNELSHARK_LANES_H
#define KERNELSHARK_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/include/mlx5trace/mlx5trace.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Lane numbers begin here: no PID is this large (PID_MAX_LIMIT). */
#define LANE_FIRST_PID 5000000

enum bar_kind {
	BAR_OPERATION,
	BAR_STEP,
	BAR_COMMAND,
	BAR_CHANNEL,
	BAR_CHANNEL_ACTIVE,
	BAR_XSK,
	BAR_XSK_ACTIVE,
	BAR_STEERING,
	BAR_RSS,
	BAR_RULE,
	BAR_KINDS,
};

struct bar {
	enum bar_kind kind;
	bool failed;
	bool drop;	  /* its destination is the drop RQ */
	unsigned int row; /* within its lane */
	uint64_t start, end;
	int64_t vhca_id, rqn;
	/* printable ASCII */
	char *title; /* "channel 3", "RQT 7 -> RQ 21" */
	char *label; /* the part of the title that the name of its lane does not contain: "RQ 21" */
	char *text;  /* one line with all known details */
};

enum lane_class {
	LANE_OPERATIONS,
	LANE_COMMANDS,
	/* of each channel */
	LANE_CHANNEL,
	LANE_XSK,
	LANE_RQT,
	/* of the device */
	LANE_RSS,
	LANE_RULES,
};

struct lane {
	int pid;
	enum lane_class class_of;
	unsigned int dev; /* order of the devices */
	int64_t ix;	  /* of a channel's lane; otherwise -1 */
	char *name;	  /* "eth0 channel 3" */
	struct bar *bars; /* by start */
	size_t nr_bars, room;
	unsigned int rows;
};

struct lanes {
	struct lane *at;
	size_t nr;
};

/*
 * Read a recording: a trace.dat within a recording directory with its snapshot. Returns
 * 0; or -1 with @err set and the bars read so far in @to. lanes_free() in either case.
 */
int lanes_read(struct lanes *to, const char *path, struct mlx5trace_error *err);
void lanes_free(struct lanes *lanes);

const struct lane *lanes_find(const struct lanes *lanes, int pid);

/* "operation" ... as in the output of mlx5-trace export. */
const char *bar_kind_id(enum bar_kind kind);
/* 0xRRGGBB: one for each kind, and one for objects that lead to the drop RQ. */
uint32_t bar_colour(const struct bar *bar);

#ifdef __cplusplus
}
#endif

#endif
