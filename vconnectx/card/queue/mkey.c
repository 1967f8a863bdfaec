// SPDX-License-Identifier: GPL-2.0-only
/* Memory keys: commands and address translation. */
#include "vconnectx/card/queue/mkey.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/wqe.h"
#include "vconnectx/host/util.h"

#define OCTWORDS_MAX (1u << 16) /* 1 MiB, the longest command */
#define MTT_SIZE     8u
#define MTT_FLAGS    7ull /* device.h: low bits of a ptag */
#define KLM_SIZE     16u  /* device.h: struct mlx5_klm, mlx5_ksm */
#define KLM_KEY	     4u
#define KLM_VA	     8u
#define DEPTH_MAX    4u /* general.max_indirection */

static void mkey_release(struct vcx_dev *dev, struct vcx_obj *obj)
{
	(void)dev;
	free(container_of(obj, struct vcx_mkey, obj)->xlt);
}

struct vcx_mkey *vcx_mkey_lookup(struct vcx_dev *dev, uint32_t key)
{
	struct vcx_mkey *mkey = vcx_obj_find(dev, VCX_OBJ_MKEY, key >> 8);

	return mkey && mkey->variant == (key & 0xff) ? mkey : NULL;
}

/**
 * struct range - a memory range during translation
 * @key: key of the next step; ignored if @physical
 * @addr: address under that key
 * @len: contiguous bytes from @addr
 * @physical: @addr is a guest physical address
 */
struct range {
	uint32_t key;
	uint64_t addr;
	uint64_t len;
	bool physical;
};

static int translate_mtt(const struct vcx_mkey *mkey, uint64_t off, unsigned int shift,
			 struct range *range)
{
	uint64_t entry = off >> shift;
	uint64_t within = off & ((1ull << shift) - 1);
	uint64_t tag;

	if (entry >= (uint64_t)mkey->octwords * VCX_OCTWORD / MTT_SIZE)
		return -EACCES;
	tag = vcx_get_be64(mkey->xlt + entry * MTT_SIZE);
	range->addr = (tag & ~MTT_FLAGS) + within;
	range->len = (1ull << shift) - within;
	range->physical = true;
	return 0;
}

static int translate_ksm(const struct vcx_mkey *mkey, uint64_t off, unsigned int shift,
			 struct range *range)
{
	uint64_t entry = off >> shift;
	uint64_t within = off & ((1ull << shift) - 1);
	const uint8_t *ksm;

	if (entry >= mkey->octwords)
		return -EACCES;
	ksm = mkey->xlt + entry * KLM_SIZE;
	range->key = vcx_get_be32(ksm + KLM_KEY);
	range->addr = vcx_get_be64(ksm + KLM_VA) + within;
	range->len = (1ull << shift) - within;
	return 0;
}

static int translate_klm(struct vcx_dev *dev, const struct vcx_mkey *mkey, uint64_t off,
			 struct range *range)
{
	for (uint32_t i = 0; i < mkey->octwords; i++) {
		const uint8_t *klm = mkey->xlt + (size_t)i * KLM_SIZE;
		uint32_t bytes = vcx_get_be32(klm);

		if (!dev->xlt_budget)
			return -EACCES;
		dev->xlt_budget--;
		if (off >= bytes) {
			off -= bytes;
			continue;
		}
		range->key = vcx_get_be32(klm + KLM_KEY);
		range->addr = vcx_get_be64(klm + KLM_VA) + off;
		range->len = bytes - off;
		return 0;
	}
	return -EACCES;
}

/* do one step: translate @range to a range under the next key, or to a physical one */
static int translate(struct vcx_dev *dev, struct range *range, bool write)
{
	const struct vcx_mkey *mkey = vcx_mkey_lookup(dev, range->key);
	uint64_t start, len, off;
	unsigned int shift;

	if (!mkey || mkey->free || (write && !VCX_GET(mkc, mkey->ctx, lw)))
		return -EACCES;
	start = VCX_GET(mkc, mkey->ctx, start_addr);
	len = VCX_GET(mkc, mkey->ctx, len);
	shift = (unsigned int)VCX_GET(mkc, mkey->ctx, log_page_size);
	off = range->addr - start;
	if (!VCX_GET(mkc, mkey->ctx, length64) && (range->addr < start || off >= len))
		return -EACCES;
	switch (mkey->mode) {
	case VCX_MKEY_PA:
		range->len = VCX_GET(mkc, mkey->ctx, length64) ? UINT64_MAX - range->addr :
								 len - off;
		range->physical = true;
		return 0;
	case VCX_MKEY_MTT:
		return translate_mtt(mkey, off, shift, range);
	case VCX_MKEY_KSM:
		return translate_ksm(mkey, off, shift, range);
	case VCX_MKEY_KLM:
		return translate_klm(dev, mkey, off, range);
	}
	return -EACCES;
}

/* copy to @to, or from @from if @to is NULL */
static int mkey_copy(struct vcx_dev *dev, uint32_t key, uint64_t addr, uint8_t *to,
		     const uint8_t *from, size_t len)
{
	while (len) {
		struct range range = { .key = key, .addr = addr };
		uint64_t part = len;
		int err = 0;

		for (unsigned int depth = 0; !range.physical; depth++) {
			if (depth >= DEPTH_MAX)
				return -EACCES;
			err = translate(dev, &range, from);
			if (err)
				return err;
			if (range.len < part)
				part = range.len;
		}
		if (!part)
			return -EACCES;
		if (to) {
			err = vcx_dma_read(dev, range.addr, to, part);
			to += part;
		} else {
			err = vcx_dma_write(dev, range.addr, from, part);
			from += part;
		}
		if (err)
			return err;
		addr += part;
		len -= part;
	}
	return 0;
}

