// SPDX-License-Identifier: GPL-2.0-only
/* Human-readable flow tables. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "vconnectx/card/show/answer.h"
#include "vconnectx/card/show/channel.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/rx/rss.h"
#include "vconnectx/card/show/show.h"
#include "vconnectx/card/rx/rx.h"
#include "vconnectx/host/util.h"

#define DEST_SIZE VCX_ST_SZ(dest_format_struct)
#define TEXT_MAX  512u

struct text {
	char s[TEXT_MAX];
	size_t len;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *fmt, ...)
{
	size_t room = sizeof(text->s) - text->len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text->s + text->len, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		text->len += (size_t)n < room ? (size_t)n : room - 1;
}

enum kind { DECIMAL, HEX, MAC, IPV4, IPV6 };

static const struct field {
	const char *name;
	size_t off;
	size_t bits;
	enum kind kind;
} fields[] = {
#define OFF(fld)	 VCX_BIT_OFF(fte_match_set_lyr_2_4, fld)
#define FIELD(fld, kind) { #fld, OFF(fld), VCX_BIT_SZ(fte_match_set_lyr_2_4, fld), kind }
	{ "dmac", OFF(dmac_47_16), 48, MAC },
	{ "smac", OFF(smac_47_16), 48, MAC },
	FIELD(cvlan_tag, DECIMAL),
	FIELD(svlan_tag, DECIMAL),
	FIELD(first_vid, DECIMAL),
	FIELD(first_prio, DECIMAL),
	FIELD(ethertype, HEX),
	FIELD(ip_version, DECIMAL),
	FIELD(ip_protocol, DECIMAL),
	FIELD(ip_dscp, DECIMAL),
	FIELD(frag, DECIMAL),
	{ "src_ipv6", OFF(src_ipv4_src_ipv6), 128, IPV6 },
	{ "dst_ipv6", OFF(dst_ipv4_dst_ipv6), 128, IPV6 },
	{ "src_ipv4", OFF(src_ipv4_src_ipv6) + 96, 32, IPV4 },
	{ "dst_ipv4", OFF(dst_ipv4_dst_ipv6) + 96, 32, IPV4 },
	FIELD(tcp_flags, HEX),
	FIELD(tcp_sport, DECIMAL),
	FIELD(tcp_dport, DECIMAL),
	FIELD(udp_sport, DECIMAL),
	FIELD(udp_dport, DECIMAL),
};

static bool all_bytes(const uint8_t *p, size_t len, uint8_t want)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != want)
			return false;
	return true;
}

static void add_bytes(struct text *text, const uint8_t *p, enum kind kind)
{
	size_t len = kind == MAC ? 6 : kind == IPV4 ? 4 : 16;

	for (size_t i = 0; i < len; i++) {
		if (kind == IPV4)
			add(text, "%s%u", i ? "." : "", p[i]);
		else
			add(text, "%s%02x", i && (kind == MAC || i % 2 == 0) ? ":" : "", p[i]);
	}
}

static void add_address(struct text *text, const struct field *f, const uint8_t *mask,
			const uint8_t *value)
{
	size_t len = f->bits / 8;

	/* a mask of the last 4 bytes alone matches an IPv4 address */
	if (all_bytes(mask, len, 0) || (f->kind == IPV6 && all_bytes(mask, 12, 0)) ||
	    (f->kind == IPV4 && !all_bytes(mask - 12, 12, 0)))
		return;
	add(text, "%s%s=", text->len ? " " : "", f->name);
	add_bytes(text, value, f->kind);
	if (all_bytes(mask, len, 0xff))
		return;
	add(text, "/");
	add_bytes(text, mask, f->kind);
}

static void add_number(struct text *text, const struct field *f, const uint8_t *mask,
		       const uint8_t *value)
{
	uint64_t m = vcx_bits_get(mask, f->off, f->bits);
	uint64_t v = vcx_bits_get(value, f->off, f->bits);

	if (!m)
		return;
	add(text, f->kind == HEX ? "%s%s=0x%llx" : "%s%s=%llu", text->len ? " " : "", f->name,
	    (unsigned long long)v);
	if (m != (1ull << f->bits) - 1)
		add(text, "/0x%llx", (unsigned long long)m);
}

static void match_text(struct text *text, const struct vcx_flow_entry *entry)
{
	const uint8_t *mask = VCX_ADDR(fte_match_param, entry->group->criteria, outer_headers);
	const uint8_t *value = VCX_ADDR(flow_context, entry->ctx, match_value.outer_headers);

	if (entry->group->criteria_enable & 1) {
		for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
			const struct field *f = &fields[i];

			if (f->kind == DECIMAL || f->kind == HEX)
				add_number(text, f, mask, value);
			else
				add_address(text, f, mask + f->off / 8, value + f->off / 8);
		}
	}
	if (entry->group->criteria_enable & ~1u)
		add(text, "%sand more", text->len ? " " : "");
	if (!text->len)
		add(text, "all");
}

/* add the driver's channel of a queue, or ? if it is unknown */
static void add_channel(struct vcx_dev *dev, struct text *text, const struct vcx_rq *rq)
{
	uint32_t channel;
	bool xsk;

	if (!vcx_channel_of_rq(dev, rq, &channel, &xsk))
		add(text, " ?");
	else
		add(text, " %u%s", channel, xsk ? " XSK" : "");
}

/* maximum number of queues listed; the others are shown as dots */
#define QUEUES_MAX 8u

