/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */

#undef TRACE_SYSTEM
#define TRACE_SYSTEM mlx5

#if !defined(_MLX5_EN_RX_RES_TP_) || defined(TRACE_HEADER_MULTI_READ)
#define _MLX5_EN_RX_RES_TP_

#include <linux/tracepoint.h>
#include <linux/mlx5/driver.h>
#include "lib/fs_ttc.h"

/* Lets user space resolve the names in the format files. */
TRACE_DEFINE_ENUM(MLX5_TT_IPV4_TCP);
TRACE_DEFINE_ENUM(MLX5_TT_IPV6_TCP);
TRACE_DEFINE_ENUM(MLX5_TT_IPV4_UDP);
TRACE_DEFINE_ENUM(MLX5_TT_IPV6_UDP);
TRACE_DEFINE_ENUM(MLX5_TT_IPV4_IPSEC_AH);
TRACE_DEFINE_ENUM(MLX5_TT_IPV6_IPSEC_AH);
TRACE_DEFINE_ENUM(MLX5_TT_IPV4_IPSEC_ESP);
TRACE_DEFINE_ENUM(MLX5_TT_IPV6_IPSEC_ESP);
TRACE_DEFINE_ENUM(MLX5_TT_IPV4);
TRACE_DEFINE_ENUM(MLX5_TT_IPV6);

#define mlx5e_show_tt(val)						\
	__print_symbolic(val,						\
	{ MLX5_TT_IPV4_TCP, "IPV4_TCP" },				\
	{ MLX5_TT_IPV6_TCP, "IPV6_TCP" },				\
	{ MLX5_TT_IPV4_UDP, "IPV4_UDP" },				\
	{ MLX5_TT_IPV6_UDP, "IPV6_UDP" },				\
	{ MLX5_TT_IPV4_IPSEC_AH, "IPV4_IPSEC_AH" },			\
	{ MLX5_TT_IPV6_IPSEC_AH, "IPV6_IPSEC_AH" },			\
	{ MLX5_TT_IPV4_IPSEC_ESP, "IPV4_IPSEC_ESP" },			\
	{ MLX5_TT_IPV6_IPSEC_ESP, "IPV6_IPSEC_ESP" },			\
	{ MLX5_TT_IPV4, "IPV4" },					\
	{ MLX5_TT_IPV6, "IPV6" })

/* The numbers of ETH_RSS_HASH_*: user space cannot parse their casts */
#define mlx5e_show_hfunc(val)						\
	__print_symbolic(val,						\
	{ 1, "TOP" },							\
	{ 2, "XOR" },							\
	{ 4, "CRC32" })

/**
 * mlx5e_rx_channel_redirect - the direct RQT of a channel was pointed to an RQ
 * @mdev: primary device, which owns the TIR and the RQT
 * @ix: index of the channel
 * @tirn: direct TIR of the channel
 * @rqtn: direct RQT of the channel
 * @vhca_id: function that owns the RQ
 * @rqn: the XSK RQ of the channel when it has one, else its regular RQ; when
 *	dropping, the drop RQ
 * @drop: the RQT points to the drop RQ
 * @err: 0 or negative errno
 *
 * Which RQ receives what a flow rule sends to this TIR, and from when to when
 * was it dropped?
 */
TRACE_EVENT(mlx5e_rx_channel_redirect,
	    TP_PROTO(const struct mlx5_core_dev *mdev, unsigned int ix,
		     u32 tirn, u32 rqtn, u32 vhca_id, u32 rqn, bool drop,
		     int err),
	    TP_ARGS(mdev, ix, tirn, rqtn, vhca_id, rqn, drop, err),
	    TP_STRUCT__entry(__string(dev, dev_name(mdev->device))
			     __field(u32, ix)
			     __field(u32, tirn)
			     __field(u32, rqtn)
			     __field(u32, vhca_id)
			     __field(u32, rqn)
			     __field(int, err)
			     __field(bool, drop)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __entry->ix = ix;
			   __entry->tirn = tirn;
			   __entry->rqtn = rqtn;
			   __entry->vhca_id = vhca_id;
			   __entry->rqn = rqn;
			   __entry->err = err;
			   __entry->drop = drop;
			   ),
	    TP_printk("dev=%s ix=%u tirn=%u rqtn=%u vhca_id=%u rqn=%u drop=%d err=%d",
		      __get_str(dev), __entry->ix, __entry->tirn,
		      __entry->rqtn, __entry->vhca_id, __entry->rqn,
		      __entry->drop, __entry->err
		      )
);

