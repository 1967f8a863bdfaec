// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/kernel/struct_args.h"

#include <bpf/btf.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "analysis/base/util.h"

/* struct ethtool_rxnfc, the largest argument of ops, has 192 bytes; most objects are larger. */
#define VALUE_SIZE_MAX 256
/* Maximum number of levels of nested structs: "fs.h_ext.vlan_tci" has two. */
#define LEVELS 2

/* Members whose values have names that are not part of their types. */
static const struct {
	const char *type, *member;
	enum flow_set set;
} named[] = {
	{ "ethtool_*", "cmd", FLOW_SET_ETHTOOL },
	{ "ethtool_rx*", "flow_type", FLOW_SET_FLOW_TYPE },
	{ "*hwtstamp_config", "tx_type", FLOW_SET_TX_TYPE },
	{ "*hwtstamp_config", "rx_filter", FLOW_SET_RX_FILTER },
	{ "ifinfomsg", "ifi_flags", FLOW_SET_IFF },
	{ "ifinfomsg", "ifi_change", FLOW_SET_IFF },
	{ "iw_request_info", "cmd", FLOW_SET_IOCTL },
};

/* Unions whose valid member is selected by preceding members. Other unions are omitted. */
static const struct choice {
	const char *type, *member, *only;
	enum flow_set set;
} choices[] = {
	{ "netdev_bpf", "flags", "*command=XDP_SETUP_PROG*", FLOW_SET_XDP_FLAGS },
	{ "netdev_bpf", "xsk.queue_id", "*command=XDP_SETUP_XSK_*", FLOW_SET_NONE },
};

/*
 * A struct with a member of one of these types is shared, linked or refcounted, so it is an
 * object and not a value.
 */
static const char *const object_parts[] = {
	"atomic_t",	 "atomic64_t",	    "atomic_long_t",  "refcount_t", "kref",
	"spinlock_t",	 "spinlock",	    "mutex",	      "list_head",  "hlist_node",
	"callback_head", "work_struct",	    "timer_list",     "completion", "device",
	"kobject",	 "wait_queue_head", "possible_net_t",
};

struct walk {
	const struct btf *btf;
	const char *outer;
	struct flow_struct_member *list;
	unsigned int nr, max;
	unsigned int plain, pointers;
	bool object;
};

static const char *name_at(const struct btf *btf, uint32_t offset)
{
	const char *name = btf__name_by_offset(btf, offset);

	return name ? name : "";
}

uint32_t flow_btf_plain(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	while (t && (btf_is_mod(t) || btf_is_typedef(t))) {
		id = t->type;
		t = btf__type_by_id(btf, id);
	}
	return id;
}

struct flow_btf_type flow_btf_target(const struct btf *btf, uint32_t param)
{
	uint32_t id = flow_btf_plain(btf, param);
	const struct btf_type *t = btf__type_by_id(btf, id);

	if (t && btf_is_any_enum(t))
		return (struct flow_btf_type){ btf, id };
	if (t && btf_is_ptr(t)) {
		id = flow_btf_plain(btf, t->type);
		t = btf__type_by_id(btf, id);
		if (t && btf_is_struct(t))
			return (struct flow_btf_type){ btf, id };
	}
	return (struct flow_btf_type){ NULL, 0 };
}

/* Is one of @names the name of the type or of a typedef on the way to it? */
static bool is_called(const struct btf *btf, uint32_t id, const char *const *names, size_t nr)
{
	const struct btf_type *t;

	while ((t = btf__type_by_id(btf, id))) {
		for (size_t i = 0; i < nr; i++)
			if (!strcmp(name_at(btf, t->name_off), names[i]))
				return true;
		if (!btf_is_mod(t) && !btf_is_typedef(t))
			return false;
		id = t->type;
	}
	return false;
}

static bool is_object_part(const struct btf *btf, uint32_t id)
{
	return is_called(btf, id, object_parts, ARRAY_SIZE(object_parts));
}

/* In a struct that is a value, pointers refer only to data: text, a list or another value. */
static bool points_to_object(const struct btf *btf, const struct btf_type *pointer)
{
	const struct btf_type *t = btf__type_by_id(btf, flow_btf_plain(btf, pointer->type));
	const struct btf_member *m;

	if (!t || btf_is_fwd(t) || btf_is_func_proto(t))
		return t;
	if (!btf_is_composite(t))
		return false;
	m = btf_members(t);
	for (unsigned int i = 0; i < btf_vlen(t); i++)
		if (is_object_part(btf, m[i].type))
			return true;
	return t->size > VALUE_SIZE_MAX;
}

static bool is_number(const struct btf_type *t)
{
	if (btf_is_any_enum(t))
		return t->size == 4 || t->size == 8;
	if (!btf_is_int(t) || btf_int_offset(t) || btf_int_bits(t) != t->size * 8)
		return false;
	return t->size == 1 || t->size == 2 || t->size == 4 || t->size == 8;
}

