// SPDX-License-Identifier: GPL-2.0-only
/* Completion queues: posting, arming, moderation. */
#include "vconnectx/card/queue/cq.h"

#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/fw/cmdlog.h"
#include "vconnectx/host/util.h"

#define CI_MASK	  0xffffffu
#define SN_SHIFT  28 /* cq.h: mlx5_cq_arm() */
#define SN_MASK	  3u
#define NS_PER_US 1000ull

static void cq_event(struct vcx_dev *dev, struct vcx_cq *cq)
{
	uint8_t data[28] = { 0 };

	cq->armed = false;
	cq->last_event_ns = vcx_now_ns(dev);
	vcx_timer_cancel(&cq->timer);
	vcx_put_be32(data + VCX_EQE_COMP_CQN, cq->obj.id);
	/* a lost event does not count, so that the next arm raises the event again */
	if (vcx_eq_post(dev, cq->eq, VCX_EVENT_COMP, 0, data))
		cq->fired_sn = cq->arm_sn;
}

static void period_over(struct vcx_dev *dev, struct vcx_timer *timer)
{
	struct vcx_cq *cq = (struct vcx_cq *)((char *)timer - offsetof(struct vcx_cq, timer));

	if (cq->armed)
		cq_event(dev, cq);
}

/* apply moderation to an armed queue that has unconsumed entries */
static void moderate(struct vcx_dev *dev, struct vcx_cq *cq)
{
	uint32_t waiting = (cq->pi - cq->ci) & CI_MASK;
	uint64_t now = vcx_now_ns(dev);
	uint64_t due;

	if (!cq->period_ns || (cq->max_count && waiting >= cq->max_count)) {
		cq_event(dev, cq);
		return;
	}
	if (cq->from_cqe) {
		due = now + cq->period_ns;
	} else {
		due = cq->last_event_ns + cq->period_ns;
		if (vcx_timer_pending(&cq->timer))
			return;
	}
	if (due <= now)
		cq_event(dev, cq);
	else
		vcx_timer_set(dev, &cq->timer, due);
}

static void cq_overrun(struct vcx_dev *dev, struct vcx_cq *cq)
{
	uint8_t data[28] = { 0 };

	dev->stats.cq_overruns++;
	if (cq->overrun)
		return;
	cq->overrun = true;
	vcx_dev_log(dev, VCX_LOG_ERR,
		    "CQ %u overrun: %u entries not consumed, the CQ is now in error", cq->obj.id,
		    1u << cq->log_size);
	vcx_put_be32(data + VCX_EQE_CQ_ERR_CQN, cq->obj.id);
	data[VCX_EQE_CQ_ERR_SYNDROME] = VCX_CQ_ERR_OVERRUN;
	vcx_eq_event(dev, VCX_EVENT_CQ_ERROR, 0, data);
}

/* Return: true if one more entry fits */
static bool has_room(struct vcx_dev *dev, const struct vcx_cq *cq)
{
	uint8_t record[4];

	if (cq->ignore_overrun)
		return true;
	if (vcx_dma_read(dev, cq->dbr + VCX_DBR_CQ_CI, record, sizeof(record)))
		return false;
	return ((cq->pi - vcx_get_be32(record)) & CI_MASK) < 1u << cq->log_size;
}

bool vcx_cq_post(struct vcx_dev *dev, struct vcx_cq *cq, struct vcx_cqe64 *cqe,
		 enum vcx_cqe_opcode opcode)
{
	uint32_t index = cq->pi & ((1u << cq->log_size) - 1);
	uint64_t off = (uint64_t)index << cq->log_cqe;
	uint64_t clock = vcx_clock(dev);
	uint8_t owner = (uint8_t)((cq->pi >> cq->log_size) & 1);

	if (cq->overrun || !has_room(dev, cq)) {
		cq_overrun(dev, cq);
		return false;
	}
	/* the upper half of a 128-byte entry holds the 64-byte CQE */
	if (cq->log_cqe == 7)
		off += sizeof(*cqe);
	/* error entries have the syndrome in place of the timestamp */
	if (opcode != VCX_CQE_REQ_ERR && opcode != VCX_CQE_RESP_ERR) {
		vcx_put_be32(&cqe->timestamp_h, (uint32_t)(clock >> 32));
		vcx_put_be32(&cqe->timestamp_l, (uint32_t)clock);
	}
	cqe->op_own = (uint8_t)(opcode << 4 | owner);
	/* the owner bit publishes the entry and is written last */
	if (vcx_buf_write(dev, &cq->buf, off, cqe, sizeof(*cqe) - 1) ||
	    vcx_buf_write(dev, &cq->buf, off + sizeof(*cqe) - 1, &cqe->op_own, 1))
		return false;
	vcx_cmdlog_ring(dev, "cqe", "CQ", cq->obj.id, cq->pi, opcode);
	cq->pi = (cq->pi + 1) & CI_MASK;
	if (cq->armed)
		moderate(dev, cq);
	return true;
}

