// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/kernel/optables.h"

#include <elf.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/base/util.h"
#include "analysis/flow/kernel/layers.h"
#include "analysis/flow/kernel/types.h"
#include "analysis/base/memory.h"
#include "analysis/base/strpool.h"
#include "analysis/base/vec.h"

/* Maximum size of a table, as kallsyms has no symbol sizes. */
#define TABLE_MAX 4096u

struct entry {
	uint64_t address;
	const char *words;
	bool device;
	bool module; /* the table is in a module */
};

/* A module has one table for each type of device; the largest is for the most common type. */
struct device_table {
	const char *module, *type;
	struct flow_btf_type struct_type; /* its id is 0 if it is unknown */
	unsigned int nr;
	struct flow_member members[TABLE_MAX / 8];
};

struct flow_optables {
	const struct mt_kallsyms *symbols;
	struct flow_types *types;
	struct mt_strpool *names;
	MT_VEC(struct entry) list; /* sorted by address */
	MT_VEC(struct device_table) tables;
	MT_VEC(const struct mt_symbol *) device;
	const char *missing;
};

/* The kernel's memory as an ELF file, whose segments map addresses to file offsets. */
struct kcore {
	int fd;
	Elf64_Phdr *segments;
	unsigned int nr;
};

static bool kcore_open(struct kcore *k)
{
	Elf64_Ehdr head;

	*k = (struct kcore){ .fd = open("/proc/kcore", O_RDONLY | O_CLOEXEC) };
	if (k->fd < 0 || pread(k->fd, &head, sizeof(head), 0) != sizeof(head))
		return false;
	k->segments = mt_mem(calloc(head.e_phnum, sizeof(*k->segments)));
	if (!k->segments ||
	    pread(k->fd, k->segments, head.e_phnum * sizeof(*k->segments), (off_t)head.e_phoff) !=
		    (ssize_t)(head.e_phnum * sizeof(*k->segments)))
		return false;
	k->nr = head.e_phnum;
	return true;
}

static void kcore_close(struct kcore *k)
{
	if (k->fd >= 0)
		close(k->fd);
	free(k->segments);
}

static unsigned int kcore_read(const struct kcore *k, uint64_t address, uint64_t *words,
			       unsigned int size)
{
	for (unsigned int i = 0; i < k->nr; i++) {
		const Elf64_Phdr *s = &k->segments[i];
		ssize_t got;

		if (s->p_type != PT_LOAD || address < s->p_vaddr ||
		    address + size > s->p_vaddr + s->p_memsz)
			continue;
		got = pread(k->fd, words, size, (off_t)(s->p_offset + (address - s->p_vaddr)));
		return got > 0 ? (unsigned int)got / sizeof(*words) : 0;
	}
	return 0;
}

static void keep_largest(struct flow_optables *o, const char *module, const char *type,
			 const struct flow_btf_type *struct_type, const struct flow_member *members,
			 unsigned int nr)
{
	struct device_table *t = NULL;

	for (unsigned int i = 0; i < o->tables.nr && !t; i++)
		if (o->tables.at[i].module == module && !strcmp(o->tables.at[i].type, type))
			t = &o->tables.at[i];
	if (t && t->nr >= nr)
		return;
	if (!t)
		t = mt_vec_add(&o->tables);
	if (!t)
		return;
	t->module = module;
	t->type = type;
	t->struct_type = *struct_type;
	t->nr = nr;
	memcpy(t->members, members, nr * sizeof(*members));
}

static void name_entries(struct flow_optables *o, const struct mt_symbol *table,
			 const struct flow_member *members, unsigned int nr)
{
	struct flow_btf_type type = flow_types_table(o->types, members, nr);
	const char *device;

	if (!type.id && table->module)
		type = flow_types_table_named(o->types, table->name);
	device = table->module ? flow_types_device(&type, table->name) : NULL;
	for (unsigned int i = 0; i < nr; i++) {
		const char *member = flow_types_member(&type, members[i].offset);
		struct entry *e = mt_vec_add(&o->list);
		char words[160];

		if (!e)
			return;
		snprintf(words, sizeof(words), "%s%s%s", table->name, member ? "." : "",
			 member ? member : "");
		e->address = members[i].func->address;
		e->words = mt_strpool_add(o->names, mt_span_z(words));
		e->device = device;
		e->module = table->module;
	}
	if (device)
		keep_largest(o, table->module, device, &type, members, nr);
}

/*
 * Select the functions of drivers that change the configuration. Probes on frequent queries, on
 * functions called for each packet, or on the whole table of mac80211 are too expensive.
 */
static void choose_device(struct flow_optables *o)
{
	static const char *const passed[] = { "*get*",	 "*xmit*",  "*select_queue*", "*check*",
					      "*poll*",	 "*stats*", "*timeout*",      "*wakeup*",
					      "*steer*", "*_tx" };

	for (unsigned int t = 0; t < o->tables.nr; t++)
		for (unsigned int i = 0; i < o->tables.at[t].nr; i++) {
			const struct mt_symbol *func = o->tables.at[t].members[i].func, **slot;
			bool skip = !func->module || flow_layer_is_core(func->module);

			/* hwtstamp_get is an exception: it is called once per request, which may be rejected. */
			for (size_t p = 0; p < ARRAY_SIZE(passed); p++)
				skip = skip || (!fnmatch(passed[p], func->name, 0) &&
						fnmatch("*hwtstamp_get*", func->name, 0));
			slot = skip ? NULL : mt_vec_add(&o->device);
			if (slot)
				*slot = func;
		}
}

