// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin for KernelShark that shows the bars of a recording of the mlx5 driver on the time line.
 *
 * A lane is a task without events whose number is LANE_FIRST_PID or above. KernelShark lists it
 * with the other tasks by its own name, and the plugin draws into its plot. The bars are from
 * libmlx5trace, which reads the file itself, as a plugin receives events by CPU and not in time
 * order.
 */
#include <stdio.h>
#include <stdlib.h>

#include <event-parse.h>
#include <libkshark.h>
#include <libkshark-model.h>
#include <libkshark-plugin.h>
#include <libkshark-tepdata.h>

#include "kernelshark/plugin.h"

#define EXPORTED __attribute__((visibility("default")))

struct shown {
	struct shown *next;
	int sd;
	struct lanes lanes;
	const struct bar *picked;
	const struct kshark_trace_histo *histo; /* histogram of the last plot */
};

static struct shown *all;
static void *window;

static struct shown **find(int sd)
{
	struct shown **at = &all;

	while (*at && (*at)->sd != sd)
		at = &(*at)->next;
	return at;
}

static void draw(struct kshark_cpp_argv *argv, int sd, int val, int action)
{
	struct shown *shown = *find(sd);
	const struct lane *lane;

	if (!shown || !(action & KSHARK_TASK_DRAW))
		return;
	shown->histo = argv->histo;
	lane = lanes_find(&shown->lanes, val);
	if (lane)
		draw_lane(argv, lane, sd, shown->picked);
}

/* Returns the first entry of the stream at or after this time, or NULL. */
static const struct kshark_entry *entry_at(const struct shown *shown, uint64_t time)
{
	const struct kshark_trace_histo *histo = shown->histo;
	ssize_t row;

	if (!histo || !histo->data_size)
		return NULL;
	row = kshark_find_entry_by_time((int64_t)time, histo->data, 0, histo->data_size - 1);
	if (row == BSEARCH_ALL_GREATER)
		row = 0;
	while (row >= 0 && (size_t)row < histo->data_size) {
		if (histo->data[row]->stream_id == shown->sd)
			return histo->data[row];
		row++;
	}
	return NULL;
}

void plugin_pick(int sd, const struct bar *bar)
{
	struct shown *shown = *find(sd);

	if (!shown)
		return;
	shown->picked = shown->picked == bar ? NULL : bar;
	if (window)
		draw_marks(window, entry_at(shown, bar->start), entry_at(shown, bar->end));
}

static void forget(struct kshark_data_stream *stream)
{
	struct shown **at = find(stream->stream_id), *shown = *at;

	if (!shown)
		return;
	kshark_unregister_draw_handler(stream, draw);
	*at = shown->next;
	lanes_free(&shown->lanes);
	free(shown);
}

static void add_tasks(struct kshark_data_stream *stream, const struct lanes *lanes)
{
	struct tep_handle *tep = kshark_get_tep(stream);

	for (size_t i = 0; i < lanes->nr; i++) {
		/* this overrides the name if the plugin was loaded before */
		tep_override_comm(tep, lanes->at[i].name, lanes->at[i].pid);
		kshark_hash_id_add(stream->tasks, lanes->at[i].pid);
	}
}

/*
 * This always returns 1, as 0 would be reported as a failure for every trace without events of the
 * driver. Each buffer of a tracing instance is a separate stream of the same file.
 */
EXPORTED int KSHARK_PLOT_PLUGIN_INITIALIZER(struct kshark_data_stream *stream)
{
	struct mlx5trace_error err;
	struct shown *shown;

	forget(stream);
	if (!kshark_is_tep(stream) || !kshark_tep_is_top_stream(stream))
		return 1;
	shown = calloc(1, sizeof(*shown));
	if (!shown) {
		fprintf(stderr, "mlx5_bars: out of memory\n");
		return 1;
	}
	if (lanes_read(&shown->lanes, stream->file, &err))
		fprintf(stderr, "mlx5_bars: %s\n", err.text);
	if (!shown->lanes.nr) {
		lanes_free(&shown->lanes);
		free(shown);
		return 1;
	}
	shown->sd = stream->stream_id;
	shown->next = all;
	all = shown;
	add_tasks(stream, &shown->lanes);
	kshark_register_draw_handler(stream, draw);
	return 1;
}

/* This is also called with an invalid stream number before the plugin is removed. */
EXPORTED int KSHARK_PLOT_PLUGIN_DEINITIALIZER(struct kshark_data_stream *stream)
{
	if (stream->stream_id >= 0)
		forget(stream);
	return 1;
}

/* This adds no menu entry. It only stores the window, whose markers are used. */
EXPORTED void *KSHARK_MENU_PLUGIN_INITIALIZER(void *gui)
{
	window = gui;
	return NULL;
}
