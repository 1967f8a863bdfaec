// SPDX-License-Identifier: GPL-2.0-only
/* Path of a packet through flow tables, TIRs, RQ tables and queues. */
#include "vconnectx/card/rx/steer.h"

#include <stdarg.h>
#include <stdio.h>

#include "vconnectx/card/queue/counters.h"
#include "vconnectx/card/net/hash.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/net/match.h"
#include "vconnectx/card/rx/receive.h"
#include "vconnectx/card/rx/rss.h"
#include "vconnectx/card/rx/flow_table.h"
#include "vconnectx/card/rx/rx.h"
#include "vconnectx/host/util.h"

#define DEST_SIZE  VCX_ST_SZ(dest_format_struct)
#define DEPTH_MAX  256u /* maximum number of tables in a path; levels allow 128 */
#define TIR_STEPS  64u	/* steps charged for a delivery, */
#define STEP_BYTES 32u	/* plus one for this number of bytes */

/**
 * struct walk - state of a packet in steering
 * @dev: the device
 * @pkt: the packet
 * @own: see vcx_steer()
 * @fields: match fields of the packet
 * @flow_tag: tag of the last matching entry with one
 * @misses: see vcx_steer()
 * @note: description of the path so far
 * @note_len: length of @note
 */
struct walk {
	struct vcx_dev *dev;
	struct vcx_packet *pkt;
	bool own;
	uint8_t fields[VCX_MATCH_SIZE];
	uint32_t flow_tag;
	unsigned int misses;
	char *note;
	size_t note_len;
};

