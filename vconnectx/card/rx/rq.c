// SPDX-License-Identifier: GPL-2.0-only
/* Receive queues: commands and states. */
#include "vconnectx/card/rx/rq.h"

#include <errno.h>
#include <string.h>

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/host/util.h"

#define LOG_STRIDES_BASE     9 /* base of log_wqe_num_of_strides */
#define LOG_STRIDE_SIZE_BASE 6 /* base of log_wqe_stride_size */

static void rq_release(struct vcx_dev *dev, struct vcx_obj *obj)
{
	struct vcx_rq *rq = container_of(obj, struct vcx_rq, obj);

	(void)dev;
	vcx_timer_cancel(&rq->more);
	vcx_eq_leave(&rq->member);
	vcx_wq_free(&rq->wq);
}

static bool is_striding(const uint8_t *rqc)
{
	uint64_t type = VCX_GET(rqc, rqc, wq.wq_type);

	return type == MLX5_WQ_TYPE_LINKED_LIST_STRIDING_RQ ||
	       type == MLX5_WQ_TYPE_CYCLIC_STRIDING_RQ;
}

/* Return: log2 of the strides in a WQE; the field is signed if the capability is set */
static int log_strides(struct vcx_dev *dev, const uint8_t *rqc)
{
	int nr = (int)VCX_GET(rqc, rqc, wq.log_wqe_num_of_strides);

	if (VCX_CAP_GEN(dev, ext_stride_num_range) && nr > 7)
		nr -= 16;
	return nr + LOG_STRIDES_BASE;
}

static int log_stride_size(const uint8_t *rqc)
{
	return (int)VCX_GET(rqc, rqc, wq.log_wqe_stride_size) + LOG_STRIDE_SIZE_BASE;
}

static enum vcx_status check_strides(struct vcx_dev *dev, struct vcx_cmd *cmd, const uint8_t *rqc)
{
	int nr = log_strides(dev, rqc), size = log_stride_size(rqc);

	if (!VCX_CAP_GEN(dev, striding_rq))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"striding RQ without the capability");
	if (nr < 3 || nr > 16 || size > 13)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"2^%d strides of 2^%d bytes are not supported", nr, size);
	return VCX_OK;
}

static bool is_linked(const uint8_t *rqc)
{
	uint64_t type = VCX_GET(rqc, rqc, wq.wq_type);

	return type == MLX5_WQ_TYPE_LINKED_LIST || type == MLX5_WQ_TYPE_LINKED_LIST_STRIDING_RQ;
}

static enum vcx_status check_rqc(struct vcx_dev *dev, struct vcx_cmd *cmd, const uint8_t *rqc)
{
	if (VCX_GET(rqc, rqc, state) != VCX_WQ_RST)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_STATE,
				"a new queue must be in RST");
	if (VCX_GET(rqc, rqc, mem_rq_type) || VCX_GET(rqc, rqc, hairpin) ||
	    VCX_GET(rqc, rqc, wq.shampo_enable))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"RMP, hairpin and SHAMPO are not modelled");
	if (VCX_GET(rqc, rqc, wq.wq_type) == MLX5_WQ_TYPE_CYCLIC &&
	    !VCX_CAP_GEN(dev, basic_cyclic_rcv_wqe))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"cyclic RQ without the capability");
	if (VCX_GET(rqc, rqc, wq.wq_type) > MLX5_WQ_TYPE_CYCLIC_STRIDING_RQ)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"wq_type %u is invalid",
				(unsigned int)VCX_GET(rqc, rqc, wq.wq_type));
	return is_striding(rqc) ? check_strides(dev, cmd, rqc) : VCX_OK;
}

/* if @id is 0, there is no object, as for the PD of the driver's drop RQ */
static enum vcx_status ref_optional(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_rq *rq,
				    enum vcx_obj_type type, uint64_t id)
{
	struct vcx_obj *target;

	if (!id)
		return VCX_OK;
	target = vcx_cmd_find(dev, cmd, type, (uint32_t)id);
	return target ? vcx_cmd_ref(dev, cmd, &rq->obj, target) : cmd->status;
}

static enum vcx_status ref_all(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_rq *rq)
{
	enum vcx_status status;

	rq->cq = vcx_cmd_find(dev, cmd, VCX_OBJ_CQ, (uint32_t)VCX_GET(rqc, rq->ctx, cqn));
	if (!rq->cq)
		return cmd->status;
	status = vcx_cmd_ref(dev, cmd, &rq->obj, &rq->cq->obj);
	if (!status)
		status = ref_optional(dev, cmd, rq, VCX_OBJ_PD, VCX_GET(rqc, rq->ctx, wq.pd));
	if (!status)
		status = ref_optional(dev, cmd, rq, VCX_OBJ_Q_COUNTER,
				      VCX_GET(rqc, rq->ctx, counter_set_id));
	return status;
}

