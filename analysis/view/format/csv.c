// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comma separated values as RFC 4180 has them, but with a line feed at the end
 * of a line: one header, then a line for each thing listed. Empty is unknown.
 */
#include "analysis/view/view.h"

#include <inttypes.h>

void mt_csv_text(struct mt_csv *csv, const char *text)
{
	FILE *out = csv->v->out;

	if (csv->column++)
		fputc(',', out);
	if (!text || !*text)
		return;
	if (!strpbrk(text, ",\"\n\r")) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

void mt_csv_number(struct mt_csv *csv, int64_t value)
{
	if (value < 0)
		mt_csv_text(csv, NULL);
	else
		mt_csv_unsigned(csv, (uint64_t)value);
}

void mt_csv_unsigned(struct mt_csv *csv, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	mt_csv_text(csv, text);
}

void mt_csv_errno(struct mt_csv *csv, int err)
{
	mt_csv_text(csv, err ? mt_fmt_err(err).text : NULL);
}

void mt_csv_begin(struct mt_csv *csv)
{
	csv->column = 0;
	mt_csv_text(csv, mt_recording_path(csv->v->rec));
}

void mt_csv_end(struct mt_csv *csv)
{
	fputc('\n', csv->v->out);
}