static enum flow_set set_of(const char *type, const char *member)
{
	for (size_t i = 0; i < ARRAY_SIZE(named); i++)
		if (!strcmp(named[i].member, member) && !fnmatch(named[i].type, type, 0))
			return named[i].set;
	return FLOW_SET_NONE;
}

static const struct choice *choice_of(const struct walk *w, const char *member)
{
	for (size_t i = 0; i < ARRAY_SIZE(choices); i++)
		if (!strcmp(choices[i].type, w->outer) && !strcmp(choices[i].member, member))
			return &choices[i];
	return NULL;
}

/* Add the integer member @m of struct @holder; @last is the last component of its name. */
static void take(struct walk *w, const struct flow_struct_member *m, const char *holder,
		 const char *last, uint32_t id, bool in_union)
{
	static const char *const big_endian[] = { "__be16", "__be32", "__be64" };
	uint32_t plain = flow_btf_plain(w->btf, id);
	const struct btf_type *t = btf__type_by_id(w->btf, plain);
	const struct choice *choice = in_union ? choice_of(w, m->name) : NULL;
	struct flow_struct_member *slot;

	if (!in_union)
		w->plain++;
	if (w->nr == w->max || (in_union && !choice))
		return;
	slot = &w->list[w->nr++];
	*slot = *m;
	slot->size = t->size;
	slot->is_signed = btf_is_int(t) && btf_int_encoding(t) & BTF_INT_SIGNED;
	slot->big_endian = is_called(w->btf, id, big_endian, ARRAY_SIZE(big_endian));
	slot->set = choice ? choice->set : set_of(holder, last);
	slot->only = choice ? choice->only : NULL;
	if (btf_is_any_enum(t))
		slot->type = (struct flow_btf_type){ w->btf, plain };
	/* An enum at offset 0 is the type tag of the struct, which selects union members. */
	slot->always = choice || (slot->set ? flow_name(slot->set, 0) != NULL :
					      slot->type.id && !slot->offset);
}

static void walk_members(struct walk *w, const struct btf_type *t, const char *prefix,
			 unsigned int base, unsigned int levels, bool in_union)
{
	const struct btf_member *m = btf_members(t);

	for (unsigned int i = 0; i < btf_vlen(t) && !w->object; i++, m++) {
		const struct btf_type *mt =
			btf__type_by_id(w->btf, flow_btf_plain(w->btf, m->type));
		const char *last = name_at(w->btf, m->name_off);
		struct flow_struct_member member = {
			.offset = base + btf_member_bit_offset(t, i) / 8,
		};
		int len = snprintf(member.name, sizeof(member.name), "%s%s%s", prefix,
				   *prefix && *last ? "." : "", last);

		if (!mt || is_object_part(w->btf, m->type))
			w->object = true;
		else if (btf_member_bitfield_size(t, i) || len >= (int)sizeof(member.name))
			continue;
		else if (btf_is_ptr(mt) && !in_union) {
			w->pointers++;
			w->object = points_to_object(w->btf, mt);
		} else if (btf_is_composite(mt) && (!*last || levels))
			walk_members(w, mt, member.name, member.offset, levels - !!*last,
				     in_union || btf_is_union(mt));
		else if (is_number(mt))
			take(w, &member, name_at(w->btf, t->name_off), last, m->type, in_union);
	}
}

unsigned int flow_struct_members(const struct flow_btf_type *type, struct flow_struct_member *list,
				 unsigned int max)
{
	const struct btf_type *t = type->id ? btf__type_by_id(type->btf, type->id) : NULL;
	struct walk w = { .btf = type->btf, .list = list, .max = max };

	if (!t || !btf_is_struct(t) || t->size > VALUE_SIZE_MAX)
		return 0;
	w.outer = name_at(type->btf, t->name_off);
	walk_members(&w, t, "", 0, LEVELS, false);
	return w.object || w.plain <= w.pointers ? 0 : w.nr;
}

const char *flow_struct_called(const struct flow_btf_type *type)
{
	const struct btf_type *t = type->id ? btf__type_by_id(type->btf, type->id) : NULL;
	const char *name = t ? name_at(type->btf, t->name_off) : "", *last = strrchr(name, '_');

	return last ? last + 1 : name;
}

/* Enumerators such as __FOO_MAX, which count the values, are not names. */
static const char *named_value(const struct flow_btf_type *type, uint32_t name_off)
{
	const char *name = name_at(type->btf, name_off);

	return strncmp(name, "__", 2) ? name : NULL;
}

const char *flow_enumerator(const struct flow_btf_type *type, uint64_t value)
{
	const struct btf_type *t = type->id ? btf__type_by_id(type->btf, type->id) : NULL;

	for (unsigned int i = 0; t && btf_is_enum(t) && i < btf_vlen(t); i++)
		if ((uint32_t)btf_enum(t)[i].val == (uint32_t)value)
			return named_value(type, btf_enum(t)[i].name_off);
	for (unsigned int i = 0; t && btf_is_enum64(t) && i < btf_vlen(t); i++)
		if (btf_enum64_value(&btf_enum64(t)[i]) == value)
			return named_value(type, btf_enum64(t)[i].name_off);
	return NULL;
}
