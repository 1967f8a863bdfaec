/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */

#undef TRACE_SYSTEM
#define TRACE_SYSTEM mlx5

#if !defined(_MLX5_EN_HWTSTAMP_TP_) || defined(TRACE_HEADER_MULTI_READ)
#define _MLX5_EN_HWTSTAMP_TP_

#include <linux/net_tstamp.h>
#include <linux/tracepoint.h>
#include "en.h"

/* Lets user space resolve the names in the format files. */
TRACE_DEFINE_ENUM(HWTSTAMP_TX_OFF);
TRACE_DEFINE_ENUM(HWTSTAMP_TX_ON);
TRACE_DEFINE_ENUM(HWTSTAMP_TX_ONESTEP_SYNC);
TRACE_DEFINE_ENUM(HWTSTAMP_TX_ONESTEP_P2P);

TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_NONE);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_ALL);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_SOME);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V1_L4_EVENT);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V1_L4_SYNC);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V1_L4_DELAY_REQ);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V2_L4_EVENT);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V2_L4_SYNC);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V2_L4_DELAY_REQ);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V2_L2_EVENT);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V2_L2_SYNC);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V2_L2_DELAY_REQ);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V2_EVENT);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V2_SYNC);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_PTP_V2_DELAY_REQ);
TRACE_DEFINE_ENUM(HWTSTAMP_FILTER_NTP_ALL);

#define mlx5e_show_hwtstamp_tx_type(val)				\
	__print_symbolic(val,						\
	{ HWTSTAMP_TX_OFF, "OFF" },					\
	{ HWTSTAMP_TX_ON, "ON" },					\
	{ HWTSTAMP_TX_ONESTEP_SYNC, "ONESTEP_SYNC" },			\
	{ HWTSTAMP_TX_ONESTEP_P2P, "ONESTEP_P2P" })

#define mlx5e_show_hwtstamp_rx_filter(val)				\
	__print_symbolic(val,						\
	{ HWTSTAMP_FILTER_NONE, "NONE" },				\
	{ HWTSTAMP_FILTER_ALL, "ALL" },					\
	{ HWTSTAMP_FILTER_SOME, "SOME" },				\
	{ HWTSTAMP_FILTER_PTP_V1_L4_EVENT, "PTP_V1_L4_EVENT" },		\
	{ HWTSTAMP_FILTER_PTP_V1_L4_SYNC, "PTP_V1_L4_SYNC" },		\
	{ HWTSTAMP_FILTER_PTP_V1_L4_DELAY_REQ, "PTP_V1_L4_DELAY_REQ" },	\
	{ HWTSTAMP_FILTER_PTP_V2_L4_EVENT, "PTP_V2_L4_EVENT" },		\
	{ HWTSTAMP_FILTER_PTP_V2_L4_SYNC, "PTP_V2_L4_SYNC" },		\
	{ HWTSTAMP_FILTER_PTP_V2_L4_DELAY_REQ, "PTP_V2_L4_DELAY_REQ" },	\
	{ HWTSTAMP_FILTER_PTP_V2_L2_EVENT, "PTP_V2_L2_EVENT" },		\
	{ HWTSTAMP_FILTER_PTP_V2_L2_SYNC, "PTP_V2_L2_SYNC" },		\
	{ HWTSTAMP_FILTER_PTP_V2_L2_DELAY_REQ, "PTP_V2_L2_DELAY_REQ" },	\
	{ HWTSTAMP_FILTER_PTP_V2_EVENT, "PTP_V2_EVENT" },		\
	{ HWTSTAMP_FILTER_PTP_V2_SYNC, "PTP_V2_SYNC" },			\
	{ HWTSTAMP_FILTER_PTP_V2_DELAY_REQ, "PTP_V2_DELAY_REQ" },	\
	{ HWTSTAMP_FILTER_NTP_ALL, "NTP_ALL" })

/**
 * mlx5e_hwtstamp_set - the driver was requested to set timestamping
 * @priv: netdev private data
 * @tx_type: requested HWTSTAMP_TX_*
 * @req_rx_filter: requested HWTSTAMP_FILTER_*
 * @rx_filter: HWTSTAMP_FILTER_* the driver chose for it, in effect if !@err
 * @err: 0 or negative errno
 *
 * What did the application request, by SIOCSHWTSTAMP or ethtool netlink, and
 * what did the driver choose? Setting the filter may reopen the channels, and
 * mlx5e_open_channel then shows before this event.
 */
TRACE_EVENT(mlx5e_hwtstamp_set,
	    TP_PROTO(const struct mlx5e_priv *priv, int tx_type,
		     int req_rx_filter, int rx_filter, int err),
	    TP_ARGS(priv, tx_type, req_rx_filter, rx_filter, err),
	    TP_STRUCT__entry(__string(dev, dev_name(priv->mdev->device))
			     __string(netdev, priv->netdev->name)
			     __field(u32, ifindex)
			     __field(int, tx_type)
			     __field(int, req_rx_filter)
			     __field(int, rx_filter)
			     __field(int, err)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __assign_str(netdev);
			   __entry->ifindex = priv->netdev->ifindex;
			   __entry->tx_type = tx_type;
			   __entry->req_rx_filter = req_rx_filter;
			   __entry->rx_filter = rx_filter;
			   __entry->err = err;
			   ),
	    TP_printk("dev=%s netdev=%s ifindex=%u tx_type=%s req_rx_filter=%s rx_filter=%s err=%d",
		      __get_str(dev), __get_str(netdev), __entry->ifindex,
		      mlx5e_show_hwtstamp_tx_type(__entry->tx_type),
		      mlx5e_show_hwtstamp_rx_filter(__entry->req_rx_filter),
		      mlx5e_show_hwtstamp_rx_filter(__entry->rx_filter),
		      __entry->err
		      )
);

/**
 * mlx5e_hwtstamp_get - the driver was requested to read the setting
 * @priv: netdev private data
 * @tx_type: HWTSTAMP_TX_* in effect
 * @rx_filter: HWTSTAMP_FILTER_* in effect
 * @err: 0 or negative errno
 *
 * Which setting did the application see?
 */
TRACE_EVENT(mlx5e_hwtstamp_get,
	    TP_PROTO(const struct mlx5e_priv *priv, int tx_type, int rx_filter,
		     int err),
	    TP_ARGS(priv, tx_type, rx_filter, err),
	    TP_STRUCT__entry(__string(dev, dev_name(priv->mdev->device))
			     __string(netdev, priv->netdev->name)
			     __field(u32, ifindex)
			     __field(int, tx_type)
			     __field(int, rx_filter)
			     __field(int, err)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __assign_str(netdev);
			   __entry->ifindex = priv->netdev->ifindex;
			   __entry->tx_type = tx_type;
			   __entry->rx_filter = rx_filter;
			   __entry->err = err;
			   ),
	    TP_printk("dev=%s netdev=%s ifindex=%u tx_type=%s rx_filter=%s err=%d",
		      __get_str(dev), __get_str(netdev), __entry->ifindex,
		      mlx5e_show_hwtstamp_tx_type(__entry->tx_type),
		      mlx5e_show_hwtstamp_rx_filter(__entry->rx_filter),
		      __entry->err
		      )
);

#endif /* _MLX5_EN_HWTSTAMP_TP_ */

/* This part must be outside protection */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH diag
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE en_hwtstamp_tracepoint
#include <trace/define_trace.h>
