// SPDX-License-Identifier: GPL-2.0-only
/* Steps of fuzz_card: WQEs, doorbells, frames and completions. */
#include <string.h>

#include "vconnectx/card/queue/cq.h"
#include "vconnectx/card/queue/eq.h"
#include "vconnectx/card/rx/rq.h"
#include "vconnectx/card/tx/sq.h"
#include "vconnectx/host/util.h"
#include "vconnectx/tests/card_steps.h"
#include "vconnectx/tests/fake_frame.h"

#define SEND_DATA (CARD_DATA / 2) /* offset of the frames to send in the shared data */

/* write to guest memory, as a driver does; bytes outside are ignored */
static void put(struct card *card, uint64_t gpa, const void *data, size_t len)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < len; i++)
		if (gpa + i >= GUEST_BASE && gpa + i < GUEST_BASE + GUEST_SIZE)
			*guest_ptr(card->guest, gpa + i) = bytes[i];
}

static void put32(struct card *card, uint64_t gpa, uint32_t value)
{
	uint8_t bytes[4];

	vcx_put_be32(bytes, value);
	put(card, gpa, bytes, sizeof(bytes));
}

static uint32_t get32(struct card *card, uint64_t gpa)
{
	uint8_t bytes[4] = { 0 };

	for (unsigned int i = 0; i < 4; i++)
		if (gpa + i >= GUEST_BASE && gpa + i < GUEST_BASE + GUEST_SIZE)
			bytes[i] = *guest_ptr(card->guest, gpa + i);
	return vcx_get_be32(bytes);
}

/* write to a ring of @size bytes */
static void put_ring(struct card *card, const struct vcx_buf *buf, uint64_t off, uint64_t size,
		     const uint8_t *data, size_t len)
{
	for (size_t done = 0; done < len; done += 16) {
		uint64_t at = (off + done) % size;
		size_t part = len - done < 16 ? len - done : 16;

		if (at >> buf->page_shift < buf->nr)
			put(card,
			    buf->pages[at >> buf->page_shift] +
				    (at & ((1ull << buf->page_shift) - 1)),
			    data + done, part);
	}
}

static void uar_write(struct card *card, uint64_t uar, uint32_t off, uint32_t first,
		      uint32_t second, size_t len)
{
	uint8_t bytes[8];

	vcx_put_be32(bytes, first);
	vcx_put_be32(bytes + 4, second);
	vcx_dev_bar0_write(card->guest->dev, uar * VCX_PAGE_SIZE + off, bytes, len);
}

/* --- frames ---------------------------------------------------------------- */

enum {
	FRAME_UDP,
	FRAME_TCP,
	FRAME_UDP6,
	FRAME_TCP6,
	FRAME_ARP,
	FRAME_SHORT,
	FRAME_JUMBO,
	FRAME_FRAG
};

static size_t to_ipv6(uint8_t *frame, size_t len, size_t payload, uint8_t protocol)
{
	memmove(frame + 54, frame + 34, len - 34);
	memset(frame + 14, 0, 40);
	vcx_put_be16(frame + 12, 0x86dd);
	frame[14] = 0x60;
	vcx_put_be16(frame + 18, (uint16_t)payload);
	frame[20] = protocol;
	frame[21] = 64;
	frame[37] = 1;
	frame[53] = 2;
	return len + 20;
}

/* make a frame of @kind, to UDP port 1000 + (@kind >> 6) */
static size_t make_frame(uint8_t *frame, uint8_t kind, unsigned int tags, size_t payload)
{
	uint16_t dport = (uint16_t)(1000 + (kind >> 6));
	bool tcp = kind & 1;
	size_t len;

	/* inline headers may be longer than the frame */
	memset(frame, 0, 64);
	if (payload > 1400 && (kind & 7) != FRAME_JUMBO)
		payload %= 1400;
	if (tcp)
		len = fake_tcp(frame, 4242, dport, (uint8_t)payload, payload);
	else
		len = fake_udp(frame, 4242, dport, payload);
	switch (kind & 7) {
	case FRAME_UDP6:
	case FRAME_TCP6:
		len = to_ipv6(frame, len, len - 34, tcp ? 6 : 17);
		break;
	case FRAME_ARP:
		vcx_put_be16(frame + 12, 0x0806);
		break;
	case FRAME_SHORT:
		len = payload % 70;
		break;
	case FRAME_FRAG:
		vcx_put_be16(frame + 20, 0x2001);
		break;
	}
	if (kind & 8)
		memset(frame, 0xff, 6);
	else if (kind & 16)
		frame[0] = 0x33;
	for (; tags && len > 14; tags--)
		len = fake_tag(frame, len, tags & 1 ? 0x8100 : 0x88a8, (uint16_t)(0x2005 + tags));
	return len;
}

