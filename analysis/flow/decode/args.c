// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/decode/args.h"

#include <endian.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint64_t from_big_endian(const struct flow_value *v)
{
	if (v->size == 2)
		return be16toh((uint16_t)v->bits);
	return v->size == 4 ? be32toh((uint32_t)v->bits) : be64toh(v->bits);
}

static int64_t from_signed(const struct flow_value *v)
{
	unsigned int unused = v->size && v->size < 8 ? 64 - v->size * 8 : 0;

	return (int64_t)(v->bits << unused) >> unused;
}

void flow_args_number(const struct flow_probe_arg *arg, const struct flow_value *value, char *text,
		      size_t room)
{
	uint64_t bits = arg->big_endian ? from_big_endian(value) : value->bits;
	const char *known;

	*text = '\0';
	if (!bits && arg->quiet)
		return;
	if (arg->flags) {
		flow_flags(arg->set, bits, text, room);
		return;
	}
	known = arg->set ? flow_name(arg->set, bits) : NULL;
	if (!known)
		known = flow_enumerator(&arg->type, bits);
	if (known)
		snprintf(text, room, "%s", known);
	else if (value->is_signed)
		snprintf(text, room, "%" PRId64, from_signed(value));
	else
		snprintf(text, room, bits > 0xffff ? "0x%" PRIx64 : "%" PRIu64, bits);
}

void flow_args_put(struct flow_args *a, const struct flow_probe_arg *arg, const char *text)
{
	bool member = a->members, first = member ? a->first : !a->text.len;

	if (*text && !(member && a->hidden) &&
	    !(arg->only && fnmatch(arg->only, a->text.at, FNM_EXTMATCH))) {
		flow_put(&a->text, "%s%s%s%s", first ? "" : ", ", arg->name, *arg->name ? "=" : "",
			 text);
		a->first = false;
	}
	if (member && !--a->members && !a->hidden)
		flow_put(&a->text, "}");
}

/* If @pointer is NULL or a user space address, the members were not fetched. */
void flow_args_struct(struct flow_args *a, const struct flow_probe_arg *arg, uint64_t pointer,
		      unsigned int members)
{
	a->members = members;
	a->first = true;
	a->hidden = (int64_t)pointer >= 0 || !members;
	if (!a->hidden)
		flow_put(&a->text, "%s%s%s{", a->text.len ? ", " : "", arg->name,
			 *arg->name ? "=" : "");
}
