/* SPDX-License-Identifier: GPL-2.0-only */
/* Internal declarations of the channel model. */
#ifndef MLX5TRACE_CHANNELS_PARTS_H
#define MLX5TRACE_CHANNELS_PARTS_H

#include "analysis/model/channels.h"
#include "analysis/model/snapshot.h"

/* These create missing entries; NULL: out of memory, or invalid index. */
struct mt_chan_dev *mt_chan_find_dev(struct mt_channels *m, const char *dev, const char *netdev);
struct mt_slot *mt_chan_find_slot(struct mt_chan_dev *dev, int64_t ix);
struct mt_chan *mt_chan_new(struct mt_slot *slot);

/* Initialise a device from the snapshot. */
void mt_chan_start(struct mt_channels *m, const struct mt_snapshot_dev *s);

/* Process an event with the destination of an RQT. */
void mt_chan_take_direct(struct mt_channels *m, struct mt_chan_dev *dev, struct mt_slot *slot,
			 const struct mt_record *r);
/* At the end: set outdated state to unknown. */
void mt_chan_settle(struct mt_channels *m);
/* A command completed: it may belong to ethtool -X, which has no event. */
void mt_chan_take_command(struct mt_chan_dev *dev, const struct mt_record *r);
/* An event of this task, which explains the commands of the task. */
void mt_chan_explained(struct mt_chan_dev *dev, int pid);
/* The indirection table of the snapshot. */
void mt_chan_start_spread(struct mt_chan_dev *dev, json_t *indir);

void mt_chan_take_rss(struct mt_chan_dev *dev, const struct mt_record *r);

#endif
