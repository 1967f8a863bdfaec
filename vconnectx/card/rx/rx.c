// SPDX-License-Identifier: GPL-2.0-only
/* Root tables and work budget of the receive side. */
#include "vconnectx/card/rx/rx.h"

#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/core/dev.h"

bool vcx_rx_new(struct vcx_dev *dev)
{
	dev->rx = calloc(1, sizeof(*dev->rx));
	return dev->rx;
}

void vcx_rx_free(struct vcx_dev *dev)
{
	free(dev->rx);
}

void vcx_rx_reset(struct vcx_dev *dev)
{
	memset(dev->rx->root, 0, sizeof(dev->rx->root));
}

void vcx_rx_refill(struct vcx_dev *dev)
{
	dev->rx->budget = VCX_STEER_STEPS;
}
