/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */

#undef TRACE_SYSTEM
#define TRACE_SYSTEM mlx5

#if !defined(_MLX5_EN_XSK_TP_) || defined(TRACE_HEADER_MULTI_READ)
#define _MLX5_EN_XSK_TP_

#include <linux/tracepoint.h>
#include <net/xdp_sock_drv.h>
#include "en.h"

/**
 * mlx5e_open_xsk - the XSK RQ and SQ of a channel were created, or were not
 * @c: the channel
 * @pool: the pool bound to the channel's queue
 * @err: 0 or negative errno
 *
 * Which RQ and SQ serve the AF_XDP socket on queue qid, and did the pool's
 * chunk size and headroom suit the driver?
 */
TRACE_EVENT(mlx5e_open_xsk,
	    TP_PROTO(const struct mlx5e_channel *c, struct xsk_buff_pool *pool,
		     int err),
	    TP_ARGS(c, pool, err),
	    TP_STRUCT__entry(__string(dev, dev_name(c->priv->mdev->device))
			     __string(netdev, c->netdev->name)
			     __field(u32, ifindex)
			     __field(u32, ix)
			     __field(u32, vhca_id)
			     __field(u32, xsk_rqn)
			     __field(u32, xsk_cqn)
			     __field(u32, xsk_sqn)
			     __field(u32, xsk_sq_cqn)
			     __field(u32, chunk_size)
			     __field(u32, headroom)
			     __field(int, err)
			     __field(u16, qid)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __assign_str(netdev);
			   __entry->ifindex = c->netdev->ifindex;
			   __entry->ix = c->ix;
			   __entry->vhca_id = MLX5_CAP_GEN(c->mdev, vhca_id);
			   /* A failed open leaves stale numbers behind. */
			   __entry->xsk_rqn = err ? 0 : c->xskrq.rqn;
			   __entry->xsk_cqn = err ? 0 : c->xskrq.cq.mcq.cqn;
			   __entry->xsk_sqn = err ? 0 : c->xsksq.sqn;
			   __entry->xsk_sq_cqn = err ? 0 : c->xsksq.cq.mcq.cqn;
			   __entry->chunk_size = xsk_pool_get_chunk_size(pool);
			   __entry->headroom = xsk_pool_get_headroom(pool);
			   __entry->err = err;
			   __entry->qid = pool->queue_id;
			   ),
	    TP_printk("dev=%s netdev=%s ifindex=%u ix=%u qid=%u vhca_id=%u xsk_rqn=%u xsk_cqn=%u xsk_sqn=%u xsk_sq_cqn=%u chunk_size=%u headroom=%u err=%d",
		      __get_str(dev), __get_str(netdev), __entry->ifindex,
		      __entry->ix, __entry->qid, __entry->vhca_id,
		      __entry->xsk_rqn, __entry->xsk_cqn, __entry->xsk_sqn,
		      __entry->xsk_sq_cqn, __entry->chunk_size,
		      __entry->headroom, __entry->err
		      )
);

DECLARE_EVENT_CLASS(mlx5e_xsk_template,
		    TP_PROTO(const struct mlx5e_channel *c),
		    TP_ARGS(c),
		    TP_STRUCT__entry(__string(dev,
					      dev_name(c->priv->mdev->device))
				     __string(netdev, c->netdev->name)
				     __field(u32, ifindex)
				     __field(u32, ix)
				     __field(u32, vhca_id)
				     __field(u32, xsk_rqn)
				     __field(u32, xsk_sqn)
				     ),
		    TP_fast_assign(__assign_str(dev);
				   __assign_str(netdev);
				   __entry->ifindex = c->netdev->ifindex;
				   __entry->ix = c->ix;
				   __entry->vhca_id = MLX5_CAP_GEN(c->mdev,
								   vhca_id);
				   __entry->xsk_rqn = c->xskrq.rqn;
				   __entry->xsk_sqn = c->xsksq.sqn;
				   ),
		    TP_printk("dev=%s netdev=%s ifindex=%u ix=%u vhca_id=%u xsk_rqn=%u xsk_sqn=%u",
			      __get_str(dev), __get_str(netdev),
			      __entry->ifindex, __entry->ix, __entry->vhca_id,
			      __entry->xsk_rqn, __entry->xsk_sqn
			      )
);

/**
 * mlx5e_activate_xsk - the XSK RQ of a channel was enabled
 * @c: the channel
 *
 * Since when does the driver post the socket's fill ring entries to the RQ?
 */
DEFINE_EVENT(mlx5e_xsk_template, mlx5e_activate_xsk,
	     TP_PROTO(const struct mlx5e_channel *c),
	     TP_ARGS(c)
	     );

/**
 * mlx5e_deactivate_xsk - the XSK RQ of a channel is about to be disabled
 * @c: the channel
 *
 * Since when does the socket get no more buffers posted?
 */
DEFINE_EVENT(mlx5e_xsk_template, mlx5e_deactivate_xsk,
	     TP_PROTO(const struct mlx5e_channel *c),
	     TP_ARGS(c)
	     );

/**
 * mlx5e_close_xsk - the XSK RQ and SQ of a channel are about to be destroyed
 * @c: the channel
 *
 * Which XSK RQ and SQ numbers cease to exist?
 */
DEFINE_EVENT(mlx5e_xsk_template, mlx5e_close_xsk,
	     TP_PROTO(const struct mlx5e_channel *c),
	     TP_ARGS(c)
	     );

/**
 * mlx5e_xsk_setup_pool - a pool was bound to a queue or unbound
 * @priv: netdev private data
 * @qid: queue of the bind
 * @enable: true to bind a pool, false to unbind it
 * @err: 0 or negative errno
 *
 * Why has a socket that is bound no queues yet? Binding succeeds while the
 * netdev is down or has no XDP program; the XSK RQ and SQ are then created by
 * the next opening of the channels, see mlx5e_open_xsk.
 */
TRACE_EVENT(mlx5e_xsk_setup_pool,
	    TP_PROTO(const struct mlx5e_priv *priv, u16 qid, bool enable,
		     int err),
	    TP_ARGS(priv, qid, enable, err),
	    TP_STRUCT__entry(__string(dev, dev_name(priv->mdev->device))
			     __string(netdev, priv->netdev->name)
			     __field(u32, ifindex)
			     __field(int, err)
			     __field(u16, qid)
			     __field(bool, enable)
			     __field(bool, opened)
			     __field(bool, xdp)
			     ),
	    TP_fast_assign(__assign_str(dev);
			   __assign_str(netdev);
			   __entry->ifindex = priv->netdev->ifindex;
			   __entry->err = err;
			   __entry->qid = qid;
			   __entry->enable = enable;
			   __entry->opened = test_bit(MLX5E_STATE_OPENED,
						      &priv->state);
			   __entry->xdp = !!priv->channels.params.xdp_prog;
			   ),
	    TP_printk("dev=%s netdev=%s ifindex=%u qid=%u enable=%d opened=%d xdp=%d err=%d",
		      __get_str(dev), __get_str(netdev), __entry->ifindex,
		      __entry->qid, __entry->enable, __entry->opened,
		      __entry->xdp, __entry->err
		      )
);

#endif /* _MLX5_EN_XSK_TP_ */

/* This part must be outside protection */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH diag
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE en_xsk_tracepoint
#include <trace/define_trace.h>
