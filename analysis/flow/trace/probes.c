// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/trace/probes.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <tracefs.h>

#include "analysis/base/util.h"
#include "analysis/flow/kernel/layers.h"
#include "analysis/flow/trace/state.h"
#include "analysis/flow/trace/typed_args.h"
#include "analysis/base/memory.h"
#include "analysis/base/lines.h"
#include "analysis/base/strpool.h"
#include "analysis/base/vec.h"

struct flow_probes {
	MT_VEC(struct flow_probe) list;
	struct mt_strpool *texts;
	int fd; /* dynamic_events */
};

/*
 * Functions whose arguments cannot be decoded by type alone. struct ifreq has the name at offset 0
 * and the value at 16, struct nlmsghdr has the type at 4 and the message at 16, and struct
 * netlink_ext_ack has the text at 0; an mlx5 command begins with its opcode. The pointer in ifreq
 * refers to user space, to a struct hwtstamp_config with the members flags, tx_type and rx_filter.
 */
#define NUMBERS	 "SIOCSIF@(MTU|METRIC|TXQLEN)*"
#define STAMPING "SIOCSHWTSTAMP*"
/* The length of a netlink message, and the first attributes with values of up to four bytes. */
#define ATTRIBUTE(offset) { "", "+" #offset "($arg2):x64", FLOW_SET_NL80211_ATTR, false, NULL }
#define ATTRIBUTES \
	{ "", "+0($arg2):u32", FLOW_SET_NL80211_ATTR, false, NULL }, ATTRIBUTE(20), ATTRIBUTE(28), \
		ATTRIBUTE(36), ATTRIBUTE(44), ATTRIBUTE(52)
#define MUTEX { "", "$arg1:x64", FLOW_SET_NONE, false, NULL }

/*
 * A socket address in user space, at the pointer POINTER. The pointer is read as well, as the fields
 * are undefined if it is NULL.
 */
#define ADDRESS(parameter, pointer) \
	{ \
		{ parameter, pointer ":x64", FLOW_SET_NONE, false, NULL }, \
			{ "", "+u0(" pointer "):u16", FLOW_SET_NONE, false, NULL }, \
			{ "", "+u2(" pointer "):u16", FLOW_SET_NONE, false, NULL }, \
			{ "", "+u4(" pointer "):u32", FLOW_SET_NONE, false, NULL }, \
			{ "", "+u8(" pointer "):u64", FLOW_SET_NONE, false, NULL }, \
			{ "", "+u16(" pointer "):u64", FLOW_SET_NONE, false, NULL }, \
			{ "", "+u2(" pointer "):string", FLOW_SET_NONE, false, NULL }, \
		{ \
			"", "+u3(" pointer "):string", FLOW_SET_NONE, false, NULL \
		} \
	}
static const struct special {
	const char *func, *module;
	enum flow_probe_use use;
	struct special_arg {
		const char *name, *fetch;
		enum flow_set set;
		bool flags;
		const char *only;
	} arg[9];
} specials[] = {
	// clang-format off
	{ "dev_ioctl", NULL, FLOW_PROBE_CALL, {
		{ "", "$arg2:u32", FLOW_SET_IOCTL, false, NULL },
		{ "", "+0($arg3):string", FLOW_SET_NONE, false, NULL },
		{ "value", "+16($arg3):s32", FLOW_SET_NONE, false, NUMBERS },
		{ "tx_type", "+u4(+16($arg3)):s32", FLOW_SET_TX_TYPE, false, STAMPING },
		{ "rx_filter", "+u8(+16($arg3)):s32", FLOW_SET_RX_FILTER, false, STAMPING } } },
	{ "dev_ethtool", NULL, FLOW_PROBE_CALL, {
		{ "", "+u0(+16($arg2)):u32", FLOW_SET_ETHTOOL, false, NULL },
		{ "", "+0($arg2):string", FLOW_SET_NONE, false, NULL } } },
	{ "genl_rcv_msg", NULL, FLOW_PROBE_CALL, {
		{ "family", "+4($arg2):u16", FLOW_SET_NONE, false, NULL },
		{ "cmd", "+16($arg2):u8", FLOW_SET_ETHNL, false, NULL },
		ATTRIBUTES } },
	{ "rtnetlink_rcv_msg", NULL, FLOW_PROBE_CALL, {
		{ "", "+4($arg2):u16", FLOW_SET_RTNL, false, NULL } } },
	{ "xsk_bind", NULL, FLOW_PROBE_CALL, {
		{ "", "+2($arg2):u16", FLOW_SET_XDP, true, NULL },
		{ "ifindex", "+4($arg2):u32", FLOW_SET_NONE, false, NULL },
		{ "queue", "+8($arg2):u32", FLOW_SET_NONE, false, NULL } } },
	{ "netlink_ack", NULL, FLOW_PROBE_ANSWER, {
		{ "", "$arg3:s32", FLOW_SET_NONE, false, NULL },
		{ "", "+0(+0($arg4)):string", FLOW_SET_NONE, false, NULL } } },
	{ "cmd_exec", "mlx5_core", FLOW_PROBE_COMMAND, {
		{ "", "+0($arg2):u16", FLOW_SET_OPCODE, false, NULL },
		{ "op_mod", "+6($arg2):u16", FLOW_SET_NONE, false, NULL } } },
	{ "cap_capable", NULL, FLOW_PROBE_CAPABLE, {
		{ "", "$arg3:s32", FLOW_SET_CAPABILITY, false, NULL } } },
	{ "mutex_lock", NULL, FLOW_PROBE_LOCK, { MUTEX } },
	{ "mutex_lock_interruptible", NULL, FLOW_PROBE_LOCK, { MUTEX } },
	{ "mutex_lock_killable", NULL, FLOW_PROBE_LOCK, { MUTEX } },
	{ "mutex_unlock", NULL, FLOW_PROBE_UNLOCK, { MUTEX } },
	{ "__sys_bind", NULL, FLOW_PROBE_ADDRESS, ADDRESS("umyaddr", "$arg2") },
	{ "__sys_connect", NULL, FLOW_PROBE_ADDRESS, ADDRESS("uservaddr", "$arg2") },
	{ "__sys_sendto", NULL, FLOW_PROBE_ADDRESS, ADDRESS("addr", "$arg5") },
	{ "__sys_sendmsg", NULL, FLOW_PROBE_ADDRESS, ADDRESS("msg", "+u0($arg2)") },
	{ "__sys_sendmmsg", NULL, FLOW_PROBE_ADDRESS, ADDRESS("mmsg", "+u0($arg2)") },
	// clang-format on
};

