/* SPDX-License-Identifier: GPL-2.0-only */
/* Channels and queues over time, and the queue map at an instant. */
#ifndef MLX5TRACE_VIEW_CHANNELS_H
#define MLX5TRACE_VIEW_CHANNELS_H

#include "analysis/view/view.h"
#include "analysis/view/format/column.h"

void mt_text_channels(const struct mt_view *v);
void mt_text_map_dev(const struct mt_view *v, const struct mt_chan_dev *dev, const char *title);

/* The changes of channels, and the JSON of the devices and changes of v->channels. */
extern const struct mt_table mt_table_changes, mt_part_channels;
/* The channels of the device in the parent row, and its RQTs used by RSS. */
extern const struct mt_table mt_table_channels, mt_table_rss;

/* The PCI device, which is the first column of each table of devices. */
struct mt_value mt_dev_name(const struct mt_row *row);
struct mt_value mt_dev_netdev(const struct mt_row *row);
struct mt_value mt_dev_ifindex(const struct mt_row *row);
struct mt_value mt_dev_combined(const struct mt_row *row);
#define MT_DEV_COLUMNS \
	MT_COL("dev", TEXT, mt_dev_name, JSON), MT_COL("netdev", TEXT, mt_dev_netdev, JSON), \
		MT_COL("ifindex", NUMBER, mt_dev_ifindex, JSON), \
		MT_COL("combined_before", NUMBER, mt_dev_combined, JSON), \
		{ "channels", MT_COL_LIST, .in = MT_IN_JSON, .rows = &mt_table_channels }, \
	{ \
		"rss", MT_COL_LIST, .in = MT_IN_JSON, .rows = &mt_table_rss \
	}

#endif
