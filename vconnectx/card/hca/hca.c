// SPDX-License-Identifier: GPL-2.0-only
/* Commands about the device itself: life cycle, capabilities, pages. */
#include <string.h>

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/fw/ledger.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/card/port/vport.h"
#include "vconnectx/card/rx/rx.h"
#include "vconnectx/host/util.h"

#define SUPPORTED_ISSI 0x3u /* interface steps 0 and 1 */

/* pagealloc.c: MLX5_PAGES_*, and mlx5_ifc.h's QUERY_PAGES op_mod */
enum { PAGES_CANT_GIVE = 0, PAGES_GIVE = 1, PAGES_TAKE = 2 };
enum { PAGES_BOOT = 1, PAGES_INIT = 2, PAGES_REGULAR = 3 };

static enum vcx_status bad_op_mod(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_OP_MOD, "op_mod not modelled");
}

static enum vcx_status own_function(struct vcx_dev *dev, struct vcx_cmd *cmd, uint64_t function)
{
	if (!function)
		return VCX_OK;
	return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
			"function %u: only function 0 exists", (unsigned int)function);
}

static enum vcx_status enable_hca(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	enum vcx_status status;

	status = own_function(dev, cmd, VCX_GET(enable_hca_in, cmd->in, function_id));
	if (status)
		return status;
	if (dev->state != VCX_HCA_DISABLED)
		return vcx_fail(dev, cmd, VCX_BAD_SYSTEM_STATE, VCX_SYND_HCA_STATE,
				"already enabled");
	dev->state = VCX_HCA_ENABLED;
	return VCX_OK;
}

static enum vcx_status disable_hca(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	enum vcx_status status;

	status = own_function(dev, cmd, VCX_GET(disable_hca_in, cmd->in, function_id));
	if (status)
		return status;
	if (dev->state == VCX_HCA_INIT)
		return vcx_fail(dev, cmd, VCX_BAD_SYSTEM_STATE, VCX_SYND_HCA_STATE,
				"TEARDOWN_HCA is required first");
	dev->state = VCX_HCA_DISABLED;
	return VCX_OK;
}

static enum vcx_status init_hca(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const struct vcx_identity *id = &dev->caps.id;

	if (dev->state != VCX_HCA_ENABLED)
		return vcx_fail(dev, cmd, VCX_BAD_SYSTEM_STATE, VCX_SYND_HCA_STATE, "device is %s",
				vcx_hca_state_name(dev->state));
	if (dev->pages.nr < id->boot_pages + id->init_pages)
		return vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_PAGES,
				"%zu pages were given, %u are required", dev->pages.nr,
				id->boot_pages + id->init_pages);
	dev->state = VCX_HCA_INIT;
	vcx_dev_log(dev, VCX_LOG_INFO, "initialized with %zu pages", dev->pages.nr);
	return VCX_OK;
}

static enum vcx_status teardown_hca(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	(void)cmd;
	vcx_ledger_close(dev, "TEARDOWN_HCA");
	vcx_rx_reset(dev);
	vcx_objs_reset(dev);
	vcx_port_reset(dev);
	vcx_vport_reset(dev);
	dev->state = VCX_HCA_ENABLED;
	return VCX_OK;
}

static enum vcx_status query_issi(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	VCX_SET(query_issi_out, cmd->out, current_issi, dev->issi);
	VCX_SET(query_issi_out, cmd->out, supported_issi_dw0, SUPPORTED_ISSI);
	return VCX_OK;
}

static enum vcx_status set_issi(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint32_t issi = (uint32_t)VCX_GET(set_issi_in, cmd->in, current_issi);

	if (issi > 31 || !(SUPPORTED_ISSI & 1u << issi))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"ISSI %u is not supported", issi);
	dev->issi = (uint16_t)issi;
	return VCX_OK;
}

static enum vcx_status no_cap_type(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	dev->stats.unknown_cap_types++;
	return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_OP_MOD,
			"no capabilities of type 0x%x", cmd->op_mod >> 1);
}

static enum vcx_status query_hca_cap(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	enum vcx_cap_group group = vcx_caps_group(cmd->op_mod >> 1);
	bool current = cmd->op_mod & 1;

	if (group == VCX_CAP_NR_GROUPS)
		return no_cap_type(dev, cmd);
	memcpy(VCX_ADDR(query_hca_cap_out, cmd->out, capability),
	       current ? dev->caps.cur[group] : dev->caps.max[group], VCX_CAP_SIZE);
	return VCX_OK;
}

static enum vcx_status set_hca_cap(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	enum vcx_cap_group group = vcx_caps_group(cmd->op_mod >> 1);
	const char *field;

	if (group == VCX_CAP_NR_GROUPS)
		return no_cap_type(dev, cmd);
	if (dev->state != VCX_HCA_ENABLED)
		return vcx_fail(dev, cmd, VCX_BAD_SYSTEM_STATE, VCX_SYND_HCA_STATE, "device is %s",
				vcx_hca_state_name(dev->state));
	field = vcx_caps_set(&dev->caps, group, VCX_ADDR(set_hca_cap_in, cmd->in, capability));
	if (field)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"%s exceeds the device's capability", field);
	return VCX_OK;
}

static enum vcx_status query_adapter(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *adapter = VCX_ADDR(query_adapter_out, cmd->out, query_adapter_struct);
	const struct vcx_identity *id = &dev->caps.id;

	VCX_SET(query_adapter_param_block, adapter, ieee_vendor_id, id->vendor);
	memcpy(VCX_ADDR(query_adapter_param_block, adapter, vsd_contd_psid), id->psid,
	       VCX_FLD_SZ(query_adapter_param_block, vsd_contd_psid));
	return VCX_OK;
}