uint32_t vcx_rq_posted(struct vcx_dev *dev, struct vcx_rq *rq)
{
	uint32_t size = 1u << rq->wq.log_size;
	uint8_t record[4];
	uint32_t nr;

	if (vcx_dma_read(dev, rq->wq.dbr + VCX_DBR_RCV, record, sizeof(record)))
		return 0;
	nr = (uint16_t)(vcx_get_be32(record) - rq->ci);
	if (nr <= size)
		return nr;
	vcx_dev_log(dev, VCX_LOG_ERR, "RQ %u: doorbell record posts %u WQEs, queue has %u",
		    rq->obj.id, nr, size);
	return 0;
}

int vcx_rq_peek(struct vcx_dev *dev, const struct vcx_rq *rq, struct vcx_rx_wqe *wqe)
{
	uint32_t mask = (1u << rq->wq.log_size) - 1;
	uint32_t index = (rq->linked ? rq->head : rq->ci) & mask;
	uint64_t off = (uint64_t)index << rq->wq.log_stride;
	size_t size = (size_t)1 << rq->wq.log_stride;
	struct vcx_wqe_srq_next_seg next = { 0 };

	if (rq->linked) {
		if (vcx_buf_read(dev, &rq->wq.buf, off, &next, sizeof(next)))
			return -EFAULT;
		off += sizeof(next);
		size -= sizeof(next);
	}
	if (size > sizeof(wqe->segs))
		size = sizeof(wqe->segs);
	if (vcx_buf_read(dev, &rq->wq.buf, off, wqe->segs, size))
		return -EFAULT;
	wqe->id = rq->linked ? (uint16_t)index : rq->ci;
	wqe->next = vcx_get_be16(&next.next_wqe_index);
	wqe->nr_segs = (unsigned int)(size / sizeof(wqe->segs[0]));
	return 0;
}

void vcx_rq_consume(struct vcx_rq *rq, const struct vcx_rx_wqe *wqe)
{
	rq->ci++;
	rq->head = wqe->next;
	rq->stride = 0;
}

static void post_error(struct vcx_dev *dev, struct vcx_rq *rq, const struct vcx_rx_wqe *wqe,
		       uint8_t syndrome)
{
	struct vcx_cqe64 cqe = { 0 };
	struct vcx_err_cqe err = { 0 };

	err.syndrome = syndrome;
	vcx_put_be32(&err.s_wqe_opcode_qpn, rq->obj.id);
	vcx_put_be16(&err.wqe_counter, wqe->id);
	memcpy(&cqe, &err, sizeof(cqe));
	/* wqe_id identifies a WQE of a linked queue, wqe_counter one of a cyclic queue */
	vcx_put_be16(&cqe.wqe_id, wqe->id);
	vcx_cq_post(dev, rq->cq, &cqe, VCX_CQE_RESP_ERR);
}

static void rq_flush(struct vcx_dev *dev, struct vcx_rq *rq)
{
	struct vcx_rx_wqe wqe;

	for (uint32_t nr = rq->flush ? vcx_rq_posted(dev, rq) : 0; nr; nr--) {
		vcx_turn_spend(dev, 0);
		if (vcx_rq_peek(dev, rq, &wqe))
			return;
		post_error(dev, rq, &wqe, VCX_CQE_WR_FLUSH);
		vcx_rq_consume(rq, &wqe);
		if (nr > 1 && vcx_turn_over(dev)) {
			vcx_timer_soon(dev, &rq->more);
			return;
		}
	}
}

static void rq_more(struct vcx_dev *dev, struct vcx_timer *timer)
{
	struct vcx_rq *rq = (struct vcx_rq *)((char *)timer - offsetof(struct vcx_rq, more));

	if (rq->state == VCX_WQ_ERR)
		rq_flush(dev, rq);
}

void vcx_rq_fail(struct vcx_dev *dev, struct vcx_rq *rq, const struct vcx_rx_wqe *wqe,
		 uint8_t syndrome)
{
	vcx_dev_log(dev, VCX_LOG_ERR, "RQ %u: WQE %u fails with syndrome 0x%x, queue enters ERR",
		    rq->obj.id, wqe->id, syndrome);
	rq->state = VCX_WQ_ERR;
	post_error(dev, rq, wqe, syndrome);
	vcx_rq_consume(rq, wqe);
	rq_flush(dev, rq);
}

