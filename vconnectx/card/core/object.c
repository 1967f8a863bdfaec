// SPDX-License-Identifier: GPL-2.0-only
/* Object tables. */
#include "vconnectx/card/core/object.h"

#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/core/dev.h"

#define NR_BUCKETS_MIN 64u

/*
 * Number ranges.  Each type starts elsewhere, so that a number of one type
 * that is used for another does not happen to exist.  UAR numbers are pages
 * of BAR 0 after the init segment; EQ and queue counter numbers have 8 bits.
 * The capability that limits the type is named; an empty name means @span.
 */
static const struct obj_range {
	const char *name;
	uint32_t first;
	uint32_t span;
	const char *limit_cap;
	void (*release)(struct vcx_dev *dev, struct vcx_obj *obj);
} ranges[VCX_OBJ_NR_TYPES] = {
	[VCX_OBJ_UAR] = { "UAR", VCX_UAR_FIRST, VCX_UAR_NR, "", NULL },
	[VCX_OBJ_PD] = { "PD", 0x10, 0xfff0, "general.log_max_pd", NULL },
	[VCX_OBJ_TD] = { "TRANSPORT_DOMAIN", 0x20, 0xffe0, "general.log_max_transport_domain",
			 NULL },
	[VCX_OBJ_MKEY] = { "MKEY", 0x100, 0xff00, "general.log_max_mkey", vcx_mkey_release },
	[VCX_OBJ_EQ] = { "EQ", 1, 0xfe, "general.log_max_eq", vcx_eq_release },
	[VCX_OBJ_CQ] = { "CQ", 0x400, 0xfc00, "general.log_max_cq", vcx_cq_release },
	[VCX_OBJ_TIS] = { "TIS", 0x10000, 0x10000, "general.log_max_tis", NULL },
	[VCX_OBJ_SQ] = { "SQ", 0x20000, 0x10000, "general.log_max_sq", vcx_sq_release },
	[VCX_OBJ_RQ] = { "RQ", 0x30000, 0x10000, "general.log_max_rq", vcx_rq_release },
	[VCX_OBJ_RQT] = { "RQT", 0x40000, 0x10000, "general.log_max_rqt", vcx_rqt_release },
	[VCX_OBJ_TIR] = { "TIR", 0x50000, 0x10000, "general.log_max_tir", NULL },
	[VCX_OBJ_Q_COUNTER] = { "Q_COUNTER", 1, 0xfe, "", NULL },
	[VCX_OBJ_FLOW_TABLE] = { "FLOW_TABLE", 0x60000, 0x10000, "", vcx_flow_table_release },
	[VCX_OBJ_FLOW_GROUP] = { "FLOW_GROUP", 0x70000, 0x10000, "", vcx_flow_group_release },
	[VCX_OBJ_FLOW_ENTRY] = { "FLOW_ENTRY", 1, 0x1000000,
				 "flow_table.flow_table_properties_nic_receive.log_max_flow",
				 vcx_flow_entry_release },
	[VCX_OBJ_FLOW_COUNTER] = { "FLOW_COUNTER", 0x80000, 0x10000, "", NULL },
};

const char *vcx_obj_type_name(enum vcx_obj_type type)
{
	return ranges[type].name;
}

void vcx_objs_init(struct vcx_dev *dev)
{
	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++) {
		struct vcx_obj_table *table = &dev->objs.table[t];
		const struct obj_range *range = &ranges[t];

		*table = (struct vcx_obj_table){
			.first = range->first,
			.span = range->span,
			.limit = range->span,
			.cursor = range->first,
		};
		if (range->limit_cap[0]) {
			uint64_t log = vcx_caps_value(&dev->caps, range->limit_cap);

			if (log < 32 && 1ull << log < table->limit)
				table->limit = 1u << log;
		}
	}
}

static struct vcx_obj **chain_of(struct vcx_obj_table *table, uint32_t id)
{
	return &table->buckets[id & (table->nr_buckets - 1)];
}

static bool table_grow(struct vcx_obj_table *table)
{
	size_t nr = table->nr_buckets ? table->nr_buckets * 2 : NR_BUCKETS_MIN;
	struct vcx_obj **old = table->buckets;
	size_t nr_old = table->nr_buckets;
	struct vcx_obj **buckets = calloc(nr, sizeof(*buckets));

	if (!buckets)
		return false;
	table->buckets = buckets;
	table->nr_buckets = nr;
	for (size_t i = 0; i < nr_old; i++) {
		struct vcx_obj *obj = old[i];

		while (obj) {
			struct vcx_obj *next = obj->next;
			struct vcx_obj **chain = chain_of(table, obj->id);

			obj->next = *chain;
			*chain = obj;
			obj = next;
		}
	}
	free(old);
	return true;
}

