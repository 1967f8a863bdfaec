// SPDX-License-Identifier: GPL-2.0-only
/* Delivery of packets to receive queues: scatter and completion. */
#include "vconnectx/card/rx/receive.h"

#include <string.h>

#include "vconnectx/card/queue/counters.h"
#include "vconnectx/card/fw/fault.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/queue/mkey.h"

#define TCP_FLAGS     13u
#define TCP_ACK	      0x10u
#define FLOW_TAG_MASK 0xffffffu

/**
 * struct piece - a contiguous part of the delivered data
 * @data: start of the data
 * @len: length of @data
 */
struct piece {
	const uint8_t *data;
	size_t len;
};

enum { BEFORE_TAG, AFTER_TAG, FCS, NR_PIECES };

/**
 * struct delivery - a packet as delivered to the driver
 * @piece: the frame before and after its outermost tag, which may be stripped,
 *	and the FCS if the queue requires it
 * @len: total length
 * @stripped: the tag was stripped and is reported in the completion
 * @fcs: FCS in wire order
 */
struct delivery {
	struct piece piece[NR_PIECES];
	size_t len;
	bool stripped;
	uint8_t fcs[4];
};

static void prepare(struct delivery *out, const struct vcx_rq *rq, struct vcx_packet *pkt)
{
	size_t skip = 0;

	out->stripped = !VCX_GET(rqc, rq->ctx, vsd) && pkt->nr_vlans &&
			pkt->vlan[0].tpid == VCX_ETH_P_8021Q;
	if (out->stripped)
		skip = VCX_VLAN_TAG;
	out->piece[BEFORE_TAG] = (struct piece){ pkt->data, VCX_ETH_ADDRS };
	out->piece[AFTER_TAG] =
		(struct piece){ pkt->data + VCX_ETH_ADDRS + skip, pkt->len - VCX_ETH_ADDRS - skip };
	out->piece[FCS] = (struct piece){ out->fcs, 0 };
	if (VCX_GET(rqc, rq->ctx, scatter_fcs)) {
		uint32_t fcs = vcx_packet_fcs(pkt);

		/* the FCS is transmitted least significant byte first */
		for (unsigned int i = 0; i < sizeof(out->fcs); i++)
			out->fcs[i] = (uint8_t)(fcs >> 8 * i);
		out->piece[FCS].len = sizeof(out->fcs);
	}
	out->len = pkt->len - skip + out->piece[FCS].len;
}

/**
 * write_piece() - scatter to the data segments of a WQE
 * @dev: the device
 * @wqe: the WQE
 * @off: start offset over all segments
 * @piece: data to write
 *
 * Return: 0 or a syndrome.
 */
static uint8_t write_piece(struct vcx_dev *dev, const struct vcx_rx_wqe *wqe, uint64_t off,
			   struct piece piece)
{
	for (unsigned int i = 0; i < wqe->nr_segs && piece.len; i++) {
		uint32_t key = vcx_get_be32(&wqe->segs[i].lkey);
		uint32_t room = vcx_get_be32(&wqe->segs[i].byte_count) & ~VCX_RX_START_PADDING;
		size_t part;

		if (key == VCX_TERMINATE_LKEY)
			break;
		if (off >= room) {
			off -= room;
			continue;
		}
		part = room - off < piece.len ? room - off : piece.len;
		if (vcx_mkey_write(dev, key, vcx_get_be64(&wqe->segs[i].addr) + off, piece.data,
				   part))
			return VCX_CQE_LOCAL_PROT;
		piece.data += part;
		piece.len -= part;
		off = 0;
	}
	return piece.len ? VCX_CQE_LOCAL_LENGTH : 0;
}

static uint8_t scatter(struct vcx_dev *dev, const struct vcx_rx_wqe *wqe, uint64_t off,
		       const struct delivery *out)
{
	uint8_t err = 0;

	for (unsigned int i = 0; !err && i < NR_PIECES; i++) {
		err = write_piece(dev, wqe, off, out->piece[i]);
		off += out->piece[i].len;
	}
	return err;
}

static uint8_t header_type(const struct vcx_packet *pkt)
{
	uint8_t type = 0;

	if (pkt->ip_version)
		type = pkt->ip_version == 4 ? VCX_CQE_L3_IPV4 : VCX_CQE_L3_IPV6;
	if (pkt->l4_type == VCX_L4_UDP)
		return type | VCX_CQE_L4_UDP;
	if (pkt->l4_type != VCX_L4_TCP)
		return type;
	if (!(pkt->data[pkt->l4 + TCP_FLAGS] & TCP_ACK))
		return type | VCX_CQE_L4_TCP;
	/* the upper four bits of the byte before the flags are the header length */
	if (pkt->end - pkt->l4 > (pkt->data[pkt->l4 + TCP_FLAGS - 1] >> 4) * 4u)
		return type | VCX_CQE_L4_TCP_ACK_DATA;
	return type | VCX_CQE_L4_TCP_ACK;
}

