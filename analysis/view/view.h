/* SPDX-License-Identifier: GPL-2.0-only */
/* What the views share. A view turns finished models into text or JSON. */
#ifndef MLX5TRACE_VIEW_H
#define MLX5TRACE_VIEW_H

#include <stdio.h>

#include "analysis/model/channels.h"
#include "analysis/model/commands.h"
#include "analysis/model/graph_expect.h"
#include "analysis/model/map.h"
#include "analysis/model/ops.h"
#include "analysis/model/rqs.h"
#include "analysis/model/snapshot.h"
#include "analysis/model/xsk.h"

struct mt_view {
	FILE *out;
	bool colour;
	bool all; /* no limit on long lists */
	const struct mt_recording *rec;
	const struct mt_error *err; /* reading ended early; NULL: it did not */
	struct mt_query query;
	struct mt_snapshot snapshot;
	const struct mt_expected *expected; /* graph; NULL: none given */
	const char *expected_path;

	/* the models of the verb; the others are NULL */
	const struct mt_ops *ops;
	const struct mt_channels *channels;
	const struct mt_xsk *xsk;
	const struct mt_graph *graph;
	const struct mt_commands *commands;
	const struct mt_rqs *rqs;
	const struct mt_map *map, *map_other;
};

enum mt_style { MT_PLAIN, MT_BOLD, MT_DIM, MT_GOOD, MT_BAD };

/* printf in a style; the escape codes only where @v has colour. */
void mt_print(const struct mt_view *v, enum mt_style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void mt_heading(const struct mt_view *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A paragraph in 80 columns, indented; after "- " or "-> " the lines hang. */
void mt_paragraph(const struct mt_view *v, unsigned int indent, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* "  label    text", the text in 80 columns and in the style, broken between words. */
#define MT_LABEL 11
void mt_labelled(const struct mt_view *v, enum mt_style style, const char *label, const char *fmt,
		 ...) __attribute__((format(printf, 4, 5)));

struct mt_buf {
	char text[48];
};

/* Small texts, by value so that several fit in one printf. "-" is unknown. */
struct mt_buf mt_fmt_time(const struct mt_view *v, uint64_t ts);
struct mt_buf mt_fmt_span(const struct mt_view *v, uint64_t ns);
struct mt_buf mt_fmt_number(int64_t value);
struct mt_buf mt_fmt_err(int err);
struct mt_buf mt_fmt_task(const char *comm, int pid);
/* The same, the comm cut so that it fits. */
struct mt_buf mt_fmt_task_in(const char *comm, int pid, unsigned int width);

/* An object number: "-" unknown, "none" for 0. */
struct mt_buf mt_fmt_object(int64_t value);

/* "ethtool -L 2 -> 4 on eth0" */
void mt_op_describe(const struct mt_op *op, char *text, size_t size);
/* "ok", "EINVAL", "-" or "unfinished", and how it is shown */
struct mt_buf mt_op_result(const struct mt_op *op, enum mt_style *style);

/* "BAD_RES_ERR, syndrome 0x12ab34, EINVAL" */
void mt_cmd_words(const char *status, int64_t syndrome, int err, char *text, size_t size);
/* What the firmware executed: one line, or one for each opcode with --all. */
void mt_text_commands(const struct mt_view *v, const struct mt_cmds *cmds, const char *title,
		      unsigned int indent);

/* Where the recording comes from; what was lost or not understood. */
void mt_text_header(const struct mt_view *v);
void mt_text_notes(const struct mt_view *v);

void mt_text_ops(const struct mt_view *v);
void mt_text_ops_columns(const struct mt_view *v);
/* One of them; @say_device where there are several. */
void mt_text_op(const struct mt_view *v, const struct mt_op *op, bool say_device);
void mt_text_channels(const struct mt_view *v);
void mt_text_stats(const struct mt_view *v);
void mt_text_findings(const struct mt_view *v);
void mt_text_map_at(const struct mt_view *v);
void mt_text_graph(const struct mt_view *v);
void mt_text_report(const struct mt_view *v);

/* The graph against the one that was expected, if one was. */
void mt_text_expected(const struct mt_view *v);
json_t *mt_json_expected(const struct mt_view *v);
bool mt_graph_deviates(const struct mt_view *v);

/* Parts of the report. */
void mt_text_channel_lives(const struct mt_view *v);
void mt_text_map(const struct mt_view *v);
void mt_text_map_dev(const struct mt_view *v, const struct mt_chan_dev *dev, const char *title);
void mt_text_xsk(const struct mt_view *v);
void mt_text_tree(const struct mt_view *v, const struct mt_tree *tree, bool times);

/* One answer in words, as the report and JSON give it. */
void mt_xsk_words(const struct mt_view *v, const struct mt_xsk_answer *a, char *text, size_t size);
/* The answer when the recording shows nothing of XSK at all. */
void mt_xsk_words_nothing(const struct mt_view *v, char *text, size_t size);
/* How queue ids and channels relate on this kernel; false: kernel unknown. */
bool mt_xsk_words_scheme(const struct mt_view *v, char *text, size_t size);

/* What every recording has in JSON; then each verb's own part. */
json_t *mt_json_recording(const struct mt_view *v);
void mt_json_ops(const struct mt_view *v, json_t *to);
json_t *mt_json_op(const struct mt_op *op);
void mt_json_channels(const struct mt_view *v, json_t *to);
void mt_json_stats(const struct mt_view *v, json_t *to);
void mt_json_findings(const struct mt_view *v, json_t *to);
void mt_json_map_at(const struct mt_view *v, json_t *to);
void mt_json_xsk(const struct mt_view *v, json_t *to);
/* One object for each device. */
json_t *mt_json_map_devs(const struct mt_channels *m);

/* Is there any? */
bool mt_has_findings(const struct mt_view *v);
void mt_json_graph(const struct mt_view *v, json_t *to);
void mt_json_report(const struct mt_view *v, json_t *to);

/*
 * A line of comma separated values: mt_csv_begin(), which adds the name of the
 * recording, a call for each value, mt_csv_end(). -1 and "" stay empty.
 */
struct mt_csv {
	const struct mt_view *v;
	unsigned int column;
};

void mt_csv_begin(struct mt_csv *csv);
void mt_csv_text(struct mt_csv *csv, const char *text);
void mt_csv_number(struct mt_csv *csv, int64_t value);
void mt_csv_unsigned(struct mt_csv *csv, uint64_t value);
void mt_csv_errno(struct mt_csv *csv, int err);
void mt_csv_end(struct mt_csv *csv);

/* What the lines of each verb hold, then the lines of one recording. */
extern const char mt_csv_ops_header[], mt_csv_channels_header[], mt_csv_stats_header[];
extern const char mt_csv_findings_header[], mt_csv_map_header[], mt_csv_xsk_header[];
void mt_csv_map(const struct mt_view *v);
void mt_csv_findings(const struct mt_view *v);
void mt_csv_ops(const struct mt_view *v);
void mt_csv_channels(const struct mt_view *v);
void mt_csv_stats(const struct mt_view *v);
void mt_csv_xsk(const struct mt_view *v);

/* JSON values in which -1 and "" are null. */
json_t *mt_json_number(int64_t value);
json_t *mt_json_text(const char *text);
/* "EINVAL" for -22, null for 0. */
json_t *mt_json_errno(int err);
json_t *mt_json_commands(const struct mt_cmds *cmds);

#endif
