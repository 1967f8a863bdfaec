// SPDX-License-Identifier: GPL-2.0-only
/* The command table and the checks common to all commands. */
#include "vconnectx/card/hca/dispatch.h"

#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/fw/cmdlog.h"
#include "vconnectx/card/fw/fault.h"
#include "vconnectx/host/util.h"

#define OUT_HEAD   8u  /* status and syndrome */
#define QUERY_HEAD 16u /* OUT_HEAD, and the fields before the structure of a query */

/* all files with commands: vcx_cmds_NAME has the command rows and object types of a file */
// clang-format off
#define FAMILIES(X) \
	X(hca) \
	X(res) \
	X(uctx) \
	X(mkey) \
	X(eq) \
	X(cq) \
	X(counters) \
	X(sq) \
	X(rq) \
	X(rss) \
	X(flow_table) \
	X(flow_entry) \
	X(vport) \
	X(reg)
// clang-format on

#define DECLARE(name) extern const struct vcx_cmd_family vcx_cmds_##name;
FAMILIES(DECLARE)

static const struct vcx_cmd_family *const families[] = {
#define ROW(name) &vcx_cmds_##name,
	FAMILIES(ROW)
};

void vcx_dispatch_init(struct vcx_dev *dev)
{
	for (size_t f = 0; f < ARRAY_SIZE(families); f++)
		for (size_t i = 0; i < families[f]->nr_classes; i++)
			vcx_objs_init(dev, &families[f]->classes[i]);
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
	uint32_t out_size;

	if (!desc) {
		dev->stats.unknown_opcodes++;
		return vcx_fail(dev, cmd, VCX_BAD_OPERATION, VCX_SYND_OPCODE, "not modelled");
	}
	out_size = desc->short_out ? QUERY_HEAD : desc->out_size;
	if (cmd->in_len < desc->in_size)
		return vcx_fail(dev, cmd, VCX_BAD_INPUT_LENGTH, VCX_SYND_IN_LEN,
				"%u bytes of input, %u required", cmd->in_len, desc->in_size);
	if (cmd->out_len < out_size)
		return vcx_fail(dev, cmd, VCX_BAD_OUTPUT_LENGTH, VCX_SYND_OUT_LEN,
				"room for %u bytes of output, %u required", cmd->out_len, out_size);
	if (!state_allows(dev, desc->when))
		return vcx_fail(dev, cmd, VCX_BAD_SYSTEM_STATE, VCX_SYND_HCA_STATE, "device is %s",
				vcx_hca_state_name(dev->state));
	if (cmd->uid && cmd->uid != VCX_UID_SHARED && !vcx_obj_find(dev, VCX_OBJ_UCTX, cmd->uid))
		return vcx_fail(dev, cmd, VCX_BAD_RESOURCE, VCX_SYND_NO_OBJECT,
				"uid %u does not exist", cmd->uid);
	return desc->fn(dev, cmd);
}

void vcx_cmd_execute(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const struct vcx_fault *fault;
	const char *name;

	/* a command has at least the 16 inline bytes of the slot */
	cmd->opcode = (uint16_t)VCX_GET(query_hca_cap_in, cmd->in, opcode);
	cmd->op_mod = (uint16_t)VCX_GET(query_hca_cap_in, cmd->in, op_mod);
	cmd->uid = (uint16_t)VCX_GET(create_cq_in, cmd->in, uid);
	dev->stats.commands++;
	fault = vcx_fault_match(dev, cmd);
	if (!fault || !(fault->fails || fault->skip) || fault->done)
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
	vcx_cmdlog_cmd(dev, cmd);
}