void card_receive(struct card *card, const struct card_step *step)
{
	static const unsigned int numbers[] = { 1, 1, 2, 4 };
	static uint8_t frame[CARD_FRAME + 1024];
	size_t len = make_frame(frame, step->sel, step->arg >> 14, step->arg % CARD_FRAME);

	card_mutate(step, frame, len);
	for (unsigned int i = numbers[step->arg >> 12 & 3]; i; i--)
		vcx_dev_receive(card->guest->dev, frame, len);
	card_note(card, card->guest->captured, strlen(card->guest->captured));
}

/* --- send queues ------------------------------------------------------------ */

enum wqe_kind {
	WQE_NOP,
	WQE_SEND,
	WQE_SEND_HEADERS,
	WQE_SEND_INLINE,
	WQE_SEND_TAGGED,
	WQE_LSO,
	WQE_UMR_INLINE,
	WQE_UMR,
	WQE_OTHER,
	WQE_NR
};

struct wqe {
	uint8_t bytes[VCX_SQ_WQE_MAX];
	unsigned int ds;
	uint8_t opcode;
};

static void segment(struct wqe *wqe, uint32_t len, uint32_t key, uint64_t addr)
{
	uint8_t *at = wqe->bytes + wqe->ds * VCX_WQE_DS;

	vcx_put_be32(at, len);
	vcx_put_be32(at + 4, key);
	vcx_put_be64(at + 8, addr);
	wqe->ds++;
}

/* Return: address of a frame under @key; only the first key has physical addresses */
static uint64_t frame_address(const struct card *card, unsigned int key)
{
	return (key % CARD_KEYS ? 0 : card->data) + SEND_DATA;
}

static void send_wqe(struct card *card, const struct card_step *step, struct wqe *wqe,
		     enum wqe_kind kind)
{
	static uint8_t frame[CARD_FRAME + 1024];
	struct vcx_wqe_eth_seg *eth = (void *)(wqe->bytes + VCX_WQE_DS);
	size_t len = make_frame(frame, step->sel, step->arg >> 14, step->arg >> 2 & 0xffc);
	uint32_t key = card->keys[step->val % CARD_KEYS];
	uint64_t addr = frame_address(card, step->val);
	uint32_t headers = 0;

	wqe->opcode = kind == WQE_LSO ? VCX_OPCODE_LSO : VCX_OPCODE_SEND;
	wqe->ds = 2;
	eth->cs_flags = (uint8_t)(step->val & 0xc0);
	if (kind == WQE_SEND_HEADERS || kind == WQE_LSO) {
		headers = step->val & 0x100 ? 54 : 18;
		vcx_put_be16(&eth->inline_hdr_sz, (uint16_t)headers);
		memcpy(eth->inline_hdr_start, frame, headers);
		wqe->ds += headers == 18 ? 1 : 4;
	} else if (kind == WQE_SEND_TAGGED) {
		vcx_put_be16(&eth->inline_hdr_sz, 0x8000 | (step->val >> 9 & 1));
		vcx_put_be16(eth->inline_hdr_start, 0x2007);
	} else if (kind == WQE_SEND_INLINE) {
		vcx_put_be32(wqe->bytes + 32, VCX_WQE_INLINE_SEG | 60);
		memcpy(wqe->bytes + 36, frame, 60);
		wqe->ds += 4;
		return;
	}
	if (kind == WQE_LSO)
		vcx_put_be16(&eth->mss, step->val >> 10 ? (uint16_t)(step->val >> 4 & 0xfc) : 1400);
	put(card, card->data + SEND_DATA, frame, len);
	if (len < headers)
		len = headers;
	segment(wqe, (uint32_t)(len - headers) / 2, key, addr + headers);
	segment(wqe, (uint32_t)(len - headers + 1) / 2, key, addr + headers + (len - headers) / 2);
}

