/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command queue: slots in a guest page, mailbox chains, completion.
 */
#ifndef VCX_CMDQ_H
#define VCX_CMDQ_H

#include <stdbool.h>
#include <stdint.h>

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/timer.h"

#define VCX_CMDQ_LOG_SIZE   5u
#define VCX_CMDQ_SLOTS	    (1u << VCX_CMDQ_LOG_SIZE)
#define VCX_CMDQ_LOG_STRIDE 6u
#define VCX_CMD_INLINE	    16u	       /* bytes within the slot */
#define VCX_CMD_MAX_LEN	    (1u << 20) /* longest input or output */

/* cmd.c: MLX5_CMD_DELIVERY_STAT_* */
enum vcx_delivery {
	VCX_DELIVERY_OK = 0x00,
	VCX_DELIVERY_TOKEN = 0x02,
	VCX_DELIVERY_BLOCK_NUM = 0x03,
	VCX_DELIVERY_OUT_PTR = 0x04,
	VCX_DELIVERY_IN_PTR = 0x05,
	VCX_DELIVERY_FW = 0x06,
	VCX_DELIVERY_IN_LEN = 0x07,
	VCX_DELIVERY_OUT_LEN = 0x08,
	VCX_DELIVERY_DESCR = 0x10,
};

/**
 * struct vcx_slot - a command in flight
 * @busy: the device owns the slot
 * @lost: a fault rule prevents the completion
 * @timer: timer of a completion that is delayed by a fault rule
 * @index: number of the slot
 * @token: token of the command
 * @eqn: EQ that receives the completion event, or 0
 * @out: output, @out_len bytes
 * @out_len: output length requested by the driver
 * @blocks: addresses of the output mailboxes
 */
struct vcx_slot {
	bool busy;
	bool lost;
	struct vcx_timer timer;
	uint8_t index;
	uint8_t token;
	uint32_t eqn;
	uint8_t *out;
	uint32_t out_len;
	uint64_t *blocks;
};

struct vcx_cmdq {
	uint64_t base; /* guest address of the slots, 0 until it is set */
	uint32_t rung; /* slots to start in a later turn */
	struct vcx_timer more;
	struct vcx_slot slot[VCX_CMDQ_SLOTS];
};

/* the guest wrote @vector, which has a bit for each slot, to the command doorbell */
void vcx_cmdq_doorbell(struct vcx_dev *dev, uint32_t vector);

bool vcx_cmdq_new(struct vcx_dev *dev);
void vcx_cmdq_free(struct vcx_dev *dev);

/* drop the queue and all commands in flight */
void vcx_cmdq_reset(struct vcx_dev *dev);

#endif
