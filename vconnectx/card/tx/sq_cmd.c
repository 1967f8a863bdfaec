// SPDX-License-Identifier: GPL-2.0-only
/* Commands for transport interface send objects and send queues. */
#include <string.h>

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/tx/sq.h"
#include "vconnectx/host/util.h"

static enum vcx_status create_tis(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *tisc = VCX_ADDR(create_tis_in, cmd->in, ctx);
	enum vcx_status status;
	struct vcx_obj *td;
	struct vcx_tis *tis;

	if (VCX_GET(tisc, tisc, tls_en))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "TLS is not modelled");
	td = vcx_cmd_find(dev, cmd, VCX_OBJ_TD, (uint32_t)VCX_GET(tisc, tisc, transport_domain));
	if (!td)
		return cmd->status;
	tis = vcx_cmd_new(dev, cmd, VCX_OBJ_TIS, sizeof(*tis));
	if (!tis)
		return cmd->status;
	memcpy(tis->ctx, tisc, sizeof(tis->ctx));
	status = vcx_cmd_ref(dev, cmd, &tis->obj, td);
	if (status)
		return vcx_cmd_undo(dev, cmd, &tis->obj, status);
	VCX_SET(create_tis_out, cmd->out, tisn, tis->obj.id);
	return VCX_OK;
}

static enum vcx_status modify_tis(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *tisc = VCX_ADDR(modify_tis_in, cmd->in, ctx);
	struct vcx_tis *tis;

	tis = vcx_cmd_find(dev, cmd, VCX_OBJ_TIS, (uint32_t)VCX_GET(modify_tis_in, cmd->in, tisn));
	if (!tis)
		return cmd->status;
	if (VCX_GET(modify_tis_in, cmd->in, bitmask.prio))
		VCX_SET(tisc, tis->ctx, prio, VCX_GET(tisc, tisc, prio));
	if (VCX_GET(modify_tis_in, cmd->in, bitmask.lag_tx_port_affinity))
		VCX_SET(tisc, tis->ctx, lag_tx_port_affinity,
			VCX_GET(tisc, tisc, lag_tx_port_affinity));
	return VCX_OK;
}

static enum vcx_status query_tis(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	struct vcx_tis *tis;

	tis = vcx_cmd_find(dev, cmd, VCX_OBJ_TIS, (uint32_t)VCX_GET(query_tis_in, cmd->in, tisn));
	if (!tis)
		return cmd->status;
	memcpy(VCX_ADDR(query_tis_out, cmd->out, tis_context), tis->ctx, sizeof(tis->ctx));
	return VCX_OK;
}

static enum vcx_status destroy_tis(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_TIS,
			       (uint32_t)VCX_GET(destroy_tis_in, cmd->in, tisn));
}

static void sq_release(struct vcx_dev *dev, struct vcx_obj *obj)
{
	struct vcx_sq *sq = container_of(obj, struct vcx_sq, obj);

	(void)dev;
	vcx_timer_cancel(&sq->more);
	vcx_eq_leave(&sq->member);
	vcx_wq_free(&sq->wq);
}

static enum vcx_status check_sqc(struct vcx_dev *dev, struct vcx_cmd *cmd, const uint8_t *sqc)
{
	if (VCX_GET(sqc, sqc, state) != VCX_WQ_RST)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_STATE,
				"a new queue must be in RST");
	if (VCX_GET(sqc, sqc, hairpin) || VCX_GET(sqc, sqc, allow_multi_pkt_send_wqe))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"hairpin and multi-packet WQEs are not modelled");
	if (VCX_GET(sqc, sqc, reg_umr) && !VCX_CAP_ETH(dev, reg_umr_sq))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"reg_umr without the capability");
	if (VCX_GET(sqc, sqc, wq.log_wq_stride) != 6 ||
	    VCX_GET(sqc, sqc, wq.wq_type) != MLX5_WQ_TYPE_CYCLIC)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"an SQ must be cyclic, with 64-byte blocks");
	if (VCX_GET(sqc, sqc, tis_lst_sz) > 1)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"more than one TIS is not modelled");
	return VCX_OK;
}

/* reference the objects of an SQ; the ICOSQ has no TIS */
static enum vcx_status ref_all(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_sq *sq)
{
	const struct {
		enum vcx_obj_type type;
		uint64_t id;
		bool needed;
	} needs[] = {
		{ VCX_OBJ_CQ, VCX_GET(sqc, sq->ctx, cqn), true },
		{ VCX_OBJ_UAR, VCX_GET(sqc, sq->ctx, wq.uar_page), true },
		{ VCX_OBJ_PD, VCX_GET(sqc, sq->ctx, wq.pd), true },
		{ VCX_OBJ_TIS, VCX_GET(sqc, sq->ctx, tis_num_0),
		  VCX_GET(sqc, sq->ctx, tis_lst_sz) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(needs); i++) {
		enum vcx_status status;
		struct vcx_obj *target;

		if (!needs[i].needed)
			continue;
		target = vcx_cmd_find(dev, cmd, needs[i].type, (uint32_t)needs[i].id);
		if (!target)
			return cmd->status;
		status = vcx_cmd_ref(dev, cmd, &sq->obj, target);
		if (status)
			return status;
	}
	sq->cq = vcx_obj_find(dev, VCX_OBJ_CQ, (uint32_t)needs[0].id);
	return VCX_OK;
}

static enum vcx_status create_sq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *sqc = VCX_ADDR(create_sq_in, cmd->in, ctx);
	enum vcx_status status = check_sqc(dev, cmd, sqc);
	struct vcx_sq *sq;