static void umr_wqe(struct card *card, const struct card_step *step, struct wqe *wqe, bool in_wqe)
{
	struct vcx_wqe_umr_ctrl_seg *umr = (void *)(wqe->bytes + VCX_WQE_DS);
	unsigned int nr = step->val >> 8 & 7;

	wqe->opcode = VCX_OPCODE_UMR;
	wqe->ds = 8;
	vcx_put_be32(wqe->bytes + 12, card->keys[step->val % CARD_KEYS]);
	umr->flags = (uint8_t)((in_wqe ? VCX_UMR_INLINE : 0) |
			       (step->val & 0x80 ? VCX_UMR_XLT_OFFSET_EN : 0));
	vcx_put_be16(&umr->xlt_octowords, (uint16_t)nr);
	vcx_put_be16(&umr->xlt_offset, step->val >> 11 & 7);
	vcx_put_be64(&umr->mkey_mask, step->val & 0x40 ? 1ull << 29 : 0);
	wqe->bytes[64] = (uint8_t)(step->val & 0x40);
	if (!in_wqe) {
		segment(wqe, nr * 16, card->keys[0], card->data + SEND_DATA);
		return;
	}
	/* each octword is one KLM or two MTT entries */
	for (unsigned int i = 0; i < nr; i++)
		segment(wqe, step->arg, card->keys[step->val >> 4 & 7],
			card->data + i * VCX_PAGE_SIZE);
}

static void fill_wqe(struct card *card, const struct card_step *step, struct wqe *wqe)
{
	enum wqe_kind kind = step->arg % WQE_NR;

	wqe->ds = 1;
	switch (kind) {
	case WQE_NOP:
		wqe->opcode = VCX_OPCODE_NOP;
		break;
	case WQE_SEND:
	case WQE_SEND_HEADERS:
	case WQE_SEND_INLINE:
	case WQE_SEND_TAGGED:
	case WQE_LSO:
		send_wqe(card, step, wqe, kind);
		break;
	case WQE_UMR_INLINE:
	case WQE_UMR:
		umr_wqe(card, step, wqe, kind == WQE_UMR_INLINE);
		break;
	case WQE_OTHER:
	case WQE_NR:
		wqe->opcode = (uint8_t)step->val;
	}
}

static struct vcx_sq *sq_of(const struct card *card, unsigned int n)
{
	struct vcx_obj *obj = card_obj(card, VCX_OBJ_SQ, n);

	return obj ? container_of(obj, struct vcx_sq, obj) : NULL;
}

/* Return: the producer counter from the doorbell record, unless the record is invalid */
static uint16_t producer(struct card *card, const struct vcx_sq *sq)
{
	uint16_t record = (uint16_t)get32(card, sq->wq.dbr + VCX_DBR_SND);

	return (uint16_t)(record - sq->ci) < 1u << sq->wq.log_size ? record : sq->ci;
}

/* write a WQE at the producer counter and advance it; the doorbell is another step */
void card_post_send(struct card *card, const struct card_step *step)
{
	struct vcx_sq *sq = sq_of(card, step->sel & 3);
	struct wqe wqe = { 0 };
	uint16_t pc;

	if (!sq)
		return;
	pc = producer(card, sq);
	fill_wqe(card, step, &wqe);
	vcx_put_be32(wqe.bytes, (uint32_t)pc << 8 | wqe.opcode);
	vcx_put_be32(wqe.bytes + 4, sq->obj.id << 8 | wqe.ds);
	wqe.bytes[11] = step->sel & 32 ? 0 : VCX_WQE_CE_CQ_UPDATE;
	card_mutate(step, wqe.bytes, wqe.ds * VCX_WQE_DS);
	put_ring(card, &sq->wq.buf, (uint64_t)pc * VCX_SEND_WQE_BB,
		 (uint64_t)VCX_SEND_WQE_BB << sq->wq.log_size, wqe.bytes, wqe.ds * VCX_WQE_DS);
	put32(card, sq->wq.dbr + VCX_DBR_SND, (uint16_t)(pc + (wqe.ds + 3) / 4));
}

