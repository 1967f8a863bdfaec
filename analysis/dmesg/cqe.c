// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/dmesg/cqe.h"

#include <inttypes.h>
#include <stdio.h>

#include "analysis/dmesg/message.h"
#include "analysis/dmesg/words.h"

bool mt_dump_line(struct mt_dump *dump, struct mt_span text)
{
	struct mt_span word = mt_span_word(&text);
	uint64_t offset, byte;
	size_t nr = 0;

	if (word.len < 5 || word.p[word.len - 1] != ':' ||
	    !mt_span_hex(mt_span(word.p, word.len - 1), &offset) || offset != dump->nr)
		return false;
	while (word = mt_span_word(&text), word.len) {
		if (word.len != 2 || nr == 16 || dump->nr == dump->want ||
		    dump->nr == sizeof(dump->at) || !mt_span_hex(word, &byte))
			return false;
		dump->at[dump->nr++] = (uint8_t)byte;
		nr++;
	}
	return nr;
}

bool mt_wqe_dump_begin(struct mt_span text, struct mt_wqe_dump *wqe)
{
	struct mt_parts parts;

	return mt_pattern_match(
		       "WQE DUMP: WQ size {size:d} WQ cur size {used:d}, WQE index 0x{index:x}, len: {len:d}",
		       text, &parts) &&
	       mt_span_int(mt_part(&parts, "size"), &wqe->size) &&
	       mt_span_int(mt_part(&parts, "used"), &wqe->used) &&
	       mt_span_hex(mt_part(&parts, "index"), &wqe->index) &&
	       mt_span_int(mt_part(&parts, "len"), &wqe->len);
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t be16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

/* Offsets in struct mlx5_err_cqe */
#define CQE_SRQN    32
#define CQE_VENDOR  54
#define CQE_SYND    55
#define CQE_WQE_QPN 56
#define CQE_COUNTER 60
#define CQE_OP_OWN  63

void mt_cqe_words(const struct mt_dump *cqe, char *out, size_t size)
{
	uint32_t wqe = be32(cqe->at + CQE_WQE_QPN), op = cqe->at[CQE_OP_OWN] >> 4;
	uint32_t srqn = be32(cqe->at + CQE_SRQN) & 0xffffff;
	char of_srq[32] = "", of_wqe[80] = "";

	if (srqn)
		snprintf(of_srq, sizeof(of_srq), ", srqn 0x%x", srqn);
	/* a receive descriptor has no opcode */
	if (op != 14)
		snprintf(of_wqe, sizeof(of_wqe), " of opcode 0x%02x (%s), qpn 0x%x", wqe >> 24,
			 mt_wqe_opcode(wqe >> 24), wqe & 0xffffff);
	snprintf(out, size,
		 "CQE: opcode 0x%x (%s), syndrome 0x%02x, vendor syndrome 0x%02x, for descriptor (counter) 0x%x%s%s.",
		 op, mt_cqe_opcode(op), cqe->at[CQE_SYND], cqe->at[CQE_VENDOR],
		 be16(cqe->at + CQE_COUNTER), of_wqe, of_srq);
}

static bool is_ethernet(uint32_t opcode)
{
	return opcode == 0x0a || opcode == 0x0e || opcode == 0x29;
}

/* Offsets in the control and Ethernet segments of a send queue descriptor */
#define WQE_QPN_DS 4
#define WQE_FM_CE  11
#define WQE_MSS	   22
#define WQE_INLINE 28
#define WQE_DATA   32

/* Describe the data segments, which begin after the inline header, rounded up to 16 bytes. */
static int data_words(const struct mt_dump *wqe, uint32_t ds, uint32_t inlined, char *out,
		      size_t size)
{
	size_t first = WQE_DATA + (inlined > 2 ? (inlined - 2 + 15) / 16 * 16 : 0);
	size_t end = (size_t)ds * 16;
	uint64_t bytes = 0;
	size_t nr = 0;

	if (end > wqe->nr || first >= end)
		return snprintf(out, size, ", no data segment in the dump");
	for (size_t at = first; at < end; at += 16, nr++)
		bytes += be32(wqe->at + at) & 0x7fffffff;
	return snprintf(out, size,
			", %zu data segment%s with %" PRIu64
			" bytes, the first with lkey 0x%x at address 0x%" PRIx64,
			nr, nr == 1 ? "" : "s", bytes, be32(wqe->at + first + 4),
			(uint64_t)be32(wqe->at + first + 8) << 32 | be32(wqe->at + first + 12));
}

void mt_wqe_words(const struct mt_dump *wqe, char *out, size_t size)
{
	uint32_t head = be32(wqe->at), qpn_ds = be32(wqe->at + WQE_QPN_DS);
	uint32_t opcode = head & 0xff, ds = qpn_ds & 0x3f, inlined;
	char eth[280] = "";
	int n = 0;

	if (wqe->nr >= WQE_DATA && is_ethernet(opcode)) {
		inlined = be16(wqe->at + WQE_INLINE) & 0x3ff;
		n = snprintf(eth, sizeof(eth), ", inline header size %u", inlined);
		if (opcode == 0x0e)
			n += snprintf(eth + n, sizeof(eth) - (size_t)n, ", mss %u",
				      be16(wqe->at + WQE_MSS));
		data_words(wqe, ds, inlined, eth + n, sizeof(eth) - (size_t)n);
	}
	snprintf(out, size,
		 "WQE: opcode 0x%02x (%s), counter 0x%x, qpn 0x%x, ds %u (%u bytes)%s%s.", opcode,
		 mt_wqe_opcode(opcode), head >> 8 & 0xffff, qpn_ds >> 8, ds, ds * 16,
		 wqe->at[WQE_FM_CE] & 0x08 ? ", completion requested" : "", eth);
}
