// SPDX-License-Identifier: GPL-2.0-only
#include "kernelshark/lanes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *id;
	enum lane_class lane;
	uint32_t colour;
} kinds[BAR_KINDS] = {
	[BAR_OPERATION] = { "operation", LANE_OPERATIONS, 0x4e79a7 },
	[BAR_STEP] = { "step", LANE_OPERATIONS, 0xa0cbe8 },
	[BAR_COMMAND] = { "command", LANE_COMMANDS, 0xf28e2b },
	[BAR_CHANNEL] = { "channel", LANE_CHANNEL, 0x9fd694 },
	[BAR_CHANNEL_ACTIVE] = { "channel_active", LANE_CHANNEL, 0x3f8f3a },
	[BAR_XSK] = { "xsk", LANE_XSK, 0xdcb5dc },
	[BAR_XSK_ACTIVE] = { "xsk_active", LANE_XSK, 0x8e4a8e },
	[BAR_STEERING] = { "steering", LANE_RQT, 0xedc948 },
	[BAR_RSS] = { "rss", LANE_RSS, 0x76b7b2 },
	[BAR_RULE] = { "rule", LANE_RULES, 0xff9da7 },
};

#define DROP_COLOUR 0x7a5544

const char *bar_kind_id(enum bar_kind kind)
{
	return kinds[kind].id;
}

uint32_t bar_colour(const struct bar *bar)
{
	return bar->drop ? DROP_COLOUR : kinds[bar->kind].colour;
}

/* The state while a recording is read. */
struct reading {
	struct lanes *lanes;
	size_t room;
	struct device {
		char *dev, *name;
	} *devs;
	unsigned int nr_devs;
	bool no_memory;
};

/* The font of KernelShark has only printable ASCII. */
static char *printable(char *text)
{
	for (char *c = text; c && *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return text;
}

__attribute__((format(printf, 2, 3))) static char *print(struct reading *r, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0) {
		text = NULL;
		r->no_memory = true;
	}
	va_end(ap);
	return printable(text);
}

static bool by_channel(enum lane_class class_of)
{
	return class_of >= LANE_CHANNEL && class_of <= LANE_RQT;
}

/*
 * Returns the index of the bar's device. Firmware commands have no network interface, so they are
 * assigned to the first interface of the PCI device.
 */
static int device_of(struct reading *r, const struct mlx5trace_bar *bar)
{
	struct device *grown;

	for (unsigned int i = 0; i < r->nr_devs; i++) {
		struct device *d = &r->devs[i];

		if (strcmp(d->dev, bar->dev))
			continue;
		if (!*bar->netdev || !strcmp(d->name, bar->netdev))
			return (int)i;
		if (!*d->name) {
			free(d->name);
			d->name = print(r, "%s", bar->netdev);
			return d->name ? (int)i : -1;
		}
	}
	grown = reallocarray(r->devs, r->nr_devs + 1, sizeof(*grown));
	if (!grown) {
		r->no_memory = true;
		return -1;
	}
	r->devs = grown;
	grown += r->nr_devs;
	*grown = (struct device){ .dev = strdup(bar->dev), .name = strdup(bar->netdev) };
	r->no_memory |= !grown->dev || !grown->name;
	if (r->no_memory) {
		free(grown->dev);
		free(grown->name);
		return -1;
	}
	return (int)r->nr_devs++;
}

static struct lane *lane_of(struct reading *r, unsigned int dev, enum lane_class class_of,
			    int64_t ix)
{
	struct lanes *lanes = r->lanes;
	struct lane *grown;

	for (size_t i = 0; i < lanes->nr; i++)
		if (lanes->at[i].dev == dev && lanes->at[i].class_of == class_of &&
		    lanes->at[i].ix == ix)
			return &lanes->at[i];
	if (lanes->nr == r->room) {
		r->room = r->room ? 2 * r->room : 16;
		grown = reallocarray(lanes->at, r->room, sizeof(*grown));
		if (!grown) {
			r->no_memory = true;
			return NULL;
		}
		lanes->at = grown;
	}
	grown = &lanes->at[lanes->nr++];
	*grown = (struct lane){ .class_of = class_of, .dev = dev, .ix = ix };
	return grown;
}

/* Seconds with all digits. A double could not hold the time exactly. */
#define SECONDS	       "%" PRIu64 ".%09" PRIu64
#define IN_SECONDS(ns) (ns) / 1000000000, (ns) % 1000000000

