// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/tests/card_cmds.h"

#include <string.h>

#include "vconnectx/card/hca/dispatch.h"
#include "vconnectx/card/queue/mkey.h"
#include "vconnectx/card/reg/reg.h"
#include "vconnectx/card/rx/flow_table.h"
#include "vconnectx/card/rx/rq.h"
#include "vconnectx/card/tx/sq.h"
#include "vconnectx/host/util.h"

#define LIST_MAX   8u	 /* most queues, destinations, addresses or translation entries */
#define RING_MAX   6u	 /* log2 of the number of entries of a queue */
#define LISTS_SIZE 1024u /* maximum number of bytes after the fixed part of an input */

/* the fields of an input that name an object */
static const struct ref {
	uint16_t opcode;
	uint16_t off;
	uint8_t bits;
	uint8_t type;
} refs[] = {
#define REF(op, typ, fld, obj) \
	{ MLX5_CMD_OP_##op, VCX_BIT_OFF(typ, fld), VCX_BIT_SZ(typ, fld), VCX_OBJ_##obj }
	REF(DEALLOC_UAR, dealloc_uar_in, uar, UAR),
	REF(DEALLOC_PD, dealloc_pd_in, pd, PD),
	REF(DEALLOC_TRANSPORT_DOMAIN, dealloc_transport_domain_in, transport_domain, TD),
	REF(DESTROY_UCTX, destroy_uctx_in, uid, UCTX),
	REF(CREATE_MKEY, create_mkey_in, memory_key_mkey_entry.pd, PD),
	REF(DESTROY_MKEY, destroy_mkey_in, mkey_index, MKEY),
	REF(QUERY_MKEY, query_mkey_in, mkey_index, MKEY),
	REF(CREATE_EQ, create_eq_in, eq_context_entry.uar_page, UAR),
	REF(DESTROY_EQ, destroy_eq_in, eq_number, EQ),
	REF(QUERY_EQ, query_eq_in, eq_number, EQ),
	REF(CREATE_CQ, create_cq_in, cq_context.uar_page, UAR),
	REF(CREATE_CQ, create_cq_in, cq_context.c_eqn_or_apu_element, EQ),
	REF(DESTROY_CQ, destroy_cq_in, cqn, CQ),
	REF(QUERY_CQ, query_cq_in, cqn, CQ),
	REF(MODIFY_CQ, modify_cq_in, cqn, CQ),
	REF(DEALLOC_Q_COUNTER, dealloc_q_counter_in, counter_set_id, Q_COUNTER),
	REF(QUERY_Q_COUNTER, query_q_counter_in, counter_set_id, Q_COUNTER),
	REF(DEALLOC_FLOW_COUNTER, dealloc_flow_counter_in, flow_counter_id, FLOW_COUNTER),
	REF(QUERY_FLOW_COUNTER, query_flow_counter_in, flow_counter_id, FLOW_COUNTER),
	REF(CREATE_TIS, create_tis_in, ctx.transport_domain, TD),
	REF(MODIFY_TIS, modify_tis_in, tisn, TIS),
	REF(QUERY_TIS, query_tis_in, tisn, TIS),
	REF(DESTROY_TIS, destroy_tis_in, tisn, TIS),
	REF(CREATE_SQ, create_sq_in, ctx.cqn, CQ),
	REF(CREATE_SQ, create_sq_in, ctx.wq.pd, PD),
	REF(CREATE_SQ, create_sq_in, ctx.wq.uar_page, UAR),
	REF(CREATE_SQ, create_sq_in, ctx.tis_num_0, TIS),
	REF(MODIFY_SQ, modify_sq_in, sqn, SQ),
	REF(QUERY_SQ, query_sq_in, sqn, SQ),
	REF(DESTROY_SQ, destroy_sq_in, sqn, SQ),
	REF(CREATE_RQ, create_rq_in, ctx.cqn, CQ),
	REF(CREATE_RQ, create_rq_in, ctx.wq.pd, PD),
	REF(CREATE_RQ, create_rq_in, ctx.counter_set_id, Q_COUNTER),
	REF(MODIFY_RQ, modify_rq_in, rqn, RQ),
	REF(MODIFY_RQ, modify_rq_in, ctx.counter_set_id, Q_COUNTER),
	REF(QUERY_RQ, query_rq_in, rqn, RQ),
	REF(DESTROY_RQ, destroy_rq_in, rqn, RQ),
	REF(MODIFY_RQT, modify_rqt_in, rqtn, RQT),
	REF(QUERY_RQT, query_rqt_in, rqtn, RQT),
	REF(DESTROY_RQT, destroy_rqt_in, rqtn, RQT),
	REF(CREATE_TIR, create_tir_in, ctx.transport_domain, TD),
	REF(CREATE_TIR, create_tir_in, ctx.indirect_table, RQT),
	REF(CREATE_TIR, create_tir_in, ctx.inline_rqn, RQ),
	REF(MODIFY_TIR, modify_tir_in, tirn, TIR),
	REF(QUERY_TIR, query_tir_in, tirn, TIR),
	REF(DESTROY_TIR, destroy_tir_in, tirn, TIR),
	REF(SET_FLOW_TABLE_ROOT, set_flow_table_root_in, table_id, FLOW_TABLE),
	REF(CREATE_FLOW_TABLE, create_flow_table_in, flow_table_context.table_miss_id, FLOW_TABLE),
	REF(MODIFY_FLOW_TABLE, modify_flow_table_in, table_id, FLOW_TABLE),
	REF(MODIFY_FLOW_TABLE, modify_flow_table_in, flow_table_context.table_miss_id, FLOW_TABLE),
	REF(QUERY_FLOW_TABLE, query_flow_table_in, table_id, FLOW_TABLE),
	REF(DESTROY_FLOW_TABLE, destroy_flow_table_in, table_id, FLOW_TABLE),
	REF(CREATE_FLOW_GROUP, create_flow_group_in, table_id, FLOW_TABLE),
};

static void set_refs(const struct card *card, uint8_t *in, uint16_t opcode, uint16_t arg)
{
	for (size_t i = 0; i < ARRAY_SIZE(refs); i++) {
		if (refs[i].opcode != opcode)
			continue;
		vcx_bits_set(in, refs[i].off, refs[i].bits,
			     card_id(card, (enum vcx_obj_type)refs[i].type, arg & 0xf));
		arg >>= 4;
	}
}

/* arguments of a filler */
struct fill {
	struct card *card;
	uint8_t *in;
	uint32_t len; /* length of the input; a filler adds the length of its list */
	uint8_t sel;
	uint16_t arg;
};

/* add a list of page addresses within the shared data for a buffer of @bytes */
static void add_pages(struct fill *f, uint32_t off, uint64_t bytes)
{
	for (uint64_t done = 0; done < bytes; done += VCX_PAGE_SIZE, off += 8)
		vcx_put_be64(f->in + off,
			     f->card->data + (f->arg * VCX_PAGE_SIZE + done) % CARD_DATA);
	f->len = off;
}

static uint64_t doorbell_record(const struct fill *f)
{
	return f->card->data + (f->arg % 64) * 64;
}

static void create_mkey(struct fill *f)
{
	uint8_t *mkc = VCX_ADDR(create_mkey_in, f->in, memory_key_mkey_entry);
	uint8_t *list = VCX_ADDR(create_mkey_in, f->in, klm_pas_mtt);
	unsigned int nr = f->sel >> 5;

	VCX_SET(mkc, mkc, access_mode_1_0, f->sel);
	VCX_SET(mkc, mkc, lr, 1);
	VCX_SET(mkc, mkc, lw, 1);
	VCX_SET(mkc, mkc, umr_en, 1);
	VCX_SET(mkc, mkc, free, f->sel >> 2);
	VCX_SET(mkc, mkc, length64, f->sel >> 3);
	VCX_SET(mkc, mkc, len, CARD_DATA);
	VCX_SET(mkc, mkc, log_page_size, f->sel & 16 ? 31 : VCX_PAGE_SHIFT);
	VCX_SET(mkc, mkc, translations_octword_size, nr);
	VCX_SET(create_mkey_in, f->in, translations_octword_actual_size, nr);
	for (unsigned int i = 0; i < nr; i++) {
		vcx_put_be32(list + i * 16, i & 1 ? 0 : CARD_DATA);
		vcx_put_be32(list + i * 16 + 4, f->card->keys[f->arg % CARD_KEYS]);
		vcx_put_be64(list + i * 16 + 8, f->arg);
	}
	f->len += nr * 16;
}

static void create_eq(struct fill *f)
{
	unsigned int log_size = f->sel % RING_MAX;

	VCX_SET(create_eq_in, f->in, eq_context_entry.log_eq_size, log_size);
	VCX_SET(create_eq_in, f->in, eq_context_entry.intr, f->arg >> 4);
	if (f->sel & 0x80)
		vcx_put_be64(VCX_ADDR(create_eq_in, f->in, event_bitmask), ~0ull);
	add_pages(f, VCX_BYTE_OFF(create_eq_in, pas), 64u << log_size);
}

static void create_cq(struct fill *f)
{
	uint8_t *cqc = VCX_ADDR(create_cq_in, f->in, cq_context);
	unsigned int log_size = f->sel % 4;

	VCX_SET(cqc, cqc, log_cq_size, log_size);
	VCX_SET(cqc, cqc, cqe_sz, f->sel >> 2);
	VCX_SET(cqc, cqc, oi, f->sel >> 3);
	VCX_SET(cqc, cqc, cq_period, f->sel & 16 ? 20 : 0);
	VCX_SET(cqc, cqc, cq_max_count, f->sel & 32 ? 3 : 0);
	VCX_SET(cqc, cqc, cq_period_mode, f->sel >> 6);
	VCX_SET(cqc, cqc, dbr_addr, doorbell_record(f));
	add_pages(f, VCX_BYTE_OFF(create_cq_in, pas), 128u << log_size);
}

static void modify_cq(struct fill *f)
{
	uint8_t *cqc = VCX_ADDR(modify_cq_in, f->in, cq_context);

	VCX_SET(modify_cq_in, f->in,
		modify_field_select_resize_field_select.modify_field_select.modify_field_select,
		f->sel & 0x17);
	VCX_SET(cqc, cqc, cq_period, f->arg >> 4);
	VCX_SET(cqc, cqc, cq_max_count, f->sel >> 5);
	VCX_SET(cqc, cqc, cq_period_mode, f->sel >> 3);
	VCX_SET(cqc, cqc, oi, f->sel >> 7);
}

static void work_queue(struct fill *f, uint8_t *wq, unsigned int log_stride)
{
	unsigned int log_size = f->sel >> 5;

	VCX_SET(wq, wq, log_wq_stride, log_stride);
	VCX_SET(wq, wq, log_wq_sz, log_size);
	VCX_SET(wq, wq, dbr_addr, doorbell_record(f));
	add_pages(f, (uint32_t)(VCX_ADDR(wq, wq, pas) - f->in), 1ull << (log_size + log_stride));
}

static void create_sq(struct fill *f)
{
	uint8_t *sqc = VCX_ADDR(create_sq_in, f->in, ctx);

	VCX_SET(sqc, sqc, tis_lst_sz, f->sel);
	VCX_SET(sqc, sqc, reg_umr, f->sel >> 1);
	VCX_SET(sqc, sqc, flush_in_error_en, f->sel >> 2);
	VCX_SET(sqc, sqc, wq.wq_type, MLX5_WQ_TYPE_CYCLIC);
	work_queue(f, VCX_ADDR(sqc, sqc, wq), 6);
}

static void create_rq(struct fill *f)
{
	uint8_t *rqc = VCX_ADDR(create_rq_in, f->in, ctx);

	VCX_SET(rqc, rqc, wq.wq_type, f->sel & 3);
	VCX_SET(rqc, rqc, wq.log_wqe_num_of_strides, 0xa + (f->sel & 4));
	VCX_SET(rqc, rqc, vsd, f->sel >> 3);
	VCX_SET(rqc, rqc, scatter_fcs, f->sel >> 4);
	VCX_SET(rqc, rqc, flush_in_error_en, 1);
	work_queue(f, VCX_ADDR(rqc, rqc, wq), 4 + (f->arg >> 14));
}

/* the new state may or may not be a valid successor of the current one */
static void modify_sq(struct fill *f)
{
	const struct vcx_obj *obj = card_obj(f->card, VCX_OBJ_SQ, f->arg & 0xf);

	if (obj)
		VCX_SET(modify_sq_in, f->in, sq_state,
			container_of(obj, const struct vcx_sq, obj)->state);
	VCX_SET(modify_sq_in, f->in, ctx.state, f->sel & 3);
}

static void modify_rq(struct fill *f)
{
	const struct vcx_obj *obj = card_obj(f->card, VCX_OBJ_RQ, f->arg & 0xf);

	if (obj)
		VCX_SET(modify_rq_in, f->in, rq_state,
			container_of(obj, const struct vcx_rq, obj)->state);
	VCX_SET(modify_rq_in, f->in, ctx.state, f->sel & 3);
	VCX_SET(modify_rq_in, f->in, modify_bitmask, f->sel >> 2 & 0xe);
	VCX_SET(modify_rq_in, f->in, ctx.vsd, f->sel >> 6);
	VCX_SET(modify_rq_in, f->in, ctx.scatter_fcs, f->sel >> 7);
}

static void modify_tis(struct fill *f)
{
	VCX_SET(modify_tis_in, f->in, bitmask.prio, 1);
	VCX_SET(modify_tis_in, f->in, bitmask.lag_tx_port_affinity, f->sel >> 7);
	VCX_SET(modify_tis_in, f->in, ctx.prio, f->sel);
}

static void list_of_queues(struct fill *f, uint8_t *rqtc)
{
	uint8_t *list = VCX_ADDR(rqtc, rqtc, rq_num);
	unsigned int nr = f->sel % LIST_MAX;

	VCX_SET(rqtc, rqtc, rqt_max_size, LIST_MAX);
	VCX_SET(rqtc, rqtc, rqt_actual_size, nr);
	for (unsigned int i = 0; i < nr; i++)
		vcx_put_be32(list + i * 4, card_id(f->card, VCX_OBJ_RQ, (f->arg >> 4) + i));
	f->len = (uint32_t)(list - f->in) + nr * 4;
}

static void create_rqt(struct fill *f)
{
	list_of_queues(f, VCX_ADDR(create_rqt_in, f->in, rqt_context));
}

static void modify_rqt(struct fill *f)
{
	VCX_SET(modify_rqt_in, f->in, bitmask.rqn_list, ~f->sel >> 7);
	list_of_queues(f, VCX_ADDR(modify_rqt_in, f->in, ctx));
}

static void hash(uint8_t *tirc, uint8_t sel)
{
	uint8_t *select = VCX_ADDR(tirc, tirc, rx_hash_field_selector_outer);

	VCX_SET(tirc, tirc, rx_hash_fn, sel % 3);
	VCX_SET(tirc, tirc, rx_hash_symmetric, sel >> 3);
	VCX_SET(tirc, tirc, self_lb_block, sel >> 4);
	VCX_ADDR(tirc, tirc, rx_hash_toeplitz_key)[sel & 31] = sel;
	VCX_SET(rx_hash_field_select, select, l3_prot_type, sel >> 5);
	VCX_SET(rx_hash_field_select, select, l4_prot_type, sel >> 6);
	VCX_SET(rx_hash_field_select, select, selected_fields, 0xf);
}

static void create_tir(struct fill *f)
{
	uint8_t *tirc = VCX_ADDR(create_tir_in, f->in, ctx);

	hash(tirc, f->sel);
	VCX_SET(tirc, tirc, disp_type, f->sel >> 7);
}

static void modify_tir(struct fill *f)
{
	VCX_SET(modify_tir_in, f->in, bitmask.hash, f->arg >> 4);
	VCX_SET(modify_tir_in, f->in, bitmask.self_lb_en, f->arg >> 5);
	hash(VCX_ADDR(modify_tir_in, f->in, ctx), f->sel);
}

static void set_root(struct fill *f)
{
	VCX_SET(set_flow_table_root_in, f->in, op_mod, f->sel & 1);
}

static void create_flow_table(struct fill *f)
{
	VCX_SET(create_flow_table_in, f->in, table_type, f->sel >> 7);
	VCX_SET(create_flow_table_in, f->in, flow_table_context.level, f->sel & 0x3f);
	VCX_SET(create_flow_table_in, f->in, flow_table_context.log_size, 4);
	VCX_SET(create_flow_table_in, f->in, flow_table_context.table_miss_action, f->sel >> 6 & 1);
}

static void modify_flow_table(struct fill *f)
{
	VCX_SET(modify_flow_table_in, f->in, modify_field_select, f->sel & 1);
	VCX_SET(modify_flow_table_in, f->in, flow_table_context.table_miss_action, f->sel >> 1 & 1);
}

/* the criteria of a group and the values of its entries match the same frame */
static void match(uint8_t *outer, uint8_t sel, bool mask)
{
	VCX_SET(fte_match_set_lyr_2_4, outer, ip_version, mask ? 0xf : sel & 1 ? 6 : 4);
	if (sel & 2)
		VCX_SET(fte_match_set_lyr_2_4, outer, ip_protocol, mask ? 0xff : sel & 4 ? 6 : 17);
	if (sel & 8)
		VCX_SET(fte_match_set_lyr_2_4, outer, cvlan_tag, 1);
	if (sel & 16)
		VCX_SET(fte_match_set_lyr_2_4, outer, udp_dport, mask ? 0xffff : 1001);
	if (sel & 32)
		VCX_SET(fte_match_set_lyr_2_4, outer, dmac_47_16, mask ? ~0u : 0x02000000);
}

static void create_flow_group(struct fill *f)
{
	VCX_SET(create_flow_group_in, f->in, start_flow_index, f->arg >> 4 & 0xf);
	VCX_SET(create_flow_group_in, f->in, end_flow_index, f->arg >> 8 & 0xf);
	VCX_SET(create_flow_group_in, f->in, match_criteria_enable, f->sel >> 7);
	match(VCX_ADDR(create_flow_group_in, f->in, match_criteria.outer_headers), f->sel, true);
}

static void destroy_flow_group(struct fill *f)
{
	const struct vcx_obj *obj = card_obj(f->card, VCX_OBJ_FLOW_GROUP, f->arg & 0xf);

	if (!obj)
		return;
	VCX_SET(destroy_flow_group_in, f->in, group_id, obj->id);
	VCX_SET(destroy_flow_group_in, f->in, table_id,
		container_of(obj, const struct vcx_flow_group, obj)->table->obj.id);
}

static void destination(struct fill *f, uint8_t *to, unsigned int n)
{
	bool table = f->sel >> n & 1;

	VCX_SET(dest_format_struct, to, destination_type,
		table ? MLX5_IFC_FLOW_DESTINATION_TYPE_FLOW_TABLE :
			MLX5_IFC_FLOW_DESTINATION_TYPE_TIR);
	VCX_SET(dest_format_struct, to, destination_id,
		card_id(f->card, table ? VCX_OBJ_FLOW_TABLE : VCX_OBJ_TIR, (f->arg >> 8) + n));
}

/* create an entry in a live group, or modify a live entry */
static void set_flow_entry(struct fill *f)
{
	const struct vcx_obj *obj;
	const struct vcx_flow_group *group = NULL;
	uint32_t index = f->arg >> 4 & 0xf;
	unsigned int dests = f->sel >> 5, counters = f->sel >> 4 & 1;
	uint8_t *list = f->in + VCX_ST_SZ(set_fte_in);
	bool modify = f->sel & 8;

	if (modify) {
		obj = card_obj(f->card, VCX_OBJ_FLOW_ENTRY, f->arg & 0xf);
		if (obj) {
			group = container_of(obj, const struct vcx_flow_entry, obj)->group;
			index = container_of(obj, const struct vcx_flow_entry, obj)->index;
		}
		VCX_SET(set_fte_in, f->in, modify_enable_mask, 0xf);
	} else {
		obj = card_obj(f->card, VCX_OBJ_FLOW_GROUP, f->arg & 0xf);
		group = obj ? container_of(obj, const struct vcx_flow_group, obj) : NULL;
	}
	if (group) {
		VCX_SET(set_fte_in, f->in, table_id, group->table->obj.id);
		VCX_SET(set_fte_in, f->in, table_type, group->table->type);
		VCX_SET(set_fte_in, f->in, flow_context.group_id, group->obj.id);
		if (!modify)
			index = group->first + index % (group->last - group->first + 1);
	}
	VCX_SET(set_fte_in, f->in, op_mod, modify);
	VCX_SET(set_fte_in, f->in, ignore_flow_level, f->arg >> 13 == 7);
	VCX_SET(set_fte_in, f->in, flow_index, index);
	VCX_SET(set_fte_in, f->in, flow_context.flow_tag, f->sel);
	VCX_SET(set_fte_in, f->in, flow_context.action,
		(dests ? MLX5_FLOW_CONTEXT_ACTION_FWD_DEST : MLX5_FLOW_CONTEXT_ACTION_DROP) |
			(counters ? MLX5_FLOW_CONTEXT_ACTION_COUNT : 0));
	VCX_SET(set_fte_in, f->in, flow_context.destination_list_size, dests);
	VCX_SET(set_fte_in, f->in, flow_context.flow_counter_list_size, counters);
	match(VCX_ADDR(set_fte_in, f->in, flow_context.match_value.outer_headers),
	      (uint8_t)(f->arg >> 8), false);
	for (unsigned int i = 0; i < dests; i++, list += 8)
		destination(f, list, i);
	if (counters) {
		vcx_put_be32(list, card_id(f->card, VCX_OBJ_FLOW_COUNTER, f->arg));
		list += 8;
	}
	f->len = (uint32_t)(list - f->in);
}

static void named_flow_entry(struct fill *f)
{
	const struct vcx_obj *obj = card_obj(f->card, VCX_OBJ_FLOW_ENTRY, f->arg & 0xf);
	const struct vcx_flow_entry *entry;

	if (!obj)
		return;
	entry = container_of(obj, const struct vcx_flow_entry, obj);
	VCX_SET(delete_fte_in, f->in, table_id, entry->group->table->obj.id);
	VCX_SET(delete_fte_in, f->in, table_type, entry->group->table->type);
	VCX_SET(delete_fte_in, f->in, flow_index, entry->index);
}

static void modify_vport(struct fill *f)
{
	uint8_t *ctx = VCX_ADDR(modify_nic_vport_context_in, f->in, nic_vport_context);
	unsigned int nr = f->sel % LIST_MAX;

	/* the low bits select fields */
	vcx_put_be16(VCX_ADDR(modify_nic_vport_context_in, f->in, field_select) + 2, f->arg);
	VCX_SET(nic_vport_context, ctx, mtu, 1500);
	VCX_SET(nic_vport_context, ctx, promisc_uc, f->sel >> 3);
	VCX_SET(nic_vport_context, ctx, promisc_mc, f->sel >> 4);
	VCX_SET(nic_vport_context, ctx, promisc_all, f->sel >> 5);
	VCX_SET(nic_vport_context, ctx, allowed_list_type, f->sel >> 6);
	VCX_SET(nic_vport_context, ctx, allowed_list_size, nr);
	for (unsigned int i = 0; i < nr; i++) {
		f->in[f->len + 2] = i & 1 ? 0x33 : 2;
		f->in[f->len + 7] = (uint8_t)(i + 1);
		f->len += 8;
	}
}

static void query_vport(struct fill *f)
{
	VCX_SET(query_nic_vport_context_in, f->in, allowed_list_type, f->sel & 3);
}

static void query_flow_counter(struct fill *f)
{
	VCX_SET(query_flow_counter_in, f->in, clear, f->sel);
	VCX_SET(query_flow_counter_in, f->in, num_of_counters, f->sel >> 1 & 3);
}

static void create_uctx(struct fill *f)
{
	VCX_SET(create_uctx_in, f->in, uctx.cap, f->sel);
}

static void query_hca_cap(struct fill *f)
{
	VCX_SET(query_hca_cap_in, f->in, op_mod, f->arg);
}

/* set the current capabilities, of which a corrupted byte lowers or raises some */
static void set_hca_cap(struct fill *f)
{
	enum vcx_cap_group group = vcx_caps_group(f->arg >> 1 & 0x7f);

	VCX_SET(set_hca_cap_in, f->in, op_mod, f->arg);
	if (group < VCX_CAP_NR_GROUPS)
		memcpy(VCX_ADDR(set_hca_cap_in, f->in, capability),
		       f->card->guest->dev->caps.cur[group], VCX_CAP_SIZE);
}

static void pages(struct fill *f)
{
	unsigned int nr = f->arg >> 8 & 0xf;

	VCX_SET(manage_pages_in, f->in, op_mod, f->sel & 3);
	VCX_SET(manage_pages_in, f->in, input_num_entries, nr);
	if ((f->sel & 3) == 1)
		add_pages(f, VCX_BYTE_OFF(manage_pages_in, pas), nr * VCX_PAGE_SIZE);
}

static void query_pages(struct fill *f)
{
	VCX_SET(query_pages_in, f->in, op_mod, f->sel & 3);
}

static void set_issi(struct fill *f)
{
	VCX_SET(set_issi_in, f->in, current_issi, f->sel);
}

static void driver_version(struct fill *f)
{
	memset(VCX_ADDR(set_driver_version_in, f->in, driver_version), 'v', 64);
}

static const uint16_t registers[] = {
	VCX_REG_PAOS,	   VCX_REG_PMTU,  VCX_REG_PTYS, VCX_REG_PFCC,  VCX_REG_PPLM,
	VCX_REG_PCMR,	   VCX_REG_PMLP,  VCX_REG_MLCR, VCX_REG_PPCNT, VCX_REG_MPCNT,
	VCX_REG_MCIA,	   VCX_REG_MNVDA, VCX_REG_PCAM, VCX_REG_MCAM,  VCX_REG_QCAM,
	VCX_REG_NODE_DESC, VCX_REG_DTOR,  VCX_REG_MCQS, VCX_REG_MCQI,  VCX_REG_HOST_ENDIANNESS,
};

static void fill_register(uint8_t *reg, uint16_t id, uint8_t arg)
{
	static const uint8_t groups[] = { 0, 1, 2, 3, 5, 6, 0x10, 0x11, 0x12, 0x13, 0x16, 0x99 };
	static const uint16_t items[] = { 0x80, 0x81, 0x10a, 0x10b };

	VCX_SET(paos_reg, reg, local_port, 1);
	switch (id) {
	case VCX_REG_PAOS:
		VCX_SET(paos_reg, reg, ase, 1);
		VCX_SET(paos_reg, reg, admin_status, 1 + (arg & 1));
		break;
	case VCX_REG_PMTU:
		VCX_SET(pmtu_reg, reg, admin_mtu, 100 * arg);
		break;
	case VCX_REG_PTYS:
		VCX_SET(ptys_reg, reg, proto_mask, 4);
		VCX_SET(ptys_reg, reg, eth_proto_admin, 1u << (arg & 31));
		break;
	case VCX_REG_PFCC:
		memset(reg + 4, arg, 16);
		break;
	case VCX_REG_PPLM:
		VCX_SET(pplm_reg, reg, fec_override_admin_100g, arg);
		break;
	case VCX_REG_PPCNT:
		VCX_SET(ppcnt_reg, reg, grp, groups[arg % ARRAY_SIZE(groups)]);
		VCX_SET(ppcnt_reg, reg, prio_tc, arg >> 4);
		break;
	case VCX_REG_MCIA:
		reg[1] = 0;
		VCX_SET(mcia_reg, reg, i2c_device_address, 0x50 + (arg & 1));
		VCX_SET(mcia_reg, reg, device_address, arg);
		VCX_SET(mcia_reg, reg, size, arg >> 2);
		break;
	case VCX_REG_MNVDA:
		/* access mode, length, class and number of the item */
		vcx_put_be32(reg, (uint32_t)(arg & 3) << 22 | (arg & 64 ? 12 : 8));
		vcx_put_be32(reg + 4, items[arg >> 2 & 3]);
		break;
	case VCX_REG_HOST_ENDIANNESS:
	case VCX_REG_MCQS:
	case VCX_REG_MCQI:
	case VCX_REG_MPCNT:
		reg[1] = 0;
		VCX_SET(mcqi_reg, reg, info_type, 1);
		break;
	}
}

static void access_register(struct fill *f)
{
	uint16_t id = registers[f->sel % ARRAY_SIZE(registers)];

	VCX_SET(access_register_in, f->in, register_id, id);
	VCX_SET(access_register_in, f->in, op_mod, f->arg & 1);
	fill_register(VCX_ADDR(access_register_in, f->in, register_data), id,
		      (uint8_t)(f->arg >> 8));
	f->len += 272;
}

/* all commands; the filler fills in everything except the references */
static const struct {
	uint16_t opcode;
	void (*fill)(struct fill *f);
	uint16_t more_out; /* room for a list */
} cmds[] = {
#define CMD(op, ...) { MLX5_CMD_OP_##op, __VA_ARGS__ }
	CMD(CREATE_SQ, create_sq, 0),
	CMD(MODIFY_SQ, modify_sq, 0),
	CMD(QUERY_SQ, NULL, 0),
	CMD(DESTROY_SQ, NULL, 0),
	CMD(CREATE_RQ, create_rq, 0),
	CMD(MODIFY_RQ, modify_rq, 0),
	CMD(QUERY_RQ, NULL, 0),
	CMD(DESTROY_RQ, NULL, 0),
	CMD(CREATE_CQ, create_cq, 0),
	CMD(MODIFY_CQ, modify_cq, 0),
	CMD(QUERY_CQ, NULL, 0),
	CMD(DESTROY_CQ, NULL, 0),
	CMD(CREATE_EQ, create_eq, 0),
	CMD(QUERY_EQ, NULL, 0),
	CMD(DESTROY_EQ, NULL, 0),
	CMD(CREATE_MKEY, create_mkey, 0),
	CMD(QUERY_MKEY, NULL, 0),
	CMD(DESTROY_MKEY, NULL, 0),
	CMD(CREATE_TIS, NULL, 0),
	CMD(MODIFY_TIS, modify_tis, 0),
	CMD(QUERY_TIS, NULL, 0),
	CMD(DESTROY_TIS, NULL, 0),
	CMD(CREATE_RQT, create_rqt, 0),
	CMD(MODIFY_RQT, modify_rqt, 0),
	CMD(QUERY_RQT, NULL, 64),
	CMD(DESTROY_RQT, NULL, 0),
	CMD(CREATE_TIR, create_tir, 0),
	CMD(MODIFY_TIR, modify_tir, 0),
	CMD(QUERY_TIR, NULL, 0),
	CMD(DESTROY_TIR, NULL, 0),
	CMD(SET_FLOW_TABLE_ROOT, set_root, 0),
	CMD(CREATE_FLOW_TABLE, create_flow_table, 0),
	CMD(MODIFY_FLOW_TABLE, modify_flow_table, 0),
	CMD(QUERY_FLOW_TABLE, NULL, 0),
	CMD(DESTROY_FLOW_TABLE, NULL, 0),
	CMD(CREATE_FLOW_GROUP, create_flow_group, 0),
	CMD(DESTROY_FLOW_GROUP, destroy_flow_group, 0),
	CMD(SET_FLOW_TABLE_ENTRY, set_flow_entry, 0),
	CMD(DELETE_FLOW_TABLE_ENTRY, named_flow_entry, 0),
	CMD(QUERY_FLOW_TABLE_ENTRY, named_flow_entry, 64),
	CMD(ALLOC_FLOW_COUNTER, NULL, 0),
	CMD(DEALLOC_FLOW_COUNTER, NULL, 0),
	CMD(QUERY_FLOW_COUNTER, query_flow_counter, 48),
	CMD(ALLOC_Q_COUNTER, NULL, 0),
	CMD(DEALLOC_Q_COUNTER, NULL, 0),
	CMD(QUERY_Q_COUNTER, NULL, 0),
	CMD(MODIFY_NIC_VPORT_CONTEXT, modify_vport, 0),
	CMD(QUERY_NIC_VPORT_CONTEXT, query_vport, 64),
	CMD(QUERY_VPORT_STATE, NULL, 0),
	CMD(QUERY_VPORT_COUNTER, NULL, 0),
	CMD(QUERY_VNIC_ENV, NULL, 0),
	CMD(ACCESS_REG, access_register, 272),
	CMD(ALLOC_UAR, NULL, 0),
	CMD(DEALLOC_UAR, NULL, 0),
	CMD(ALLOC_PD, NULL, 0),
	CMD(DEALLOC_PD, NULL, 0),
	CMD(ALLOC_TRANSPORT_DOMAIN, NULL, 0),
	CMD(DEALLOC_TRANSPORT_DOMAIN, NULL, 0),
	CMD(CREATE_UCTX, create_uctx, 0),
	CMD(DESTROY_UCTX, NULL, 0),
	CMD(ENABLE_HCA, NULL, 0),
	CMD(DISABLE_HCA, NULL, 0),
	CMD(INIT_HCA, NULL, 0),
	CMD(TEARDOWN_HCA, NULL, 0),
	CMD(QUERY_ISSI, NULL, 0),
	CMD(SET_ISSI, set_issi, 0),
	CMD(QUERY_HCA_CAP, query_hca_cap, 0),
	CMD(SET_HCA_CAP, set_hca_cap, 0),
	CMD(QUERY_ADAPTER, NULL, 0),
	CMD(SET_DRIVER_VERSION, driver_version, 0),
	CMD(QUERY_PAGES, query_pages, 0),
	CMD(MANAGE_PAGES, pages, 128),
	CMD(NOP, NULL, 0),
	CMD(CREATE_QP, NULL, 0), /* not modelled */
};

void card_cmd(struct card *card, struct card_cmd *cmd, unsigned int n, uint8_t sel, uint16_t arg)
{
	static const struct vcx_cmd_desc unknown = { .in_size = 16, .out_size = 16 };
	uint16_t opcode = cmds[n % ARRAY_SIZE(cmds)].opcode;
	const struct vcx_cmd_desc *desc = vcx_cmd_lookup(opcode);
	struct fill f = { .card = card, .in = cmd->in, .sel = sel, .arg = arg };

	desc = desc ? desc : &unknown;
	f.len = desc->in_size;
	memset(cmd->in, 0, f.len + LISTS_SIZE);
	vcx_put_be16(cmd->in, opcode);
	set_refs(card, cmd->in, opcode, arg);
	if (cmds[n % ARRAY_SIZE(cmds)].fill)
		cmds[n % ARRAY_SIZE(cmds)].fill(&f);
	cmd->in_len = f.len;
	cmd->out_len = desc->out_size + cmds[n % ARRAY_SIZE(cmds)].more_out;
}