/**
 * mlx5e_rss_redirect - an RSS table was pointed to the channels or to drop
 * @mdev: primary device, which owns the RQT
 * @rss_ctx: RSS context, 0 for the default one
 * @rqtn: RQT of the RSS context
 * @nch: number of channels the table may refer to, 0 when dropping
 * @hfunc: hash function, one of ETH_RSS_HASH_*
 * @drop: the table points to the drop RQ
 * @err: 0 or negative errno
 *
 * From when to when was RSS traffic dropped, and over how many channels is it
 * spread now?
 */
TRACE_EVENT(mlx5e_rss_redirect,
	    TP_PROTO(const struct mlx5_core_dev *mdev, u32 rss_ctx, u32 rqtn,
		     unsigned int nch, u8 hfunc, bool drop, int err),
	    TP_ARGS(mdev, rss_ctx, rqtn, nch, hfunc, drop, err),
	    TP_STRUCT__entry(__string(dev, dev_name(mdev->device))
			     __field(u32, rss_ctx)
			     __field(u32, rqtn)
			     __field(u32, nch)
			     __field(int, err)
			     __field(u8, hfunc)
			     __field(bool, drop)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __entry->rss_ctx = rss_ctx;
			   __entry->rqtn = rqtn;
			   __entry->nch = nch;
			   __entry->err = err;
			   __entry->hfunc = hfunc;
			   __entry->drop = drop;
			   ),
	    TP_printk("dev=%s rss_ctx=%u rqtn=%u nch=%u hfunc=%s drop=%d err=%d",
		      __get_str(dev), __entry->rss_ctx, __entry->rqtn,
		      __entry->nch, mlx5e_show_hfunc(__entry->hfunc),
		      __entry->drop, __entry->err
		      )
);

/**
 * mlx5e_rss_tir - a TIR of an RSS context was created
 * @mdev: primary device, which owns the TIR and the RQT
 * @rss_ctx: RSS context, 0 for the default one
 * @rqtn: RQT of the RSS context
 * @tt: traffic the TIR is for, MLX5_TT_*
 * @inner: the TIR hashes the inner headers of tunneled packets
 * @tirn: the TIR, 0 on failure
 * @err: 0 or negative errno
 *
 * Over which RSS context is spread what a flow rule sends to this TIR?
 */
TRACE_EVENT(mlx5e_rss_tir,
	    TP_PROTO(const struct mlx5_core_dev *mdev, u32 rss_ctx, u32 rqtn,
		     int tt, bool inner, u32 tirn, int err),
	    TP_ARGS(mdev, rss_ctx, rqtn, tt, inner, tirn, err),
	    TP_STRUCT__entry(__string(dev, dev_name(mdev->device))
			     __field(u32, rss_ctx)
			     __field(u32, rqtn)
			     __field(int, tt)
			     __field(u32, tirn)
			     __field(int, err)
			     __field(bool, inner)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __entry->rss_ctx = rss_ctx;
			   __entry->rqtn = rqtn;
			   __entry->tt = tt;
			   __entry->tirn = err ? 0 : tirn;
			   __entry->err = err;
			   __entry->inner = inner;
			   ),
	    TP_printk("dev=%s rss_ctx=%u rqtn=%u tt=%s inner=%d tirn=%u err=%d",
		      __get_str(dev), __entry->rss_ctx, __entry->rqtn,
		      mlx5e_show_tt(__entry->tt), __entry->inner,
		      __entry->tirn, __entry->err
		      )
);

#endif /* _MLX5_EN_RX_RES_TP_ */

/* This part must be outside protection */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH diag
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE en_rx_res_tracepoint
#include <trace/define_trace.h>
