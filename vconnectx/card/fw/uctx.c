// SPDX-License-Identifier: GPL-2.0-only
/* User contexts: the owners, other than the driver itself, of objects. */
#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/host/util.h"

/* a context may have only the capabilities in general.uctx_cap */
static enum vcx_status create_uctx(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint32_t offered = (uint32_t)vcx_caps_value(&dev->caps, "general.uctx_cap");
	uint32_t cap = (uint32_t)VCX_GET(create_uctx_in, cmd->in, uctx.cap);
	struct vcx_obj *uctx;

	if (cap & ~offered)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"cap 0x%x exceeds the device's 0x%x", cap, offered);
	uctx = vcx_cmd_new(dev, cmd, VCX_OBJ_UCTX, sizeof(*uctx));
	if (!uctx)
		return cmd->status;
	VCX_SET(create_uctx_out, cmd->out, uid, uctx->id);
	return VCX_OK;
}

struct owned {
	uint32_t uid;
	const struct vcx_obj *obj;
};

static bool find_owned(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx)
{
	struct owned *owned = ctx;

	(void)dev;
	if (obj->uid == owned->uid)
		owned->obj = obj;
	return !owned->obj;
}

static enum vcx_status destroy_uctx(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	struct owned owned = { .uid = (uint32_t)VCX_GET(destroy_uctx_in, cmd->in, uid) };

	if (!vcx_cmd_find(dev, cmd, VCX_OBJ_UCTX, owned.uid))
		return cmd->status;
	for (int type = 0; type < VCX_OBJ_NR_TYPES && !owned.obj; type++)
		vcx_obj_each(dev, (enum vcx_obj_type)type, find_owned, &owned);
	if (owned.obj)
		return vcx_fail(dev, cmd, VCX_BAD_RESOURCE_STATE, VCX_SYND_IN_USE,
				"UCTX %u owns %s %u", owned.uid,
				vcx_obj_type_name(dev, owned.obj->type), owned.obj->shown_id);
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_UCTX, owned.uid);
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(CREATE_UCTX, create_uctx_in, create_uctx_out, INIT, create_uctx),
	VCX_CMD(DESTROY_UCTX, destroy_uctx_in, destroy_uctx_out, INIT, destroy_uctx),
};

/* numbers have 16 bits, as the uid in the header of a command */
static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_UCTX, "UCTX", 0x2001, 0x1000, "general.log_max_uctx", NULL },
};

const struct vcx_cmd_family vcx_cmds_uctx = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
