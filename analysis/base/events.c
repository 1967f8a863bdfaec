// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/events.h"

#include <stdio.h>

#include "analysis/base/events_tables.h"

const struct mt_event_info *mt_event_info(enum mt_event event)
{
	return event < MT_EV_NR ? &mt_events[event] : NULL;
}

const char *mt_event_name(enum mt_event event)
{
	return event < MT_EV_NR ? mt_events[event].name : "?";
}

const char *mt_key_name(enum mt_key key)
{
	return key < MT_KEY_NR ? mt_key_names[key] : "?";
}

enum mt_event mt_event_find(struct mt_span name)
{
	/* fast path: most events of a busy recording are others */
	if (!mt_span_starts(name, "mlx5"))
		return MT_EV_OTHER;
	for (unsigned int i = 0; i < MT_EV_NR; i++)
		if (mt_span_eq(name, mt_events[i].name))
			return (enum mt_event)i;
	return MT_EV_OTHER;
}

/* "NAME(0x1f)": @text is set to the name */
static bool numbered(struct mt_span *text, int64_t *out)
{
	const char *open = mt_span_find(*text, "(0x");
	struct mt_span name, number;

	if (!open || open == text->p || text->p[text->len - 1] != ')')
		return false;
	name = mt_span(text->p, (size_t)(open - text->p));
	number = mt_span_skip(*text, name.len + 1);
	number.len--;
	*text = name;
	return mt_span_int(number, out) && *out >= 0 && *out <= UINT32_MAX;
}

/* The number of a value; @value is reduced to its text if it has both. */
static bool value_number(const struct mt_event_field *field, struct mt_span *value, int64_t *out)
{
	struct mt_span text = *value;

	switch (field->type) {
	case MT_TYPE_STRING:
		*out = 0;
		return text.len > 0;
	case MT_TYPE_UNSIGNED:
		return mt_span_int(text, out) && *out >= 0 && *out <= UINT32_MAX;
	case MT_TYPE_SIGNED:
		return mt_span_int(text, out) && *out >= INT32_MIN && *out <= INT32_MAX;
	case MT_TYPE_BOOL:
		return mt_span_int(text, out) && (*out == 0 || *out == 1);
	case MT_TYPE_HEX:
		return mt_span_starts(text, "0x") && mt_span_int(text, out) && *out <= UINT32_MAX;
	case MT_TYPE_LONG:
		return mt_span_int(text, out) && *out >= 0;
	case MT_TYPE_NUMBERED:
		return numbered(value, out);
	case MT_TYPE_NAMED:
		for (const struct mt_value_name *v = field->values; v->text; v++) {
			if (mt_span_eq(text, v->text)) {
				*out = v->number;
				return true;
			}
		}
		/* __print_symbolic prints an unnamed value as a number */
		return mt_span_int(text, out);
	}
	return false;
}

static const struct mt_event_field *find_field(const struct mt_event_info *info, struct mt_span key,
					       unsigned int *expected)
{
	/* the next one in table order, except for other kernel versions */
	for (unsigned int n = 0; n < info->nr_fields; n++) {
		unsigned int i = (*expected + n) % info->nr_fields;

		if (mt_span_eq(key, mt_key_names[info->fields[i].key])) {
			*expected = i + 1;
			return &info->fields[i];
		}
	}
	return NULL;
}

bool mt_event_decode(struct mt_record *r, char *why, size_t why_size)
{
	const struct mt_event_info *info = mt_event_info(r->event);
	struct mt_span rest = r->text;
	unsigned int expected = 0;
	uint64_t required = 0;
	bool good = true;

	r->have = 0;
	if (!info)
		return true;
	for (unsigned int i = 0; i < info->nr_fields; i++)
		required |= UINT64_C(1) << info->fields[i].key;
	/* text after the last key is ignored: perf may append an address */
	while (r->have != required) {
		struct mt_span token = mt_span_word(&rest);
		const struct mt_event_field *field;
		const char *eq;
		struct mt_span key, value, text;
		int64_t number;

		if (!token.len)
			break;
		if (*token.p == '(') /* the option "fields" adds the number in hex */
			continue;
		eq = memchr(token.p, '=', token.len);
		if (!eq) {
			snprintf(why, why_size, "%s: \"" MT_SPAN_FMT "\" is not key=value",
				 info->name, MT_SPAN_ARG(token));
			good = false;
			continue;
		}
		key = mt_span(token.p, (size_t)(eq - token.p));
		value = mt_span_skip(token, key.len + 1);
		field = find_field(info, key, &expected);
		if (!field)
			continue;
		text = value;
		if (!value_number(field, &text, &number)) {
			snprintf(why, why_size, "%s: %s=" MT_SPAN_FMT " is not a value of %s",
				 info->name, mt_key_names[field->key], MT_SPAN_ARG(value),
				 mt_key_names[field->key]);
			good = false;
			continue;
		}
		r->have |= UINT64_C(1) << field->key;
		r->num[field->key] = number;
		r->str[field->key] = text;
	}
	for (unsigned int i = 0; good && i < info->nr_fields; i++) {
		if (!mt_has(r, info->fields[i].key)) {
			snprintf(why, why_size, "%s has no %s=", info->name,
				 mt_key_names[info->fields[i].key]);
			good = false;
		}
	}
	return good;
}
