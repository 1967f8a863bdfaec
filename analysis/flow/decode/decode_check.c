// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/decode/decode_input.h"

#include <inttypes.h>
#include <stdio.h>

static void set_capability(const struct flow_input *in, struct flow_record *r, uint64_t capability)
{
	const char *known = flow_name(FLOW_SET_CAPABILITY, capability);
	char text[24];

	/* The capability is newer than the headers used for the build. */
	snprintf(text, sizeof(text), "%" PRIu64, capability);
	r->text = flow_input_intern(in->d, known ? known : text);
}

static void set_result(struct flow_record *r, uint64_t value)
{
	r->value = (int32_t)value;
	r->has_value = true;
}

bool flow_decode_capable(const struct flow_input *in, struct flow_record *r)
{
	r->kind = FLOW_CAPABLE;
	r->func = flow_input_intern(in->d, "capable");
	set_capability(in, r, flow_input_number(in, "cap"));
	set_result(r, flow_input_number(in, "ret"));
	return true;
}

bool flow_decode_capable_probe(const struct flow_input *in, bool entry, struct flow_record *r)
{
	r->kind = FLOW_CAPABLE;
	r->func = flow_input_intern(in->d, "capable");
	if (entry)
		set_capability(in, r, flow_input_number(in, "f0"));
	else
		set_result(r, flow_input_number(in, "ret"));
	return true;
}