static enum vcx_status create_rq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *rqc = VCX_ADDR(create_rq_in, cmd->in, ctx);
	enum vcx_status status = check_rqc(dev, cmd, rqc);
	const struct vcx_eq_member *icosq;
	struct vcx_rq *rq;

	if (status)
		return status;
	rq = vcx_cmd_new(dev, cmd, VCX_OBJ_RQ, sizeof(*rq));
	if (!rq)
		return cmd->status;
	memcpy(rq->ctx, rqc, sizeof(rq->ctx));
	rq->linked = is_linked(rqc);
	rq->striding = is_striding(rqc);
	if (rq->striding) {
		rq->log_strides = (unsigned int)log_strides(dev, rqc);
		rq->log_stride_size = (unsigned int)log_stride_size(rqc);
	}
	rq->flush = VCX_GET(rqc, rqc, flush_in_error_en);
	rq->more.fn = rq_more;
	status = ref_all(dev, cmd, rq);
	if (!status)
		status = vcx_wq_init(dev, cmd, &rq->obj, &rq->wq, VCX_ADDR(rqc, rqc, wq));
	if (status)
		return vcx_cmd_undo(dev, cmd, &rq->obj, status);
	icosq = rq->cq->eq->icosqs.newest;
	rq->older_icosq = icosq ? icosq->born : 0;
	rq->older_rq = vcx_eq_join(&rq->cq->eq->rqs, &rq->member, &rq->obj);
	VCX_SET(create_rq_out, cmd->out, rqn, rq->obj.id);
	return VCX_OK;
}

#define MODIFY_FIELDS \
	(MLX5_MODIFY_RQ_IN_MODIFY_BITMASK_VSD | MLX5_MODIFY_RQ_IN_MODIFY_BITMASK_SCATTER_FCS | \
	 MLX5_MODIFY_RQ_IN_MODIFY_BITMASK_RQ_COUNTER_SET_ID)

static enum vcx_status modify_fields(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_rq *rq,
				     const uint8_t *rqc)
{
	uint64_t mask = VCX_GET(modify_rq_in, cmd->in, modify_bitmask);

	if (mask & ~(uint64_t)MODIFY_FIELDS)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"modify_bitmask 0x%llx not modelled", (unsigned long long)mask);
	if (mask & MLX5_MODIFY_RQ_IN_MODIFY_BITMASK_VSD)
		VCX_SET(rqc, rq->ctx, vsd, VCX_GET(rqc, rqc, vsd));
	if (mask & MLX5_MODIFY_RQ_IN_MODIFY_BITMASK_SCATTER_FCS)
		VCX_SET(rqc, rq->ctx, scatter_fcs, VCX_GET(rqc, rqc, scatter_fcs));
	if (mask & MLX5_MODIFY_RQ_IN_MODIFY_BITMASK_RQ_COUNTER_SET_ID)
		VCX_SET(rqc, rq->ctx, counter_set_id, VCX_GET(rqc, rqc, counter_set_id));
	return VCX_OK;
}

static enum vcx_status modify_rq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *rqc = VCX_ADDR(modify_rq_in, cmd->in, ctx);
	unsigned int next = (unsigned int)VCX_GET(rqc, rqc, state);
	enum vcx_status status;
	struct vcx_rq *rq;

	rq = vcx_cmd_find(dev, cmd, VCX_OBJ_RQ, (uint32_t)VCX_GET(modify_rq_in, cmd->in, rqn));
	if (!rq)
		return cmd->status;
	status = vcx_wq_transition(dev, cmd, rq->state,
				   (unsigned int)VCX_GET(modify_rq_in, cmd->in, rq_state), next);
	if (!status)
		status = modify_fields(dev, cmd, rq, rqc);
	if (status)
		return status;
	vcx_dev_log(dev, VCX_LOG_DEBUG, "RQ %u: %s to %s", rq->obj.id, vcx_wq_state_name(rq->state),
		    vcx_wq_state_name(next));
	if (next == VCX_WQ_ERR && rq->state != VCX_WQ_ERR)
		rq_flush(dev, rq);
	if (next == VCX_WQ_RST) {
		vcx_timer_cancel(&rq->more);
		rq->ci = 0;
		rq->head = 0;
		rq->stride = 0;
	}
	rq->state = next;
	return VCX_OK;
}

static enum vcx_status query_rq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *rqc = VCX_ADDR(query_rq_out, cmd->out, rq_context);
	struct vcx_rq *rq;

	rq = vcx_cmd_find(dev, cmd, VCX_OBJ_RQ, (uint32_t)VCX_GET(query_rq_in, cmd->in, rqn));
	if (!rq)
		return cmd->status;
	memcpy(rqc, rq->ctx, sizeof(rq->ctx));
	VCX_SET(rqc, rqc, state, rq->state);
	VCX_SET(rqc, rqc, wq.hw_counter, rq->ci);
	return VCX_OK;
}

static enum vcx_status destroy_rq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_RQ,
			       (uint32_t)VCX_GET(destroy_rq_in, cmd->in, rqn));
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(CREATE_RQ, create_rq_in, create_rq_out, INIT, create_rq),
	VCX_CMD(MODIFY_RQ, modify_rq_in, modify_rq_out, INIT, modify_rq),
	VCX_QUERY(QUERY_RQ, query_rq_in, query_rq_out, INIT, query_rq),
	VCX_CMD(DESTROY_RQ, destroy_rq_in, destroy_rq_out, INIT, destroy_rq),
};

static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_RQ, "RQ", 0x30000, 0x10000, "general.log_max_rq", rq_release },
};

const struct vcx_cmd_family vcx_cmds_rq = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
