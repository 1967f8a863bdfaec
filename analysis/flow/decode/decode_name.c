// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/decode/decode_input.h"

#include "analysis/base/util.h"

const char *flow_decode_plain(struct flow_decoder *d, const char *name)
{
	return mt_strpool_add(d->texts, mt_span(name, strcspn(name, ".")));
}

static const struct flow_known *function(struct flow_decoder *d, uint64_t address)
{
	struct flow_known *k = &d->known[(address >> 4) % ARRAY_SIZE(d->known)];
	const struct mt_symbol *s;
	struct flow_proto proto;

	if (k->address == address)
		return k;
	*k = (struct flow_known){ .address = address, .name = "?" };
	s = mt_symbol_of(d->t->symbols, address);
	if (!s)
		return k;
	k->name = flow_decode_plain(d, s->name);
	k->module = s->module;
	k->via = flow_optables_of(d->t->ops, s->address);
	if (flow_optables_proto(d->t->ops, s, &proto))
		k->result = proto.result;
	return k;
}

const struct flow_known *flow_decode_name(const struct flow_input *in, struct flow_record *r,
					  uint64_t address)
{
	const struct flow_known *k = function(in->d, address);

	r->func = k->name;
	r->module = k->module;
	r->via = k->via;
	return k;
}
