// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/kernel/types.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"
#include "analysis/base/vec.h"

/* BTF of the kernel or of one module; type ids of a module follow those of the kernel. */
struct source {
	struct btf *btf;
	const char *module;	/* NULL if it is the kernel */
	MT_VEC(uint32_t) funcs; /* sorted by name */
};

/* A struct with a function pointer of signature @sign at @offset. */
struct place {
	uint64_t sign;
	uint32_t offset, type;
	const struct btf *btf;
};

struct flow_types {
	MT_VEC(struct source) sources;
	MT_VEC(struct place) places; /* sorted by sign and offset */
	unsigned int netdev_name, netdev_lock, skb_queue;
	struct flow_btf_type ethtool_requests;
};

/* The types of the ops tables of devices, and the usual names of such tables in drivers. */
static const struct {
	const char *type, *table;
} device_tables[] = {
	{ "ethtool_ops", "*ethtool_ops" },
	{ "net_device_ops", "*netdev_ops" },
	{ "cfg80211_ops", "*cfg80211_ops" },
	{ "ieee80211_ops", "*mac80211_ops" },
};

static const char *name_of(const struct btf *btf, const struct btf_type *t)
{
	return btf__name_by_offset(btf, t->name_off);
}

/*
 * Hash of a prototype. Type ids cannot be compared: the type of a function includes the names of
 * its parameters, and thus differs from the type that a function pointer refers to.
 */
static uint64_t sign_of(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	const struct btf_param *p;
	uint64_t sign;

	if (!t || !btf_is_func_proto(t))
		return 0;
	p = btf_params(t);
	sign = UINT64_C(0xcbf29ce484222325) ^ btf_vlen(t);
	for (unsigned int i = 0; i <= btf_vlen(t); i++)
		sign = (sign ^ (i ? p[i - 1].type : t->type)) * UINT64_C(0x100000001b3);
	return sign;
}

static void add_places(struct flow_types *types, const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	const struct btf_member *m = btf_members(t);

	for (unsigned int i = 0; i < btf_vlen(t); i++, m++) {
		const struct btf_type *member = btf__type_by_id(btf, flow_btf_plain(btf, m->type));
		struct place *place;
		uint64_t sign;

		if (!member || !btf_is_ptr(member))
			continue;
		sign = sign_of(btf, flow_btf_plain(btf, member->type));
		place = sign ? mt_vec_add(&types->places) : NULL;
		if (place)
			*place = (struct place){ sign, btf_member_bit_offset(t, i) / 8, id, btf };
	}
}

static void find_netdev(struct flow_types *types, const struct btf *btf, const struct btf_type *t)
{
	const struct btf_member *m = btf_members(t);

	for (unsigned int i = 0; i < btf_vlen(t); i++, m++) {
		const char *name = btf__name_by_offset(btf, m->name_off);

		if (!strcmp(name, "name"))
			types->netdev_name = btf_member_bit_offset(t, i) / 8;
		else if (!strcmp(name, "lock") &&
			 !strcmp(name_of(btf, btf__type_by_id(btf, m->type)), "mutex"))
			types->netdev_lock = btf_member_bit_offset(t, i) / 8;
	}
}

/* Returns the bit offset of a member of @type, also in its anonymous structs and unions, or 0. */
static unsigned int find_member(const struct btf *btf, const struct btf_type *type,
				const char *name)
{
	const struct btf_member *m = btf_members(type);

	for (unsigned int i = 0; i < btf_vlen(type); i++, m++) {
		unsigned int offset = btf_member_bit_offset(type, i), inner;
		const struct btf_type *t = btf__type_by_id(btf, m->type);

		if (!strcmp(btf__name_by_offset(btf, m->name_off), name))
			return offset;
		if (m->name_off || !t || !btf_is_composite(t))
			continue;
		inner = find_member(btf, t, name);
		if (inner)
			return offset + inner;
	}
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->sign != y->sign)
		return x->sign < y->sign ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static int by_name(const void *a, const void *b, void *data)
{
	const struct btf *btf = data;

	return strcmp(name_of(btf, btf__type_by_id(btf, *(const uint32_t *)a)),
		      name_of(btf, btf__type_by_id(btf, *(const uint32_t *)b)));
}

static void add_source(struct flow_types *types, struct btf *btf, const char *module, uint32_t from)
{
	struct source *s = mt_vec_add(&types->sources);

	if (!s)
		return;
	s->btf = btf;
	s->module = module;
	for (uint32_t id = from; id < btf__type_cnt(btf); id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (btf_is_func(t)) {
			uint32_t *slot = mt_vec_add(&s->funcs);

			if (slot)
				*slot = id;
		} else if (btf_is_enum(t)) {
			if (!module && btf_vlen(t) &&
			    !strcmp(btf__name_by_offset(btf, btf_enum(t)->name_off),
				    "ETHTOOL_MSG_USER_NONE"))
				types->ethtool_requests = (struct flow_btf_type){ btf, id };
		} else if (btf_is_struct(t)) {
			add_places(types, btf, id);
			if (!module && !strcmp(name_of(btf, t), "net_device"))
				find_netdev(types, btf, t);
			else if (!module && !strcmp(name_of(btf, t), "sk_buff"))
				types->skb_queue = find_member(btf, t, "queue_mapping") / 8;
		}
	}
	if (s->funcs.nr)
		qsort_r(s->funcs.at, s->funcs.nr, sizeof(*s->funcs.at), by_name, btf);
}