	if (status)
		return status;
	sq = vcx_cmd_new(dev, cmd, VCX_OBJ_SQ, sizeof(*sq));
	if (!sq)
		return cmd->status;
	memcpy(sq->ctx, sqc, sizeof(sq->ctx));
	vcx_sq_init(sq);
	sq->reg_umr = VCX_GET(sqc, sqc, reg_umr);
	sq->flush = VCX_GET(sqc, sqc, flush_in_error_en);
	status = ref_all(dev, cmd, sq);
	if (!status)
		status = vcx_wq_init(dev, cmd, &sq->obj, &sq->wq, VCX_ADDR(sqc, sqc, wq));
	if (status)
		return vcx_cmd_undo(dev, cmd, &sq->obj, status);
	if (!VCX_GET(sqc, sqc, tis_lst_sz))
		vcx_eq_join(&sq->cq->eq->icosqs, &sq->member, &sq->obj);
	VCX_SET(create_sq_out, cmd->out, sqn, sq->obj.id);
	return VCX_OK;
}

static enum vcx_status modify_sq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *sqc = VCX_ADDR(modify_sq_in, cmd->in, ctx);
	unsigned int next = (unsigned int)VCX_GET(sqc, sqc, state);
	enum vcx_status status;
	struct vcx_sq *sq;

	sq = vcx_cmd_find(dev, cmd, VCX_OBJ_SQ, (uint32_t)VCX_GET(modify_sq_in, cmd->in, sqn));
	if (!sq)
		return cmd->status;
	if (VCX_GET(modify_sq_in, cmd->in, modify_bitmask))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"pacing and queue groups are not modelled");
	status = vcx_wq_transition(dev, cmd, sq->state,
				   (unsigned int)VCX_GET(modify_sq_in, cmd->in, sq_state), next);
	if (status)
		return status;
	vcx_dev_log(dev, VCX_LOG_DEBUG, "SQ %u: %s to %s", sq->obj.id, vcx_wq_state_name(sq->state),
		    vcx_wq_state_name(next));
	if (next != sq->state)
		vcx_sq_stop(sq);
	if (next == VCX_WQ_ERR && sq->state != VCX_WQ_ERR) {
		sq->state = VCX_WQ_ERR;
		vcx_sq_flush(dev, sq);
	}
	if (next == VCX_WQ_RST)
		sq->ci = 0;
	sq->state = next;
	return VCX_OK;
}

static enum vcx_status query_sq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *sqc = VCX_ADDR(query_sq_out, cmd->out, sq_context);
	struct vcx_sq *sq;

	sq = vcx_cmd_find(dev, cmd, VCX_OBJ_SQ, (uint32_t)VCX_GET(query_sq_in, cmd->in, sqn));
	if (!sq)
		return cmd->status;
	memcpy(sqc, sq->ctx, sizeof(sq->ctx));
	VCX_SET(sqc, sqc, state, sq->state);
	VCX_SET(sqc, sqc, wq.hw_counter, sq->ci);
	return VCX_OK;
}

static enum vcx_status destroy_sq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_SQ,
			       (uint32_t)VCX_GET(destroy_sq_in, cmd->in, sqn));
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(CREATE_TIS, create_tis_in, create_tis_out, INIT, create_tis),
	VCX_CMD(MODIFY_TIS, modify_tis_in, modify_tis_out, INIT, modify_tis),
	VCX_QUERY(QUERY_TIS, query_tis_in, query_tis_out, INIT, query_tis),
	VCX_CMD(DESTROY_TIS, destroy_tis_in, destroy_tis_out, INIT, destroy_tis),
	VCX_CMD(CREATE_SQ, create_sq_in, create_sq_out, INIT, create_sq),
	VCX_CMD(MODIFY_SQ, modify_sq_in, modify_sq_out, INIT, modify_sq),
	VCX_QUERY(QUERY_SQ, query_sq_in, query_sq_out, INIT, query_sq),
	VCX_CMD(DESTROY_SQ, destroy_sq_in, destroy_sq_out, INIT, destroy_sq),
};

static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_TIS, "TIS", 0x10000, 0x10000, "general.log_max_tis", NULL },
	{ VCX_OBJ_SQ, "SQ", 0x20000, 0x10000, "general.log_max_sq", sq_release },
};

const struct vcx_cmd_family vcx_cmds_sq = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
