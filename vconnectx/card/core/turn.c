// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/card/core/turn.h"

#include "vconnectx/card/core/dev.h"

void vcx_turn_begin(struct vcx_dev *dev)
{
	dev->turn = (struct vcx_turn){
		.end_ns = vcx_now_ns(dev) + VCX_TURN_NS,
		.left = VCX_TURN_WORK,
	};
}

void vcx_turn_spend(struct vcx_dev *dev, size_t bytes)
{
	size_t work = VCX_TURN_ITEM + bytes;

	dev->turn.left = work < dev->turn.left ? dev->turn.left - (uint32_t)work : 0;
}

bool vcx_turn_over(const struct vcx_dev *dev)
{
	return !dev->turn.left || vcx_now_ns(dev) >= dev->turn.end_ns;
}
