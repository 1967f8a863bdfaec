// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/dmesg/frame.h"

#include <ctype.h>

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

static size_t count_hex(struct mt_span s)
{
	size_t n = 0;

	while (n < s.len && isxdigit((unsigned char)s.p[n]))
		n++;
	return n;
}

/* "<IRQ> ", "</TASK>" */
static void skip_mark(struct mt_span *s)
{
	const char *end = s->len > 2 && *s->p == '<' ? memchr(s->p, '>', s->len) : NULL;

	if (end && end - s->p < 12)
		*s = mt_span_trim(mt_span_skip(*s, (size_t)(end - s->p) + 1));
}

/* "[<0>] ", "[<ffffffff81234567>] ", "ffffffff81234567 ", "0xffffffff81234567" */
static bool take_address(struct mt_span *s)
{
	bool bracket = mt_span_starts(*s, "[<");
	struct mt_span rest = bracket ? mt_span_skip(*s, 2) : *s;
	size_t n;

	if (mt_span_starts(rest, "0x"))
		rest = mt_span_skip(rest, 2);
	n = count_hex(rest);
	rest = mt_span_skip(rest, n);
	if (bracket) {
		if (!n || !mt_span_starts(rest, ">]"))
			return false;
		rest = mt_span_skip(rest, 2);
	} else if (n < 12 || (rest.len && *rest.p != ' ')) {
		return false;
	}
	*s = mt_span_trim(rest);
	return true;
}

/* Take "+0x12/0x34", "+12" or "+0x12". Returns false if @s does not begin with an offset. */
static bool take_offset(struct mt_span *s)
{
	struct mt_span rest = mt_span_skip(*s, 1);
	size_t n;

	if (mt_span_starts(rest, "0x"))
		rest = mt_span_skip(rest, 2);
	n = count_hex(rest);
	rest = mt_span_skip(rest, n);
	if (!n)
		return false;
	if (mt_span_starts(rest, "/0x")) {
		rest = mt_span_skip(rest, 3);
		n = count_hex(rest);
		if (!n)
			return false;
		rest = mt_span_skip(rest, n);
	}
	*s = rest;
	return true;
}

/* "[mlx5_core]", "([mlx5_core])", "(mlx5_core)", with a build id after the name */
static bool take_module(struct mt_span *s, struct mt_span *module)
{
	struct mt_span rest = *s;
	bool round = rest.len && *rest.p == '(', square;
	size_t n = 0;

	rest = mt_span_skip(rest, round);
	square = rest.len && *rest.p == '[';
	rest = mt_span_skip(rest, square);
	if (!round && !square)
		return false;
	while (n < rest.len && (is_name(rest.p[n]) || rest.p[n] == '-'))
		n++;
	*module = mt_span(rest.p, n);
	rest = mt_span_skip(rest, n);
	if (rest.len && *rest.p == ' ' && square) {
		rest = mt_span_skip(rest, 1);
		rest = mt_span_skip(rest, count_hex(rest));
	}
	for (size_t i = 0; i < (size_t)square + round; i++) {
		if (!rest.len || *rest.p != (square && !i ? ']' : ')'))
			return false;
		rest = mt_span_skip(rest, 1);
	}
	*s = mt_span_trim(rest);
	return module->len;
}

/* "(P)", "(FP)": flags on arm64 that show how the frame was found */
static bool is_flags(struct mt_span s)
{
	if (s.len < 3 || s.len > 8 || *s.p != '(' || s.p[s.len - 1] != ')')
		return false;
	for (size_t i = 1; i + 1 < s.len; i++)
		if (!isupper((unsigned char)s.p[i]))
			return false;
	return true;
}

struct mt_span mt_kframe_symbol(struct mt_span text, struct mt_span *module)
{
	struct mt_span func = mt_span(text.p, 0);

	*module = mt_span("", 0);
	while (func.len < text.len && is_name(text.p[func.len]))
		func.len++;
	text = mt_span_skip(text, func.len);
	if (!func.len || !text.len || *text.p != '+' || !take_offset(&text))
		return mt_span("", 0);
	text = mt_span_trim(text);
	take_module(&text, module);
	return func;
}

bool mt_kframe_parse(struct mt_span text, struct mt_kframe *frame)
{
	struct mt_span s = mt_span_trim(text);
	size_t n = 0;
	bool address;

	*frame = (struct mt_kframe){ .func = mt_span("", 0), .module = mt_span("", 0) };
	skip_mark(&s);
	address = take_address(&s);
	if (mt_span_starts(s, "? ")) {
		frame->unreliable = true;
		s = mt_span_trim(mt_span_skip(s, 2));
		address |= take_address(&s);
	}
	while (n < s.len && is_name(s.p[n]))
		n++;
	if (!n || isdigit((unsigned char)*s.p))
		return address && !s.len;
	frame->func = mt_span(s.p, n);
	s = mt_span_skip(s, n);
	frame->bare = !address;
	if (s.len && *s.p == '+') {
		if (!take_offset(&s))
			return false;
		frame->bare = false;
	}
	if (s.len && *s.p != ' ')
		return false;
	s = mt_span_trim(s);
	if (is_flags(s))
		return !frame->bare;
	if (s.len && take_module(&s, &frame->module))
		frame->bare = false;
	return !s.len || (!frame->bare && is_flags(s));
}

bool mt_kframe_of_driver(struct mt_span func, struct mt_span module)
{
	return mt_span_starts(module, "mlx5") ||
	       (!module.len && (mt_span_starts(func, "mlx5") || mt_span_starts(func, "_mlx5")));
}
