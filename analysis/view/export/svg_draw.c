// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/export/svg_draw.h"

#include <inttypes.h>
#include <stdarg.h>

/* Colours of Okabe and Ito, or tints of them, which colour-blind readers can distinguish. */
const char mt_svg_style[] =
	".mt rect,.mt .bar{stroke:#444;stroke-width:.8}.mt .grid{stroke:#ddd}.mt .zebra{fill:#f4f4f4;stroke:none}"
	".mt .operation{fill:#c9c9dd}.mt .step{fill:#e4e4ef}.mt .command{fill:#bbb}"
	".mt .channel{fill:#d6ebf8}.mt .channel_active{fill:#56b4e9}"
	".mt .xsk{fill:#fbe6bd}.mt .xsk_active{fill:#e69f00}"
	".mt .steering{fill:#8ad4bd}.mt .rss{fill:#e3b5d0}.mt .rule{fill:#f4ec7c}"
	".mt .drop{fill:url(#mt-hatch)}.mt .unknown{fill:#fff;stroke-dasharray:4 3}"
	".mt .task{fill:#ddd}.mt .user{fill:#fbe6bd}.mt .kernel{fill:#d6ebf8}.mt .driver{fill:#8ad4bd}"
	".mt .event{fill:#f4ec7c}.mt .edge{fill:none;stroke:#444}"
	".mt .operation.bad,.mt .step.bad,.mt .command.bad,.mt .channel.bad,.mt .xsk.bad,.mt .steering.bad,"
	".mt .rss.bad,.mt .rule.bad,.mt rect.bad{stroke:#a00000;stroke-width:2}";

void mt_svg_begin_box(FILE *out, const char *look, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (!mt_mem_ok(vasprintf(&text, fmt, ap) >= 0))
		text = NULL;
	va_end(ap);
	fprintf(out, "<g class=\"box %s\"><title>", look);
	mt_svg_escape(out, text ? text : "");
	fputs("</title>", out);
	free(text);
}

void mt_svg_end_box(FILE *out)
{
	fputs("</g>\n", out);
}

static void line(struct mt_svg *svg, const char *look, const char *fmt, va_list ap)
{
	char *text = NULL;

	if (!mt_mem_ok(vasprintf(&text, fmt, ap) >= 0))
		return;
	mt_svg_text(svg->to, look, MT_SVG_MARGIN, svg->y + 12, MT_SVG_WIDTH - 2 * MT_SVG_MARGIN,
		    text);
	fputc('\n', svg->to);
	svg->y += MT_SVG_LINE + 2;
	free(text);
}

void mt_svg_heading(struct mt_svg *svg, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	line(svg, "h", fmt, ap);
	va_end(ap);
}

void mt_svg_remark(struct mt_svg *svg, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	line(svg, "dim", fmt, ap);
	va_end(ap);
}

double mt_svg_at(const struct mt_svg_time *time, uint64_t ts)
{
	double span = time->last > time->first ? (double)(time->last - time->first) : 1;

	if (ts <= time->first)
		return time->left;
	if (ts >= time->last)
		return time->right;
	return time->left + (double)(ts - time->first) / span * (time->right - time->left);
}

/*
 * The length of an interval is 1, 2 or 5 times a power of ten. There are at most seven intervals,
 * so that their labels have enough room.
 */
static uint64_t interval(const struct mt_svg_time *time)
{
	uint64_t span = time->last - time->first, step = 1;

	while (step < UINT64_MAX / 20) {
		if (span / step <= 7)
			return step;
		if (span / step / 2 <= 7)
			return 2 * step;
		if (span / step / 5 <= 7)
			return 5 * step;
		step *= 10;
	}
	return step;
}

/* Returns the time of the first label in the scale, or UINT64_MAX if there is none. */
static uint64_t first_label(const struct mt_svg_time *time, uint64_t step)
{
	uint64_t rest = time->first % step;

	if (time->first > UINT64_MAX - step)
		return UINT64_MAX;
	return rest ? time->first - rest + step : time->first;
}

void mt_svg_scale(FILE *out, const struct mt_svg_time *time, double y)
{
	uint64_t step = interval(time);
	uint64_t unit = 1000000000;
	int digits = 0;
	char text[64];

	for (; unit > 1 && step % unit; unit /= 10)
		digits++;
	fprintf(out, "<g class=\"scale\">");
	mt_svg_text(out, "dim", MT_SVG_MARGIN, y, time->left, time->ticks ? "ticks" : "seconds");
	for (uint64_t at = first_label(time, step); at <= time->last && at != UINT64_MAX;
	     at += step) {
		double x = mt_svg_at(time, at);
		const char *look = x > time->right - 30 ? "dim end" : "dim mid";

		if (time->ticks)
			snprintf(text, sizeof(text), "%" PRIu64, at);
		else if (digits)
			snprintf(text, sizeof(text), "%" PRIu64 ".%0*" PRIu64, at / 1000000000,
				 digits, at % 1000000000 / unit);
		else
			snprintf(text, sizeof(text), "%" PRIu64, at / 1000000000);
		mt_svg_text(out, look, x, y, 200, text);
		if (at > UINT64_MAX - step)
			break;
	}
	fputs("</g>\n", out);
}

void mt_svg_grid(FILE *out, const struct mt_svg_time *time, double y, double end)
{
	uint64_t step = interval(time);

	fprintf(out, "<path class=\"grid\" d=\"");
	for (uint64_t at = first_label(time, step); at <= time->last && at != UINT64_MAX;
	     at += step) {
		fprintf(out, "M%.1f %.1fV%.1f", mt_svg_at(time, at), y, end);
		if (at > UINT64_MAX - step)
			break;
	}
	fputs("\"/>\n", out);
}