void vcx_cq_doorbell(struct vcx_dev *dev, uint32_t uar, uint32_t cmd_ci, uint32_t cqn)
{
	struct vcx_cq *cq = vcx_obj_find(dev, VCX_OBJ_CQ, cqn);

	if (!cq || VCX_GET(cqc, cq->ctx, uar_page) != uar) {
		dev->stats.bad_doorbells++;
		vcx_dev_log(dev, VCX_LOG_ERR,
			    "CQ doorbell in UAR %u for CQ %u, which does not exist", uar, cqn);
		return;
	}
	vcx_cmdlog_ring(dev, "cq_arm", "CQ", cqn, cmd_ci & CI_MASK, 0);
	cq->ci = cmd_ci & CI_MASK;
	/*
	 * There is one event for each sequence number, which the driver increments with each
	 * event.  An arm with the old number precedes the driver's handling of the event.
	 */
	cq->arm_sn = cmd_ci >> SN_SHIFT & SN_MASK;
	if (cq->arm_sn == cq->fired_sn)
		return;
	/* no completion of this device is solicited */
	cq->armed = !(cmd_ci & VCX_CQ_DB_CMD_SOLICITED);
	if (cq->armed && cq->ci != cq->pi)
		moderate(dev, cq);
}

static void cq_release(struct vcx_dev *dev, struct vcx_obj *obj)
{
	struct vcx_cq *cq = container_of(obj, struct vcx_cq, obj);

	(void)dev;
	vcx_timer_cancel(&cq->timer);
	vcx_buf_free(&cq->buf);
}

static void take_moderation(struct vcx_cq *cq)
{
	cq->period_ns = VCX_GET(cqc, cq->ctx, cq_period) * NS_PER_US;
	cq->max_count = (uint32_t)VCX_GET(cqc, cq->ctx, cq_max_count);
	cq->from_cqe = VCX_GET(cqc, cq->ctx, cq_period_mode) == MLX5_CQ_PERIOD_MODE_START_FROM_CQE;
}

static enum vcx_status check_context(struct vcx_dev *dev, struct vcx_cmd *cmd, const uint8_t *cqc)
{
	unsigned int log_size = (unsigned int)VCX_GET(cqc, cqc, log_cq_size);
	unsigned int cqe_sz = (unsigned int)VCX_GET(cqc, cqc, cqe_sz);
	uint64_t dbr = VCX_GET(cqc, cqc, dbr_addr);

	if (log_size > VCX_CAP_GEN(dev, log_max_cq_sz))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "CQ of 2^%u entries",
				log_size);
	if (cqe_sz > 2)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"cqe_sz %u not modelled", cqe_sz);
	if (VCX_GET(cqc, cqc, page_offset))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"page_offset is not 0");
	if (VCX_GET(cqc, cqc, cqe_comp_en))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"CQE compression not modelled");
	if (dbr % 8)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"doorbell record not aligned");
	return VCX_OK;
}

static enum vcx_status create_cq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *cqc = VCX_ADDR(create_cq_in, cmd->in, cq_context);
	enum vcx_status status = check_context(dev, cmd, cqc);
	struct vcx_obj *uar;
	struct vcx_eq *eq;
	struct vcx_cq *cq;

	if (status)
		return status;
	uar = vcx_cmd_find(dev, cmd, VCX_OBJ_UAR, (uint32_t)VCX_GET(cqc, cqc, uar_page));
	if (!uar)
		return cmd->status;
	eq = vcx_cmd_find(dev, cmd, VCX_OBJ_EQ, (uint32_t)VCX_GET(cqc, cqc, c_eqn_or_apu_element));
	if (!eq)
		return cmd->status;
	cq = vcx_cmd_new(dev, cmd, VCX_OBJ_CQ, sizeof(*cq));
	if (!cq)
		return cmd->status;
	memcpy(cq->ctx, cqc, sizeof(cq->ctx));
	cq->eq = eq;
	cq->dbr = VCX_GET(cqc, cqc, dbr_addr);
	cq->log_size = (unsigned int)VCX_GET(cqc, cqc, log_cq_size);
	cq->log_cqe = VCX_GET(cqc, cqc, cqe_sz) ? 7 : 6;
	cq->ignore_overrun = VCX_GET(cqc, cqc, oi);
	cq->timer.fn = period_over;
	cq->fired_sn = VCX_CQ_SN_NONE;
	take_moderation(cq);
	status = vcx_buf_init(dev, cmd, &cq->obj, &cq->buf, VCX_BYTE_OFF(create_cq_in, pas),
			      1ull << (cq->log_size + cq->log_cqe),
			      (unsigned int)VCX_GET(cqc, cqc, log_page_size));
	if (!status)
		status = vcx_cmd_ref(dev, cmd, &cq->obj, uar);
	if (!status)
		status = vcx_cmd_ref(dev, cmd, &cq->obj, &eq->obj);
	if (status)
		return vcx_cmd_undo(dev, cmd, &cq->obj, status);
	VCX_SET(create_cq_out, cmd->out, cqn, cq->obj.id);
	return VCX_OK;
}

