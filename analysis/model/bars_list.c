// SPDX-License-Identifier: GPL-2.0-only
/* All bars of a recording, in order of time. */
#include "analysis/model/bars.h"

#include <stdio.h>

/* Names are kept as long as the model. */
static const char *keep(const struct mt_bars *bars, const char *name)
{
	const char *kept = mt_strpool_add(bars->base.names, mt_span_z(name));

	return kept ? kept : "";
}

static void add(struct mt_bar_list *to, const struct mt_bar *bar)
{
	struct mt_bar *kept = mt_vec_add(&to->list);

	if (kept)
		*kept = *bar;
}

static struct mt_bar bar_of_op(const struct mt_bars *bars, const struct mt_op *op, int64_t index)
{
	struct mt_bar bar = mt_bar_unknown;

	bar.kind = MT_BAR_OP;
	bar.dev = keep(bars, op->dev);
	bar.netdev = keep(bars, op->netdev);
	bar.comm = keep(bars, op->comm);
	bar.pid = op->pid;
	bar.start = bar.submitted = op->start;
	bar.end = op->end;
	bar.goes_on = op->unfinished;
	bar.failed = mt_op_failed(op);
	bar.err = op->err;
	bar.op = index;
	bar.qid = op->qid;
	bar.location = op->location;
	return bar;
}

static void add_steps(struct mt_bar_list *to, const struct mt_bar *of, const struct mt_op *op)
{
	for (int s = 0; s < MT_STEP_NR; s++) {
		const struct mt_op_step *step = &op->step[s];
		struct mt_bar bar = *of;

		if (!step->nr)
			continue;
		bar.kind = MT_BAR_STEP;
		bar.name = mt_step_title((enum mt_step)s);
		bar.start = bar.submitted = step->first;
		bar.end = step->last;
		bar.goes_on = false;
		bar.failed = step->failed;
		bar.err = step->err;
		bar.ix = step->failed ? step->err_ix : -1;
		bar.count = step->nr;
		add(to, &bar);
	}
}

static void add_ops(struct mt_bar_list *to, const struct mt_bars *bars, const struct mt_ops *ops)
{
	for (unsigned int i = 0; i < ops->ops.nr; i++) {
		const struct mt_op *op = &ops->ops.at[i];
		struct mt_bar bar = bar_of_op(bars, op, i);
		char name[160];

		mt_op_describe(op, name, sizeof(name));
		bar.name = keep(bars, name);
		add(to, &bar);
		add_steps(to, &bar, op);
	}
}

/* Channels of the snapshot that have no event in the recording. */
static void add_quiet(struct mt_bar_list *to, const struct mt_bars *bars,
		      const struct mt_channels *channels)
{
	for (unsigned int d = 0; d < channels->devs.nr; d++) {
		const struct mt_chan_dev *dev = &channels->devs.at[d];

		for (unsigned int ix = 0; ix < dev->slots.nr; ix++) {
			const struct mt_chan *c = mt_slot_now(&dev->slots.at[ix]);
			struct mt_bar bar = mt_bar_unknown;
			char name[32];

			if (!c || c->since || !c->from_snapshot)
				continue;
			bar.kind = MT_BAR_CHANNEL;
			bar.dev = keep(bars, dev->dev);
			bar.netdev = keep(bars, dev->netdev);
			bar.start = bar.submitted = bars->first;
			bar.end = bars->last;
			bar.begun = bar.goes_on = true;
			bar.ix = ix;
			snprintf(name, sizeof(name), "channel %u", ix);
			bar.name = keep(bars, name);
			bar.rqn = c->rqn;
			bar.vhca_id = c->vhca_id;
			add(to, &bar);
			bar.kind = MT_BAR_ACTIVE;
			add(to, &bar);
		}
	}
}

static int by_start(const void *a, const void *b)
{
	const struct mt_bar *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->ix < y->ix ? -1 : x->ix > y->ix;
}

struct named {
	const char *dev, *netdev; /* "": several */
};

/* Commands and tables have only the name of the device: add its netdev, if it has one. */
static void add_netdevs(struct mt_bar_list *to)
{
	MT_VEC(struct named) devs = { 0 };

	for (int pass = 0; pass < 2; pass++) {
		for (unsigned int i = 0; i < to->list.nr; i++) {
			struct mt_bar *bar = &to->list.at[i];
			struct named *dev = NULL;

			for (unsigned int d = 0; d < devs.nr && !dev; d++)
				if (devs.at[d].dev == bar->dev)
					dev = &devs.at[d];
			if (pass) {
				if (dev && !*bar->netdev)
					bar->netdev = dev->netdev;
			} else if (dev && *bar->netdev && bar->netdev != dev->netdev) {
				dev->netdev = "";
			} else if (!dev && *bar->netdev) {
				dev = mt_vec_add(&devs);
				if (dev)
					*dev = (struct named){ bar->dev, bar->netdev };
			}
		}
	}
	free(devs.at);
}

int64_t mt_bar_object(const struct mt_bar *bar)
{
	switch (bar->kind) {
	case MT_BAR_STEERING:
	case MT_BAR_RSS:
		return bar->rqtn;
	case MT_BAR_RULE:
		return bar->location;
	case MT_BAR_CHANNEL:
	case MT_BAR_ACTIVE:
	case MT_BAR_XSK:
	case MT_BAR_XSK_ACTIVE:
		return bar->ix;
	default:
		return -1;
	}
}

struct lane {
	enum mt_bar_kind kind;
	const char *dev;
	int64_t object;
	unsigned int nr;
	uint64_t end;
};

/* The first lane that is free when the bar starts, or a new one. */
static void assign_lanes(struct mt_bar_list *to)
{
	MT_VEC(struct lane) lanes = { 0 };

	for (unsigned int i = 0; i < to->list.nr; i++) {
		struct mt_bar *bar = &to->list.at[i];
		int64_t object = mt_bar_object(bar);
		struct lane *lane = NULL;
		unsigned int nr = 0;

		for (unsigned int l = 0; l < lanes.nr && !lane; l++) {
			struct lane *other = &lanes.at[l];

			if (other->kind != bar->kind || other->dev != bar->dev ||
			    other->object != object)
				continue;
			nr++;
			if (other->end <= bar->start)
				lane = other;
		}
		if (!lane) {
			lane = mt_vec_add(&lanes);
			if (!lane)
				break;
			*lane = (struct lane){ bar->kind, bar->dev, object, nr, 0 };
		}
		lane->end = bar->end;
		bar->lane = lane->nr;
	}
	free(lanes.at);
}

void mt_bars_list(struct mt_bar_list *to, const struct mt_bars *bars, const struct mt_ops *ops,
		  const struct mt_channels *channels)
{
	*to = (struct mt_bar_list){ 0 };
	for (unsigned int i = 0; i < bars->done.nr; i++)
		add(to, &bars->done.at[i]);
	if (ops)
		add_ops(to, bars, ops);
	if (channels && bars->seen)
		add_quiet(to, bars, channels);
	if (to->list.nr)
		qsort(to->list.at, to->list.nr, sizeof(*to->list.at), by_start);
	add_netdevs(to);
	assign_lanes(to);
}

void mt_bar_list_free(struct mt_bar_list *list)
{
	free(list->list.at);
	*list = (struct mt_bar_list){ 0 };
}
