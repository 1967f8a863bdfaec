/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */

#undef TRACE_SYSTEM
#define TRACE_SYSTEM mlx5

#if !defined(_MLX5_EN_TP_) || defined(TRACE_HEADER_MULTI_READ)
#define _MLX5_EN_TP_

#include <linux/tracepoint.h>
#include "en.h"
#include "en/params.h"
#include "lib/sd.h"

/* Lets user space resolve the names in the format files. */
TRACE_DEFINE_ENUM(MLX5E_PARAMS_CHANNELS);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_RINGS);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_MTU);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_XDP);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_PFLAGS);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_FEATURES);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_COALESCE);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_CQE_COMPRESS);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_PTP_RX);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_MQPRIO);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_INLINE);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_RQ_TYPE);
TRACE_DEFINE_ENUM(MLX5E_PARAMS_NONE);

#define mlx5e_show_params_changed(val)					\
	__print_flags(val, "|",						\
	{ MLX5E_PARAMS_CHANNELS, "CHANNELS" },				\
	{ MLX5E_PARAMS_RINGS, "RINGS" },				\
	{ MLX5E_PARAMS_MTU, "MTU" },					\
	{ MLX5E_PARAMS_XDP, "XDP" },					\
	{ MLX5E_PARAMS_PFLAGS, "PFLAGS" },				\
	{ MLX5E_PARAMS_FEATURES, "FEATURES" },				\
	{ MLX5E_PARAMS_COALESCE, "COALESCE" },				\
	{ MLX5E_PARAMS_CQE_COMPRESS, "CQE_COMPRESS" },			\
	{ MLX5E_PARAMS_PTP_RX, "PTP_RX" },				\
	{ MLX5E_PARAMS_MQPRIO, "MQPRIO" },				\
	{ MLX5E_PARAMS_INLINE, "INLINE" },				\
	{ MLX5E_PARAMS_RQ_TYPE, "RQ_TYPE" },				\
	{ MLX5E_PARAMS_NONE, "NONE" })

/**
 * mlx5e_switch_params - the parameters of a netdev were replaced, or were not
 * @priv: netdev private data
 * @old_nch: number of channels before
 * @new_nch: number of channels of the new parameters
 * @changed: MLX5E_PARAMS_*, what the new parameters change
 * @replaced: all channels were replaced by new ones
 * @err: 0 or negative errno
 *
 * Why were the channels opened again: for the number of channels, the rings,
 * the MTU, an XDP program...? NONE is a reopening without a change, to recover.
 * All events of the channels involved come before this one.
 */
TRACE_EVENT(mlx5e_switch_params,
	    TP_PROTO(const struct mlx5e_priv *priv, u32 old_nch, u32 new_nch,
		     u32 changed, bool replaced, int err),
	    TP_ARGS(priv, old_nch, new_nch, changed, replaced, err),
	    TP_STRUCT__entry(__string(dev, dev_name(priv->mdev->device))
			     __string(netdev, priv->netdev->name)
			     __field(u32, ifindex)
			     __field(u32, old_nch)
			     __field(u32, new_nch)
			     __field(u32, changed)
			     __field(int, err)
			     __field(bool, replaced)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __assign_str(netdev);
			   __entry->ifindex = priv->netdev->ifindex;
			   __entry->old_nch = old_nch;
			   __entry->new_nch = new_nch;
			   __entry->changed = changed;
			   __entry->err = err;
			   __entry->replaced = replaced;
			   ),
	    TP_printk("dev=%s netdev=%s ifindex=%u old_nch=%u new_nch=%u changed=%s replaced=%d err=%d",
		      __get_str(dev), __get_str(netdev), __entry->ifindex,
		      __entry->old_nch, __entry->new_nch,
		      mlx5e_show_params_changed(__entry->changed),
		      __entry->replaced, __entry->err
		      )
);

/**
 * mlx5e_open_channel - the queues of one channel were created, or were not
 * @priv: netdev private data
 * @params: parameters the channel was opened with
 * @ix: index of the channel
 * @c: the channel, NULL when opening failed
 * @err: 0 or negative errno
 *
 * Which RQ and CQ of which function does channel @ix own from now on, for which
 * CPU, and at which channel, with which error, did opening stop?
 */
TRACE_EVENT(mlx5e_open_channel,
	    TP_PROTO(const struct mlx5e_priv *priv, struct mlx5e_params *params,
		     int ix, const struct mlx5e_channel *c, int err),
	    TP_ARGS(priv, params, ix, c, err),
	    TP_STRUCT__entry(__string(dev, dev_name(priv->mdev->device))
			     __string(netdev, priv->netdev->name)
			     __field(u32, ifindex)
			     __field(u32, ix)
			     __field(int, cpu)
			     __field(u32, vhca_id)
			     __field(u32, rqn)
			     __field(u32, cqn)
			     __field(u32, xsk_rqn)
			     __field(int, err)
			     __field(u8, num_tc)
			     __field(bool, xdp)
			     ),
	    TP_fast_assign(bool xsk = c && test_bit(MLX5E_CHANNEL_STATE_XSK,
						    c->state);

			   __assign_str(dev);
			   __assign_str(netdev);
			   __entry->ifindex = priv->netdev->ifindex;
			   __entry->ix = ix;
			   __entry->cpu = c ? c->cpu : -1;
			   __entry->vhca_id = c ?
				MLX5_CAP_GEN(c->mdev, vhca_id) :
				MLX5_CAP_GEN(mlx5_sd_ch_ix_get_dev(priv->mdev,
								   ix),
					     vhca_id);
			   __entry->rqn = c ? c->rq.rqn : 0;
			   __entry->cqn = c ? c->rq.cq.mcq.cqn : 0;
			   __entry->xsk_rqn = xsk ? c->xskrq.rqn : 0;
			   __entry->err = err;
			   __entry->num_tc = mlx5e_get_dcb_num_tc(params);
			   __entry->xdp = !!params->xdp_prog;
			   ),
	    TP_printk("dev=%s netdev=%s ifindex=%u ix=%u cpu=%d vhca_id=%u rqn=%u cqn=%u xsk_rqn=%u num_tc=%u xdp=%d err=%d",
		      __get_str(dev), __get_str(netdev), __entry->ifindex,
		      __entry->ix, __entry->cpu, __entry->vhca_id,
		      __entry->rqn, __entry->cqn, __entry->xsk_rqn,
		      __entry->num_tc, __entry->xdp, __entry->err
		      )
);

