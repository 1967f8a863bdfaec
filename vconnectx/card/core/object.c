// SPDX-License-Identifier: GPL-2.0-only
/* Object tables. */
#include "vconnectx/card/core/object.h"

#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/core/dev.h"

#define NR_BUCKETS_MIN 64u

void vcx_objs_init(struct vcx_dev *dev, const struct vcx_obj_class *class)
{
	struct vcx_obj_table *table = &dev->objs.table[class->type];

	*table = (struct vcx_obj_table){
		.class = class,
		.limit = class->span,
		.cursor = class->first,
	};
	if (class->limit_cap) {
		uint64_t log = vcx_caps_value(&dev->caps, class->limit_cap);

		if (log < 32 && 1ull << log < table->limit)
			table->limit = 1u << log;
	}
}

const char *vcx_obj_type_name(const struct vcx_dev *dev, enum vcx_obj_type type)
{
	return dev->objs.table[type].class->name;
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

void vcx_obj_uncharge(struct vcx_dev *dev, struct vcx_obj *obj, size_t bytes)
{
	dev->mem_used -= bytes;
	obj->charged -= bytes;
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

static uint32_t number_after(const struct vcx_obj_class *class, uint32_t number)
{
	return number + 1 < class->first + class->span ? number + 1 : class->first;
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
	/* this loop terminates, because fewer numbers are in use than exist */
	while (vcx_obj_find(dev, type, table->cursor))
		table->cursor = number_after(table->class, table->cursor);
	obj->type = type;
	obj->id = table->cursor;
	obj->shown_id = obj->id;
	obj->born = ++dev->objs.made;
	obj->uid = uid;
	table->cursor = number_after(table->class, table->cursor);
	chain = chain_of(table, obj->id);
	obj->next = *chain;
	*chain = obj;
	table->count++;
	return obj;
}

bool vcx_obj_ref(struct vcx_dev *dev, struct vcx_obj *obj, struct vcx_obj *target)
{
	if (obj->nr_refs == obj->cap_refs) {
		size_t cap = obj->cap_refs ? obj->cap_refs * 2 : 4;
		size_t more = (cap - obj->cap_refs) * sizeof(*obj->refs);
		struct vcx_obj **refs;

		if (!vcx_obj_charge(dev, obj, more))
			return false;
		refs = realloc(obj->refs, cap * sizeof(*refs));
		if (!refs) {
			vcx_obj_uncharge(dev, obj, more);
			return false;
		}
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
	const struct vcx_obj_class *class = dev->objs.table[obj->type].class;

	dev->mem_used -= obj->charged;
	if (class->release)
		class->release(dev, obj);
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

void vcx_obj_walk_begin(const struct vcx_dev *dev, struct vcx_obj_walk *walk,
			enum vcx_obj_type type)
{
	*walk = (struct vcx_obj_walk){ .type = type, .places = dev->objs.table[type].nr_buckets };
}

bool vcx_obj_walk_ended(const struct vcx_obj_walk *walk)
{
	return walk->place >= walk->places;
}

bool vcx_obj_walk(struct vcx_dev *dev, struct vcx_obj_walk *walk,
		  bool (*fn)(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx), void *ctx)
{
	const struct vcx_obj_table *table = &dev->objs.table[walk->type];

	/* when the table grows, a chain is split into chains at distances of @places */
	for (size_t i = walk->place; i < table->nr_buckets && walk->places; i += walk->places)
		for (struct vcx_obj *obj = table->buckets[i]; obj; obj = obj->next)
			fn(dev, obj, ctx);
	walk->place++;
	return !vcx_obj_walk_ended(walk);
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

size_t vcx_objs_count(const struct vcx_dev *dev)
{
	size_t total = 0;

	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++)
		total += dev->objs.table[t].count;
	return total;
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