void card_ring_sq(struct card *card, const struct card_step *step)
{
	struct vcx_sq *sq = sq_of(card, step->arg & 3);
	uint64_t uar;

	if (!sq)
		return;
	uar = VCX_GET(sqc, sq->ctx, wq.uar_page);
	if (step->off)
		put32(card, sq->wq.dbr + VCX_DBR_SND, (uint16_t)(sq->ci + step->val % 70));
	switch (step->sel & 7) {
	case 0:
		uar_write(card, uar, VCX_UAR_BF + VCX_UAR_BF_BUF, 0, step->val << 8, 8);
		break;
	case 1:
		uar_write(card, uar + 1, VCX_UAR_BF, 0, sq->obj.id << 8, 8);
		break;
	case 2:
		uar_write(card, uar, VCX_UAR_BF + 8 * (step->val & 0xff), 0, sq->obj.id << 8, 8);
		break;
	case 3:
		uar_write(card, uar, VCX_UAR_BF + VCX_UAR_BF_BUF, 0, sq->obj.id << 8, 8);
		break;
	default:
		uar_write(card, uar, VCX_UAR_BF, 0, sq->obj.id << 8, 8);
	}
}

/* --- receive queues --------------------------------------------------------- */

/* fill the whole ring with segments of one kind, and post more WQEs */
void card_post_receive(struct card *card, const struct card_step *step)
{
	static const uint32_t lengths[] = { 2048, 16384, 64, 2048 | VCX_RX_START_PADDING };
	struct vcx_obj *obj = card_obj(card, VCX_OBJ_RQ, step->arg & 7);
	uint32_t len = lengths[step->sel >> 3 & 3], key = card->keys[step->sel % CARD_KEYS];
	struct vcx_rq *rq;
	uint32_t size;

	if (!obj)
		return;
	rq = container_of(obj, struct vcx_rq, obj);
	size = 1u << rq->wq.log_size;
	if (size > 64)
		size = 64;
	for (uint32_t i = 0; i < size; i++) {
		uint8_t bytes[64] = { 0 };
		unsigned int at = rq->linked ? 16 : 0;

		vcx_put_be16(bytes + 2, (uint16_t)((i + 1) % size));
		for (; at < 64; at += 16, len = step->sel & 32 ? len : 0) {
			vcx_put_be32(bytes + at, len);
			vcx_put_be32(bytes + at + 4, len ? key : VCX_TERMINATE_LKEY);
			vcx_put_be64(bytes + at + 8, key == card->keys[0] ? card->data : i);
		}
		len = lengths[step->sel >> 3 & 3];
		if (!i)
			card_mutate(step, bytes, sizeof(bytes));
		put_ring(card, &rq->wq.buf, (uint64_t)i << rq->wq.log_stride,
			 (uint64_t)size << rq->wq.log_stride, bytes,
			 rq->wq.log_stride > 6 ? 64 : 1u << rq->wq.log_stride);
	}
	put32(card, rq->wq.dbr + VCX_DBR_RCV, (uint16_t)(rq->ci + (step->arg >> 3 & 0x3f)));
}

/* --- completions and events -------------------------------------------------- */

void card_serve_cq(struct card *card, const struct card_step *step)
{
	struct vcx_obj *obj = card_obj(card, VCX_OBJ_CQ, step->arg & 0xf);
	struct vcx_cq *cq;
	uint32_t sn, ci;
	uint64_t uar;

	if (!obj)
		return;
	cq = container_of(obj, struct vcx_cq, obj);
	uar = VCX_GET(cqc, cq->ctx, uar_page);
	ci = step->sel & 4 ? step->val : cq->pi;
	if (step->sel & 1)
		put32(card, cq->dbr + VCX_DBR_CQ_CI, ci);
	sn = (uint32_t)(step->sel >> 4 & 3) << 28;
	if (step->sel & 8)
		sn |= VCX_CQ_DB_CMD_SOLICITED;
	if (step->sel & 2)
		uar_write(card, uar, VCX_UAR_CQ_DOORBELL, sn | (ci & 0xffffff),
			  cq->obj.id + (step->sel >> 7), 8);
}

void card_serve_eq(struct card *card, const struct card_step *step)
{
	struct vcx_obj *obj = card_obj(card, VCX_OBJ_EQ, step->arg & 0xf);
	struct vcx_eq *eq;
	uint32_t ci;

	if (!obj)
		return;
	eq = container_of(obj, struct vcx_eq, obj);
	ci = step->sel & 2 ? step->val : eq->pi;
	uar_write(card, VCX_GET(eqc, eq->ctx, uar_page) + (step->sel >> 7),
		  step->sel & 1 ? VCX_UAR_EQ_ARM : VCX_UAR_EQ_CI, obj->id << 24 | (ci & 0xffffff),
		  0, 4);
}
