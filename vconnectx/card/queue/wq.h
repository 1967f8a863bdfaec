/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The work queue, which is common to send and receive queues.
 */
#ifndef VCX_WQ_H
#define VCX_WQ_H

#include <stdint.h>

#include "vconnectx/card/queue/buf.h"
#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/ifc.h"

/* mlx5_ifc.h: MLX5_SQC_STATE_* and MLX5_RQC_STATE_*, with equal values */
enum vcx_wq_state {
	VCX_WQ_RST = MLX5_SQC_STATE_RST,
	VCX_WQ_RDY = MLX5_SQC_STATE_RDY,
	VCX_WQ_ERR = MLX5_SQC_STATE_ERR,
};

/**
 * struct vcx_wq - buffer and doorbell record of a work queue
 * @buf: guest memory
 * @dbr: guest address of the doorbell record
 * @log_size: log2 of the number of units
 * @log_stride: log2 of the bytes in a unit
 * @type: MLX5_WQ_TYPE_*
 */
struct vcx_wq {
	struct vcx_buf buf;
	uint64_t dbr;
	unsigned int log_size;
	unsigned int log_stride;
	unsigned int type;
};

/**
 * vcx_wq_init() - read and check a wq context
 * @dev: the device
 * @cmd: CREATE_SQ or CREATE_RQ, which fails if the context is invalid
 * @owner: object that contains the queue
 * @wq: filled in; vcx_wq_free() is required only after success
 * @ctx: wq context within the input
 */
enum vcx_status vcx_wq_init(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *owner,
			    struct vcx_wq *wq, const uint8_t *ctx);
void vcx_wq_free(struct vcx_wq *wq);

const char *vcx_wq_state_name(unsigned int state);

/**
 * vcx_wq_transition() - check a requested state change
 * @dev: the device
 * @cmd: MODIFY_SQ or MODIFY_RQ, which fails with BAD_RESOURCE_STATE
 * @now: current state of the queue
 * @claimed: current state according to the driver
 * @next: requested state
 */
enum vcx_status vcx_wq_transition(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_wq_state now,
				  unsigned int claimed, unsigned int next);

#endif
