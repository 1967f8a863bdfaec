// SPDX-License-Identifier: GPL-2.0-only
/* Command table, checks common to all commands, helpers for handlers. */
#include "vconnectx/card/fw/cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/fw/fault.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/fw/cmdlog.h"

#define OUT_HEAD 8u /* status and syndrome */

static const struct vcx_cmd_family *const families[] = {
	&vcx_cmds_hca,	    &vcx_cmds_res,	  &vcx_cmds_mkey,  &vcx_cmds_eq,
	&vcx_cmds_cq,	    &vcx_cmds_sq,	  &vcx_cmds_rq,	   &vcx_cmds_rss,
	&vcx_cmds_steering, &vcx_cmds_flow_entry, &vcx_cmds_vport, &vcx_cmds_reg,
	&vcx_cmds_counters,
};

static const struct opcode_name {
	uint16_t opcode;
	const char *name;
} opcode_names[] = {
#define VCX_OPCODE(value, name) { value, #name },
#include "ifc-opcodes.inc"
#undef VCX_OPCODE
};

static const struct status_row {
	uint8_t status;
	const char *name;
} status_names[] = {
#define VCX_STATUS_NAME(name, value) { value, #name },
	VCX_STATUSES(VCX_STATUS_NAME)
#undef VCX_STATUS_NAME
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

const char *vcx_opcode_name(uint16_t opcode)
{
	for (size_t i = 0; i < ARRAY_SIZE(opcode_names); i++)
		if (opcode_names[i].opcode == opcode)
			return opcode_names[i].name;
	return NULL;
}

bool vcx_opcode_parse(const char *name, uint16_t *opcode)
{
	for (size_t i = 0; i < ARRAY_SIZE(opcode_names); i++) {
		if (strcmp(opcode_names[i].name, name))
			continue;
		*opcode = opcode_names[i].opcode;
		return true;
	}
	return false;
}

const char *vcx_status_name(uint8_t status)
{
	for (size_t i = 0; i < ARRAY_SIZE(status_names); i++)
		if (status_names[i].status == status)
			return status_names[i].name;
	return "UNKNOWN";
}

bool vcx_status_parse(const char *name, uint8_t *status)
{
	for (size_t i = 0; i < ARRAY_SIZE(status_names); i++) {
		if (strcmp(status_names[i].name, name))
			continue;
		*status = status_names[i].status;
		return true;
	}
	return false;
}

const struct vcx_cmd_desc *vcx_cmd_lookup(uint16_t opcode)
{
	for (size_t f = 0; f < ARRAY_SIZE(families); f++)
		for (size_t i = 0; i < families[f]->nr; i++)
			if (families[f]->cmds[i].opcode == opcode)
				return &families[f]->cmds[i];
	return NULL;
}

uint32_t vcx_cmd_out_size(uint16_t opcode)
{
	const struct vcx_cmd_desc *desc = vcx_cmd_lookup(opcode);

	return desc && desc->out_size > OUT_HEAD ? desc->out_size : OUT_HEAD;
}

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
	vcx_dev_log_rl(dev, VCX_LOG_WARN, "%s(0x%x) op_mod 0x%x: %s (status %s, syndrome 0x%x)",
		       name ? name : "opcode", cmd->opcode, cmd->op_mod, why,
		       vcx_status_name(status), syndrome);
	return status;
}

static bool state_allows(const struct vcx_dev *dev, enum vcx_cmd_when when)
{
	switch (when) {
	case VCX_WHEN_INIT:
		return dev->state == VCX_HCA_INIT;
	case VCX_WHEN_ENABLED:
		return dev->state != VCX_HCA_DISABLED;
	case VCX_WHEN_ANY:
		return true;
	}
	return false;
}

