/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vconnectx's command log as life cycles of objects: when each RQ, CQ, SQ, RQT
 * and TIR was created and destroyed, by position in the log. Entries of flow
 * tables are kept with the command, as their numbers are unique only within a table.
 *
 * A position is a number of commands: at position p the commands 0 .. p-1 are completed.
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
	size_t destroyed; /* NEVER */
};

struct cmd {
	int64_t seq; /* sequence number of the log */
	char op[40]; /* "CREATE_RQ" ...; "reset" of the device */
	bool ok;
	int64_t opcode, slot, token, status, syndrome; /* -1: not in the line */
	int64_t table, entry; /* of the flow table entry created or destroyed; -1 */
	MT_VEC(struct obj_name) refs;
};

struct devlog {
	MT_VEC(struct cmd) cmds;
	MT_VEC(struct obj) objs;
};

/* False with @err set, with the line number, if the file is not a command log. */
bool devlog_load(struct devlog *log, const char *path, struct mt_error *err);
void devlog_free(struct devlog *log);

/* The object of that name alive at @position, or NULL. */
struct obj *devlog_alive(const struct devlog *log, enum obj_type type, int64_t id, size_t position);

/* The first object of that name created at or after @position. */
struct obj *devlog_created_from(const struct devlog *log, enum obj_type type, int64_t id,
				size_t position);

/* True if the command refers to this object. */
bool cmd_refers(const struct cmd *cmd, enum obj_type type, int64_t id);

const char *obj_type_name(enum obj_type type);

#endif