static void read_table(struct flow_optables *o, const struct kcore *k, unsigned int at)
{
	const struct mt_symbol *table = mt_kallsyms_at(o->symbols, at), *next = table;
	struct flow_member members[TABLE_MAX / 8];
	uint64_t words[TABLE_MAX / 8];
	unsigned int size = TABLE_MAX, nr, found = 0;

	while (++at < mt_kallsyms_nr(o->symbols) && next->address == table->address)
		next = mt_kallsyms_at(o->symbols, at);
	if (next->address > table->address && next->address - table->address < size)
		size = (unsigned int)(next->address - table->address);
	nr = kcore_read(k, table->address, words, size & ~7u);
	for (unsigned int i = 0; i < nr; i++) {
		const struct mt_symbol *func = words[i] ? mt_function_at(o->symbols, words[i]) :
							  NULL;

		if (func)
			members[found++] = (struct flow_member){ i * 8, func };
	}
	if (found)
		name_entries(o, table, members, found);
}

static bool is_selected(const struct mt_symbol *s, const char *const *modules, unsigned int nr)
{
	/* The handlers of the wireless extensions are an array of functions. */
	if (s->code || (fnmatch("*_ops", s->name, 0) && strcmp(s->name, "cfg80211_handlers")))
		return false;
	for (unsigned int i = 0; i < nr && s->module; i++)
		if (!strcmp(s->module, modules[i]))
			return true;
	return !s->module;
}

/*
 * Device tables come first, so that a function in several tables is attributed to them.  Of several
 * device tables, the one with the shortest name is usually the most general.
 */
static int by_address(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (x->device != y->device)
		return x->device ? -1 : 1;
	return x->device ? (int)strlen(x->words) - (int)strlen(y->words) : 0;
}

/*
 * A function in several tables of the core may have been called through any of them: "inet_*_ops.bind"
 * stands for inet_stream_ops.bind and inet_dgram_ops.bind. A driver has one table for each kind of
 * device, and its first one is used.
 */
static void name_shared(struct flow_optables *o)
{
	for (unsigned int i = 1; i < o->list.nr; i++) {
		struct entry *last = &o->list.at[i - 1], *e = &o->list.at[i];
		size_t before = 0, after = 0, a = strlen(last->words), b = strlen(e->words);
		char words[160];

		if (e->address != last->address || e->device || last->device || e->module)
			continue;
		while (before < a && before < b && last->words[before] == e->words[before])
			before++;
		while (before + after < a && before + after < b &&
		       last->words[a - after - 1] == e->words[b - after - 1])
			after++;
		snprintf(words, sizeof(words), "%.*s*%s", (int)before, e->words,
			 e->words + b - after);
		if (before < a || before < b)
			e->words = mt_strpool_add(o->names, mt_span_z(words));
	}
	/* The first entry of each function is found. */
	for (unsigned int i = o->list.nr; i-- > 1;)
		if (o->list.at[i - 1].address == o->list.at[i].address &&
		    !o->list.at[i - 1].device && !o->list.at[i].module)
			o->list.at[i - 1].words = o->list.at[i].words;
}

struct flow_optables *flow_optables_load(const struct mt_kallsyms *symbols,
					 const char *const *modules, unsigned int nr_modules)
{
	struct flow_optables *o = mt_mem(calloc(1, sizeof(*o)));
	struct kcore k = { .fd = -1 };

	if (!o)
		return NULL;
	o->symbols = symbols;
	o->names = mt_strpool_new();
	o->types = flow_types_load(modules, nr_modules);
	if (!o->names) {
		flow_optables_free(o);
		return NULL;
	}
	if (!o->types)
		o->missing =
			"this kernel has no BTF: members of ops tables and arguments are not named";
	if (kcore_open(&k)) {
		for (unsigned int i = 0; i < mt_kallsyms_nr(symbols); i++)
			if (is_selected(mt_kallsyms_at(symbols, i), modules, nr_modules))
				read_table(o, &k, i);
	}
	choose_device(o);
	if (!o->list.nr)
		o->missing =
			"/proc/kcore or the symbols of data cannot be read: ops tables are not named";
	kcore_close(&k);
	if (o->list.nr)
		qsort(o->list.at, o->list.nr, sizeof(*o->list.at), by_address);
	name_shared(o);
	return o;
}

void flow_optables_free(struct flow_optables *o)
{
	if (!o)
		return;
	flow_types_free(o->types);
	mt_strpool_free(o->names);
	free(o->list.at);
	free(o->device.at);
	free(o->tables.at);
	free(o);
}

const char *flow_optables_of(const struct flow_optables *o, uint64_t address)
{
	unsigned int low = 0, high = o->list.nr;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (o->list.at[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low < o->list.nr && o->list.at[low].address == address ? o->list.at[low].words :
									NULL;
}

const struct mt_symbol *flow_optables_device(const struct flow_optables *o, unsigned int i)
{
	return i < o->device.nr ? o->device.at[i] : NULL;
}

struct flow_btf_type flow_optables_requests(const struct flow_optables *o)
{
	return flow_types_ethtool_requests(o->types);
}

int flow_optables_netdev_lock(const struct flow_optables *o)
{
	return flow_types_netdev_lock(o->types);
}

const char *flow_optables_missing(const struct flow_optables *o)
{
	return o->missing;
}

bool flow_optables_proto(const struct flow_optables *o, const struct mt_symbol *func,
			 struct flow_proto *proto)
{
	if (!o->types || flow_types_proto(o->types, func, proto))
		return o->types;
	/* For a module without BTF, use the prototype of the table member. */
	for (unsigned int t = 0; t < o->tables.nr; t++)
		for (unsigned int i = 0; i < o->tables.at[t].nr; i++)
			if (o->tables.at[t].members[i].func == func)
				return flow_types_member_proto(o->types,
							       &o->tables.at[t].struct_type,
							       o->tables.at[t].members[i].offset,
							       proto);
	return false;
}