DECLARE_EVENT_CLASS(mlx5e_channel_template,
		    TP_PROTO(const struct mlx5e_channel *c),
		    TP_ARGS(c),
		    TP_STRUCT__entry(__string(dev,
					      dev_name(c->priv->mdev->device))
				     __string(netdev, c->netdev->name)
				     __field(u32, ifindex)
				     __field(u32, ix)
				     __field(int, cpu)
				     __field(u32, vhca_id)
				     __field(u32, rqn)
				     __field(u32, cqn)
				     __field(u32, xsk_rqn)
				     __field(bool, xsk)
				     ),
		    TP_fast_assign(bool xsk = test_bit(MLX5E_CHANNEL_STATE_XSK,
						       c->state);

				   __assign_str(dev);
				   __assign_str(netdev);
				   __entry->ifindex = c->netdev->ifindex;
				   __entry->ix = c->ix;
				   __entry->cpu = c->cpu;
				   __entry->vhca_id = MLX5_CAP_GEN(c->mdev,
								   vhca_id);
				   __entry->rqn = c->rq.rqn;
				   __entry->cqn = c->rq.cq.mcq.cqn;
				   __entry->xsk_rqn = xsk ? c->xskrq.rqn : 0;
				   __entry->xsk = xsk;
				   ),
		    TP_printk("dev=%s netdev=%s ifindex=%u ix=%u cpu=%d vhca_id=%u rqn=%u cqn=%u xsk_rqn=%u xsk=%d",
			      __get_str(dev), __get_str(netdev),
			      __entry->ifindex, __entry->ix, __entry->cpu,
			      __entry->vhca_id, __entry->rqn, __entry->cqn,
			      __entry->xsk_rqn, __entry->xsk
			      )
);

/**
 * mlx5e_activate_channel - NAPI and the queues of a channel were enabled
 * @c: the channel
 *
 * Which RQ, the regular one or the XSK one, receives on this channel from now
 * on?
 */
DEFINE_EVENT(mlx5e_channel_template, mlx5e_activate_channel,
	     TP_PROTO(const struct mlx5e_channel *c),
	     TP_ARGS(c)
	     );

/**
 * mlx5e_deactivate_channel - a channel is about to be stopped
 * @c: the channel
 *
 * Since when does this channel take no traffic, and how long until another one
 * with the same index is active again?
 */
DEFINE_EVENT(mlx5e_channel_template, mlx5e_deactivate_channel,
	     TP_PROTO(const struct mlx5e_channel *c),
	     TP_ARGS(c)
	     );

/**
 * mlx5e_close_channel - the queues of a channel are about to be destroyed
 * @c: the channel
 *
 * Which RQ and CQ numbers cease to exist? During a change of parameters, they
 * distinguish the old and the new channel of one index.
 */
DEFINE_EVENT(mlx5e_channel_template, mlx5e_close_channel,
	     TP_PROTO(const struct mlx5e_channel *c),
	     TP_ARGS(c)
	     );

/**
 * mlx5e_set_channels - the driver was requested to set the channels
 * @priv: netdev private data
 * @old_count: number of channels before the request
 * @new_count: requested number of channels
 * @err: 0 or negative errno
 *
 * Did the request reach the driver, and with which result? Requests
 * that net/ethtool refuses by itself do not get here.
 */
TRACE_EVENT(mlx5e_set_channels,
	    TP_PROTO(const struct mlx5e_priv *priv, u32 old_count,
		     u32 new_count, int err),
	    TP_ARGS(priv, old_count, new_count, err),
	    TP_STRUCT__entry(__string(dev, dev_name(priv->mdev->device))
			     __string(netdev, priv->netdev->name)
			     __field(u32, ifindex)
			     __field(u32, old_count)
			     __field(u32, new_count)
			     __field(int, err)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __assign_str(netdev);
			   __entry->ifindex = priv->netdev->ifindex;
			   __entry->old_count = old_count;
			   __entry->new_count = new_count;
			   __entry->err = err;
			   ),
	    TP_printk("dev=%s netdev=%s ifindex=%u old_count=%u new_count=%u err=%d",
		      __get_str(dev), __get_str(netdev), __entry->ifindex,
		      __entry->old_count, __entry->new_count, __entry->err
		      )
);

#endif /* _MLX5_EN_TP_ */

/* This part must be outside protection */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH diag
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE en_tracepoint
#include <trace/define_trace.h>
