/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */

#undef TRACE_SYSTEM
#define TRACE_SYSTEM mlx5

#if !defined(_MLX5_EN_RX_RES_TP_) || defined(TRACE_HEADER_MULTI_READ)
#define _MLX5_EN_RX_RES_TP_

#include <linux/tracepoint.h>
#include <linux/mlx5/driver.h>

DECLARE_EVENT_CLASS(mlx5e_rx_channel_template,
		    TP_PROTO(const struct mlx5_core_dev *mdev, unsigned int ix,
			     u32 tirn, u32 rqtn, u32 rqn, int err),
		    TP_ARGS(mdev, ix, tirn, rqtn, rqn, err),
		    TP_STRUCT__entry(__string(dev, dev_name(mdev->device))
				     __field(u32, ix)
				     __field(u32, tirn)
				     __field(u32, rqtn)
				     __field(u32, rqn)
				     __field(int, err)
				     ),
		    TP_fast_assign(__assign_str(dev);
				   __entry->ix = ix;
				   __entry->tirn = tirn;
				   __entry->rqtn = rqtn;
				   __entry->rqn = rqn;
				   __entry->err = err;
				   ),
		    TP_printk("dev=%s ix=%u tirn=%u rqtn=%u rqn=%u err=%d",
			      __get_str(dev), __entry->ix, __entry->tirn,
			      __entry->rqtn, __entry->rqn, __entry->err
			      )
);

/**
 * mlx5e_rx_channel_redirect - the direct RQT of a channel was pointed to its RQ
 * @mdev: primary device, which owns the TIR and the RQT
 * @ix: index of the channel
 * @tirn: direct TIR of the channel
 * @rqtn: direct RQT of the channel
 * @rqn: RQ of the channel: the XSK RQ when it has one, else the regular RQ
 * @err: 0 or negative errno
 *
 * Which RQ receives what a flow rule sends to this TIR?
 */
DEFINE_EVENT(mlx5e_rx_channel_template, mlx5e_rx_channel_redirect,
	     TP_PROTO(const struct mlx5_core_dev *mdev, unsigned int ix,
		      u32 tirn, u32 rqtn, u32 rqn, int err),
	     TP_ARGS(mdev, ix, tirn, rqtn, rqn, err)
	     );

/**
 * mlx5e_rx_channel_drop - the direct RQT of a channel was pointed to drop
 * @mdev: primary device, which owns the TIR and the RQT
 * @ix: index of the channel
 * @tirn: direct TIR of the channel
 * @rqtn: direct RQT of the channel
 * @rqn: drop RQ
 * @err: 0 or negative errno
 *
 * From when to when was traffic to this TIR dropped?
 */
DEFINE_EVENT(mlx5e_rx_channel_template, mlx5e_rx_channel_drop,
	     TP_PROTO(const struct mlx5_core_dev *mdev, unsigned int ix,
		      u32 tirn, u32 rqtn, u32 rqn, int err),
	     TP_ARGS(mdev, ix, tirn, rqtn, rqn, err)
	     );

/**
 * mlx5e_rss_redirect - an RSS table was pointed to the channels or to drop
 * @mdev: primary device, which owns the RQT
 * @rqtn: RQT of the RSS context
 * @nch: number of channels the table spreads to, 0 when dropping
 * @hfunc: hash function, one of ETH_RSS_HASH_*
 * @drop: the table points to the drop RQ
 * @err: 0 or negative errno
 *
 * From when to when was RSS traffic dropped, and over how many channels is it
 * spread now?
 */
TRACE_EVENT(mlx5e_rss_redirect,
	    TP_PROTO(const struct mlx5_core_dev *mdev, u32 rqtn,
		     unsigned int nch, u8 hfunc, bool drop, int err),
	    TP_ARGS(mdev, rqtn, nch, hfunc, drop, err),
	    TP_STRUCT__entry(__string(dev, dev_name(mdev->device))
			     __field(u32, rqtn)
			     __field(u32, nch)
			     __field(u8, hfunc)
			     __field(bool, drop)
			     __field(int, err)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __entry->rqtn = rqtn;
			   __entry->nch = nch;
			   __entry->hfunc = hfunc;
			   __entry->drop = drop;
			   __entry->err = err;
			   ),
	    TP_printk("dev=%s rqtn=%u nch=%u hfunc=%u drop=%d err=%d",
		      __get_str(dev), __entry->rqtn, __entry->nch,
		      __entry->hfunc, __entry->drop, __entry->err
		      )
);

#endif /* _MLX5_EN_RX_RES_TP_ */

/* This part must be outside protection */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH diag
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE en_rx_res_tracepoint
#include <trace/define_trace.h>
