// SPDX-License-Identifier: GPL-2.0-only
/* ACCESS_REG, and registers of the device itself: capabilities, firmware, description. */
#include "vconnectx/card/reg/reg.h"

#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/host/util.h"

#define REG_SIZE_MIN	     4u /* the word with the port number */
#define REG_SIZE_MAX	     1024u
#define HOST_ENDIANNESS_SIZE 16u  /* driver.h: mlx5_reg_host_endianness */
#define MCQS_BOOT_IMG	     0x1u /* fw.c: MCQS_IDENTIFIER_BOOT_IMG */
#define MCQI_VERSION	     0x1u /* fw.c: MCQI_INFO_TYPE_VERSION */

enum { OP_WRITE = 0, OP_READ = 1 };

static const struct vcx_reg_family *const families[] = {
	&vcx_regs_port, &vcx_regs_counters, &vcx_regs_module, &vcx_regs_misc, &vcx_regs_nv,
};

static const struct reg_names {
	uint16_t id;
	const char *name;
} names[] = {
#define VCX_REGISTER(value, name) { value, #name },
#include "ifc-registers.inc"
#undef VCX_REGISTER
	{ VCX_REG_MNVDA, "MNVDA" },
};

/* Return: name of a register of driver.h, or NULL */
static const char *reg_name(uint16_t id)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].id == id)
			return names[i].name;
	return NULL;
}

static const struct vcx_reg_desc *lookup(uint16_t id)
{
	for (size_t f = 0; f < ARRAY_SIZE(families); f++)
		for (size_t i = 0; i < families[f]->nr; i++)
			if (families[f]->regs[i].id == id)
				return &families[f]->regs[i];
	return NULL;
}

static enum vcx_status check(struct vcx_dev *dev, struct vcx_cmd *cmd, uint16_t id,
			     const struct vcx_reg_desc *desc, const uint8_t *data)
{
	uint32_t in_len = cmd->in_len - VCX_ST_SZ(access_register_in);
	uint32_t out_len = cmd->out_len - VCX_ST_SZ(access_register_out);
	const char *name = reg_name(id);

	if (!desc) {
		dev->stats.unknown_registers++;
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_REGISTER,
				"register %s(0x%x) not modelled", name ? name : "", id);
	}
	if (in_len < REG_SIZE_MIN)
		return vcx_fail(dev, cmd, VCX_BAD_INPUT_LENGTH, VCX_SYND_IN_LEN, "%u bytes of %s",
				in_len, name);
	if (cmd->op_mod == OP_READ && out_len < REG_SIZE_MIN)
		return vcx_fail(dev, cmd, VCX_BAD_OUTPUT_LENGTH, VCX_SYND_OUT_LEN,
				"room for %u bytes of %s", out_len, name);
	if (cmd->op_mod > OP_READ)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_OP_MOD,
				"op_mod not modelled");
	if (cmd->op_mod == OP_WRITE && desc->read_only)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "%s is read only",
				name);
	if (desc->port && VCX_GET(paos_reg, data, local_port) != 1)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"%s of port %u: only port 1 exists", name,
				(unsigned int)VCX_GET(paos_reg, data, local_port));
	return VCX_OK;
}

static enum vcx_status access_reg(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint16_t id = (uint16_t)VCX_GET(access_register_in, cmd->in, register_id);
	const uint8_t *data = VCX_ADDR(access_register_in, cmd->in, register_data);
	const struct vcx_reg_desc *desc = lookup(id);
	uint32_t out_len = cmd->out_len - VCX_ST_SZ(access_register_out);
	uint32_t in_len = cmd->in_len - VCX_ST_SZ(access_register_in);
	uint8_t reg[REG_SIZE_MAX] = { 0 };
	enum vcx_status status = check(dev, cmd, id, desc, data);

	if (status)
		return status;
	memcpy(reg, data, in_len < desc->size ? in_len : desc->size);
	status = desc->fn(dev, cmd, reg, cmd->op_mod == OP_WRITE);
	if (!status)
		memcpy(VCX_ADDR(access_register_out, cmd->out, register_data), reg,
		       out_len < desc->size ? out_len : desc->size);
	return status;
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(ACCESS_REG, access_register_in, access_register_out, ENABLED, access_reg),
};

const struct vcx_cmd_family vcx_cmds_reg = { .cmds = cmds, .nr = ARRAY_SIZE(cmds) };

static enum vcx_status host_endianness(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg,
				       bool write)
{
	(void)write;
	/* the first byte is field he of driver.h, which is 0 for little endian */
	if (reg[0])
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "host endianness 0x%x",
				reg[0]);
	return VCX_OK;
}

/* only feature group 0 and register group 0 are supported */
static enum vcx_status cap_masks(struct vcx_dev *dev, uint8_t *reg, enum vcx_cap_group regs,
				 enum vcx_cap_group features)
{
	uint8_t *reg_mask = VCX_ADDR(pcam_reg, reg, port_access_reg_cap_mask);
	uint8_t *feature_mask = VCX_ADDR(pcam_reg, reg, feature_cap_mask);
	const size_t size = VCX_FLD_SZ(pcam_reg, feature_cap_mask);