int flow_types_netdev_lock(const struct flow_types *t)
{
	return t && t->netdev_lock ? (int)t->netdev_name - (int)t->netdev_lock : 0;
}

struct flow_types *flow_types_load(const char *const *modules, unsigned int nr_modules)
{
	struct flow_types *types = mt_mem(calloc(1, sizeof(*types)));
	struct btf *kernel;

	libbpf_set_print(NULL);
	kernel = mt_mem(btf__load_vmlinux_btf());
	if (!types || libbpf_get_error(kernel) || !kernel) {
		free(types);
		return NULL;
	}
	add_source(types, kernel, NULL, 1);
	for (unsigned int i = 0; i < nr_modules; i++) {
		struct btf *btf = mt_mem(btf__load_module_btf(modules[i], kernel));

		if (btf && !libbpf_get_error(btf))
			add_source(types, btf, modules[i], btf__type_cnt(kernel));
	}
	if (types->places.nr)
		qsort(types->places.at, types->places.nr, sizeof(*types->places.at), by_place);
	return types;
}

void flow_types_free(struct flow_types *types)
{
	if (!types)
		return;
	while (types->sources.nr) {
		struct source *s = &types->sources.at[--types->sources.nr];

		btf__free(s->btf);
		free(s->funcs.at);
	}
	free(types->sources.at);
	free(types->places.at);
	free(types);
}

struct flow_btf_type flow_types_ethtool_requests(const struct flow_types *t)
{
	return t ? t->ethtool_requests : (struct flow_btf_type){ NULL, 0 };
}

static const struct source *source_of(const struct flow_types *t, const char *module)
{
	for (unsigned int i = 0; t && i < t->sources.nr; i++) {
		const char *m = t->sources.at[i].module;

		if (m == module || (m && module && !strcmp(m, module)))
			return &t->sources.at[i];
	}
	return NULL;
}

/* Returns the type id of a function, 0 if it is not found. */
static uint32_t proto_of(const struct source *s, const char *name)
{
	unsigned int low = 0, high = s->funcs.nr;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;
		const struct btf_type *t = btf__type_by_id(s->btf, s->funcs.at[middle]);

		if (strcmp(name_of(s->btf, t), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < s->funcs.nr) {
		const struct btf_type *t = btf__type_by_id(s->btf, s->funcs.at[low]);

		if (!strcmp(name_of(s->btf, t), name))
			return t->type;
	}
	return 0;
}

static uint32_t proto_of_symbol(const struct flow_types *t, const struct mt_symbol *func,
				const struct source **source)
{
	const struct source *s = source_of(t, func->module);
	char name[128];

	*source = s;
	if (!s)
		return 0;
	/* Without the suffix that the compiler appends to the name of a clone. */
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(func->name, "."), func->name);
	return proto_of(s, name);
}