static enum vcx_status destroy_cq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_CQ,
			       (uint32_t)VCX_GET(destroy_cq_in, cmd->in, cqn));
}

static enum vcx_status query_cq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *cqc = VCX_ADDR(query_cq_out, cmd->out, cq_context);
	struct vcx_cq *cq;

	cq = vcx_cmd_find(dev, cmd, VCX_OBJ_CQ, (uint32_t)VCX_GET(query_cq_in, cmd->in, cqn));
	if (!cq)
		return cmd->status;
	memcpy(cqc, cq->ctx, sizeof(cq->ctx));
	VCX_SET(cqc, cqc, status, cq->overrun ? MLX5_CQC_STATUS_CQ_OVERFLOW : MLX5_CQC_STATUS_OK);
	VCX_SET(cqc, cqc, st,
		cq->armed ? MLX5_CQC_ST_NOTIFICATION_REQUEST_ARMED : MLX5_CQC_ST_FIRED);
	VCX_SET(cqc, cqc, consumer_counter, cq->ci);
	VCX_SET(cqc, cqc, producer_counter, cq->pi);
	return VCX_OK;
}

/* cq.h: MLX5_CQ_MODIFY_* */
#define MODIFY_PERIOD	   BIT(0)
#define MODIFY_COUNT	   BIT(1)
#define MODIFY_OVERRUN	   BIT(2)
#define MODIFY_PERIOD_MODE BIT(4)
#define MODIFY_ALL	   (MODIFY_PERIOD | MODIFY_COUNT | MODIFY_OVERRUN | MODIFY_PERIOD_MODE)

static enum vcx_status modify_cq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *cqc = VCX_ADDR(modify_cq_in, cmd->in, cq_context);
	uint32_t select = (uint32_t)VCX_GET(modify_cq_in, cmd->in,
					    modify_field_select_resize_field_select
						    .modify_field_select.modify_field_select);
	struct vcx_cq *cq;

	if (cmd->op_mod || select & ~MODIFY_ALL)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"resize, or field select 0x%x, not modelled", select);
	cq = vcx_cmd_find(dev, cmd, VCX_OBJ_CQ, (uint32_t)VCX_GET(modify_cq_in, cmd->in, cqn));
	if (!cq)
		return cmd->status;
	if (select & MODIFY_PERIOD)
		VCX_SET(cqc, cq->ctx, cq_period, VCX_GET(cqc, cqc, cq_period));
	if (select & MODIFY_COUNT)
		VCX_SET(cqc, cq->ctx, cq_max_count, VCX_GET(cqc, cqc, cq_max_count));
	if (select & MODIFY_PERIOD_MODE)
		VCX_SET(cqc, cq->ctx, cq_period_mode, VCX_GET(cqc, cqc, cq_period_mode));
	if (select & MODIFY_OVERRUN)
		cq->ignore_overrun = VCX_GET(cqc, cqc, oi);
	take_moderation(cq);
	/* apply the new parameters to pending entries */
	vcx_timer_cancel(&cq->timer);
	if (cq->armed && cq->ci != cq->pi)
		moderate(dev, cq);
	return VCX_OK;
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(CREATE_CQ, create_cq_in, create_cq_out, INIT, create_cq),
	VCX_CMD(DESTROY_CQ, destroy_cq_in, destroy_cq_out, INIT, destroy_cq),
	VCX_QUERY(QUERY_CQ, query_cq_in, query_cq_out, INIT, query_cq),
	VCX_CMD(MODIFY_CQ, modify_cq_in, modify_cq_out, INIT, modify_cq),
};

static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_CQ, "CQ", 0x400, 0xfc00, "general.log_max_cq", cq_release },
};

const struct vcx_cmd_family vcx_cmds_cq = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
