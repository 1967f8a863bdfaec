/* SPDX-License-Identifier: GPL-2.0-only */
/* Internal declarations of the channel model. */
#ifndef MLX5TRACE_CHANNELS_PARTS_H
#define MLX5TRACE_CHANNELS_PARTS_H

#include "analysis/model/channels.h"
#include "analysis/model/snapshot.h"

/*
 * These functions create missing entries. They return NULL when out of memory or if the index is
 * invalid.
 */
struct mt_chan_dev *mt_chan_find_dev(struct mt_channels *m, const char *dev, const char *netdev);
struct mt_slot *mt_chan_find_slot(struct mt_chan_dev *dev, int64_t ix);
struct mt_chan *mt_chan_new(struct mt_slot *slot);

/* Initialise a device from the snapshot. */
void mt_chan_start(struct mt_channels *m, const struct mt_snapshot_dev *s);

/* Process an event with the destination of an RQT. */
void mt_chan_take_direct(struct mt_channels *m, struct mt_chan_dev *dev, struct mt_slot *slot,
			 const struct mt_record *r);
/* To be called at the end: set outdated state to unknown. */
void mt_chan_settle(struct mt_channels *m);
/* Process a completed command, which may belong to ethtool -X, for which there is no event. */
void mt_chan_take_command(struct mt_chan_dev *dev, const struct mt_record *r);
/* Process an event of this task, which explains the task's commands. */
void mt_chan_explained(struct mt_chan_dev *dev, int pid);
/* Read the indirection table in the snapshot. */
void mt_chan_start_spread(struct mt_chan_dev *dev, json_t *indir);

void mt_chan_take_rss(struct mt_chan_dev *dev, const struct mt_record *r);

#endif
