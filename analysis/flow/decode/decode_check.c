// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/decode/decode_input.h"

#include <inttypes.h>
#include <stdio.h>

static void ask(const struct flow_input *in, struct flow_record *r, uint64_t capability)
{
	const char *known = flow_name(FLOW_SET_CAPABILITY, capability);
	char text[24];

	/* Newer than the headers of the build. */
	snprintf(text, sizeof(text), "%" PRIu64, capability);
	r->text = flow_input_intern(in->d, known ? known : text);
}

static void answer(struct flow_record *r, uint64_t value)
{
	r->value = (int32_t)value;
	r->has_value = true;
}

bool flow_decode_capable(const struct flow_input *in, struct flow_record *r)
{
	r->kind = FLOW_CAPABLE;
	r->func = flow_input_intern(in->d, "capable");
	ask(in, r, flow_input_number(in, "cap"));
	answer(r, flow_input_number(in, "ret"));
	return true;
}

bool flow_decode_capable_probe(const struct flow_input *in, bool entry, struct flow_record *r)
{
	r->kind = FLOW_CAPABLE;
	r->func = flow_input_intern(in->d, "capable");
	if (entry)
		ask(in, r, flow_input_number(in, "f0"));
	else
		answer(r, flow_input_number(in, "ret"));
	return true;
}
