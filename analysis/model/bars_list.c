// SPDX-License-Identifier: GPL-2.0-only
/* Lists all bars of a recording, in time order. */
#include "analysis/base/index.h"
#include "analysis/model/bars.h"

#include <stdio.h>

/* Keep a name as long as the model. */
static const char *keep(const struct mt_bars *bars, const char *name)
{
	const char *kept = mt_strpool_add(bars->base.names, mt_span_z(name));

	return kept ? kept : "";
}

static void add(struct mt_bar_list *to, const struct mt_bar *bar)
{
	struct mt_bar *kept = mt_long_add(&to->list);

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

		mt_store_touch(sizeof(*op));
		mt_op_describe(op, name, sizeof(name));
		bar.name = keep(bars, name);
		add(to, &bar);
		add_steps(to, &bar, op);
	}
}

/* Add the channels in the snapshot that have no event in the recording. */
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
	const char *dev, *netdev; /* "" if there are several */
};

/*
 * Commands and tables only contain the name of the device: add its netdev, if it has a single one.
 */
static void add_netdevs(struct mt_bar_list *to)
{
	MT_VEC(struct named) devs = { 0 };
	struct mt_index index = { 0 };

	for (int pass = 0; pass < 2; pass++) {
		for (unsigned int i = 0; i < to->list.nr; i++) {
			struct mt_bar *bar = &to->list.at[i];
			unsigned int *place =
				mt_index_at(&index,
					    (struct mt_index_key){ { (uintptr_t)bar->dev } });
			struct named *dev = NULL;

			mt_store_touch(sizeof(*bar));
			if (!place)
				break;
			if (*place != MT_INDEX_NEW)
				dev = &devs.at[*place];
			if (pass) {
				if (dev && !*bar->netdev)
					bar->netdev = dev->netdev;
			} else if (dev && *bar->netdev && bar->netdev != dev->netdev) {
				dev->netdev = "";
			} else if (!dev && *bar->netdev) {
				dev = mt_vec_add(&devs);
				if (!dev)
					break;
				*dev = (struct named){ bar->dev, bar->netdev };
				*place = devs.nr - 1;
			}
		}
	}
	free(devs.at);
	mt_index_free(&index);
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

/* A lane. The lanes of an object are a list in the order of their numbers. */
struct lane {
	unsigned int next; /* index of the next lane; MT_INDEX_NEW if there is none */
	unsigned int nr;
	uint64_t end;
};

struct lanes {
	MT_VEC(struct lane) list;
	struct mt_index first; /* by kind, device and object */
};

/*
 * Add a lane to an object. If it is not the first, link it to the last lane @before, otherwise set
 * @place.
 */
static struct lane *add_lane(struct lanes *lanes, unsigned int nr, unsigned int before,
			     unsigned int *place)
{
	struct lane *lane = mt_vec_add(&lanes->list);

	if (!lane)
		return NULL;
	*lane = (struct lane){ MT_INDEX_NEW, nr, 0 };
	if (nr)
		lanes->list.at[before].next = lanes->list.nr - 1;
	else
		*place = lanes->list.nr - 1;
	return lane;
}

/*
 * Find the first lane that is free when the bar starts, or create a new lane. Returns NULL when out
 * of memory.
 */
static struct lane *lane_for(struct lanes *lanes, const struct mt_bar *bar)
{
	struct mt_index_key key = { { bar->kind, (uintptr_t)bar->dev,
				      (uint64_t)mt_bar_object(bar) } };
	unsigned int *place = mt_index_at(&lanes->first, key), nr = 0, before = 0;

	if (!place)
		return NULL;
	for (unsigned int l = *place; l != MT_INDEX_NEW; l = lanes->list.at[l].next) {
		if (lanes->list.at[l].end <= bar->start)
			return &lanes->list.at[l];
		before = l;
		nr++;
	}
	return add_lane(lanes, nr, before, place);
}

static void assign_lanes(struct mt_bar_list *to)
{
	struct lanes lanes = { 0 };

	for (unsigned int i = 0; i < to->list.nr; i++) {
		struct mt_bar *bar = &to->list.at[i];
		struct lane *lane = lane_for(&lanes, bar);

		if (!lane)
			break;
		lane->end = bar->end;
		bar->lane = lane->nr;
		mt_store_touch(sizeof(*bar));
	}
	free(lanes.list.at);
	mt_index_free(&lanes.first);
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
	mt_long_sort(&to->list, by_start);
	add_netdevs(to);
	assign_lanes(to);
}

void mt_bar_list_free(struct mt_bar_list *list)
{
	mt_long_free(&list->list);
}
