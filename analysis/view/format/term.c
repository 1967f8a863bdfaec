// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/format/term.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"
#include "analysis/base/span.h"

#define COLUMNS 80

static const char *const codes[] = {
	[MT_PLAIN] = "\033[0m", [MT_BOLD] = "\033[1m", [MT_DIM] = "\033[2m",
	[MT_GOOD] = "\033[32m", [MT_BAD] = "\033[31m",
};

void mt_print(const struct mt_out *to, enum mt_style style, const char *fmt, ...)
{
	bool coloured = to->colour && style != MT_PLAIN;
	va_list ap;

	if (coloured)
		fputs(codes[style], to->out);
	va_start(ap, fmt);
	vfprintf(to->out, fmt, ap);
	va_end(ap);
	if (coloured)
		fputs(codes[MT_PLAIN], to->out);
}

void mt_heading(const struct mt_out *to, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fputc('\n', to->out);
	mt_print(to, MT_BOLD, "%s", text);
	fputc('\n', to->out);
}

/*
 * Print a text that begins at @column. Lines are broken between words and continued at column
 * @hang; other spaces are not changed.
 */
static void wrap(const struct mt_out *to, const char *text, size_t column, size_t hang)
{
	size_t gap = 0, len;

	text += strspn(text, " ");
	while ((len = strcspn(text, " "))) {
		if (gap && column + gap + len > COLUMNS) {
			fprintf(to->out, "\n%*s", (int)hang, "");
			column = hang;
			gap = 0;
		}
		fprintf(to->out, "%*s%.*s", (int)gap, "", (int)len, text);
		column += gap + len;
		text += len;
		gap = strspn(text, " ");
		text += gap;
	}
}

void mt_paragraph(const struct mt_out *to, unsigned int indent, const char *fmt, ...)
{
	char text[1024];
	unsigned int hang;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	hang = !strncmp(text, "- ", 2) ? 2 : !strncmp(text, "-> ", 3) ? 3 : 0;
	fprintf(to->out, "%*s", (int)indent, "");
	wrap(to, text, indent, indent + hang);
	fputc('\n', to->out);
}

void mt_labelled(const struct mt_out *to, enum mt_style style, const char *label, const char *fmt,
		 ...)
{
	bool coloured = to->colour && style != MT_PLAIN;
	char *text;
	va_list ap;
	bool good;

	va_start(ap, fmt);
	good = mt_mem_ok(vasprintf(&text, fmt, ap) >= 0);
	va_end(ap);
	if (!good)
		return;
	/* text from a snapshot is sanitized for terminals */
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = *p == '\n' || *p == '\t' ? ' ' : '?';
	if (coloured)
		fputs(codes[style], to->out);
	wrap(to, text, (size_t)fprintf(to->out, "  %-8s ", label), MT_LABEL);
	if (coloured)
		fputs(codes[MT_PLAIN], to->out);
	fputc('\n', to->out);
	free(text);
}

struct mt_buf mt_fmt_time(const struct mt_out *to, uint64_t ts)
{
	struct mt_buf b;

	if (to->ticks)
		snprintf(b.text, sizeof(b.text), "%" PRIu64, ts);
	else
		snprintf(b.text, sizeof(b.text), "%" PRIu64 ".%06" PRIu64, ts / 1000000000,
			 ts % 1000000000 / 1000);
	return b;
}

struct mt_buf mt_fmt_span(const struct mt_out *to, uint64_t ns)
{
	struct mt_buf b;

	if (to->ticks)
		snprintf(b.text, sizeof(b.text), "%" PRIu64 " ticks", ns);
	else if (ns < 10000000000)
		snprintf(b.text, sizeof(b.text), "%.3f ms", (double)ns / 1e6);
	else
		snprintf(b.text, sizeof(b.text), "%.3f s", (double)ns / 1e9);
	return b;
}

struct mt_buf mt_fmt_number(int64_t value)
{
	struct mt_buf b = { "-" };

	if (value >= 0)
		snprintf(b.text, sizeof(b.text), "%" PRId64, value);
	return b;
}

struct mt_buf mt_fmt_object(int64_t value)
{
	struct mt_buf b = { "none" };

	return value ? mt_fmt_number(value) : b;
}

struct mt_buf mt_fmt_err(int err)
{
	struct mt_buf b = { "ok" };
	const char *name = strerrorname_np(err < 0 ? -err : err);

	if (err && name)
		snprintf(b.text, sizeof(b.text), "%s", name);
	else if (err)
		snprintf(b.text, sizeof(b.text), "error %d", err);
	return b;
}

struct mt_buf mt_fmt_task_in(const char *comm, int pid, unsigned int width)
{
	int room = (int)width;
	char id[16] = "";
	struct mt_buf b;

	if (pid >= 0)
		room -= snprintf(id, sizeof(id), "[%d]", pid);
	if (!*comm)
		comm = pid < 0 ? "unknown" : "?";
	room = room > 0 ? (int)mt_span_fit(mt_span_z(comm), (size_t)room) : 0;
	snprintf(b.text, sizeof(b.text), "%.*s%s", room, comm, id);
	return b;
}

struct mt_buf mt_fmt_task(const char *comm, int pid)
{
	return mt_fmt_task_in(comm, pid, sizeof(struct mt_buf) - 1);
}
