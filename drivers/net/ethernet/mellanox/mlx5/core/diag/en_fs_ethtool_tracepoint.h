/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */

#undef TRACE_SYSTEM
#define TRACE_SYSTEM mlx5

#if !defined(_MLX5_EN_FS_ETHTOOL_TP_) || defined(TRACE_HEADER_MULTI_READ)
#define _MLX5_EN_FS_ETHTOOL_TP_

#include <linux/tracepoint.h>
#include "en.h"
#include "fs_core.h"

/**
 * mlx5e_ethtool_rule - the driver was requested to add or delete a rule
 * @priv: netdev private data
 * @location: number of the rule, as in "ethtool -n"
 * @ft: the flow table of the rule
 * @handle: the rule in flow steering, NULL on failure
 * @add: add, else delete, also what another rule for @location is to replace
 * @err: 0 or negative errno
 *
 * Which entry of which flow table is the rule of "ethtool -N" at this location?
 * mlx5_fs_rule_dst shows where the entry leads. A deletion shows before it is
 * done.
 */
TRACE_EVENT(mlx5e_ethtool_rule,
	    TP_PROTO(const struct mlx5e_priv *priv, u32 location,
		     const struct mlx5_flow_table *ft,
		     const struct mlx5_flow_handle *handle, bool add, int err),
	    TP_ARGS(priv, location, ft, handle, add, err),
	    TP_STRUCT__entry(__string(dev, dev_name(priv->mdev->device))
			     __string(netdev, priv->netdev->name)
			     __field(u32, ifindex)
			     __field(u32, location)
			     __field(u32, table)
			     __field(u32, entry)
			     __field(int, err)
			     __field(bool, add)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __assign_str(netdev);
			   __entry->ifindex = priv->netdev->ifindex;
			   __entry->location = location;
			   __entry->table = handle ? ft->id : 0;
			   __entry->entry = handle ?
					    mlx5_flow_handle_entry(handle) : 0;
			   __entry->err = err;
			   __entry->add = add;
			   ),
	    TP_printk("dev=%s netdev=%s ifindex=%u location=%u table=%u entry=%u add=%d err=%d",
		      __get_str(dev), __get_str(netdev), __entry->ifindex,
		      __entry->location, __entry->table, __entry->entry,
		      __entry->add, __entry->err
		      )
);

#endif /* _MLX5_EN_FS_ETHTOOL_TP_ */

/* This part must be outside protection */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH diag
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE en_fs_ethtool_tracepoint
#include <trace/define_trace.h>
