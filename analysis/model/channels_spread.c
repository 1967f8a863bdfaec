// SPDX-License-Identifier: GPL-2.0-only
/* Determines the queues over which RSS spreads, if the snapshot and the events show them. */
#include "analysis/model/channels_parts.h"

#include <inttypes.h>
#include <stdio.h>

/* include/linux/mlx5/mlx5_ifc.h */
#define MLX5_CMD_OP_MODIFY_RQT 0x917

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

void mt_chan_start_spread(struct mt_chan_dev *dev, json_t *indir)
{
	unsigned int nr = 0;
	json_t *entry;
	size_t i;

	dev->spread_default = true;
	json_array_foreach(indir, i, entry) {
		int64_t *queue = json_is_integer(entry) ? mt_vec_add(&dev->spread) : NULL;

		if (!queue)
			continue;
		*queue = json_integer_value(entry);
		dev->spread_default &= dev->combined > 0 && *queue == (int64_t)i % dev->combined;
	}
	if (!dev->spread.nr)
		return;
	qsort(dev->spread.at, dev->spread.nr, sizeof(*dev->spread.at), by_number);
	for (unsigned int n = 0; n < dev->spread.nr; n++)
		if (!nr || dev->spread.at[n] != dev->spread.at[nr - 1])
			dev->spread.at[nr++] = dev->spread.at[n];
	dev->spread.nr = nr;
}

void mt_chan_take_command(struct mt_chan_dev *dev, const struct mt_record *r)
{
	int *pid;

	/* a change of channels may modify an RQT after its last event */
	if (mt_num(r, MT_KEY_OPCODE, -1) != MLX5_CMD_OP_MODIFY_RQT || mt_num(r, MT_KEY_ERR, 0) ||
	    dev->last_pid == r->pid)
		return;
	for (unsigned int i = 0; i < dev->modifiers.nr; i++)
		if (dev->modifiers.at[i] == r->pid)
			return;
	pid = mt_vec_add(&dev->modifiers);
	if (pid)
		*pid = r->pid;
}

void mt_chan_explained(struct mt_chan_dev *dev, int pid)
{
	dev->last_pid = pid;
	for (unsigned int i = 0; i < dev->modifiers.nr; i++)
		if (dev->modifiers.at[i] == pid) {
			mt_vec_remove(&dev->modifiers, i);
			return;
		}
}

bool mt_rss_spread_known(const struct mt_chan_dev *dev, const struct mt_rss *rss)
{
	/* an event in an older format has no RSS context, so there must be only one RQT */
	if (!dev->spread.nr || dev->modifiers.nr || rss->context > 0 ||
	    (rss->context < 0 && dev->rss.nr > 1))
		return false;
	return !dev->spread_default || rss->nch == dev->combined;
}

void mt_rss_spread_words(const struct mt_chan_dev *dev, const struct mt_rss *rss, char *text,
			 size_t size)
{
	size_t n;

	if (!mt_rss_spread_known(dev, rss)) {
		if (rss->nch < 0)
			snprintf(text, size, "channels that are unknown");
		else
			snprintf(text, size, "channels that are unknown (of %" PRId64 ")",
				 rss->nch);
		return;
	}
	n = (size_t)snprintf(text, size, "channel%s ", dev->spread.nr > 1 ? "s" : "");
	for (unsigned int i = 0; i < dev->spread.nr && n < size; i++) {
		unsigned int last = i;

		while (last + 1 < dev->spread.nr &&
		       dev->spread.at[last + 1] == dev->spread.at[last] + 1)
			last++;
		n += (size_t)snprintf(text + n, size - n, "%s%" PRId64, i ? ", " : "",
				      dev->spread.at[i]);
		if (last > i && n < size)
			n += (size_t)snprintf(text + n, size - n, "%s%" PRId64,
					      last > i + 1 ? ".." : ", ", dev->spread.at[last]);
		i = last;
	}
}
