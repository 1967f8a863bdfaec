// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/decode/decode_input.h"

#include <inttypes.h>
#include <stdio.h>

static bool work(const struct flow_input *in, struct flow_record *r, enum flow_kind kind)
{
	r->kind = kind;
	r->key = flow_input_number(in, "work");
	flow_decode_name(in, r, flow_input_number(in, "function"));
	/* On the oldest kernels the event has no queue name. */
	if (kind == FLOW_QUEUE)
		r->text = flow_input_string(in, "workqueue");
	if (r->text && !*r->text)
		r->text = NULL;
	return true;
}

bool flow_decode_queue(const struct flow_input *in, struct flow_record *r)
{
	return work(in, r, FLOW_QUEUE);
}

bool flow_decode_start(const struct flow_input *in, struct flow_record *r)
{
	return work(in, r, FLOW_START);
}

bool flow_decode_end(const struct flow_input *in, struct flow_record *r)
{
	return work(in, r, FLOW_END);
}

static void interrupt(const struct flow_input *in, struct flow_record *r, enum flow_kind kind)
{
	r->kind = kind;
	r->key = flow_input_number(in, "irq");
}

bool flow_decode_irq_enter(const struct flow_input *in, struct flow_record *r)
{
	const char *name = flow_input_string(in, "name");
	char text[48];

	interrupt(in, r, FLOW_IRQ_ENTER);
	snprintf(text, sizeof(text), "irq %" PRIu64 ", cpu %d", r->key, r->cpu);
	r->func = name ? name : flow_input_intern(in->d, "?");
	r->text = flow_input_intern(in->d, text);
	return true;
}

bool flow_decode_irq_exit(const struct flow_input *in, struct flow_record *r)
{
	interrupt(in, r, FLOW_IRQ_EXIT);
	r->value = (int32_t)flow_input_number(in, "ret");
	r->has_value = true;
	return true;
}

bool flow_decode_timer_start(const struct flow_input *in, struct flow_record *r)
{
	r->kind = FLOW_TIMER_START;
	r->key = flow_input_number(in, "timer");
	flow_decode_name(in, r, flow_input_number(in, "function"));
	return true;
}

bool flow_decode_timer_fire(const struct flow_input *in, struct flow_record *r)
{
	r->kind = FLOW_TIMER_FIRE;
	r->key = flow_input_number(in, "timer");
	return true;
}

bool flow_decode_timer_done(const struct flow_input *in, struct flow_record *r)
{
	r->kind = FLOW_TIMER_DONE;
	r->key = flow_input_number(in, "timer");
	return true;
}