__attribute__((format(printf, 2, 3))) static void note(struct walk *w, const char *fmt, ...)
{
	size_t room = VCX_STEER_NOTE - w->note_len;
	va_list ap;
	int n;

	if (w->note_len && room > 2) {
		w->note[w->note_len++] = ',';
		w->note[w->note_len++] = ' ';
		room -= 2;
	}
	va_start(ap, fmt);
	n = vsnprintf(w->note + w->note_len, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		w->note_len += (size_t)n < room ? (size_t)n : room - 1;
}

static unsigned int reverse_bits(unsigned int value, unsigned int bits)
{
	unsigned int out = 0;

	for (; bits; bits--, value >>= 1)
		out = out << 1 | (value & 1);
	return out;
}

static unsigned int log2_of(uint32_t nr)
{
	unsigned int log = 0;

	while (nr >> (log + 1))
		log++;
	return log;
}

/* Return: the fields that the TIR selects for the protocols of this packet */
static unsigned int selected_fields(const struct vcx_tir *tir, const struct vcx_packet *pkt)
{
	const uint8_t *select = VCX_ADDR(tirc, tir->ctx, rx_hash_field_selector_outer);
	bool v6 = VCX_GET(rx_hash_field_select, select, l3_prot_type);
	bool udp = VCX_GET(rx_hash_field_select, select, l4_prot_type);
	unsigned int fields = (unsigned int)VCX_GET(rx_hash_field_select, select, selected_fields);

	if (pkt->ip_version != (v6 ? 6 : 4))
		return 0;
	if (pkt->l4_type != (udp ? VCX_L4_UDP : VCX_L4_TCP))
		fields &= VCX_HASH_SRC_IP | VCX_HASH_DST_IP;
	return fields;
}

static uint8_t hash_type(const struct vcx_tuple *tuple, const struct vcx_packet *pkt)
{
	uint8_t type = 0;

	if (tuple->fields & (VCX_HASH_SRC_IP | VCX_HASH_DST_IP))
		type |= pkt->ip_version == 4 ? VCX_CQE_HASH_IPV4 : VCX_CQE_HASH_IPV6;
	if (tuple->fields & (VCX_HASH_SPORT | VCX_HASH_DPORT))
		type |= pkt->l4_type == VCX_L4_TCP ? VCX_CQE_HASH_TCP : VCX_CQE_HASH_UDP;
	return type;
}

/* select the queue of a TIR; sets the hash and its type */
static struct vcx_rq *choose_queue(const struct vcx_tir *tir, const struct vcx_packet *pkt,
				   struct vcx_rx_info *info)
{
	uint64_t fn = VCX_GET(tirc, tir->ctx, rx_hash_fn);
	struct vcx_tuple tuple;
	uint32_t place = 0;

	if (tir->rq)
		return tir->rq;
	if (!tir->rqt->nr)
		return NULL;
	if (fn != MLX5_RX_HASH_FN_NONE) {
		vcx_tuple_of(&tuple, pkt, selected_fields(tir, pkt),
			     VCX_GET(tirc, tir->ctx, rx_hash_symmetric));
		info->hash_type = hash_type(&tuple, pkt);
	}
	if (fn == MLX5_RX_HASH_FN_TOEPLITZ) {
		info->hash = vcx_toeplitz(VCX_ADDR(tirc, tir->ctx, rx_hash_toeplitz_key),
					  tuple.bytes, tuple.len);
		place = info->hash;
	} else if (fn == MLX5_RX_HASH_FN_INVERTED_XOR8) {
		/* for XOR8, the driver orders the table by reversed index bits */
		info->hash = vcx_xor8(tuple.bytes, tuple.len);
		place = reverse_bits(info->hash, log2_of(tir->rqt->nr));
	}
	return tir->rqt->rq[place % tir->rqt->nr];
}

/*
 * The field has a bit for unicast and one for multicast.  The kernel calls it "block", but
 * its users, the self-tests and RDMA (TIR_ALLOW_SELF_LB_*), set it to allow loopback.
 */
static bool allows_self(const struct vcx_tir *tir, const uint8_t *dmac)
{
	return VCX_GET(tirc, tir->ctx, self_lb_block) & (dmac[0] & 1 ? 2 : 1);
}

static void to_tir(struct walk *w, const struct vcx_tir *tir)
{
	struct vcx_rx_info info = { .flow_tag = w->flow_tag };
	static const char *const fate[] = {
		[VCX_RX_DONE] = "",
		[VCX_RX_NOT_READY] = " dropped: queue not ready",
		[VCX_RX_NO_BUFFER] = " dropped: no buffer posted",
		[VCX_RX_FAILED] = " dropped: bad WQE",
	};
	struct vcx_rq *rq;
	uint32_t steps = TIR_STEPS + (uint32_t)w->pkt->len / STEP_BYTES;
	enum vcx_rx_result done;

	if (w->dev->rx->budget < steps) {
		w->dev->rx->budget = 0;
		return;
	}
	w->dev->rx->budget -= steps;
	vcx_turn_spend(w->dev, w->pkt->len);
	if (w->own && !allows_self(tir, w->pkt->data)) {
		note(w, "tirn=%u dropped: no self-loopback", tir->obj.id);
		return;
	}
	rq = choose_queue(tir, w->pkt, &info);
	if (!rq) {
		note(w, "tirn=%u dropped: empty table", tir->obj.id);
		return;
	}
	done = vcx_rq_receive(w->dev, rq, w->pkt, &info);
	note(w, "rqn=%u tirn=%u%s", rq->obj.id, tir->obj.id, fate[done]);
}

static const struct vcx_flow_entry *find_entry(struct walk *w, const struct vcx_flow_table *table)
{
	for (size_t i = 0; i < table->nr_entries; i++) {
		const struct vcx_flow_entry *entry = table->entries[i];
		const struct vcx_flow_group *group = entry->group;

		if (!w->dev->rx->budget)
			return NULL;
		w->dev->rx->budget--;
		if (vcx_match(w->fields, group->criteria_enable, group->criteria,
			      VCX_ADDR(flow_context, entry->ctx, match_value)))
			return entry;
	}
	return NULL;
}

static void count(struct walk *w, const struct vcx_flow_entry *entry)
{
	const uint8_t *list = entry->dests + entry->nr_dests * DEST_SIZE;

	for (uint32_t i = 0; i < entry->nr_counters; i++) {
		struct vcx_flow_counter *counter;

		counter = vcx_obj_find(w->dev, VCX_OBJ_FLOW_COUNTER,
				       vcx_get_be32(list + i * DEST_SIZE));
		if (!counter)
			continue;
		counter->packets++;
		counter->bytes += w->pkt->len;
	}
}

static void to_table(struct walk *w, const struct vcx_flow_table *table, unsigned int depth);

static void apply(struct walk *w, const struct vcx_flow_entry *entry, unsigned int depth)
{
	uint32_t action = (uint32_t)VCX_GET(flow_context, entry->ctx, action);
	uint32_t tag = (uint32_t)VCX_GET(flow_context, entry->ctx, flow_tag);

	if (tag)
		w->flow_tag = tag;
	if (action & MLX5_FLOW_CONTEXT_ACTION_COUNT)
		count(w, entry);
	if (!(action & MLX5_FLOW_CONTEXT_ACTION_FWD_DEST)) {
		note(w, "dropped: by entry %u of table %u", entry->index,
		     entry->group->table->obj.id);
		return;
	}
	for (uint32_t i = 0; i < entry->nr_dests; i++) {
		const uint8_t *dest = entry->dests + i * DEST_SIZE;
		uint32_t id = (uint32_t)VCX_GET(dest_format_struct, dest, destination_id);
		struct vcx_obj *obj;

		if (VCX_GET(dest_format_struct, dest, destination_type) ==
		    MLX5_IFC_FLOW_DESTINATION_TYPE_TIR) {
			obj = vcx_obj_find(w->dev, VCX_OBJ_TIR, id);
			if (obj)
				to_tir(w, container_of(obj, struct vcx_tir, obj));
			continue;
		}
		obj = vcx_obj_find(w->dev, VCX_OBJ_FLOW_TABLE, id);
		if (obj)
			to_table(w, container_of(obj, struct vcx_flow_table, obj), depth + 1);
	}
}

static void miss(struct walk *w)
{
	w->misses++;
	note(w, "dropped: no rule matches");
}

static void to_table(struct walk *w, const struct vcx_flow_table *table, unsigned int depth)
{
	const struct vcx_flow_entry *entry = NULL;

	while (table && depth < DEPTH_MAX && w->dev->rx->budget) {
		w->dev->rx->budget--;
		entry = find_entry(w, table);
		if (entry)
			break;
		table = table->miss;
		depth++;
	}
	if (entry)
		apply(w, entry, depth);
	else
		miss(w);
}

unsigned int vcx_steer(struct vcx_dev *dev, struct vcx_packet *pkt, bool own, char *text)
{
	const struct vcx_obj *root = dev->rx->root[VCX_FT_NIC_RX];
	struct walk w = { .dev = dev, .pkt = pkt, .own = own, .note = text };

	text[0] = '\0';
	vcx_match_fill(w.fields, pkt);
	to_table(&w, (const struct vcx_flow_table *)root, 0);
	if (!dev->rx->budget)
		vcx_dev_log(dev, VCX_LOG_ERR, "too many rules for a packet: %s", text);
	return w.misses;
}