bool vcx_obj_charge(struct vcx_dev *dev, struct vcx_obj *obj, size_t bytes)
{
	if (bytes > VCX_MEM_MAX - dev->mem_used)
		return false;
	dev->mem_used += bytes;
	obj->charged += bytes;
	return true;
}

void *vcx_obj_find(struct vcx_dev *dev, enum vcx_obj_type type, uint32_t id)
{
	struct vcx_obj_table *table = &dev->objs.table[type];
	struct vcx_obj *obj;

	if (!table->nr_buckets)
		return NULL;
	for (obj = *chain_of(table, id); obj; obj = obj->next)
		if (obj->id == id)
			return obj;
	return NULL;
}

void *vcx_obj_new(struct vcx_dev *dev, enum vcx_obj_type type, size_t size, uint16_t uid)
{
	struct vcx_obj_table *table = &dev->objs.table[type];
	struct vcx_obj **chain;
	struct vcx_obj *obj;

	if (table->count >= table->limit)
		return NULL;
	if (table->count >= table->nr_buckets && !table_grow(table))
		return NULL;
	obj = calloc(1, size);
	if (!obj || !vcx_obj_charge(dev, obj, size)) {
		free(obj);
		return NULL;
	}
	/* ends: fewer numbers are taken than there are */
	while (vcx_obj_find(dev, type, table->cursor))
		table->cursor = table->cursor + 1 < table->first + table->span ? table->cursor + 1 :
										 table->first;
	obj->type = type;
	obj->id = table->cursor;
	obj->shown_id = obj->id;
	obj->born = ++dev->objs.made;
	obj->uid = uid;
	table->cursor = table->cursor + 1 < table->first + table->span ? table->cursor + 1 :
									 table->first;
	chain = chain_of(table, obj->id);
	obj->next = *chain;
	*chain = obj;
	table->count++;
	return obj;
}

bool vcx_obj_ref(struct vcx_obj *obj, struct vcx_obj *target)
{
	if (obj->nr_refs == obj->cap_refs) {
		size_t cap = obj->cap_refs ? obj->cap_refs * 2 : 4;
		struct vcx_obj **refs = realloc(obj->refs, cap * sizeof(*refs));

		if (!refs)
			return false;
		obj->refs = refs;
		obj->cap_refs = cap;
	}
	obj->refs[obj->nr_refs++] = target;
	target->nr_users++;
	return true;
}

void vcx_obj_unref_all(struct vcx_obj *obj)
{
	for (size_t i = 0; i < obj->nr_refs; i++)
		obj->refs[i]->nr_users--;
	obj->nr_refs = 0;
}

void vcx_obj_unref(struct vcx_obj *obj, struct vcx_obj *target)
{
	for (size_t i = 0; i < obj->nr_refs; i++) {
		if (obj->refs[i] != target)
			continue;
		target->nr_users--;
		obj->refs[i] = obj->refs[--obj->nr_refs];
		return;
	}
}

static void obj_free(struct vcx_dev *dev, struct vcx_obj *obj)
{
	dev->mem_used -= obj->charged;
	if (ranges[obj->type].release)
		ranges[obj->type].release(dev, obj);
	free(obj->refs);
	free(obj);
}

void vcx_obj_delete(struct vcx_dev *dev, struct vcx_obj *obj)
{
	struct vcx_obj_table *table = &dev->objs.table[obj->type];
	struct vcx_obj **link = chain_of(table, obj->id);

	while (*link != obj)
		link = &(*link)->next;
	*link = obj->next;
	table->count--;
	vcx_obj_unref_all(obj);
	obj_free(dev, obj);
}

void vcx_obj_each(struct vcx_dev *dev, enum vcx_obj_type type,
		  bool (*fn)(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx), void *ctx)
{
	struct vcx_obj_table *table = &dev->objs.table[type];

	for (size_t i = 0; i < table->nr_buckets; i++) {
		struct vcx_obj *obj = table->buckets[i];

		while (obj) {
			struct vcx_obj *next = obj->next;

			if (!fn(dev, obj, ctx))
				return;
			obj = next;
		}
	}
}

void vcx_objs_reset(struct vcx_dev *dev)
{
	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++) {
		struct vcx_obj_table *table = &dev->objs.table[t];

		for (size_t i = 0; i < table->nr_buckets; i++) {
			struct vcx_obj *obj = table->buckets[i];

			table->buckets[i] = NULL;
			while (obj) {
				struct vcx_obj *next = obj->next;

				obj_free(dev, obj);
				obj = next;
			}
		}
		table->count = 0;
	}
}

void vcx_objs_free(struct vcx_dev *dev)
{
	vcx_objs_reset(dev);
	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++) {
		free(dev->objs.table[t].buckets);
		dev->objs.table[t].buckets = NULL;
		dev->objs.table[t].nr_buckets = 0;
	}
}