	memset(reg_mask, 0, size);
	memset(feature_mask, 0, size);
	if (!VCX_GET(pcam_reg, reg, access_reg_group))
		memcpy(reg_mask, dev->caps.cur[regs], size);
	if (!VCX_GET(pcam_reg, reg, feature_group))
		memcpy(feature_mask, dev->caps.cur[features], size);
	return VCX_OK;
}

_Static_assert(VCX_BIT_OFF(pcam_reg, port_access_reg_cap_mask) ==
			       VCX_BIT_OFF(mcam_reg, mng_access_reg_cap_mask) &&
		       VCX_BIT_OFF(pcam_reg, port_access_reg_cap_mask) ==
			       VCX_BIT_OFF(qcam_reg, qos_access_reg_cap_mask),
	       "place of the register mask");
_Static_assert(VCX_BIT_OFF(pcam_reg, feature_cap_mask) ==
			       VCX_BIT_OFF(mcam_reg, mng_feature_cap_mask) &&
		       VCX_BIT_OFF(pcam_reg, feature_cap_mask) ==
			       VCX_BIT_OFF(qcam_reg, qos_feature_cap_mask),
	       "place of the feature mask");

static enum vcx_status pcam(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	(void)cmd;
	(void)write;
	return cap_masks(dev, reg, VCX_CAP_pcam_regs, VCX_CAP_pcam_features);
}

static enum vcx_status mcam(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	(void)cmd;
	(void)write;
	return cap_masks(dev, reg, VCX_CAP_mcam_regs, VCX_CAP_mcam_features);
}

static enum vcx_status qcam(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	(void)cmd;
	(void)write;
	return cap_masks(dev, reg, VCX_CAP_qcam_regs, VCX_CAP_qcam_features);
}

static enum vcx_status node_desc(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	(void)cmd;
	if (write)
		memcpy(dev->node_desc, reg, sizeof(dev->node_desc));
	memcpy(reg, dev->node_desc, sizeof(dev->node_desc));
	return VCX_OK;
}

/* the only component is the firmware image, and no update is pending */
static enum vcx_status mcqs(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	(void)write;
	if (VCX_GET(mcqs_reg, reg, component_index))
		return vcx_fail(dev, cmd, VCX_BAD_INDEX, VCX_SYND_RANGE,
				"MCQS component %u: only component 0 exists",
				(unsigned int)VCX_GET(mcqs_reg, reg, component_index));
	VCX_SET(mcqs_reg, reg, last_index_flag, 1);
	VCX_SET(mcqs_reg, reg, identifier, MCQS_BOOT_IMG);
	return VCX_OK;
}

static enum vcx_status mcqi(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	uint8_t *version = VCX_ADDR(mcqi_reg, reg, data);
	const struct vcx_identity *id = &dev->caps.id;

	(void)write;
	if (VCX_GET(mcqi_reg, reg, component_index) ||
	    VCX_GET(mcqi_reg, reg, info_type) != MCQI_VERSION)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"MCQI has only the version of component 0");
	memset(version, 0, VCX_ST_SZ(mcqi_version));
	VCX_SET(mcqi_version, version, version,
		id->fw_major << 24 | id->fw_minor << 16 | id->fw_subminor);
	VCX_SET(mcqi_reg, reg, info_size, VCX_ST_SZ(mcqi_version));
	return VCX_OK;
}

/* only the init segment has timeouts; where this register is 0, the driver uses its defaults */
static enum vcx_status dtor(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	(void)dev;
	(void)cmd;
	(void)write;
	memset(reg, 0, VCX_ST_SZ(dtor_reg));
	return VCX_OK;
}

static const struct vcx_reg_desc regs[] = {
	{ VCX_REG_HOST_ENDIANNESS, HOST_ENDIANNESS_SIZE, false, false, host_endianness },
	{ VCX_REG_NODE_DESC, VCX_NODE_DESC_SIZE, false, false, node_desc },
	{ VCX_REG_PCAM, VCX_ST_SZ(pcam_reg), false, true, pcam },
	{ VCX_REG_MCAM, VCX_ST_SZ(mcam_reg), false, true, mcam },
	{ VCX_REG_QCAM, VCX_ST_SZ(qcam_reg), false, true, qcam },
	{ VCX_REG_DTOR, VCX_ST_SZ(dtor_reg), false, true, dtor },
	{ VCX_REG_MCQS, VCX_ST_SZ(mcqs_reg), false, true, mcqs },
	{ VCX_REG_MCQI, VCX_ST_SZ(mcqi_reg) + VCX_ST_SZ(mcqi_version), false, true, mcqi },
};

const struct vcx_reg_family vcx_regs_misc = { regs, ARRAY_SIZE(regs) };
