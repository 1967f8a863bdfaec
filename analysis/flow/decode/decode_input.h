/* SPDX-License-Identifier: GPL-2.0-only */
/* Internal state of the decoder; the public interface is decode.h. */
#ifndef MLX5TRACE_FLOW_DECODE_INPUT_H
#define MLX5TRACE_FLOW_DECODE_INPUT_H

#include "analysis/flow/decode/decode.h"

/* Cached properties of a function. */
struct flow_known {
	uint64_t address;
	const char *name, *module, *via;
	enum flow_result result;
};

struct flow_decoder {
	struct flow_trace *t;
	struct tep_handle *tep;
	struct mt_strpool *texts;
	int ethtool, nl80211; /* the numbers of these generic netlink families */
	struct flow_known known[4096];
};

struct flow_input {
	struct flow_decoder *d;
	enum flow_buffer from;
	struct tep_event *event;
	struct tep_record *record;
};

static inline uint64_t flow_input_number(const struct flow_input *in, const char *field)
{
	unsigned long long value = 0;

	tep_get_field_val(NULL, in->event, field, in->record, &value, 0);
	return value;
}

static inline const char *flow_input_intern(struct flow_decoder *d, const char *text)
{
	return mt_strpool_add(d->texts, mt_span_z(text));
}

static inline const char *flow_input_string(const struct flow_input *in, const char *field)
{
	int len = 0;
	const char *text = tep_get_field_raw(NULL, in->event, field, in->record, &len, 0);

	if (!text || len <= 0)
		return NULL;
	return mt_strpool_add(in->d->texts, mt_span(text, strnlen(text, (size_t)len)));
}

/* decode_name.c: set the function at @address, with its module and table. */
const struct flow_known *flow_decode_name(const struct flow_input *in, struct flow_record *r,
					  uint64_t address);

/* The name without the suffix that the compiler appends to the name of a clone. */
const char *flow_decode_plain(struct flow_decoder *d, const char *name);

/* Handlers of decode_async.c ... */
bool flow_decode_queue(const struct flow_input *in, struct flow_record *r);
bool flow_decode_start(const struct flow_input *in, struct flow_record *r);
bool flow_decode_end(const struct flow_input *in, struct flow_record *r);
bool flow_decode_irq_enter(const struct flow_input *in, struct flow_record *r);
bool flow_decode_irq_exit(const struct flow_input *in, struct flow_record *r);
bool flow_decode_timer_start(const struct flow_input *in, struct flow_record *r);
bool flow_decode_timer_fire(const struct flow_input *in, struct flow_record *r);
bool flow_decode_timer_done(const struct flow_input *in, struct flow_record *r);

/* ... and of decode_check.c. The second one handles the probe that replaces the event. */
bool flow_decode_capable(const struct flow_input *in, struct flow_record *r);
bool flow_decode_capable_probe(const struct flow_input *in, bool entry, struct flow_record *r);

/* Handlers of decode_lock.c, for lockdep's events and for the probes of mutexes. */
bool flow_decode_acquire(const struct flow_input *in, struct flow_record *r);
bool flow_decode_release(const struct flow_input *in, struct flow_record *r);
bool flow_decode_mutex(const struct flow_input *in, bool taken, struct flow_record *r);

/* Handler of decode_stack.c. */
bool flow_decode_stack(const struct flow_input *in, struct flow_record *r);

#endif
