// SPDX-License-Identifier: GPL-2.0-only
/* Helpers of command handlers. */
#include "vconnectx/card/fw/cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "vconnectx/card/core/dev.h"

enum vcx_status vcx_fail(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_status status,
			 enum vcx_syndrome syndrome, const char *fmt, ...)
{
	const char *name = vcx_opcode_name(cmd->opcode);
	char why[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	cmd->syndrome = syndrome;
	vcx_dev_log(dev, VCX_LOG_WARN, "%s(0x%x) op_mod 0x%x: %s (status %s, syndrome 0x%x)",
		    name ? name : "opcode", cmd->opcode, cmd->op_mod, why, vcx_status_name(status),
		    syndrome);
	return status;
}

void vcx_cmd_done(struct vcx_cmd *cmd)
{
	free(cmd->refs);
	cmd->refs = NULL;
	cmd->nr_refs = 0;
	cmd->cap_refs = 0;
}

/* record that the command refers to @obj */
static void note(const struct vcx_dev *dev, struct vcx_cmd *cmd, const struct vcx_obj *obj)
{
	const char *type = vcx_obj_type_name(dev, obj->type);

	for (size_t i = 0; i < cmd->nr_refs; i++)
		if (cmd->refs[i].id == obj->shown_id && cmd->refs[i].type == type)
			return;
	if (cmd->nr_refs == cmd->cap_refs) {
		size_t cap = cmd->cap_refs ? cmd->cap_refs * 2 : 8;
		struct vcx_named *refs = realloc(cmd->refs, cap * sizeof(*refs));

		if (!refs)
			return;
		cmd->refs = refs;
		cmd->cap_refs = cap;
	}
	cmd->refs[cmd->nr_refs++] = (struct vcx_named){
		.type = type,
		.id = obj->shown_id,
	};
}

void *vcx_cmd_find(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type, uint32_t id)
{
	struct vcx_obj *obj = vcx_obj_find(dev, type, id);

	if (!obj) {
		cmd->status = (uint8_t)vcx_fail(dev, cmd, VCX_BAD_RESOURCE, VCX_SYND_NO_OBJECT,
						"%s %u does not exist",
						vcx_obj_type_name(dev, type), id);
		return NULL;
	}
	/* objects of the driver itself (uid 0) are shared */
	if (cmd->uid && obj->uid && obj->uid != VCX_UID_SHARED && obj->uid != cmd->uid) {
		cmd->status = (uint8_t)vcx_fail(dev, cmd, VCX_BAD_RESOURCE, VCX_SYND_OWNER,
						"%s %u belongs to uid %u",
						vcx_obj_type_name(dev, type), id, obj->uid);
		return NULL;
	}
	note(dev, cmd, obj);
	return obj;
}

void *vcx_cmd_new(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type, size_t size)
{
	struct vcx_obj *obj = vcx_obj_new(dev, type, size, cmd->uid);

	if (!obj) {
		cmd->status = (uint8_t)vcx_fail(dev, cmd, VCX_LIMITS_EXCEEDED, VCX_SYND_LIMIT,
						"no more %s available, %zu in use",
						vcx_obj_type_name(dev, type),
						dev->objs.table[type].count);
		return NULL;
	}
	cmd->created = (struct vcx_named){
		.type = vcx_obj_type_name(dev, type),
		.id = obj->shown_id,
	};
	return obj;
}

enum vcx_status vcx_cmd_undo(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *obj,
			     enum vcx_status status)
{
	cmd->created = (struct vcx_named){ 0 };
	vcx_obj_delete(dev, obj);
	return status;
}

enum vcx_status vcx_cmd_destroy(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type,
				uint32_t id)
{
	struct vcx_obj *obj = vcx_cmd_find(dev, cmd, type, id);

	if (!obj)
		return cmd->status;
	if (obj->nr_users)
		return vcx_fail(dev, cmd, VCX_BAD_RESOURCE_STATE, VCX_SYND_IN_USE,
				"%s %u is in use by %u others", vcx_obj_type_name(dev, type), id,
				obj->nr_users);
	cmd->destroyed = (struct vcx_named){
		.type = vcx_obj_type_name(dev, type),
		.id = obj->shown_id,
	};
	cmd->nr_refs = 0;
	vcx_obj_delete(dev, obj);
	return VCX_OK;
}

enum vcx_status vcx_cmd_ref(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *obj,
			    struct vcx_obj *target)
{
	if (!vcx_obj_ref(dev, obj, target))
		return vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_NO_MEMORY, "out of memory");
	return VCX_OK;
}
