/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory keys: translation of (key, address) to guest memory.
 */
#ifndef VCX_MKEY_H
#define VCX_MKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/core/object.h"

/* mlx5_ifc.h: MLX5_MKC_ACCESS_MODE_* */
enum vcx_mkey_mode {
	VCX_MKEY_PA = MLX5_MKC_ACCESS_MODE_PA,
	VCX_MKEY_MTT = MLX5_MKC_ACCESS_MODE_MTT,
	VCX_MKEY_KLM = MLX5_MKC_ACCESS_MODE_KLMS,
	VCX_MKEY_KSM = MLX5_MKC_ACCESS_MODE_KSM,
};

/**
 * struct vcx_mkey - a memory key
 * @obj: head; the key is obj.id << 8 | @variant
 * @ctx: context as created
 * @mode: kind of the entries in @xlt
 * @variant: low byte of the key
 * @free: access is denied until a UMR enables it
 * @umr_en: UMRs may modify the key
 * @xlt: translation entries as in the command, owned
 * @octwords: length of @xlt in 16-byte units
 */
struct vcx_mkey {
	struct vcx_obj obj;
	uint8_t ctx[VCX_ST_SZ(mkc)];
	enum vcx_mkey_mode mode;
	uint8_t variant;
	bool free;
	bool umr_en;
	uint8_t *xlt;
	uint32_t octwords;
};

/* Return: the key's object, or NULL if no key with that variant exists */
struct vcx_mkey *vcx_mkey_lookup(struct vcx_dev *dev, uint32_t key);

/**
 * vcx_mkey_read() - copy from memory covered by a key
 * vcx_mkey_write() - copy to memory covered by a key, which must allow local writes
 * Uses the device's xlt_budget, which bounds the walk over KLM lists.
 * Return: 0; -EACCES if the key does not cover the range; -EFAULT for a
 * translation outside guest memory.
 */
int vcx_mkey_read(struct vcx_dev *dev, uint32_t key, uint64_t addr, void *buf, size_t len);
int vcx_mkey_write(struct vcx_dev *dev, uint32_t key, uint64_t addr, const void *buf, size_t len);

#endif
