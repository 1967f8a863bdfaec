/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which of the driver's channels a queue belongs to.  A card has no such
 * notion; it is inferred from what mlx5e does, and unknown where that does not show.
 */
#ifndef VCX_CHANNEL_H
#define VCX_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

struct vcx_cq;
struct vcx_dev;
struct vcx_rq;

/**
 * vcx_channel_of_cq() - channel by the event queue
 * @dev: the device
 * @cq: a completion queue
 * @channel: filled
 *
 * Channel ix takes completion vector ix (mlx5e_open_channel()), whose EQ has
 * MSI-X vector ix + 1 where vector 0 is for asynchronous events
 * (MLX5_IRQ_VEC_COMP_BASE), and vector ix where these are behind, as in 6.1.
 * An EQ of completions takes no event types.
 *
 * Return: false when the CQ's EQ is not such a one.
 */
bool vcx_channel_of_cq(struct vcx_dev *dev, const struct vcx_cq *cq, uint32_t *channel);

/**
 * vcx_channel_of_rq() - channel of a receive queue, and whether it is for AF_XDP
 * @dev: the device
 * @rq: the queue
 * @channel: filled
 * @xsk: filled
 *
 * mlx5e_open_queues() makes the ICOSQs of a channel, which are SQs without a
 * TIS, before its RQ.  The RQ that mlx5e_open_xsk() adds comes without: between
 * it and the RQ before on that EQ no ICOSQ was made.  An RQ that no ICOSQ was
 * made before is of no channel: the drop RQ is such a one.
 *
 * Return: false when it is not known.
 */
bool vcx_channel_of_rq(struct vcx_dev *dev, const struct vcx_rq *rq, uint32_t *channel, bool *xsk);

#endif
