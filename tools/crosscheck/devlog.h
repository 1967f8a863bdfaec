/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The life cycles of objects in vconnectx's command log: the positions in the log
 * at which each RQ, CQ, SQ, RQT and TIR was created and destroyed. Flow table entries
 * are kept with the command, as their numbers are unique only within a table.
 *
 * A position is a number of commands: at position p, commands 0 to p - 1 have completed.
 */
#ifndef CROSSCHECK_DEVLOG_H
#define CROSSCHECK_DEVLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/source/recording.h"
#include "analysis/base/vec.h"

enum obj_type { OBJ_RQ, OBJ_CQ, OBJ_SQ, OBJ_RQT, OBJ_TIR, OBJ_NR };

struct obj_name {
	enum obj_type type;
	uint32_t id;
};

#define NEVER SIZE_MAX

/* One life cycle of an object; an id may be reused. */
struct obj {
	struct obj_name name;
	size_t created;	  /* position of the command that created it */
	size_t destroyed; /* position, or NEVER */
};

struct cmd {
	int64_t seq; /* sequence number in the log */
	char op[40]; /* such as "CREATE_RQ", or "reset" for a reset of the device */
	bool ok;
	int64_t opcode, slot, token, status, syndrome; /* -1: not in the line */
	int64_t table, entry; /* the flow table entry that was created or destroyed; -1: none */
	MT_VEC(struct obj_name) refs;
};

struct devlog {
	MT_VEC(struct cmd) cmds;
	MT_VEC(struct obj) objs;
};

/* False if the file is not a command log, with @err set, which includes the line number. */
bool devlog_load(struct devlog *log, const char *path, struct mt_error *err);
void devlog_free(struct devlog *log);

/* The object with this id that exists at @position, or NULL. */
struct obj *devlog_alive(const struct devlog *log, enum obj_type type, int64_t id, size_t position);

/* The first object with this id that was created at or after @position, or NULL. */
struct obj *devlog_created_from(const struct devlog *log, enum obj_type type, int64_t id,
				size_t position);

/* True if the command refers to this object. */
bool cmd_refers(const struct cmd *cmd, enum obj_type type, int64_t id);

const char *obj_type_name(enum obj_type type);

#endif