int vcx_mkey_read(struct vcx_dev *dev, uint32_t key, uint64_t addr, void *buf, size_t len)
{
	return mkey_copy(dev, key, addr, buf, NULL, len);
}

int vcx_mkey_write(struct vcx_dev *dev, uint32_t key, uint64_t addr, const void *buf, size_t len)
{
	return mkey_copy(dev, key, addr, NULL, buf, len);
}

static enum vcx_status check_context(struct vcx_dev *dev, struct vcx_cmd *cmd, const uint8_t *mkc)
{
	unsigned int mode = (unsigned int)VCX_GET(mkc, mkc, access_mode_1_0) |
			    (unsigned int)VCX_GET(mkc, mkc, access_mode_4_2) << 2;
	uint64_t given = (cmd->in_len - VCX_ST_SZ(create_mkey_in)) / VCX_OCTWORD;
	uint64_t octwords = VCX_GET(mkc, mkc, translations_octword_size);
	uint64_t actual = VCX_GET(create_mkey_in, cmd->in, translations_octword_actual_size);
	unsigned int shift = (unsigned int)VCX_GET(mkc, mkc, log_page_size);

	if (mode > VCX_MKEY_KSM)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"access mode %u not modelled", mode);
	if (octwords > OCTWORDS_MAX || actual > octwords)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"%llu translation octwords, actual size %llu",
				(unsigned long long)octwords, (unsigned long long)actual);
	if (actual > given)
		return vcx_fail(dev, cmd, VCX_BAD_INPUT_LENGTH, VCX_SYND_IN_LEN,
				"%llu octwords of translation, the input has %llu",
				(unsigned long long)actual, (unsigned long long)given);
	if (shift > 31)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "log_page_size %u",
				shift);
	return VCX_OK;
}

static enum vcx_status create_mkey(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *mkc = VCX_ADDR(create_mkey_in, cmd->in, memory_key_mkey_entry);
	uint64_t actual = VCX_GET(create_mkey_in, cmd->in, translations_octword_actual_size);
	enum vcx_status status = check_context(dev, cmd, mkc);
	struct vcx_mkey *mkey;
	struct vcx_obj *pd;

	if (status)
		return status;
	pd = vcx_cmd_find(dev, cmd, VCX_OBJ_PD, (uint32_t)VCX_GET(mkc, mkc, pd));
	if (!pd)
		return cmd->status;
	mkey = vcx_cmd_new(dev, cmd, VCX_OBJ_MKEY, sizeof(*mkey));
	if (!mkey)
		return cmd->status;
	memcpy(mkey->ctx, mkc, sizeof(mkey->ctx));
	mkey->mode = (enum vcx_mkey_mode)VCX_GET(mkc, mkc, access_mode_1_0);
	mkey->variant = (uint8_t)VCX_GET(mkc, mkc, mkey_7_0);
	mkey->free = VCX_GET(mkc, mkc, free);
	mkey->umr_en = VCX_GET(mkc, mkc, umr_en);
	mkey->octwords = (uint32_t)VCX_GET(mkc, mkc, translations_octword_size);
	if (vcx_obj_charge(dev, &mkey->obj, (size_t)mkey->octwords * VCX_OCTWORD))
		mkey->xlt = calloc(mkey->octwords ? mkey->octwords : 1, VCX_OCTWORD);
	if (mkey->xlt)
		status = vcx_cmd_ref(dev, cmd, &mkey->obj, pd);
	else
		status = vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_NO_MEMORY,
				  "no memory for the translation");
	if (status)
		return vcx_cmd_undo(dev, cmd, &mkey->obj, status);
	memcpy(mkey->xlt, VCX_ADDR(create_mkey_in, cmd->in, klm_pas_mtt), actual * VCX_OCTWORD);
	VCX_SET(create_mkey_out, cmd->out, mkey_index, mkey->obj.id);
	return VCX_OK;
}

static enum vcx_status destroy_mkey(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_MKEY,
			       (uint32_t)VCX_GET(destroy_mkey_in, cmd->in, mkey_index));
}

static enum vcx_status query_mkey(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *mkc = VCX_ADDR(query_mkey_out, cmd->out, memory_key_mkey_entry);
	struct vcx_mkey *mkey;

	mkey = vcx_cmd_find(dev, cmd, VCX_OBJ_MKEY,
			    (uint32_t)VCX_GET(query_mkey_in, cmd->in, mkey_index));
	if (!mkey)
		return cmd->status;
	memcpy(mkc, mkey->ctx, sizeof(mkey->ctx));
	VCX_SET(mkc, mkc, free, mkey->free);
	return VCX_OK;
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(CREATE_MKEY, create_mkey_in, create_mkey_out, INIT, create_mkey),
	VCX_CMD(DESTROY_MKEY, destroy_mkey_in, destroy_mkey_out, INIT, destroy_mkey),
	VCX_QUERY(QUERY_MKEY, query_mkey_in, query_mkey_out, INIT, query_mkey),
};

static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_MKEY, "MKEY", 0x100, 0xff00, "general.log_max_mkey", mkey_release },
};

const struct vcx_cmd_family vcx_cmds_mkey = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
