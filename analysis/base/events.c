// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/events.h"

#include <stdio.h>

#include "analysis/base/events_tables.h"
#include "analysis/base/util.h"

const char *mt_event_name(enum mt_event event)
{
	return event < MT_EV_NR ? mt_events[event] : "?";
}

const char *mt_event_form_name(unsigned int i)
{
	return i < ARRAY_SIZE(mt_forms) ? mt_forms[i].name : NULL;
}

const char *mt_key_name(enum mt_key key)
{
	return key < MT_KEY_NR ? mt_key_names[key] : "?";
}

enum mt_event mt_event_find(struct mt_span name)
{
	/* fast path: most events of a large recording are not in the table */
	if (!mt_span_starts(name, "mlx5"))
		return MT_EV_OTHER;
	for (size_t i = 0; i < ARRAY_SIZE(mt_forms); i++)
		if (mt_span_eq(name, mt_forms[i].name))
			return mt_forms[i].event;
	return MT_EV_OTHER;
}

bool mt_event_is_stock(struct mt_span name)
{
	return mt_span_eq(name, "mlx5_cmd") || mt_span_eq(name, "netlink_extack") ||
	       mt_span_starts(name, "devlink_h");
}

/* Parse "NAME(0x1f)", and set @text to the name. */
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

static bool value_named(const struct mt_event_field *field, struct mt_span text, int64_t *out)
{
	for (const struct mt_value_name *v = field->values; v->text; v++) {
		if (mt_span_eq(text, v->text)) {
			*out = v->number;
			return true;
		}
	}
	/* __print_symbolic and __print_flags print an unnamed value as a number */
	return mt_span_int(text, out);
}

/* Parse a set of flags such as "CHANNELS|MTU". */
static bool flags(const struct mt_event_field *field, struct mt_span text, int64_t *out)
{
	bool good = text.len > 0;

	for (*out = 0; good && text.len;) {
		const char *bar = memchr(text.p, '|', text.len);
		struct mt_span one = mt_span(text.p, bar ? (size_t)(bar - text.p) : text.len);
		int64_t bit;

		good = value_named(field, one, &bit) && (!bar || bar + 1 < text.p + text.len);
		if (good)
			*out |= bit;
		text = mt_span_skip(text, one.len + (bar != NULL));
	}
	return good;
}

/*
 * Set @out to the numeric value of a field. If @value is a name with a number, it is shortened to
 * the name.
 */
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
		return value_named(field, text, out);
	case MT_TYPE_FLAGS:
		return flags(field, text, out);
	}
	return false;
}

static const struct mt_event_field *find_field(const struct mt_event_form *form, struct mt_span key,
					       unsigned int *expected)
{
	/* usually the next field in table order, except in other kernel versions */
	for (unsigned int n = 0; n < form->nr_fields; n++) {
		unsigned int i = (*expected + n) % form->nr_fields;

		if (mt_span_eq(key, mt_key_names[form->fields[i].key])) {
			*expected = i + 1;
			return &form->fields[i];
		}
	}
	return NULL;
}

/* How well the fields of an event match a format. */
struct match {
	bool good;	      /* all fields are present, with valid values */
	unsigned int missing; /* fields of the format that are absent */
	struct mt_span extra; /* a field that is not in the format */
};

static void take_field(struct mt_record *r, const struct mt_event_form *form,
		       const struct mt_event_field *field, struct mt_span value,
		       struct match *match, char *why, size_t why_size)
{
	struct mt_span text = value;
	int64_t number;

	if (!value_number(field, &text, &number)) {
		snprintf(why, why_size, "%s: %s=" MT_SPAN_FMT " is not a value of %s", form->name,
			 mt_key_names[field->key], MT_SPAN_ARG(value), mt_key_names[field->key]);
		match->good = false;
		return;
	}
	r->have |= UINT64_C(1) << field->key;
	r->num[field->key] = number;
	r->str[field->key] = text;
}

static struct match match_form(struct mt_record *r, const struct mt_event_form *form, char *why,
			       size_t why_size)
{
	struct match match = { .good = true };
	struct mt_span rest = r->text;
	unsigned int expected = 0;
	uint64_t seen = 0;

	r->have = 0;
	for (;;) {
		struct mt_span token = mt_span_word(&rest);
		const struct mt_event_field *field;
		struct mt_span key;
		const char *eq;

		if (!token.len)
			break;
		if (*token.p == '(') /* the "fields" option appends the number in hex */
			continue;
		eq = memchr(token.p, '=', token.len);
		if (!eq && (unsigned int)__builtin_popcountll(seen) == form->nr_fields)
			break; /* perf may append an address */
		if (!eq) {
			snprintf(why, why_size, "%s: \"" MT_SPAN_FMT "\" is not key=value",
				 form->name, MT_SPAN_ARG(token));
			match.good = false;
			continue;
		}
		key = mt_span(token.p, (size_t)(eq - token.p));
		field = find_field(form, key, &expected);
		if (!field) {
			if (!match.extra.len)
				match.extra = key;
			continue;
		}
		seen |= UINT64_C(1) << field->key;
		take_field(r, form, field, mt_span_skip(token, key.len + 1), &match, why, why_size);
	}
	for (unsigned int i = 0; i < form->nr_fields; i++) {
		if (seen & (UINT64_C(1) << form->fields[i].key))
			continue;
		if (match.good)
			snprintf(why, why_size, "%s has no %s=", form->name,
				 mt_key_names[form->fields[i].key]);
		match.good = false;
		match.missing++;
	}
	return match;
}

static void add_implied(struct mt_record *r, const struct mt_event_form *form)
{
	for (unsigned int i = 0; i < form->nr_implied; i++) {
		r->have |= UINT64_C(1) << form->implied[i].key;
		r->num[form->implied[i].key] = form->implied[i].number;
		r->str[form->implied[i].key] = mt_span(NULL, 0);
	}
}

bool mt_event_decode(struct mt_record *r, char *why, size_t why_size)
{
	const struct mt_event_form *best = NULL;
	struct match match = { 0 };

	*why = '\0';
	r->have = 0;
	if (r->event == MT_EV_OTHER)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(mt_forms); i++) {
		struct match now;

		/* compare the number first, which is faster: this is done for every event */
		if (mt_forms[i].event != r->event || !mt_span_eq(r->name, mt_forms[i].name))
			continue;
		now = match_form(r, &mt_forms[i], why, why_size);
		if (now.good && !now.extra.len) {
			*why = '\0';
			add_implied(r, &mt_forms[i]);
			return true;
		}
		if (!best || now.missing < match.missing) {
			best = &mt_forms[i];
			match = now;
		}
	}
	if (!best)
		return true;
	/* no exact match: use the newest of the formats with the fewest missing fields */
	*why = '\0';
	match_form(r, best, why, why_size);
	add_implied(r, best);
	if (match.good)
		snprintf(why, why_size, "%s has a field " MT_SPAN_FMT "= that is not known",
			 best->name, MT_SPAN_ARG(match.extra));
	return match.good;
}
