// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/dmesg/message.h"

#include <ctype.h>

#include "analysis/base/util.h"

static const char *const areas[] = { "E-Switch", "FPGA", "QoS", "Socket-Direct" };

/* "0000:01:00.0", possibly with more digits in the domain */
static bool is_pci_name(struct mt_span s)
{
	const char *colon = s.len ? memchr(s.p, ':', s.len) : NULL;
	size_t domain = colon ? (size_t)(colon - s.p) : 0;

	if (domain < 4 || domain > 8 || s.len != domain + 8)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (i != domain && i != domain + 3 && i != domain + 6 &&
		    !isxdigit((unsigned char)s.p[i]))
			return false;
	return s.p[domain + 3] == ':' && s.p[domain + 6] == '.';
}

/* Remove "WORD: " of at most @max bytes from @s. */
static struct mt_span take_word(struct mt_span *s, size_t max)
{
	struct mt_span word = mt_span(s->p, 0);

	while (word.len < s->len && word.len < max && s->p[word.len] != ' ')
		word.len++;
	if (word.len + 1 >= s->len || !word.len || s->p[word.len] != ' ' ||
	    s->p[word.len - 1] != ':')
		return mt_span(s->p, 0);
	*s = mt_span_skip(*s, word.len + 1);
	word.len--;
	return word;
}

/* "FUNCTION:LINE:(pid N): " */
static bool take_func(struct mt_span *s, struct mt_message *m)
{
	struct mt_span rest = *s, func = mt_span(s->p, 0);
	size_t n = 0;

	while (func.len < rest.len && (isalnum((unsigned char)rest.p[func.len]) ||
				       rest.p[func.len] == '_' || rest.p[func.len] == '.'))
		func.len++;
	if (!func.len || func.len >= rest.len || rest.p[func.len] != ':')
		return false;
	rest = mt_span_skip(rest, func.len + 1);
	while (n < rest.len && isdigit((unsigned char)rest.p[n]))
		n++;
	if (!n || n >= rest.len || rest.p[n] != ':')
		return false;
	rest = mt_span_skip(rest, n + 1);
	if (mt_span_starts(rest, "(pid ")) {
		rest = mt_span_skip(rest, 5);
		for (n = 0; n < rest.len && isdigit((unsigned char)rest.p[n]);)
			n++;
		if (!n || n > 10 || !mt_span_starts(mt_span_skip(rest, n), "): ") ||
		    !mt_span_int(mt_span(rest.p, n), &m->pid))
			return false;
		rest = mt_span_skip(rest, n + 3);
	} else if (mt_span_starts(rest, " ")) {
		rest = mt_span_skip(rest, 1);
	} else {
		return false;
	}
	m->func = func;
	*s = rest;
	return true;
}

static void take_device(struct mt_span *s, struct mt_message *m)
{
	struct mt_span rest = *s, word = mt_span_word(&rest);
	bool ends = word.len && word.p[word.len - 1] == ':';

	if (ends)
		word.len--;
	if (!is_pci_name(word) && !mt_span_starts(word, "mlx5_core."))
		return;
	m->dev = word;
	*s = mt_span_skip(rest, rest.len && *rest.p == ' ');
	if (ends)
		return;
	/* the interface: "eth0: ", "eth0 (uninitialized): " */
	rest = *s;
	for (size_t n = 0; n < rest.len && n < 64; n++) {
		if (rest.p[n] != ':' || n + 1 >= rest.len || rest.p[n + 1] != ' ')
			continue;
		m->netdev = mt_span(rest.p, n);
		for (size_t i = 0; i < n; i++)
			if (rest.p[i] == ' ') {
				m->netdev.len = i;
				break;
			}
		*s = mt_span_skip(rest, n + 2);
		return;
	}
}

/* "mlx5_core", "mlx5_core:", "mlx5_core.sf.4" or "mlx5:", but not a stack frame in mlx5_core_*() */
static bool is_driver(struct mt_span word)
{
	static const char name[] = "mlx5_core";
	const size_t len = strlen(name);

	if (!mt_span_starts(word, name))
		return mt_span_eq(word, "mlx5:");
	return word.len == len || word.p[len] == ':' || word.p[len] == '.';
}

void mt_message_split(struct mt_span text, struct mt_message *m)
{
	struct mt_span rest = text, word = mt_span_word(&rest);

	*m = (struct mt_message){ .pid = -1 };
	m->driver = m->dev = m->netdev = m->func = m->area = mt_span("", 0);
	m->text = text;
	if (!is_driver(word))
		return;
	/* with "mlx5_core: ..." of pr_warn(), the rest is the text */
	m->driver = word;
	if (word.p[word.len - 1] == ':') {
		m->driver.len--;
		return;
	}
	m->text = mt_span_skip(rest, rest.len && *rest.p == ' ');
	take_device(&m->text, m);
	take_func(&m->text, m);
	for (size_t i = 0; i < ARRAY_SIZE(areas); i++) {
		rest = m->text;
		word = take_word(&rest, 20);
		if (!mt_span_eq(word, areas[i]))
			continue;
		m->area = word;
		m->text = rest;
		/* messages of the FPGA contain the function twice */
		take_func(&m->text, m);
		break;
	}
	m->text = mt_span_trim(m->text);
}

const char *mt_severity_name(enum mt_severity severity)
{
	static const char *const names[MT_SEVERITY_NR] = { "note", "warning", "error", "fatal" };

	return names[severity];
}
