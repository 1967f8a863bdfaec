// SPDX-License-Identifier: GPL-2.0-only
/* UMR WQEs: update the translation of a memory key. */
#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/queue/mkey.h"
#include "vconnectx/card/tx/sq.h"

/* the ctrl, UMR control and mkey segments precede the entries */
#define UMR_CTRL     sizeof(struct vcx_wqe_ctrl_seg)
#define UMR_MKEY_SEG 64u
#define UMR_ENTRIES  128u
#define MASK_FREE    (1ull << 29) /* device.h: MLX5_MKEY_MASK_FREE */
#define SEG_FREE     (1u << 6)	  /* device.h: mlx5_mkey_seg.status */

/* offset of the new entries in the key's translation, in octowords */
static uint64_t first_octword(const struct vcx_wqe_umr_ctrl_seg *umr)
{
	if (!(umr->flags & VCX_UMR_XLT_OFFSET_EN))
		return 0;
	return (uint64_t)vcx_get_be32(&umr->xlt_offset_47_16) << 16 |
	       vcx_get_be16(&umr->xlt_offset);
}

/* entries that are not inline are read through a data segment */
static int read_entries(struct vcx_dev *dev, const struct vcx_wqe *wqe, uint8_t *to, size_t len)
{
	struct vcx_wqe_data_seg seg;

	if (wqe->len < UMR_ENTRIES + sizeof(seg))
		return -1;
	memcpy(&seg, wqe->bytes + UMR_ENTRIES, sizeof(seg));
	if (vcx_get_be32(&seg.byte_count) < len)
		return -1;
	return vcx_mkey_read(dev, vcx_get_be32(&seg.lkey), vcx_get_be64(&seg.addr), to, len);
}

uint8_t vcx_umr(struct vcx_dev *dev, struct vcx_wqe *wqe)
{
	struct vcx_wqe_ctrl_seg ctrl;
	struct vcx_wqe_umr_ctrl_seg umr;
	struct vcx_mkey *mkey;
	uint64_t first;
	size_t len;

	if (wqe->len < UMR_ENTRIES)
		return VCX_CQE_LOCAL_LENGTH;
	memcpy(&ctrl, wqe->bytes, sizeof(ctrl));
	memcpy(&umr, wqe->bytes + UMR_CTRL, sizeof(umr));
	mkey = vcx_mkey_lookup(dev, vcx_get_be32(&ctrl.umr_mkey));
	if (!mkey || !mkey->umr_en) {
		vcx_dev_log(dev, VCX_LOG_ERR, "UMR of mkey 0x%x: %s", vcx_get_be32(&ctrl.umr_mkey),
			    mkey ? "UMR is not enabled" : "the mkey does not exist");
		return VCX_CQE_LOCAL_PROT;
	}
	first = first_octword(&umr);
	len = (size_t)vcx_get_be16(&umr.xlt_octowords) * VCX_OCTWORD;
	if (first * VCX_OCTWORD + len > (uint64_t)mkey->octwords * VCX_OCTWORD)
		return VCX_CQE_LOCAL_PROT;
	if (umr.flags & VCX_UMR_INLINE) {
		if (len > wqe->len - UMR_ENTRIES)
			return VCX_CQE_LOCAL_LENGTH;
		memcpy(mkey->xlt + first * VCX_OCTWORD, wqe->bytes + UMR_ENTRIES, len);
	} else if (len && read_entries(dev, wqe, mkey->xlt + first * VCX_OCTWORD, len)) {
		return VCX_CQE_LOCAL_PROT;
	}
	vcx_turn_spend(dev, len);
	if (vcx_get_be64(&umr.mkey_mask) & MASK_FREE)
		mkey->free = wqe->bytes[UMR_MKEY_SEG] & SEG_FREE;
	return 0;
}
