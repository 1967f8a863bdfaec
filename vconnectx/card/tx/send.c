// SPDX-License-Identifier: GPL-2.0-only
/* SEND and LSO WQEs: gather the frame, apply offloads and transmit. */
#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/queue/mkey.h"
#include "vconnectx/card/net/offload.h"
#include "vconnectx/card/net/packet.h"
#include "vconnectx/card/tx/sq.h"
#include "vconnectx/card/port/frame.h"

#define ETH_SEG	     sizeof(struct vcx_wqe_ctrl_seg)
#define INLINE_START (ETH_SEG + offsetof(struct vcx_wqe_eth_seg, inline_hdr_start))
#define ETH_SEG_END  (ETH_SEG + sizeof(struct vcx_wqe_eth_seg))
#define INSERT_VLAN  0x8000u	  /* qp.h: MLX5_ETH_WQE_INSERT_VLAN */
#define INSERT_SVLAN 0x0001u	  /* qp.h: MLX5_ETH_WQE_SVLAN */
#define L3_CSUM	     (1u << 6)	  /* qp.h: MLX5_ETH_WQE_L3_CSUM */
#define L4_CSUM	     (1u << 7)	  /* qp.h: MLX5_ETH_WQE_L4_CSUM */
#define GATHER_MAX   (256u << 10) /* LSO: 1 << max_lso_cap */

/**
 * struct gather - frame under construction
 * @data: gathered bytes
 * @len: length of @data
 */
struct gather {
	uint8_t data[GATHER_MAX];
	size_t len;
};

static uint8_t add_inline(struct gather *frame, const struct vcx_wqe *wqe, uint32_t off,
			  uint32_t len)
{
	if (off > wqe->len || len > wqe->len - off || len > sizeof(frame->data) - frame->len)
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
	if (vcx_mkey_read(dev, vcx_get_be32(&seg->lkey), vcx_get_be64(&seg->addr),
			  frame->data + frame->len, len))
		return VCX_CQE_LOCAL_PROT;
	frame->len += len;
	return 0;
}

/* add the segments after the Ethernet segment: pointers, or inline data */
static uint8_t add_segments(struct vcx_dev *dev, struct gather *frame, const struct vcx_wqe *wqe,
			    uint32_t off)
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
			off += (4 + count + VCX_WQE_DS - 1) & ~(VCX_WQE_DS - 1u);
		} else {
			err = add_segment(dev, frame, &seg);
			off += VCX_WQE_DS;
		}
	}
	return err;
}

/* insert the VLAN tag of the Ethernet segment */
static uint8_t insert_vlan(struct gather *frame, uint16_t tpid, uint16_t tci)
{
	uint8_t *tag = frame->data + VCX_ETH_ADDRS;

	if (frame->len < VCX_ETH_HDR || frame->len + VCX_VLAN_TAG > sizeof(frame->data))
		return VCX_CQE_LOCAL_LENGTH;
	memmove(tag + VCX_VLAN_TAG, tag, frame->len - VCX_ETH_ADDRS);
	vcx_put_be16(tag, tpid);
	vcx_put_be16(tag + 2, tci);
	frame->len += VCX_VLAN_TAG;
	return 0;
}

unsigned int vcx_send_priority(struct vcx_dev *dev, uint32_t sqn)
{
	const struct vcx_sq *sq = vcx_obj_find(dev, VCX_OBJ_SQ, sqn);
	const struct vcx_tis *tis;

	if (!sq || !VCX_GET(sqc, sq->ctx, tis_lst_sz))
		return 0;
	tis = vcx_obj_find(dev, VCX_OBJ_TIS, (uint32_t)VCX_GET(sqc, sq->ctx, tis_num_0));
	return tis ? (unsigned int)VCX_GET(tisc, tis->ctx, prio) >> 1 : 0;
}

/* the sending queue and its priority */
struct sender {
	struct vcx_dev *dev;
	uint32_t sqn;
	unsigned int prio;
};

static bool send_frame(void *ctx, const uint8_t *frame, size_t len)
{
	const struct sender *sender = ctx;

	vcx_frame_send(sender->dev, frame, len, sender->sqn, sender->prio);
	return !vcx_turn_over(sender->dev);
}

uint8_t vcx_send(struct vcx_dev *dev, struct vcx_wqe *wqe)
{
	static struct gather frame; /* too large for the stack */
	struct vcx_wqe_eth_seg eth;
	uint32_t off = ETH_SEG_END, headers = 0;
	struct vcx_offload offload;
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
			off += (headers - sizeof(eth.inline_hdr_start) + VCX_WQE_DS - 1) &
			       ~(VCX_WQE_DS - 1u);
	}
	if (!err)
		err = add_segments(dev, &frame, wqe, off);
	if (!err && size & INSERT_VLAN)
		err = insert_vlan(&frame, size & INSERT_SVLAN ? VCX_ETH_P_8021AD : VCX_ETH_P_8021Q,
				  vcx_get_be16(eth.inline_hdr_start));
	if (!err && frame.len < VCX_ETH_HDR)
		err = VCX_CQE_LOCAL_LENGTH;
	if (err)
		return err;
	offload = (struct vcx_offload){
		.mss = vcx_get_be16(&eth.mss),
		.headers = (uint16_t)headers,
		.l3_csum = eth.cs_flags & L3_CSUM,
		.l4_csum = eth.cs_flags & L4_CSUM,
		.next = wqe->segment,
	};
	if (vcx_offload(frame.data, frame.len, &offload, send_frame,
			&(struct sender){ dev, wqe->sqn, vcx_send_priority(dev, wqe->sqn) }))
		return VCX_CQE_LOCAL_LENGTH;
	wqe->segment = offload.next;
	return 0;
}