static void fill_cqe(struct vcx_cqe64 *cqe, struct vcx_packet *pkt, const struct vcx_rx_info *info,
		     const struct delivery *out)
{
	const struct vcx_sums *sums = vcx_packet_sums(pkt);

	*cqe = (struct vcx_cqe64){ 0 };
	vcx_put_be32(&cqe->rss_hash_result, info->hash);
	cqe->rss_hash_type = info->hash_type;
	cqe->hds_ip_ext = VCX_CQE_L2_OK;
	if (sums->l3_ok)
		cqe->hds_ip_ext |= VCX_CQE_L3_OK;
	if (sums->l4_ok)
		cqe->hds_ip_ext |= VCX_CQE_L4_OK;
	cqe->l4_l3_hdr_type = header_type(pkt);
	if (out->stripped) {
		cqe->l4_l3_hdr_type |= VCX_CQE_VLAN;
		vcx_put_be16(&cqe->vlan_info, pkt->vlan[0].tci);
	}
	vcx_put_be16(&cqe->check_sum, sums->ip);
	vcx_put_be32(&cqe->sop_drop_qpn, info->flow_tag & FLOW_TAG_MASK);
}

static enum vcx_rx_result no_buffer(struct vcx_dev *dev, const struct vcx_rq *rq)
{
	struct vcx_q_counter *set;

	set = vcx_obj_find(dev, VCX_OBJ_Q_COUNTER, (uint32_t)VCX_GET(rqc, rq->ctx, counter_set_id));
	if (set)
		set->out_of_buffer++;
	return VCX_RX_NO_BUFFER;
}

static enum vcx_rx_result receive_single(struct vcx_dev *dev, struct vcx_rq *rq,
					 struct vcx_rx_wqe *wqe, const struct delivery *out,
					 struct vcx_cqe64 *cqe)
{
	uint8_t err = scatter(dev, wqe, 0, out);

	if (err) {
		vcx_rq_fail(dev, rq, wqe, err);
		return VCX_RX_FAILED;
	}
	vcx_rq_consume(rq, wqe);
	vcx_put_be32(&cqe->byte_cnt, (uint32_t)out->len);
	vcx_put_be16(&cqe->wqe_id, wqe->id);
	vcx_put_be16(&cqe->wqe_counter, wqe->id);
	vcx_cq_post(dev, rq->cq, cqe, VCX_CQE_RESP_SEND);
	return VCX_RX_DONE;
}

/* consume @strides of a WQE; @len is the length of the packet, or VCX_CQE_FILLER */
static void complete_strides(struct vcx_dev *dev, struct vcx_rq *rq, const struct vcx_rx_wqe *wqe,
			     uint32_t strides, uint32_t len, struct vcx_cqe64 *cqe)
{
	vcx_put_be32(&cqe->byte_cnt, strides << 16 | len);
	vcx_put_be16(&cqe->wqe_id, wqe->id);
	vcx_put_be16(&cqe->wqe_counter, (uint16_t)rq->stride);
	rq->stride += strides;
	if (rq->stride >= 1u << rq->log_strides)
		vcx_rq_consume(rq, wqe);
	vcx_cq_post(dev, rq->cq, cqe, VCX_CQE_RESP_SEND);
}

/* skip the remaining strides of the current WQE, which are too few for the packet */
static bool skip_rest(struct vcx_dev *dev, struct vcx_rq *rq, struct vcx_rx_wqe *wqe)
{
	uint32_t left = (1u << rq->log_strides) - rq->stride;
	struct vcx_cqe64 filler = { 0 };

	complete_strides(dev, rq, wqe, left, VCX_CQE_FILLER, &filler);
	return !vcx_rq_peek(dev, rq, wqe);
}

static enum vcx_rx_result receive_strides(struct vcx_dev *dev, struct vcx_rq *rq,
					  struct vcx_rx_wqe *wqe, uint32_t posted,
					  const struct delivery *out, struct vcx_cqe64 *cqe)
{
	uint32_t all = 1u << rq->log_strides;
	uint32_t need =
		(uint32_t)((out->len + (1u << rq->log_stride_size) - 1) >> rq->log_stride_size);
	uint8_t err;

	if (need > all) {
		vcx_rq_fail(dev, rq, wqe, VCX_CQE_LOCAL_LENGTH);
		return VCX_RX_FAILED;
	}
	if (need > all - rq->stride) {
		if (posted < 2)
			return no_buffer(dev, rq);
		if (!skip_rest(dev, rq, wqe))
			return VCX_RX_FAILED;
	}
	err = scatter(dev, wqe, (uint64_t)rq->stride << rq->log_stride_size, out);
	if (err) {
		vcx_rq_fail(dev, rq, wqe, err);
		return VCX_RX_FAILED;
	}
	complete_strides(dev, rq, wqe, need, (uint32_t)out->len, cqe);
	return VCX_RX_DONE;
}

enum vcx_rx_result vcx_rq_receive(struct vcx_dev *dev, struct vcx_rq *rq, struct vcx_packet *pkt,
				  const struct vcx_rx_info *info)
{
	struct delivery out;
	struct vcx_rx_wqe wqe;
	struct vcx_cqe64 cqe;
	uint32_t posted;
	const struct vcx_fault *fault;

	if (rq->state != VCX_WQ_RDY)
		return VCX_RX_NOT_READY;
	posted = vcx_rq_posted(dev, rq);
	if (!posted)
		return no_buffer(dev, rq);
	if (vcx_rq_peek(dev, rq, &wqe))
		return VCX_RX_FAILED;
	fault = vcx_fault_wqe(dev, VCX_FAULT_RECV);
	if (fault) {
		vcx_rq_fail(dev, rq, &wqe, (uint8_t)fault->syndrome);
		return VCX_RX_FAILED;
	}
	prepare(&out, rq, pkt);
	fill_cqe(&cqe, pkt, info, &out);
	if (rq->striding)
		return receive_strides(dev, rq, &wqe, posted, &out, &cqe);
	return receive_single(dev, rq, &wqe, &out, &cqe);
}
