// SPDX-License-Identifier: GPL-2.0-only
/*
 * MNVDA: non-volatile configuration, which consists of items identified by class and
 * number.  Drivers since v6.18 read and write the items (devlink dev param).  Their layout
 * is not in a kernel header, but in lib/nv_param.c of v7.3 (struct mlx5_ifc_mnvda_reg_bits
 * and the adjacent structures).
 *
 * No behaviour of the device depends on an item yet.  The values are kept for the lifetime
 * of the process.
 */
#include "vconnectx/card/reg/reg_nv.h"

#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/reg/reg.h"
#include "vconnectx/host/util.h"

#define HEADER_SIZE 12u
#define DATA_SIZE   256u

/* fields of configuration_item_header: bit offset, width */
#define ACCESS_MODE	8, 2
#define LENGTH		23, 9
#define TYPE_CLASS	32, 8
#define PARAMETER_INDEX 40, 24

/* MLX5_ACCESS_MODE_* */
enum { MODE_NEXT = 0, MODE_CURRENT = 1, MODE_DEFAULT = 2 };

/*
 * Items of class 0, which apply to the whole card.  All of them are initially 0: no SR-IOV,
 * balanced CQE compression, and the default checksum of software parsing.
 */
static const struct nv_item {
	uint32_t index;
	uint8_t size;	/* bytes */
	bool read_only; /* a capability, not a setting */
} items[VCX_NV_ITEMS] = {
	{ 0x080, 12, false }, /* NV_GLOBAL_PCI_CONF */
	{ 0x081, 20, true },  /* NV_GLOBAL_PCI_CAP */
	{ 0x10a, 8, false },  /* NV_SW_OFFLOAD_CONFIG */
	{ 0x10b, 4, true },   /* NV_SW_OFFLOAD_CAP */
	{ 0x11d, 8, false },  /* NV_SW_ACCELERATE_CONF */
};

bool vcx_nv_new(struct vcx_dev *dev)
{
	dev->nv = calloc(1, sizeof(*dev->nv));
	return dev->nv;
}

void vcx_nv_free(struct vcx_dev *dev)
{
	free(dev->nv);
}

void vcx_nv_reset(struct vcx_dev *dev)
{
	memcpy(dev->nv->current, dev->nv->next, sizeof(dev->nv->current));
}

static int find(const uint8_t *reg)
{
	if (!vcx_bits_get(reg, TYPE_CLASS))
		for (int i = 0; i < VCX_NV_ITEMS; i++)
			if (items[i].index == vcx_bits_get(reg, PARAMETER_INDEX))
				return i;
	return -1;
}

static enum vcx_status write_item(struct vcx_dev *dev, struct vcx_cmd *cmd, const uint8_t *reg,
				  int nr)
{
	const struct nv_item *item = &items[nr];

	if (item->read_only)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"MNVDA item 0x%x is read only", item->index);
	if (vcx_bits_get(reg, ACCESS_MODE) != MODE_NEXT || vcx_bits_get(reg, LENGTH) != item->size)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"MNVDA item 0x%x is written with access mode NEXT and %u bytes",
				item->index, item->size);
	memcpy(dev->nv->next[nr], reg + HEADER_SIZE, item->size);
	return VCX_OK;
}

static enum vcx_status mnvda(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	static const uint8_t unset[VCX_NV_SIZE];
	const uint8_t *value[] = { NULL, NULL, unset, NULL };
	int nr = find(reg);

	if (nr < 0)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_RANGE,
				"MNVDA class %u has no item 0x%x",
				(unsigned int)vcx_bits_get(reg, TYPE_CLASS),
				(unsigned int)vcx_bits_get(reg, PARAMETER_INDEX));
	if (write)
		return write_item(dev, cmd, reg, nr);
	value[MODE_NEXT] = dev->nv->next[nr];
	value[MODE_CURRENT] = dev->nv->current[nr];
	if (!value[vcx_bits_get(reg, ACCESS_MODE)])
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"MNVDA has no access mode 3");
	vcx_bits_set(reg, LENGTH, items[nr].size);
	memset(reg + HEADER_SIZE, 0, DATA_SIZE);
	memcpy(reg + HEADER_SIZE, value[vcx_bits_get(reg, ACCESS_MODE)], items[nr].size);
	return VCX_OK;
}

static const struct vcx_reg_desc regs[] = {
	{ VCX_REG_MNVDA, HEADER_SIZE + DATA_SIZE, false, false, mnvda },
};

const struct vcx_reg_family vcx_regs_nv = { regs, ARRAY_SIZE(regs) };