static void add_queues(struct vcx_dev *dev, struct text *text, const struct vcx_tir *tir)
{
	struct vcx_rq *const *list = tir->rq ? &tir->rq : tir->rqt->rq;
	uint32_t places = tir->rq ? 1 : tir->rqt->nr;
	const struct vcx_rq *shown[QUEUES_MAX];
	uint32_t nr = 0;
	bool more = false;

	/* list each queue once, in the order of first entries */
	for (uint32_t i = 0; i < places; i++) {
		uint32_t seen = 0;

		while (seen < nr && shown[seen] != list[i])
			seen++;
		if (seen < nr)
			continue;
		if (nr < QUEUES_MAX)
			shown[nr++] = list[i];
		else
			more = true;
		if (more)
			break;
	}
	if (!tir->rq)
		add(text, " -> rqt %u", tir->rqt->obj.id);
	add(text, " -> rq");
	for (uint32_t i = 0; i < nr; i++)
		add(text, " %u", shown[i]->obj.id);
	add(text, "%s, channel%s", more ? " ..." : "", nr == 1 ? "" : "s");
	for (uint32_t i = 0; i < nr; i++) {
		add(text, "%s", i ? "," : "");
		add_channel(dev, text, shown[i]);
	}
	add(text, "%s", more ? ", ..." : "");
}

static void add_table(struct vcx_show_rules *rules, const struct vcx_flow_table *table)
{
	for (size_t i = 0; i < rules->nr; i++)
		if (table && rules->table[i] == table->obj.id)
			return;
	if (table && rules->nr < VCX_SHOW_TABLES_MAX)
		rules->table[rules->nr++] = table->obj.id;
}

static bool full(const struct text *text)
{
	return text->len >= sizeof(text->s) - 1;
}

static void action_text(struct vcx_dev *dev, struct text *text, const struct vcx_flow_entry *entry,
			struct vcx_show_rules *rules)
{
	if (!entry->nr_dests)
		add(text, "drop");
	for (uint32_t i = 0; i < entry->nr_dests; i++) {
		const uint8_t *dest = entry->dests + i * DEST_SIZE;
		uint32_t id = (uint32_t)VCX_GET(dest_format_struct, dest, destination_id);
		bool tir = VCX_GET(dest_format_struct, dest, destination_type) ==
			   MLX5_IFC_FLOW_DESTINATION_TYPE_TIR;
		void *obj = vcx_obj_find(dev, tir ? VCX_OBJ_TIR : VCX_OBJ_FLOW_TABLE, id);

		add(text, "%s%s %u", i ? "; " : "", tir ? "tir" : "table", id);
		if (tir && obj && !full(text))
			add_queues(dev, text, obj);
		else if (!tir && obj)
			add_table(rules, obj);
	}
}

static void begin_table(struct vcx_answer *answer, const struct vcx_flow_table *table)
{
	char head[64];

	snprintf(head, sizeof(head), "%s{\"table\":%u,\"level\":%u,\"rules\":[",
		 answer->rules.at ? "," : "", table->obj.id, table->level);
	vcx_answer_add(answer, head);
	answer->comma = false;
	answer->rules.inside = true;
	answer->rules.index = 0;
}

static void end_table(struct vcx_answer *answer, const struct vcx_flow_table *miss)
{
	vcx_answer_add(answer, "],\"miss\":");
	vcx_answer_add_json(answer, miss ? json_integer((json_int_t)miss->obj.id) : json_null());
	vcx_answer_add(answer, "}");
	add_table(&answer->rules, miss);
	answer->rules.inside = false;
	answer->rules.at++;
}

static void show_rule(struct vcx_dev *dev, struct vcx_answer *answer,
		      const struct vcx_flow_entry *entry)
{
	struct text match = { .len = 0 }, to = { .len = 0 };

	match_text(&match, entry);
	action_text(dev, &to, entry, &answer->rules);
	vcx_answer_add_item(answer, json_pack("{s:I, s:s, s:s}", "index", (json_int_t)entry->index,
					      "match", match.s, "to", to.s));
	vcx_turn_spend(dev, entry->nr_dests * DEST_SIZE);
}

/* write the beginning or end of a table, or a rule; tables may be destroyed between calls */
static bool more_rules(struct vcx_dev *dev, struct vcx_answer *answer)
{
	struct vcx_show_rules *rules = &answer->rules;
	const struct vcx_flow_entry *entry;
	const struct vcx_flow_table *table;

	if (rules->at == rules->nr) {
		vcx_answer_add(answer, "]}");
		return false;
	}
	table = vcx_obj_find(dev, VCX_OBJ_FLOW_TABLE, rules->table[rules->at]);
	if (!rules->inside && table) {
		begin_table(answer, table);
	} else if (!table) {
		if (rules->inside)
			end_table(answer, NULL);
		else
			rules->table[rules->at] = rules->table[--rules->nr];
	} else {
		entry = vcx_flow_entry_from(table, rules->index);
		if (!entry) {
			end_table(answer, table->miss);
			return true;
		}
		show_rule(dev, answer, entry);
		rules->index = entry->index + 1ull;
	}
	return true;
}

void vcx_show_steering(struct vcx_dev *dev, struct vcx_answer *answer)
{
	add_table(&answer->rules, (const struct vcx_flow_table *)dev->rx->root[VCX_FT_NIC_RX]);
	vcx_answer_add(answer, "[");
	answer->more = more_rules;
}
