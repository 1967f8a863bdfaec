// SPDX-License-Identifier: GPL-2.0-only
/* UAR pages: dispatch of doorbells to queues. */
#include "vconnectx/card/hca/uar.h"

#include <errno.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/core/wqe.h"
#include "vconnectx/card/queue/cq.h"
#include "vconnectx/card/queue/eq.h"
#include "vconnectx/card/tx/sq.h"

int vcx_uar_write(struct vcx_dev *dev, uint32_t uar, uint32_t off, const uint8_t *buf, size_t len)
{
	if (!vcx_obj_find(dev, VCX_OBJ_UAR, uar)) {
		dev->stats.bad_doorbells++;
		vcx_dev_log(dev, VCX_LOG_ERR, "doorbell in UAR %u, which is not allocated", uar);
		return -EINVAL;
	}
	if (off == VCX_UAR_CQ_DOORBELL && len == 8)
		vcx_cq_doorbell(dev, uar, vcx_get_be32(buf), vcx_get_be32(buf + 4) & 0xffffff);
	else if (off == VCX_UAR_EQ_ARM && len == 4)
		vcx_eq_doorbell(dev, uar, vcx_get_be32(buf), true);
	else if (off == VCX_UAR_EQ_CI && len == 4)
		vcx_eq_doorbell(dev, uar, vcx_get_be32(buf), false);
	else if (off >= VCX_UAR_BF && len == 8 && off % VCX_UAR_BF_BUF == 0)
		vcx_sq_doorbell(dev, uar, vcx_get_be32(buf + 4) >> 8);
	else if (off < VCX_UAR_BF || len != 8)
		return -EINVAL;
	/* other writes are the remainder of a WQE in a BlueFlame buffer */
	return 0;
}
