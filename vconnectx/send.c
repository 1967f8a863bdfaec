// SPDX-License-Identifier: GPL-2.0-only
/* SEND and LSO WQEs: gather the frame and hand it to the wire. */
#include <string.h>

#include "hca.h"
#include "mkey.h"
#include "sq.h"

#define ETH_SEG		sizeof(struct vcx_wqe_ctrl_seg)
#define INLINE_START	(ETH_SEG + offsetof(struct vcx_wqe_eth_seg, \
					    inline_hdr_start))
#define ETH_SEG_END	(ETH_SEG + sizeof(struct vcx_wqe_eth_seg))
#define ETH_ALEN_BOTH	12u		/* addresses come before a VLAN tag */
#define ETH_P_8021Q	0x8100u
#define INSERT_VLAN	0x8000u		/* qp.h: MLX5_ETH_WQE_INSERT_VLAN */
#define FRAME_MIN	14u		/* an Ethernet header */

/**
 * struct gather - frame under construction
 * @data: bytes so far
 * @len: how many
 */
struct gather {
	uint8_t data[VCX_FRAME_MAX];
	size_t len;
};

static uint8_t add_inline(struct gather *frame, const struct vcx_wqe *wqe,
			  uint32_t off, uint32_t len)
{
	if (off > wqe->len || len > wqe->len - off ||
	    len > sizeof(frame->data) - frame->len)
		return VCX_CQE_LOCAL_LENGTH;
	memcpy(frame->data + frame->len, wqe->bytes + off, len);
	frame->len += len;
	return 0;
}

static uint8_t add_segment(struct vcx_dev *dev, struct gather *frame,
			   const struct vcx_wqe_data_seg *seg)
{
	uint32_t len = vcx_get_be32(&seg->byte_count);

	if (len > sizeof(frame->data) - frame->len)
		return VCX_CQE_LOCAL_LENGTH;
	if (vcx_mkey_read(dev, vcx_get_be32(&seg->lkey),
			  vcx_get_be64(&seg->addr), frame->data + frame->len,
			  len))
		return VCX_CQE_LOCAL_PROT;
	frame->len += len;
	return 0;
}

/* segments after the Ethernet one: pointers, or data in the WQE itself */
static uint8_t add_segments(struct vcx_dev *dev, struct gather *frame,
			    const struct vcx_wqe *wqe, uint32_t off)
{
	uint8_t err = 0;

	while (!err && off + VCX_WQE_DS <= wqe->len) {
		struct vcx_wqe_data_seg seg;
		uint32_t count;

		memcpy(&seg, wqe->bytes + off, sizeof(seg));
		count = vcx_get_be32(&seg.byte_count);
		if (count & VCX_WQE_INLINE_SEG) {
			count &= ~VCX_WQE_INLINE_SEG;
			err = add_inline(frame, wqe, off + 4, count);
			off += (4 + count + VCX_WQE_DS - 1) &
			       ~(VCX_WQE_DS - 1u);
		} else {
			err = add_segment(dev, frame, &seg);
			off += VCX_WQE_DS;
		}
	}
	return err;
}

/* the device puts the VLAN tag in that the Ethernet segment carries */
static uint8_t insert_vlan(struct gather *frame, uint16_t tci)
{
	uint8_t *tag = frame->data + ETH_ALEN_BOTH;

	if (frame->len < FRAME_MIN || frame->len + 4 > sizeof(frame->data))
		return VCX_CQE_LOCAL_LENGTH;
	memmove(tag + 4, tag, frame->len - ETH_ALEN_BOTH);
	vcx_put_be16(tag, ETH_P_8021Q);
	vcx_put_be16(tag + 2, tci);
	frame->len += 4;
	return 0;
}

uint8_t vcx_send(struct vcx_dev *dev, const struct vcx_wqe *wqe)
{
	static struct gather frame;	/* too large for the stack */
	struct vcx_wqe_eth_seg eth;
	uint32_t off = ETH_SEG_END, headers = 0;
	uint16_t size;
	uint8_t err = 0;

	if (wqe->len < ETH_SEG_END)
		return VCX_CQE_LOCAL_LENGTH;
	memcpy(&eth, wqe->bytes + ETH_SEG, sizeof(eth));
	size = vcx_get_be16(&eth.inline_hdr_sz);
	frame.len = 0;
	if (size && !(size & INSERT_VLAN)) {
		headers = size;
		err = add_inline(&frame, wqe, INLINE_START, headers);
		if (headers > sizeof(eth.inline_hdr_start))
			off += (headers - sizeof(eth.inline_hdr_start) +
				VCX_WQE_DS - 1) & ~(VCX_WQE_DS - 1u);
	}
	if (!err)
		err = add_segments(dev, &frame, wqe, off);
	if (!err && size & INSERT_VLAN)
		err = insert_vlan(&frame,
				  vcx_get_be16(eth.inline_hdr_start));
	if (!err && frame.len < FRAME_MIN)
		err = VCX_CQE_LOCAL_LENGTH;
	if (err)
		return err;
	dev->wire.send(dev, &(struct vcx_frame) {
		.data = frame.data,
		.len = frame.len,
		.mss = vcx_get_be16(&eth.mss),
		.headers = (uint16_t)headers,
	});
	return 0;
}
