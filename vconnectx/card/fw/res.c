// SPDX-License-Identifier: GPL-2.0-only
/* Plain resources: UAR pages, protection domains, transport domains. */
#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/host/util.h"

/*
 * Objects of these three types consist of a number and an owner.  Their commands differ
 * only in the opcode and in the name of the number, a 24-bit field at the same offset.
 */
static enum vcx_status alloc(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type)
{
	struct vcx_obj *obj = vcx_cmd_new(dev, cmd, type, sizeof(*obj));

	if (!obj)
		return cmd->status;
	VCX_SET(alloc_pd_out, cmd->out, pd, obj->id);
	return VCX_OK;
}

static enum vcx_status dealloc(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_obj_type type)
{
	return vcx_cmd_destroy(dev, cmd, type, (uint32_t)VCX_GET(dealloc_pd_in, cmd->in, pd));
}

_Static_assert(VCX_BIT_OFF(alloc_pd_out, pd) == VCX_BIT_OFF(alloc_uar_out, uar),
	       "place of a UAR number");
_Static_assert(VCX_BIT_OFF(alloc_pd_out, pd) ==
		       VCX_BIT_OFF(alloc_transport_domain_out, transport_domain),
	       "place of a transport domain number");
_Static_assert(VCX_BIT_OFF(dealloc_pd_in, pd) == VCX_BIT_OFF(dealloc_uar_in, uar),
	       "place of a UAR number");
_Static_assert(VCX_BIT_OFF(dealloc_pd_in, pd) ==
		       VCX_BIT_OFF(dealloc_transport_domain_in, transport_domain),
	       "place of a transport domain number");

static enum vcx_status alloc_uar(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return alloc(dev, cmd, VCX_OBJ_UAR);
}

static enum vcx_status dealloc_uar(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return dealloc(dev, cmd, VCX_OBJ_UAR);
}

static enum vcx_status alloc_pd(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return alloc(dev, cmd, VCX_OBJ_PD);
}

static enum vcx_status dealloc_pd(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return dealloc(dev, cmd, VCX_OBJ_PD);
}

static enum vcx_status alloc_td(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return alloc(dev, cmd, VCX_OBJ_TD);
}

static enum vcx_status dealloc_td(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return dealloc(dev, cmd, VCX_OBJ_TD);
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(ALLOC_UAR, alloc_uar_in, alloc_uar_out, INIT, alloc_uar),
	VCX_CMD(DEALLOC_UAR, dealloc_uar_in, dealloc_uar_out, INIT, dealloc_uar),
	VCX_CMD(ALLOC_PD, alloc_pd_in, alloc_pd_out, INIT, alloc_pd),
	VCX_CMD(DEALLOC_PD, dealloc_pd_in, dealloc_pd_out, INIT, dealloc_pd),
	VCX_CMD(ALLOC_TRANSPORT_DOMAIN, alloc_transport_domain_in, alloc_transport_domain_out, INIT,
		alloc_td),
	VCX_CMD(DEALLOC_TRANSPORT_DOMAIN, dealloc_transport_domain_in, dealloc_transport_domain_out,
		INIT, dealloc_td),
};

/* UAR numbers are pages of BAR 0 after the init segment */
static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_UAR, "UAR", VCX_UAR_FIRST, VCX_UAR_NR, NULL, NULL },
	{ VCX_OBJ_PD, "PD", 0x10, 0xfff0, "general.log_max_pd", NULL },
	{ VCX_OBJ_TD, "TRANSPORT_DOMAIN", 0x20, 0xffe0, "general.log_max_transport_domain", NULL },
};

const struct vcx_cmd_family vcx_cmds_res = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