static enum vcx_status set_driver_version(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	vcx_dev_log(dev, VCX_LOG_INFO, "driver version \"%.*s\"",
		    (int)VCX_FLD_SZ(set_driver_version_in, driver_version),
		    (const char *)VCX_ADDR(set_driver_version_in, cmd->in, driver_version));
	return VCX_OK;
}

static enum vcx_status query_pages(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const struct vcx_identity *id = &dev->caps.id;
	uint32_t required;

	switch (cmd->op_mod) {
	case PAGES_BOOT:
		required = id->boot_pages;
		break;
	case PAGES_INIT:
		required = id->boot_pages + id->init_pages;
		break;
	case PAGES_REGULAR:
		required = 0;
		break;
	default:
		return bad_op_mod(dev, cmd);
	}
	VCX_SET(query_pages_out, cmd->out, num_pages,
		required > dev->pages.nr ? required - dev->pages.nr : 0);
	return VCX_OK;
}

static enum vcx_status give_pages(struct vcx_dev *dev, struct vcx_cmd *cmd, uint32_t nr)
{
	const struct vcx_identity *id = &dev->caps.id;
	const uint8_t *pas = VCX_ADDR(manage_pages_in, cmd->in, pas);

	if ((cmd->in_len - VCX_ST_SZ(manage_pages_in)) / 8 < nr)
		return vcx_fail(dev, cmd, VCX_BAD_INPUT_LENGTH, VCX_SYND_IN_LEN,
				"%u pages do not fit in %u bytes", nr, cmd->in_len);
	if (dev->pages.nr + nr > id->boot_pages + id->init_pages)
		return vcx_fail(dev, cmd, VCX_LIMITS_EXCEEDED, VCX_SYND_PAGES,
				"%u pages are more than requested", nr);
	for (uint32_t i = 0; i < nr; i++) {
		uint64_t addr = vcx_get_be64(pas + i * 8);

		if (!(addr % VCX_PAGE_SIZE) && vcx_pages_add(&dev->pages, addr))
			continue;
		while (i--)
			vcx_pages_remove(&dev->pages, vcx_get_be64(pas + i * 8));
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_PAGES,
				"page 0x%llx is invalid or already owned",
				(unsigned long long)addr);
	}
	return VCX_OK;
}

static enum vcx_status take_pages(struct vcx_dev *dev, struct vcx_cmd *cmd, uint32_t nr)
{
	uint8_t *pas = VCX_ADDR(manage_pages_out, cmd->out, pas);
	uint32_t taken = 0;

	if ((cmd->out_len - VCX_ST_SZ(manage_pages_out)) / 8 < nr)
		return vcx_fail(dev, cmd, VCX_BAD_OUTPUT_LENGTH, VCX_SYND_OUT_LEN,
				"%u pages do not fit in %u bytes", nr, cmd->out_len);
	/* all pages are in use while the device is initialised */
	while (dev->state != VCX_HCA_INIT && taken < nr && dev->pages.nr)
		vcx_put_be64(pas + taken++ * 8, vcx_pages_take(&dev->pages));
	VCX_SET(manage_pages_out, cmd->out, output_num_entries, taken);
	return VCX_OK;
}

static enum vcx_status manage_pages(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint32_t nr = (uint32_t)VCX_GET(manage_pages_in, cmd->in, input_num_entries);
	enum vcx_status status;

	status = own_function(dev, cmd, VCX_GET(manage_pages_in, cmd->in, function_id));
	if (status)
		return status;
	switch (cmd->op_mod) {
	case PAGES_CANT_GIVE:
		vcx_dev_log(dev, VCX_LOG_WARN, "the driver has no pages to give");
		return VCX_OK;
	case PAGES_GIVE:
		return give_pages(dev, cmd, nr);
	case PAGES_TAKE:
		return take_pages(dev, cmd, nr);
	default:
		return bad_op_mod(dev, cmd);
	}
}

static enum vcx_status nop(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	(void)dev;
	(void)cmd;
	return VCX_OK;
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(ENABLE_HCA, enable_hca_in, enable_hca_out, ANY, enable_hca),
	VCX_CMD(DISABLE_HCA, disable_hca_in, disable_hca_out, ANY, disable_hca),
	VCX_CMD(INIT_HCA, init_hca_in, init_hca_out, ENABLED, init_hca),
	VCX_CMD(TEARDOWN_HCA, teardown_hca_in, teardown_hca_out, INIT, teardown_hca),
	VCX_QUERY(QUERY_ISSI, query_issi_in, query_issi_out, ANY, query_issi),
	VCX_CMD(SET_ISSI, set_issi_in, set_issi_out, ANY, set_issi),
	VCX_QUERY(QUERY_HCA_CAP, query_hca_cap_in, query_hca_cap_out, ENABLED, query_hca_cap),
	VCX_CMD(SET_HCA_CAP, set_hca_cap_in, set_hca_cap_out, ENABLED, set_hca_cap),
	VCX_QUERY(QUERY_ADAPTER, query_adapter_in, query_adapter_out, ENABLED, query_adapter),
	VCX_CMD(SET_DRIVER_VERSION, set_driver_version_in, set_driver_version_out, ENABLED,
		set_driver_version),
	VCX_CMD(QUERY_PAGES, query_pages_in, query_pages_out, ENABLED, query_pages),
	VCX_CMD(MANAGE_PAGES, manage_pages_in, manage_pages_out, ANY, manage_pages),
	VCX_CMD(NOP, nop_in, nop_out, ANY, nop),
};

const struct vcx_cmd_family vcx_cmds_hca = { .cmds = cmds, .nr = ARRAY_SIZE(cmds) };
