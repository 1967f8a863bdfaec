// SPDX-License-Identifier: GPL-2.0-only
#include "tools/crosscheck/devlog.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static const char *const type_names[OBJ_NR] = {
	[OBJ_RQ] = "RQ", [OBJ_CQ] = "CQ", [OBJ_SQ] = "SQ", [OBJ_RQT] = "RQT", [OBJ_TIR] = "TIR",
};

const char *obj_type_name(enum obj_type type)
{
	return type_names[type];
}

/* False if objects of this type are not tracked. */
static bool read_name(json_t *json, struct obj_name *name)
{
	const char *type = json_string_value(json_object_get(json, "type"));
	json_t *id = json_object_get(json, "id");

	if (!type || !json_is_integer(id))
		return false;
	for (int t = 0; t < OBJ_NR; t++) {
		if (!strcmp(type, type_names[t])) {
			name->type = (enum obj_type)t;
			name->id = (uint32_t)json_integer_value(id);
			return true;
		}
	}
	return false;
}

static void destroy_all(struct devlog *log, size_t position)
{
	for (unsigned int i = 0; i < log->objs.nr; i++)
		if (log->objs.at[i].destroyed == NEVER)
			log->objs.at[i].destroyed = position;
}

static int64_t number(json_t *line, const char *key)
{
	json_t *value = json_object_get(line, key);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

/* The id of an object of this type; -1 if the object has another type, or there is none. */
static int64_t id_of(json_t *object, const char *type)
{
	const char *name = json_string_value(json_object_get(object, "type"));

	return name && !strcmp(name, type) ? number(object, "id") : -1;
}

static void read_entry(json_t *line, struct cmd *cmd)
{
	json_t *ref;
	size_t i;

	cmd->table = -1;
	json_array_foreach(json_object_get(line, "refs"), i, ref)
		if (cmd->table < 0)
			cmd->table = id_of(ref, "FLOW_TABLE");
	cmd->entry = id_of(json_object_get(line, "created"), "FLOW_ENTRY");
	if (cmd->entry < 0)
		cmd->entry = id_of(json_object_get(line, "destroyed"), "FLOW_ENTRY");
}

static bool add_objects(struct devlog *log, json_t *line, struct cmd *cmd, size_t position)
{
	struct obj_name name;
	json_t *ref;
	size_t i;

	json_array_foreach(json_object_get(line, "refs"), i, ref) {
		struct obj_name *slot;

		if (!read_name(ref, &name))
			continue;
		slot = mt_vec_add(&cmd->refs);
		if (!slot)
			return false;
		*slot = name;
	}
	if (!cmd->ok)
		return true;
	if (read_name(json_object_get(line, "destroyed"), &name)) {
		struct obj *obj = devlog_alive(log, name.type, name.id, position);

		if (obj)
			obj->destroyed = position;
	}
	if (read_name(json_object_get(line, "created"), &name)) {
		struct obj *obj = mt_vec_add(&log->objs);

		if (!obj)
			return false;
		*obj = (struct obj){ name, position, NEVER };
	}
	return true;
}

/* Lines of rings and ledgers are not commands. */
static bool add_line(struct devlog *log, json_t *line)
{
	const char *op = json_string_value(json_object_get(line, "op"));
	bool reset = json_object_get(line, "reset") != NULL;
	size_t position = log->cmds.nr;
	struct cmd *cmd;

	if (!reset && !json_object_get(line, "opcode"))
		return true;
	cmd = mt_vec_add(&log->cmds);
	if (!cmd)
		return false;
	*cmd = (struct cmd){
		.seq = json_integer_value(json_object_get(line, "seq")),
		.opcode = number(line, "opcode"),
		.slot = number(line, "slot"),
		.token = number(line, "token"),
		.status = number(line, "status"),
		.syndrome = number(line, "syndrome"),
	};
	read_entry(line, cmd);
	cmd->ok = !json_integer_value(json_object_get(line, "status"));
	snprintf(cmd->op, sizeof(cmd->op), "%s", reset ? "reset" : op ? op : "?");
	if (reset) {
		destroy_all(log, position);
		return true;
	}
	return add_objects(log, line, cmd, position);
}

bool devlog_load(struct devlog *log, const char *path, struct mt_error *err)
{
	FILE *f = fopen(path, "r");
	unsigned long number = 0;
	json_error_t why;
	bool good = true;
	char *text = NULL;
	size_t size = 0;

	*log = (struct devlog){ 0 };
	if (!f) {
		mt_error_set(err, "%s: %s", path, strerror(errno));
		return false;
	}
	while (good && getline(&text, &size, f) > 0) {
		json_t *line = json_loads(text, 0, &why);

		number++;
		if (!json_is_object(line)) {
			mt_error_set(err, "%s:%lu: %s", path, number,
				     line ? "not a JSON object" : why.text);
			good = false;
		} else if (!add_line(log, line)) {
			mt_error_set(err, "%s: out of memory", path);
			good = false;
		}
		json_decref(line);
	}
	/* getline() failed by an error, or because there was no memory for the line */
	if (good && !feof(f)) {
		mt_error_set(err, "%s: %s", path, strerror(errno));
		good = false;
	}
	if (good && !log->cmds.nr) {
		mt_error_set(err, "%s: the log contains no command", path);
		good = false;
	}
	free(text);
	fclose(f);
	if (!good)
		devlog_free(log);
	return good;
}

void devlog_free(struct devlog *log)
{
	for (unsigned int i = 0; i < log->cmds.nr; i++)
		free(log->cmds.at[i].refs.at);
	free(log->cmds.at);
	free(log->objs.at);
	*log = (struct devlog){ 0 };
}

struct obj *devlog_alive(const struct devlog *log, enum obj_type type, int64_t id, size_t position)
{
	for (unsigned int i = 0; i < log->objs.nr; i++) {
		struct obj *obj = &log->objs.at[i];

		if (obj->name.type == type && obj->name.id == id && obj->created < position &&
		    obj->destroyed >= position)
			return obj;
	}
	return NULL;
}

struct obj *devlog_created_from(const struct devlog *log, enum obj_type type, int64_t id,
				size_t position)
{
	for (unsigned int i = 0; i < log->objs.nr; i++) {
		struct obj *obj = &log->objs.at[i];

		if (obj->name.type == type && obj->name.id == id && obj->created >= position)
			return obj;
	}
	return NULL;
}

bool cmd_refers(const struct cmd *cmd, enum obj_type type, int64_t id)
{
	for (unsigned int i = 0; i < cmd->refs.nr; i++)
		if (cmd->refs.at[i].type == type && cmd->refs.at[i].id == id)
			return true;
	return false;
}
