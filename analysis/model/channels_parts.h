/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the model of channels share. */
#ifndef MLX5TRACE_CHANNELS_PARTS_H
#define MLX5TRACE_CHANNELS_PARTS_H

#include "analysis/model/channels.h"
#include "analysis/model/snapshot.h"

/* These make what is not there yet; NULL: memory is short, or no such index. */
struct mt_chan_dev *mt_chan_find_dev(struct mt_channels *m, const char *dev, const char *netdev);
struct mt_slot *mt_chan_find_slot(struct mt_chan_dev *dev, int64_t ix);
struct mt_chan *mt_chan_new(struct mt_slot *slot);

/* Begin with what the snapshot says of a device. */
void mt_chan_start(struct mt_channels *m, const struct mt_snapshot_dev *s);

/* Take an event that says where an RQT leads. */
void mt_chan_take_direct(struct mt_channels *m, struct mt_chan_dev *dev, struct mt_slot *slot,
			 const struct mt_record *r);
/* At the end: what can no longer be so is unknown. */
void mt_chan_settle(struct mt_channels *m);
void mt_chan_take_rss(struct mt_chan_dev *dev, const struct mt_record *r);

#endif