static enum vcx_status check_and_run(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const struct vcx_cmd_desc *desc = vcx_cmd_lookup(cmd->opcode);

	if (!desc) {
		dev->stats.unknown_opcodes++;
		return vcx_fail(dev, cmd, VCX_BAD_OPERATION, VCX_SYND_OPCODE, "not modelled");
	}
	if (cmd->in_len < desc->in_size)
		return vcx_fail(dev, cmd, VCX_BAD_INPUT_LENGTH, VCX_SYND_IN_LEN,
				"%u bytes of input, needs %u", cmd->in_len, desc->in_size);
	if (cmd->out_len < desc->out_size)
		return vcx_fail(dev, cmd, VCX_BAD_OUTPUT_LENGTH, VCX_SYND_OUT_LEN,
				"room for %u bytes of output, needs %u", cmd->out_len,
				desc->out_size);
	if (!state_allows(dev, desc->when))
		return vcx_fail(dev, cmd, VCX_BAD_SYSTEM_STATE, VCX_SYND_HCA_STATE, "device is %s",
				vcx_hca_state_name(dev->state));
	return desc->fn(dev, cmd);
}

void vcx_cmd_execute(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const struct vcx_fault *fault;
	const char *name;

	/* the driver never sends less than the 16 bytes of the slot itself */
	cmd->opcode = (uint16_t)VCX_GET(query_hca_cap_in, cmd->in, opcode);
	cmd->op_mod = (uint16_t)VCX_GET(query_hca_cap_in, cmd->in, op_mod);
	cmd->uid = (uint16_t)VCX_GET(create_cq_in, cmd->in, uid);
	dev->stats.commands++;
	fault = vcx_fault_match(dev, cmd);
	if (!fault || !fault->fails || fault->done)
		cmd->status = (uint8_t)check_and_run(dev, cmd);
	if (fault && fault->fails) {
		cmd->status = fault->status;
		cmd->syndrome = fault->syndrome;
	}
	if (cmd->status) {
		dev->stats.failed_commands++;
		memset(cmd->out, 0, cmd->out_cap);
	} else {
		cmd->syndrome = 0;
	}
	cmd->out[0] = cmd->status;
	vcx_put_be32(cmd->out + 4, cmd->syndrome);
	name = vcx_opcode_name(cmd->opcode);
	vcx_dev_log(dev, VCX_LOG_DEBUG, "cmd slot %u %s(0x%x) op_mod 0x%x: %s", cmd->slot,
		    name ? name : "?", cmd->opcode, cmd->op_mod, vcx_status_name(cmd->status));
	vcx_trace_cmd(dev, cmd);
}

void vcx_cmd_done(struct vcx_cmd *cmd)
{
	free(cmd->refs);
	cmd->refs = NULL;
	cmd->nr_refs = 0;
	cmd->cap_refs = 0;
}

/* note that the command touches @obj */
static void note(struct vcx_cmd *cmd, const struct vcx_obj *obj)
{
	const char *type = vcx_obj_type_name(obj->type);

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
						"%s %u does not exist", vcx_obj_type_name(type),
						id);
		return NULL;
	}
	/* objects of the driver itself (uid 0) are shared */
	if (cmd->uid && obj->uid && obj->uid != cmd->uid) {
		cmd->status = (uint8_t)vcx_fail(dev, cmd, VCX_BAD_RESOURCE, VCX_SYND_OWNER,
						"%s %u belongs to uid %u", vcx_obj_type_name(type),
						id, obj->uid);
		return NULL;
	}
	note(cmd, obj);
	return obj;
}

void *vcx_cmd_new(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type, size_t size)
{
	struct vcx_obj *obj = vcx_obj_new(dev, type, size, cmd->uid);

	if (!obj) {
		cmd->status = (uint8_t)vcx_fail(dev, cmd, VCX_LIMITS_EXCEEDED, VCX_SYND_LIMIT,
						"no more %s to give, %zu alive",
						vcx_obj_type_name(type),
						dev->objs.table[type].count);
		return NULL;
	}
	cmd->created = (struct vcx_named){
		.type = vcx_obj_type_name(type),
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
				"%s %u is used by %u others", vcx_obj_type_name(type), id,
				obj->nr_users);
	cmd->destroyed = (struct vcx_named){
		.type = vcx_obj_type_name(type),
		.id = obj->shown_id,
	};
	cmd->nr_refs = 0;
	vcx_obj_delete(dev, obj);
	return VCX_OK;
}

enum vcx_status vcx_cmd_ref(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *obj,
			    struct vcx_obj *target)
{
	if (!vcx_obj_ref(obj, target))
		return vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_NO_MEMORY, "out of memory");
	return VCX_OK;
}
