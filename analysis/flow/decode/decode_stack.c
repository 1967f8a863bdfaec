// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/decode/decode_input.h"

#include <fnmatch.h>
#include <stdio.h>

#include "analysis/base/util.h"

/* Maximum size of a function. Addresses beyond it belong to code generated at run time. */
#define FUNCTION_MAX 0x40000

/* Is it a function of the tracing code itself? */
static bool is_machinery(const char *name)
{
	static const char *const patterns[] = {
		"*kretprobe_trampoline*", "*rethook_trampoline*", "return_to_handler", "ftrace_*",
		"kprobe_ftrace_handler",  "optimized_callback",
	};

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		if (!fnmatch(patterns[i], name, 0))
			return true;
	return false;
}

/*
 * The function that contains a return address. If the function ends with the call, the return
 * address is the first one after the function.
 */
static const struct mt_symbol *function_of(const struct mt_kallsyms *symbols, uint64_t address)
{
	const struct mt_symbol *s = mt_function_at(symbols, address);

	if (!s)
		s = mt_symbol_of(symbols, address - 1);
	return s && s->code && address - s->address < FUNCTION_MAX ? s : NULL;
}

static bool is_entered(const struct flow_probes *probes, const struct mt_symbol *s)
{
	for (unsigned int i = 0; i < flow_probes_nr(probes); i++)
		if (flow_probes_at(probes, i)->stack && flow_probes_at(probes, i)->func == s)
			return true;
	return false;
}

/* The stack starts at the probed function, as the frames before it belong to the probe. */
bool flow_decode_stack(const struct flow_input *in, struct flow_record *r)
{
	struct tep_format_field *caller = tep_find_field(in->event, "caller");
	char text[1024];
	size_t len = 0;

	if (!caller)
		return false;
	for (size_t at = (size_t)caller->offset; at + sizeof(uint64_t) <= (size_t)in->record->size;
	     at += sizeof(uint64_t)) {
		const struct mt_symbol *s;
		uint64_t address;
		int name;

		memcpy(&address, (const char *)in->record->data + at, sizeof(address));
		s = function_of(in->d->t->symbols, address);
		if (!s || is_machinery(s->name) || (!r->func && !is_entered(in->d->t->probes, s)))
			continue;
		name = (int)strcspn(s->name, ".");
		if (!r->func)
			r->func = mt_strpool_add(in->d->texts, mt_span(s->name, (size_t)name));
		if (len + (size_t)name + sizeof(FLOW_STACK_SEPARATOR) > sizeof(text))
			break;
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%.*s",
					len ? FLOW_STACK_SEPARATOR : "", name, s->name);
	}
	r->kind = FLOW_STACK;
	r->text = r->func ? flow_input_intern(in->d, text) : NULL;
	return r->func;
}
