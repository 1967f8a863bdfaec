/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bars of a recording in lanes, for a time line whose rows are selected by number. A device has
 * a lane for its operations and one for its firmware commands. Each channel has lanes for itself,
 * its XSK queues and its RQT. Then follow a lane for the RQTs of RSS and one for the rules. This
 * does not depend on KernelShark.
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

/* Lane numbers begin here, as no PID is this large (PID_MAX_LIMIT). */
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
	unsigned int row; /* row within the lane */
	uint64_t start, end;
	int64_t vhca_id, rqn;
	/* printable ASCII */
	char *title; /* "channel 3", "RQT 7 -> RQ 21" */
	char *label; /* "RQ 21": the part of the title that is not in the name of the lane */
	char *text;  /* one line with all known details */
};

enum lane_class {
	LANE_OPERATIONS,
	LANE_COMMANDS,
	/* lanes of each channel */
	LANE_CHANNEL,
	LANE_XSK,
	LANE_RQT,
	/* other lanes of the device */
	LANE_RSS,
	LANE_RULES,
};

struct lane {
	int pid;
	enum lane_class class_of;
	unsigned int dev; /* index of the device */
	int64_t ix;	  /* channel index, or -1 if the lane is not of a channel */
	char *name;	  /* "eth0 channel 3" */
	struct bar *bars; /* sorted by start */
	size_t nr_bars, room;
	unsigned int rows;
};

struct lanes {
	struct lane *at;
	size_t nr;
};

/*
 * Read a recording. If @path is a trace.dat in a recording directory, the snapshot in the directory
 * is used. Returns 0, or -1 with @err set and the bars read so far in @to. lanes_free() must be
 * called in either case.
 */
int lanes_read(struct lanes *to, const char *path, struct mlx5trace_error *err);
void lanes_free(struct lanes *lanes);

const struct lane *lanes_find(const struct lanes *lanes, int pid);

/* Returns "operation" etc. as in the output of mlx5-trace export. */
const char *bar_kind_id(enum bar_kind kind);
/* Returns 0xRRGGBB. Each kind has a colour, and so have objects that lead to the drop RQ. */
uint32_t bar_colour(const struct bar *bar);

#ifdef __cplusplus
}
#endif

#endif
