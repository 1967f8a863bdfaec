/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver's channel of a queue.  Hardware has no channels; they are inferred from the
 * order in which mlx5e creates objects, and are unknown where that order is ambiguous.
 */
#ifndef VCX_CHANNEL_H
#define VCX_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

struct vcx_cq;
struct vcx_dev;
struct vcx_rq;

/**
 * vcx_channel_of_cq() - channel of a completion queue
 * @dev: the device
 * @cq: a completion queue
 * @channel: filled in
 *
 * Channel ix uses completion vector ix (mlx5e_open_channel()).  Its EQ has MSI-X vector
 * ix + 1 if vector 0 is used for asynchronous events (MLX5_IRQ_VEC_COMP_BASE), and
 * vector ix if these use the last vector, as in v6.1.  The event mask of a completion EQ
 * is empty.
 *
 * Return: false when the CQ's EQ is not a completion EQ.
 */
bool vcx_channel_of_cq(struct vcx_dev *dev, const struct vcx_cq *cq, uint32_t *channel);

/**
 * vcx_channel_of_rq() - channel of a receive queue
 * @dev: the device
 * @rq: the queue
 * @channel: filled in
 * @xsk: set to true for an AF_XDP queue
 *
 * mlx5e_open_queues() creates the ICOSQs of a channel, which are SQs without a
 * TIS, before its RQ.  mlx5e_open_xsk() creates an RQ without ICOSQs, so that no ICOSQ
 * was created between this RQ and the previous RQ on the same EQ.  An RQ without any
 * earlier ICOSQ, such as the drop RQ, belongs to no channel.
 *
 * Return: false when the channel is unknown.
 */
bool vcx_channel_of_rq(struct vcx_dev *dev, const struct vcx_rq *rq, uint32_t *channel, bool *xsk);

#endif