static char *describe(struct reading *r, const struct mlx5trace_bar *bar)
{
	char *error = NULL, *text;

	if (bar->failed)
		error = print(r, ", failed%s%s%s%s", *bar->status ? ": " : "", bar->status,
			      bar->err ? ": " : "", bar->err ? strerror(-bar->err) : "");
	text = print(r, "%s: %s%s on %s%s%s%s%s, " SECONDS " to " SECONDS " s, %.3f ms%s%s%s",
		     bar->kind, bar->title, bar->drop ? " (drop RQ)" : "", bar->dev,
		     *bar->netdev ? " " : "", bar->netdev, *bar->comm ? ", by " : "", bar->comm,
		     IN_SECONDS(bar->start), IN_SECONDS(bar->end),
		     (double)(bar->end - bar->start) / 1e6, bar->failed && error ? error : "",
		     bar->begun ? ", began before the recording" : "",
		     bar->unfinished ? ", continues after its end" : "");
	free(error);
	return text;
}

/* The title without the RQT, which is in the name of the lane; for active queues the RQ. */
static char *label_of(struct reading *r, const struct mlx5trace_bar *bar, enum bar_kind kind)
{
	const char *arrow = kinds[kind].lane == LANE_RQT ? strstr(bar->title, "-> ") : NULL;

	if (kind == BAR_CHANNEL_ACTIVE || kind == BAR_XSK_ACTIVE)
		return print(r, "RQ %" PRId64, bar->rqn);
	return print(r, "%s", arrow ? arrow + 3 : bar->title);
}

static void add(struct reading *r, const struct mlx5trace_bar *bar, enum bar_kind kind)
{
	enum lane_class class_of = kinds[kind].lane;
	int dev = device_of(r, bar);
	struct lane *lane = dev < 0 ? NULL :
				      lane_of(r, (unsigned int)dev, class_of,
					      by_channel(class_of) ? bar->ix : -1);
	struct bar *to;

	if (!lane)
		return;
	if (lane->nr_bars == lane->room) {
		size_t room = lane->room ? 2 * lane->room : 16;

		to = reallocarray(lane->bars, room, sizeof(*to));
		if (!to) {
			r->no_memory = true;
			return;
		}
		lane->bars = to;
		lane->room = room;
	}
	to = &lane->bars[lane->nr_bars++];
	*to = (struct bar){
		.kind = kind,
		.failed = bar->failed,
		.drop = bar->drop,
		.start = bar->start,
		.end = bar->end,
		.vhca_id = bar->vhca_id,
		.rqn = bar->rqn,
		.title = print(r, "%s", bar->title),
		.label = label_of(r, bar, kind),
		.text = describe(r, bar),
	};
}

/* Assign rows from @base on to the bars of a kind without overlap. Returns the number of rows. */
static unsigned int rows_of(struct reading *r, struct lane *lane, enum bar_kind kind,
			    unsigned int base)
{
	unsigned int nr = 0, row;
	uint64_t *ends = NULL;

	for (size_t i = 0; i < lane->nr_bars; i++) {
		struct bar *bar = &lane->bars[i];

		if (bar->kind != kind)
			continue;
		for (row = 0; row < nr && ends[row] > bar->start; row++)
			;
		if (row == nr) {
			uint64_t *grown = reallocarray(ends, nr + 1, sizeof(*grown));

			if (!grown) {
				r->no_memory = true;
				break;
			}
			ends = grown;
			nr++;
		}
		ends[row] = bar->end;
		bar->row = base + row;
	}
	free(ends);
	return nr;
}

/* A part of a channel's lifetime is in the row of the whole lifetime. */
static void row_of_whole(struct lane *lane, struct bar *part, enum bar_kind whole)
{
	for (size_t i = 0; i < lane->nr_bars; i++) {
		const struct bar *bar = &lane->bars[i];

		if (bar->kind == whole && bar->rqn == part->rqn && bar->vhca_id == part->vhca_id &&
		    bar->start <= part->start && bar->end >= part->start)
			part->row = bar->row;
	}
}

static void set_rows(struct reading *r, struct lane *lane)
{
	for (int kind = 0; kind < BAR_KINDS; kind++)
		if (kinds[kind].lane == lane->class_of && kind != BAR_CHANNEL_ACTIVE &&
		    kind != BAR_XSK_ACTIVE)
			lane->rows += rows_of(r, lane, (enum bar_kind)kind, lane->rows);
	for (size_t i = 0; i < lane->nr_bars; i++)
		if (lane->bars[i].kind == BAR_CHANNEL_ACTIVE)
			row_of_whole(lane, &lane->bars[i], BAR_CHANNEL);
		else if (lane->bars[i].kind == BAR_XSK_ACTIVE)
			row_of_whole(lane, &lane->bars[i], BAR_XSK);
	if (!lane->rows)
		lane->rows = 1;
}