static const struct place *first_place(const struct flow_types *t, uint64_t sign, uint32_t offset)
{
	struct place key = { .sign = sign, .offset = offset };
	unsigned int low = 0, high = t->places.nr;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (by_place(&t->places.at[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return &t->places.at[low];
}

/* The type ids of a module are valid only in its own BTF, those of the kernel in every BTF. */
static bool is_comparable(const struct flow_types *t, const struct place *p, const struct source *s)
{
	return p->btf == s->btf || p->btf == t->sources.at[0].btf;
}

struct flow_btf_type flow_types_table(const struct flow_types *t, const struct flow_member *members,
				      unsigned int nr)
{
	struct vote {
		struct flow_btf_type type;
		uint32_t count;
	} votes[256];
	unsigned int nr_votes = 0, best = 0;
	struct flow_btf_type winner = { NULL, 0 };

	for (unsigned int i = 0; t && i < nr; i++) {
		const struct source *s;
		uint32_t proto = proto_of_symbol(t, members[i].func, &s);
		uint64_t sign = proto ? sign_of(s->btf, proto) : 0;
		const struct place *p = first_place(t, sign, members[i].offset);

		for (; sign && p < t->places.at + t->places.nr && p->sign == sign &&
		       p->offset == members[i].offset;
		     p++) {
			unsigned int v = 0;

			while (v < nr_votes &&
			       (votes[v].type.id != p->type || votes[v].type.btf != p->btf))
				v++;
			if (v == ARRAY_SIZE(votes) || !is_comparable(t, p, s))
				continue;
			if (v == nr_votes)
				votes[nr_votes++] = (struct vote){ { p->btf, p->type }, 0 };
			if (++votes[v].count > best) {
				best = votes[v].count;
				winner = votes[v].type;
			}
		}
	}
	return winner;
}

struct flow_btf_type flow_types_table_named(const struct flow_types *t, const char *table)
{
	for (size_t i = 0; t && i < ARRAY_SIZE(device_tables); i++) {
		if (!fnmatch(device_tables[i].table, table, 0)) {
			const struct btf *btf = t->sources.at[0].btf;
			int id =
				btf__find_by_name_kind(btf, device_tables[i].type, BTF_KIND_STRUCT);

			return (struct flow_btf_type){ btf, id > 0 ? (uint32_t)id : 0 };
		}
	}
	return (struct flow_btf_type){ NULL, 0 };
}

static const struct btf_type *struct_of(const struct flow_btf_type *type)
{
	return type->id ? btf__type_by_id(type->btf, type->id) : NULL;
}

const char *flow_types_member(const struct flow_btf_type *type, unsigned int offset)
{
	const struct btf_type *s = struct_of(type);

	for (unsigned int i = 0; s && i < btf_vlen(s); i++)
		if (btf_member_bit_offset(s, i) / 8 == offset)
			return btf__name_by_offset(type->btf, btf_members(s)[i].name_off);
	return NULL;
}

const char *flow_types_device(const struct flow_btf_type *type, const char *table)
{
	const struct btf_type *s = struct_of(type);

	for (size_t i = 0; i < ARRAY_SIZE(device_tables); i++)
		if (s ? !strcmp(name_of(type->btf, s), device_tables[i].type) :
			!fnmatch(device_tables[i].table, table, 0))
			return device_tables[i].type;
	return NULL;
}

static enum flow_param param_kind(const struct btf *btf, uint32_t id, unsigned int *size)
{
	const struct btf_type *t = btf__type_by_id(btf, flow_btf_plain(btf, id));

	*size = 8;
	if (t && btf_is_ptr(t)) {
		const struct btf_type *to = btf__type_by_id(btf, flow_btf_plain(btf, t->type));

		if (!to || !btf_is_struct(to))
			return FLOW_PARAM_POINTER;
		if (!strcmp(name_of(btf, to), "net_device"))
			return FLOW_PARAM_NETDEV;
		return !strcmp(name_of(btf, to), "sk_buff") ? FLOW_PARAM_SKB : FLOW_PARAM_POINTER;
	}
	if (!t || !(btf_is_int(t) || btf_is_any_enum(t)) || t->size > 8)
		return FLOW_PARAM_NONE;
	*size = t->size;
	return btf_is_int(t) && btf_int_encoding(t) & BTF_INT_SIGNED ? FLOW_PARAM_INT :
								       FLOW_PARAM_UNSIGNED;
}

static enum flow_result result_kind(const struct btf *btf, uint32_t id)
{
	static const enum flow_result of_param[] = {
		[FLOW_PARAM_NONE] = FLOW_RESULT_UNKNOWN,
		[FLOW_PARAM_UNSIGNED] = FLOW_RESULT_UNSIGNED,
		[FLOW_PARAM_NETDEV] = FLOW_RESULT_POINTER,
		[FLOW_PARAM_SKB] = FLOW_RESULT_POINTER,
		[FLOW_PARAM_POINTER] = FLOW_RESULT_POINTER,
	};
	enum flow_param kind;
	unsigned int size;

	if (!id)
		return FLOW_RESULT_VOID;
	kind = param_kind(btf, id, &size);
	if (kind == FLOW_PARAM_INT)
		return size == 8 ? FLOW_RESULT_LONG : FLOW_RESULT_INT;
	return of_param[kind];
}

static void read_proto(const struct flow_types *t, const struct btf *btf, uint32_t id,
		       struct flow_proto *proto)
{
	const struct btf_type *type = btf__type_by_id(btf, id);
	const struct btf_param *p = btf_params(type);

	*proto = (struct flow_proto){
		.result = result_kind(btf, type->type),
		.netdev_name = t->netdev_name,
		.skb_queue = t->skb_queue,
	};
	for (unsigned int i = 0; i < btf_vlen(type) && i < 6; i++) {
		proto->param[i].name = btf__name_by_offset(btf, p[i].name_off);
		proto->param[i].kind = param_kind(btf, p[i].type, &proto->param[i].size);
		proto->param[i].type = flow_btf_target(btf, p[i].type);
		proto->nr++;
	}
}

bool flow_types_proto(const struct flow_types *t, const struct mt_symbol *func,
		      struct flow_proto *proto)
{
	const struct source *s;
	uint32_t id = proto_of_symbol(t, func, &s);

	if (id)
		read_proto(t, s->btf, id, proto);
	return id;
}

bool flow_types_member_proto(const struct flow_types *t, const struct flow_btf_type *type,
			     unsigned int offset, struct flow_proto *proto)
{
	const struct btf *btf = type->btf;
	const struct btf_type *s = struct_of(type), *pointer;

	for (unsigned int i = 0; s && i < btf_vlen(s); i++) {
		uint32_t id;

		if (btf_member_bit_offset(s, i) / 8 != offset)
			continue;
		pointer = btf__type_by_id(btf, flow_btf_plain(btf, btf_members(s)[i].type));
		id = pointer && btf_is_ptr(pointer) ? flow_btf_plain(btf, pointer->type) : 0;
		if (!sign_of(btf, id))
			return false;
		read_proto(t, btf, id, proto);
		return true;
	}
	return false;
}