#define NR_SPECIALS ARRAY_SIZE(specials)

static bool define(struct flow_probes *p, const char *text)
{
	return write(p->fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* Qualify the function with its module, as other modules may have a function of that name. */
static const char *place(const struct mt_symbol *func, char *text, size_t size)
{
	snprintf(text, size, "%s%s%s", func->module ? func->module : "", func->module ? ":" : "",
		 func->name);
	return text;
}

static bool define_entry(struct flow_probes *p, const struct flow_probe *probe, unsigned int i,
			 const char *at)
{
	char text[2048];
	size_t len = (size_t)snprintf(text, sizeof(text), "p:" FLOW_GROUP "/a%u %s", i, at);

	for (unsigned int a = 0; a < probe->nr_args && len < sizeof(text); a++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, " f%u=%s", a,
					probe->arg[a].fetch);
	return len < sizeof(text) && define(p, text);
}

/*
 * Return probes are kretprobes even if the kernel has fprobe events. In 6.12 creating one fprobe
 * event takes as long as creating sixty kretprobes, and the time grows with their number.
 */
static void add(struct flow_probes *p, const struct flow_probe *template, bool returns)
{
	char text[256], at[192];
	struct flow_probe *probe = mt_vec_add(&p->list);
	unsigned int i = p->list.nr - 1;

	if (!probe)
		return;
	*probe = *template;
	place(template->func, at, sizeof(at));
	/* An older kernel may reject this number of arguments, so retry with fewer. */
	while ((probe->nr_args || probe->stack) &&
	       !(probe->entry = define_entry(p, probe, i, at)) && probe->nr_args)
		probe->nr_args /= 2;
	if (!returns)
		return;
	snprintf(text, sizeof(text), "r:" FLOW_GROUP "/r%u %s ret=$retval:x64", i, at);
	probe->returns = define(p, text);
}

/* The traceable functions. An attempt to probe another one would log a kernel message. */
struct traceable {
	MT_VEC(uint64_t) names; /* sorted hashes */
};

static uint64_t hash_of(const char *name, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)name[i]) * UINT64_C(0x100000001b3);
	return h;
}

