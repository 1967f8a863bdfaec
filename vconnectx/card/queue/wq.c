// SPDX-License-Identifier: GPL-2.0-only
/* Work queues. */
#include "vconnectx/card/queue/wq.h"

#include "vconnectx/card/core/dev.h"

#define LOG_STRIDE_MIN 4u /* one 16-byte segment */

enum vcx_status vcx_wq_init(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *owner,
			    struct vcx_wq *wq, const uint8_t *ctx)
{
	uint32_t pas = (uint32_t)(VCX_ADDR(wq, ctx, pas) - cmd->in);

	wq->type = (unsigned int)VCX_GET(wq, ctx, wq_type);
	wq->log_size = (unsigned int)VCX_GET(wq, ctx, log_wq_sz);
	wq->log_stride = (unsigned int)VCX_GET(wq, ctx, log_wq_stride);
	wq->dbr = VCX_GET(wq, ctx, dbr_addr);
	if (wq->log_size > VCX_CAP_GEN(dev, log_max_wq_sz))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"work queue of 2^%u units", wq->log_size);
	if (wq->log_stride < LOG_STRIDE_MIN)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "units of 2^%u bytes",
				wq->log_stride);
	if (VCX_GET(wq, ctx, page_offset) || VCX_GET(wq, ctx, wq_umem_valid) ||
	    VCX_GET(wq, ctx, dbr_umem_valid))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"page_offset and umem are not modelled");
	if (wq->dbr % 8)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"doorbell record not aligned");
	return vcx_buf_init(dev, cmd, owner, &wq->buf, pas, 1ull << (wq->log_size + wq->log_stride),
			    (unsigned int)VCX_GET(wq, ctx, log_wq_pg_sz));
}

void vcx_wq_free(struct vcx_wq *wq)
{
	vcx_buf_free(&wq->buf);
}

const char *vcx_wq_state_name(unsigned int state)
{
	switch (state) {
	case VCX_WQ_RST:
		return "RST";
	case VCX_WQ_RDY:
		return "RDY";
	case VCX_WQ_ERR:
		return "ERR";
	}
	return "?";
}

enum vcx_status vcx_wq_transition(struct vcx_dev *dev, struct vcx_cmd *cmd, enum vcx_wq_state now,
				  unsigned int claimed, unsigned int next)
{
	static const uint8_t allowed[] = {
		[VCX_WQ_RST] = 1 << VCX_WQ_RST | 1 << VCX_WQ_RDY,
		[VCX_WQ_RDY] = 1 << VCX_WQ_RST | 1 << VCX_WQ_RDY | 1 << VCX_WQ_ERR,
		[VCX_WQ_ERR] = 1 << VCX_WQ_RST | 1 << VCX_WQ_ERR,
	};

	if (claimed != now)
		return vcx_fail(dev, cmd, VCX_BAD_RESOURCE_STATE, VCX_SYND_STATE,
				"queue is in %s, not in %s", vcx_wq_state_name(now),
				vcx_wq_state_name(claimed));
	if (next > VCX_WQ_ERR || !(allowed[now] & 1 << next))
		return vcx_fail(dev, cmd, VCX_BAD_RESOURCE_STATE, VCX_SYND_STATE,
				"invalid transition from %s to %s", vcx_wq_state_name(now),
				vcx_wq_state_name(next));
	return VCX_OK;
}