static void set_name(struct reading *r, struct lane *lane)
{
	static const char *const words[] = {
		[LANE_OPERATIONS] = "operations",
		[LANE_COMMANDS] = "commands",
		[LANE_CHANNEL] = "channel",
		[LANE_XSK] = "XSK",
		[LANE_RQT] = "RQT",
		[LANE_RSS] = "RSS",
		[LANE_RULES] = "rules",
	};
	const struct device *d = &r->devs[lane->dev];
	const char *dev = *d->name ? d->name : *d->dev ? d->dev : "mlx5";

	if (lane->ix < 0)
		lane->name = print(r, "%s %s", dev, words[lane->class_of]);
	else
		lane->name = print(r, "%s %s %" PRId64, dev, words[lane->class_of], lane->ix);
}

/* Lanes are sorted by device: operations and commands, then by channel, then RSS and rules. */
static int in_order(const void *va, const void *vb)
{
	const struct lane *a = va, *b = vb;
	bool channels = by_channel(a->class_of) && by_channel(b->class_of);

	if (a->dev != b->dev)
		return a->dev < b->dev ? -1 : 1;
	if (channels && a->ix != b->ix)
		return a->ix < b->ix ? -1 : 1;
	return (int)a->class_of - (int)b->class_of;
}

static void read_bars(struct reading *r, const struct mlx5trace_analysis *all)
{
	struct mlx5trace_bar bar;
	int kind;

	for (size_t i = 0; !r->no_memory && mlx5trace_get_bar(all, i, &bar, sizeof(bar)); i++) {
		for (kind = 0; kind < BAR_KINDS && strcmp(kinds[kind].id, bar.kind); kind++)
			;
		/* a newer library may have more kinds */
		if (kind < BAR_KINDS)
			add(r, &bar, (enum bar_kind)kind);
	}
}

static void finish(struct reading *r)
{
	struct lanes *lanes = r->lanes;

	if (lanes->nr)
		qsort(lanes->at, lanes->nr, sizeof(*lanes->at), in_order);
	for (size_t i = 0; i < lanes->nr; i++) {
		lanes->at[i].pid = LANE_FIRST_PID + (int)i;
		set_rows(r, &lanes->at[i]);
		set_name(r, &lanes->at[i]);
	}
	for (unsigned int i = 0; i < r->nr_devs; i++) {
		free(r->devs[i].dev);
		free(r->devs[i].name);
	}
	free(r->devs);
}

/* Returns the recording directory of a trace.dat with a snapshot, or a copy of the path. */
static char *recording_of(struct reading *r, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *dir, *snapshot;
	bool found;

	if (strcmp(name, "trace.dat"))
		return strdup(path);
	dir = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	if (asprintf(&snapshot, "%s/snapshot.json", dir ? dir : "") < 0)
		snapshot = NULL;
	r->no_memory |= !dir || !snapshot;
	found = !r->no_memory && !access(snapshot, R_OK);
	free(snapshot);
	if (found)
		return dir;
	free(dir);
	return r->no_memory ? NULL : strdup(path);
}

int lanes_read(struct lanes *to, const char *path, struct mlx5trace_error *err)
{
	struct mlx5trace_recording *rec = NULL;
	struct mlx5trace_analysis *all = NULL;
	struct reading r = { .lanes = to };
	char *from;
	int rc = -1;

	*to = (struct lanes){ 0 };
	err->text[0] = '\0';
	from = recording_of(&r, path);
	if (from)
		rec = mlx5trace_open(from, NULL, 0, err);
	if (rec)
		all = mlx5trace_analysis_new(rec, NULL, 0, err);
	if (all) {
		rc = mlx5trace_analysis_read(all);
		if (rc)
			snprintf(err->text, sizeof(err->text), "%s", mlx5trace_error_of(rec));
		read_bars(&r, all);
	}
	finish(&r);
	mlx5trace_analysis_free(all);
	mlx5trace_close(rec);
	free(from);
	if (r.no_memory) {
		snprintf(err->text, sizeof(err->text), "%s: out of memory", path);
		/* a lane without a name cannot be used */
		lanes_free(to);
		rc = -1;
	}
	return rc;
}

void lanes_free(struct lanes *lanes)
{
	for (size_t i = 0; i < lanes->nr; i++) {
		struct lane *lane = &lanes->at[i];

		for (size_t j = 0; j < lane->nr_bars; j++) {
			free(lane->bars[j].title);
			free(lane->bars[j].label);
			free(lane->bars[j].text);
		}
		free(lane->bars);
		free(lane->name);
	}
	free(lanes->at);
	*lanes = (struct lanes){ 0 };
}

const struct lane *lanes_find(const struct lanes *lanes, int pid)
{
	size_t i = (size_t)(pid - LANE_FIRST_PID);

	return pid >= LANE_FIRST_PID && i < lanes->nr ? &lanes->at[i] : NULL;
}