static int by_hash(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void traceable_read(struct traceable *t)
{
	struct mt_lines lines = { .fd = -1 };
	struct mt_span line;
	int fd = tracefs_instance_file_open(NULL, "available_filter_functions", O_RDONLY);

	if (fd < 0 || !mt_lines_init(&lines, fd))
		return;
	while (mt_lines_next(&lines, &line) > 0) {
		struct mt_span word = mt_span_word(&line);
		uint64_t *slot = mt_vec_add(&t->names);

		if (slot)
			*slot = hash_of(word.p, word.len);
	}
	mt_lines_fini(&lines);
	if (t->names.nr)
		qsort(t->names.at, t->names.nr, sizeof(*t->names.at), by_hash);
}

static bool is_traceable(const struct traceable *t, const char *name)
{
	uint64_t h = hash_of(name, strlen(name));

	return t->names.nr && bsearch(&h, t->names.at, t->names.nr, sizeof(h), by_hash);
}

static const struct special *special_of(const struct mt_symbol *s)
{
	for (size_t i = 0; i < NR_SPECIALS; i++)
		if (!strcmp(specials[i].func, s->name) &&
		    (specials[i].module ? s->module && !strcmp(specials[i].module, s->module) :
					  !s->module))
			return &specials[i];
	return NULL;
}

static void add_call(struct flow_probes *p, const struct flow_optables *ops,
		     const struct mt_symbol *func, bool returns, bool stack)
{
	struct flow_probe probe = { .func = func, .stack = stack };
	struct flow_proto proto;

	if (flow_optables_proto(ops, func, &proto)) {
		probe.result = proto.result;
		/* The caller has shown the arguments of a hook. */
		if (flow_layer_of(func->name, func->module) != FLOW_SECURITY)
			flow_typed_args(&probe, &proto, p->texts);
	}
	if (probe.result == FLOW_RESULT_VOID)
		returns = false;
	if (probe.nr_args || returns || stack)
		add(p, &probe, returns);
}

/* If the mutex is the lock of a network device, this argument is the name of the device. */
static void add_device(struct flow_probes *p, struct flow_probe *probe,
		       const struct flow_optables *ops)
{
	int offset = flow_optables_netdev_lock(ops);
	char text[48];

	if (!offset)
		return;
	snprintf(text, sizeof(text), "%+d($arg1):string", offset);
	probe->arg[probe->nr_args++] = (struct flow_probe_arg){
		.name = "",
		.fetch = mt_strpool_add(p->texts, mt_span_z(text)),
	};
}

static void add_special(struct flow_probes *p, const struct flow_optables *ops,
			const struct special *special, const struct mt_symbol *func, bool returns)
{
	struct flow_probe probe = {
		.func = func,
		.use = special->use,
		.result = FLOW_RESULT_INT,
	};

	for (const struct special_arg *a = special->arg;
	     a < special->arg + sizeof(special->arg) / sizeof(*a) && a->fetch; a++)
		probe.arg[probe.nr_args++] = (struct flow_probe_arg){
			.name = a->name,
			.fetch = a->fetch,
			.set = a->set,
			.flags = a->flags,
			.only = a->only,
			/* this includes values newer than the headers used for the build */
			.type = a->set == FLOW_SET_ETHNL ? flow_optables_requests(ops) :
							   (struct flow_btf_type){ NULL, 0 },
		};
	if (special->use == FLOW_PROBE_LOCK)
		add_device(p, &probe, ops);
	add(p, &probe,
	    special->use == FLOW_PROBE_COMMAND || special->use == FLOW_PROBE_CAPABLE ||
		    (returns && special->use == FLOW_PROBE_CALL));
}

/* Is it a part of a function or a prefix symbol that the compiler generated? */
static bool odd(const char *name)
{
	return strstr(name, ".cold") || !strncmp(name, "__pfx_", 6) || strstr(name, ".part");
}

/* Is it a function of the kernel or of a module of the core whose result is recorded? */
static bool is_of_rules(const struct mt_symbol *s)
{
	return (!s->module || flow_layer_is_core(s->module)) && flow_layer_returns(s->name);
}

struct flow_probes *flow_probes_make(const struct mt_kallsyms *symbols,
				     const struct flow_optables *ops,
				     const struct flow_probes_options *options)
{
	struct flow_probes *p = mt_mem(calloc(1, sizeof(*p)));
	struct traceable traceable = { 0 };
	const struct mt_symbol *func;

	if (!p)
		return NULL;
	p->texts = mt_strpool_new();
	p->fd = tracefs_instance_file_open(NULL, "dynamic_events", O_WRONLY | O_APPEND);
	if (!p->texts) {
		flow_probes_free(p);
		return NULL;
	}
	traceable_read(&traceable);
	for (unsigned int i = 0; p->fd >= 0 && i < mt_kallsyms_nr(symbols); i++) {
		const struct mt_symbol *s = mt_kallsyms_at(symbols, i);
		const struct special *special = s->code ? special_of(s) : NULL;

		if (special && !(options->covered & 1u << special->use))
			add_special(p, ops, special, s, options->returns);
		else if (!special && s->code && is_of_rules(s) && !odd(s->name) &&
			 is_traceable(&traceable, s->name))
			add_call(p, ops, s, options->returns, false);
	}
	for (unsigned int i = 0; p->fd >= 0 && (func = flow_optables_device(ops, i)); i++)
		if (is_traceable(&traceable, func->name))
			add_call(p, ops, func, options->returns, options->stacks);
	free(traceable.names.at);
	if (p->fd >= 0)
		close(p->fd);
	return p;
}

void flow_probes_free(struct flow_probes *p)
{
	if (!p)
		return;
	mt_strpool_free(p->texts);
	free(p->list.at);
	free(p);
}

unsigned int flow_probes_nr(const struct flow_probes *p)
{
	return p->list.nr;
}

const struct flow_probe *flow_probes_at(const struct flow_probes *p, unsigned int i)
{
	return i < p->list.nr ? &p->list.at[i] : NULL;
}
