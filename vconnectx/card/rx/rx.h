/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Steering state of a device: root tables and work budget.
 */
#ifndef VCX_RX_H
#define VCX_RX_H

#include <stdbool.h>
#include <stdint.h>

#include "vconnectx/card/rx/flow_table.h"

/* maximum number of entries compared for one frame: twice the entries that can exist */
#define VCX_STEER_STEPS (1u << 17)

/**
 * struct vcx_rx - the receive side of a device
 * @root: the root flow table of each type, or NULL
 * @budget: number of remaining comparisons, see VCX_STEER_STEPS
 */
struct vcx_rx {
	struct vcx_obj *root[VCX_NR_FT_TYPES];
	uint32_t budget;
};

bool vcx_rx_new(struct vcx_dev *dev);
void vcx_rx_free(struct vcx_dev *dev);

/* clear the root tables */
void vcx_rx_reset(struct vcx_dev *dev);

/* restore the full budget for a new frame */
void vcx_rx_refill(struct vcx_dev *dev);

#endif
