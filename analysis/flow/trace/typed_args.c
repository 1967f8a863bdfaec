// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/trace/typed_args.h"

#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "analysis/base/util.h"

/* Returns the set of names for the values of a parameter. */
static enum flow_set number_set(const char *func, const char *parameter)
{
	static const struct {
		const char *func, *parameter;
		enum flow_set set;
	} named[] = {
		{ "*", "cmd", FLOW_SET_IOCTL },
		{ "*_ioctl", "", FLOW_SET_IOCTL },
		{ "*change_flags", "flags", FLOW_SET_IFF },
		{ "*xdp*", "flags", FLOW_SET_XDP_FLAGS },
		{ "xp_assign_dev*", "flags", FLOW_SET_XDP },
	};

	for (size_t i = 0; i < ARRAY_SIZE(named); i++)
		if (!strcmp(parameter, named[i].parameter) && !fnmatch(named[i].func, func, 0))
			return named[i].set;
	return FLOW_SET_NONE;
}

static struct flow_probe_arg *add(struct flow_probe *probe, struct mt_strpool *texts,
				  const char *name, const char *fetch, ...)
	__attribute__((format(printf, 4, 5)));

static struct flow_probe_arg *add(struct flow_probe *probe, struct mt_strpool *texts,
				  const char *name, const char *fetch, ...)
{
	struct flow_probe_arg *arg = &probe->arg[probe->nr_args++];
	char text[48];
	va_list ap;

	va_start(ap, fetch);
	vsnprintf(text, sizeof(text), fetch, ap);
	va_end(ap);
	arg->name = mt_strpool_add(texts, mt_span_z(name));
	arg->fetch = mt_strpool_add(texts, mt_span_z(text));
	return arg;
}

static void add_number(struct flow_probe *probe, const struct flow_proto *proto, unsigned int i,
		       struct mt_strpool *texts)
{
	struct flow_probe_arg *arg = add(probe, texts, proto->param[i].name, "$arg%u:%c%u", i + 1,
					 proto->param[i].kind == FLOW_PARAM_INT ? 's' : 'u',
					 proto->param[i].size * 8);

	arg->set = number_set(probe->func->name, arg->name);
	arg->flags = flow_set_is_flags(arg->set);
	arg->type = proto->param[i].type;
}

/*
 * Add the pointer followed by the printable members of the struct, if there are any. Structs
 * passed to getters are omitted, as they are not filled in yet.
 */
static void add_struct(struct flow_probe *probe, const struct flow_proto *proto, unsigned int i,
		       unsigned int room, struct mt_strpool *texts)
{
	struct flow_struct_member members[FLOW_ARGS_MAX];
	const struct flow_btf_type *type = &proto->param[i].type;
	struct flow_probe_arg *pointer;
	unsigned int nr;

	if (room < 2 || !fnmatch("*_get?(_*)", probe->func->name, FNM_EXTMATCH))
		return;
	nr = flow_struct_members(type, members, room - 1);
	if (!nr)
		return;
	pointer = add(probe, texts,
		      *proto->param[i].name ? proto->param[i].name : flow_struct_called(type),
		      "$arg%u:x64", i + 1);
	pointer->members = nr;
	for (unsigned int m = 0; m < nr; m++) {
		struct flow_probe_arg *arg =
			add(probe, texts, members[m].name, "+%u($arg%u):%c%u", members[m].offset,
			    i + 1, members[m].is_signed ? 's' : 'u', members[m].size * 8);

		arg->set = members[m].set;
		arg->flags = flow_set_is_flags(arg->set);
		arg->only = members[m].only;
		arg->type = members[m].type;
		arg->big_endian = members[m].big_endian;
		arg->quiet = !members[m].always;
	}
}

void flow_typed_args(struct flow_probe *probe, const struct flow_proto *proto,
		     struct mt_strpool *texts)
{
	for (unsigned int i = 0; i < proto->nr; i++) {
		/* A struct must leave room for the parameters after it. */
		unsigned int rest = proto->nr - i - 1, room = FLOW_ARGS_MAX - probe->nr_args;

		switch (proto->param[i].kind) {
		case FLOW_PARAM_NETDEV:
			add(probe, texts, "", "+%u($arg%u):string", proto->netdev_name, i + 1);
			break;
		case FLOW_PARAM_SKB:
			if (proto->skb_queue)
				add(probe, texts, "queue", "+%u($arg%u):u16", proto->skb_queue,
				    i + 1);
			break;
		case FLOW_PARAM_INT:
		case FLOW_PARAM_UNSIGNED:
			add_number(probe, proto, i, texts);
			break;
		case FLOW_PARAM_POINTER:
			add_struct(probe, proto, i, room > rest ? room - rest : 0, texts);
			break;
		case FLOW_PARAM_NONE:
			break;
		}
	}
}
