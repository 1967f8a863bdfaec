// SPDX-License-Identifier: GPL-2.0-only
/* RQT and TIR commands. */
#include "vconnectx/card/rx/rss.h"

#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/host/util.h"

#define RQN_SIZE VCX_ST_SZ(rq_num)

static void rqt_release(struct vcx_dev *dev, struct vcx_obj *obj)
{
	(void)dev;
	free(container_of(obj, struct vcx_rqt, obj)->rq);
}

/**
 * read_list() - look up the queues listed in the context of a table
 * @dev: the device
 * @cmd: CREATE_RQT or MODIFY_RQT
 * @rqtc: context within the input, with its list at the end
 * @max_size: maximum number of entries of the table
 * @list: set to an owned array of *@nr queues
 * @nr: set to the number of queues
 */
static enum vcx_status read_list(struct vcx_dev *dev, struct vcx_cmd *cmd, const uint8_t *rqtc,
				 uint32_t max_size, struct vcx_rq ***list, uint32_t *nr)
{
	const uint8_t *rqns = VCX_ADDR(rqtc, rqtc, rq_num);
	uint64_t room = (cmd->in_len - (uint64_t)(rqns - cmd->in)) / RQN_SIZE;
	uint32_t size = (uint32_t)VCX_GET(rqtc, rqtc, rqt_actual_size);

	if (!size || size > max_size)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"rqt_actual_size %u, the table has %u places", size, max_size);
	if (size > room)
		return vcx_fail(dev, cmd, VCX_BAD_INPUT_LENGTH, VCX_SYND_IN_LEN,
				"%u queues, the input has %llu", size, (unsigned long long)room);
	*list = calloc(size, sizeof(**list));
	if (!*list)
		return vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_NO_MEMORY, "out of memory");
	for (uint32_t i = 0; i < size; i++) {
		uint32_t rqn = (uint32_t)VCX_GET(rq_num, rqns + i * RQN_SIZE, rq_num);

		(*list)[i] = vcx_cmd_find(dev, cmd, VCX_OBJ_RQ, rqn);
		if (!(*list)[i]) {
			free(*list);
			return cmd->status;
		}
	}
	*nr = size;
	return VCX_OK;
}

/* transfer ownership of @list to @rqt */
static enum vcx_status set_list(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_rqt *rqt,
				struct vcx_rq **list, uint32_t nr)
{
	enum vcx_status status = VCX_OK;

	vcx_obj_unref_all(&rqt->obj);
	for (uint32_t i = 0; !status && i < nr; i++)
		status = vcx_cmd_ref(dev, cmd, &rqt->obj, &list[i]->obj);
	free(rqt->rq);
	rqt->rq = list;
	rqt->nr = status ? 0 : nr;
	return status;
}

static enum vcx_status create_rqt(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *rqtc = VCX_ADDR(create_rqt_in, cmd->in, rqt_context);
	uint32_t max_size = (uint32_t)VCX_GET(rqtc, rqtc, rqt_max_size);
	enum vcx_status status;
	struct vcx_rq **list;
	struct vcx_rqt *rqt;
	uint32_t nr;

	if (max_size > 1u << VCX_CAP_GEN(dev, log_max_rqt_size))
		return vcx_fail(dev, cmd, VCX_LIMITS_EXCEEDED, VCX_SYND_LIMIT,
				"RQT with %u places, the maximum is 2^%u", max_size,
				(unsigned int)VCX_CAP_GEN(dev, log_max_rqt_size));
	if (VCX_GET(rqtc, rqtc, list_q_type) || VCX_GET(rqtc, rqtc, rq_vhca_id_format))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"only lists of RQ numbers are modelled");
	status = read_list(dev, cmd, rqtc, max_size, &list, &nr);
	if (status)
		return status;
	rqt = vcx_cmd_new(dev, cmd, VCX_OBJ_RQT, sizeof(*rqt));
	if (!rqt) {
		free(list);
		return cmd->status;
	}
	memcpy(rqt->ctx, rqtc, sizeof(rqt->ctx));
	rqt->max_size = max_size;
	if (!vcx_obj_charge(dev, &rqt->obj, max_size * sizeof(void *))) {
		free(list);
		return vcx_cmd_undo(dev, cmd, &rqt->obj,
				    vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_NO_MEMORY,
					     "no memory for the list"));
	}
	status = set_list(dev, cmd, rqt, list, nr);
	if (status)
		return vcx_cmd_undo(dev, cmd, &rqt->obj, status);
	VCX_SET(create_rqt_out, cmd->out, rqtn, rqt->obj.id);
	return VCX_OK;
}

static enum vcx_status modify_rqt(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *rqtc = VCX_ADDR(modify_rqt_in, cmd->in, ctx);
	enum vcx_status status;
	struct vcx_rq **list;
	struct vcx_rqt *rqt;
	uint32_t nr;

	rqt = vcx_cmd_find(dev, cmd, VCX_OBJ_RQT, (uint32_t)VCX_GET(modify_rqt_in, cmd->in, rqtn));
	if (!rqt)
		return cmd->status;
	if (!VCX_GET(modify_rqt_in, cmd->in, bitmask.rqn_list))
		return VCX_OK;
	status = read_list(dev, cmd, rqtc, rqt->max_size, &list, &nr);
	if (status)
		return status;
	return set_list(dev, cmd, rqt, list, nr);
}

static enum vcx_status query_rqt(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *rqtc = VCX_ADDR(query_rqt_out, cmd->out, rqt_context);
	uint8_t *rqns = VCX_ADDR(rqtc, rqtc, rq_num);
	uint64_t room = (cmd->out_len - (uint64_t)(rqns - cmd->out)) / RQN_SIZE;
	struct vcx_rqt *rqt;

	rqt = vcx_cmd_find(dev, cmd, VCX_OBJ_RQT, (uint32_t)VCX_GET(query_rqt_in, cmd->in, rqtn));
	if (!rqt)
		return cmd->status;
	memcpy(rqtc, rqt->ctx, sizeof(rqt->ctx));
	VCX_SET(rqtc, rqtc, rqt_actual_size, rqt->nr);
	for (uint32_t i = 0; i < rqt->nr && i < room; i++)
		VCX_SET(rq_num, rqns + i * RQN_SIZE, rq_num, rqt->rq[i]->obj.id);
	return VCX_OK;
}

static enum vcx_status destroy_rqt(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_RQT,
			       (uint32_t)VCX_GET(destroy_rqt_in, cmd->in, rqtn));
}

/* set the destination: an RQ or an RQT */
static enum vcx_status set_target(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_tir *tir,
				  const uint8_t *tirc)
{
	switch (VCX_GET(tirc, tirc, disp_type)) {
	case MLX5_TIRC_DISP_TYPE_DIRECT:
		tir->rq = vcx_cmd_find(dev, cmd, VCX_OBJ_RQ,
				       (uint32_t)VCX_GET(tirc, tirc, inline_rqn));
		if (!tir->rq)
			return cmd->status;
		return vcx_cmd_ref(dev, cmd, &tir->obj, &tir->rq->obj);
	case MLX5_TIRC_DISP_TYPE_INDIRECT:
		tir->rqt = vcx_cmd_find(dev, cmd, VCX_OBJ_RQT,
					(uint32_t)VCX_GET(tirc, tirc, indirect_table));
		if (!tir->rqt)
			return cmd->status;
		return vcx_cmd_ref(dev, cmd, &tir->obj, &tir->rqt->obj);
	default:
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"disp_type %u is invalid",
				(unsigned int)VCX_GET(tirc, tirc, disp_type));
	}
}

static enum vcx_status check_tirc(struct vcx_dev *dev, struct vcx_cmd *cmd, const uint8_t *tirc)
{
	if (VCX_GET(tirc, tirc, packet_merge_mask) || VCX_GET(tirc, tirc, tls_en))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"LRO, SHAMPO and TLS are not modelled");
	if (VCX_GET(tirc, tirc, rx_hash_fn) > MLX5_RX_HASH_FN_TOEPLITZ)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"rx_hash_fn %u is invalid",
				(unsigned int)VCX_GET(tirc, tirc, rx_hash_fn));
	return VCX_OK;
}

static enum vcx_status create_tir(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *tirc = VCX_ADDR(create_tir_in, cmd->in, ctx);
	enum vcx_status status = check_tirc(dev, cmd, tirc);
	struct vcx_tir *tir;
	struct vcx_obj *td;

	if (status)
		return status;
	td = vcx_cmd_find(dev, cmd, VCX_OBJ_TD, (uint32_t)VCX_GET(tirc, tirc, transport_domain));
	if (!td)
		return cmd->status;
	tir = vcx_cmd_new(dev, cmd, VCX_OBJ_TIR, sizeof(*tir));
	if (!tir)
		return cmd->status;
	memcpy(tir->ctx, tirc, sizeof(tir->ctx));
	status = set_target(dev, cmd, tir, tirc);
	if (!status)
		status = vcx_cmd_ref(dev, cmd, &tir->obj, td);
	if (status)
		return vcx_cmd_undo(dev, cmd, &tir->obj, status);
	VCX_SET(create_tir_out, cmd->out, tirn, tir->obj.id);
	return VCX_OK;
}

static void modify_hash(struct vcx_tir *tir, const uint8_t *tirc)
{
	VCX_SET(tirc, tir->ctx, rx_hash_fn, VCX_GET(tirc, tirc, rx_hash_fn));
	VCX_SET(tirc, tir->ctx, rx_hash_symmetric, VCX_GET(tirc, tirc, rx_hash_symmetric));
	memcpy(VCX_ADDR(tirc, tir->ctx, rx_hash_toeplitz_key),
	       VCX_ADDR(tirc, tirc, rx_hash_toeplitz_key), VCX_FLD_SZ(tirc, rx_hash_toeplitz_key));
	memcpy(VCX_ADDR(tirc, tir->ctx, rx_hash_field_selector_outer),
	       VCX_ADDR(tirc, tirc, rx_hash_field_selector_outer),
	       VCX_FLD_SZ(tirc, rx_hash_field_selector_outer));
	memcpy(VCX_ADDR(tirc, tir->ctx, rx_hash_field_selector_inner),
	       VCX_ADDR(tirc, tirc, rx_hash_field_selector_inner),
	       VCX_FLD_SZ(tirc, rx_hash_field_selector_inner));
}

static enum vcx_status modify_tir(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *tirc = VCX_ADDR(modify_tir_in, cmd->in, ctx);
	enum vcx_status status;
	struct vcx_tir *tir;

	tir = vcx_cmd_find(dev, cmd, VCX_OBJ_TIR, (uint32_t)VCX_GET(modify_tir_in, cmd->in, tirn));
	if (!tir)
		return cmd->status;
	status = check_tirc(dev, cmd, tirc);
	if (status)
		return status;
	if (VCX_GET(modify_tir_in, cmd->in, bitmask.hash))
		modify_hash(tir, tirc);
	if (VCX_GET(modify_tir_in, cmd->in, bitmask.self_lb_en))
		VCX_SET(tirc, tir->ctx, self_lb_block, VCX_GET(tirc, tirc, self_lb_block));
	return VCX_OK;
}

static enum vcx_status query_tir(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	struct vcx_tir *tir;

	tir = vcx_cmd_find(dev, cmd, VCX_OBJ_TIR, (uint32_t)VCX_GET(query_tir_in, cmd->in, tirn));
	if (!tir)
		return cmd->status;
	memcpy(VCX_ADDR(query_tir_out, cmd->out, tir_context), tir->ctx, sizeof(tir->ctx));
	return VCX_OK;
}

static enum vcx_status destroy_tir(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_TIR,
			       (uint32_t)VCX_GET(destroy_tir_in, cmd->in, tirn));
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(CREATE_RQT, create_rqt_in, create_rqt_out, INIT, create_rqt),
	VCX_CMD(MODIFY_RQT, modify_rqt_in, modify_rqt_out, INIT, modify_rqt),
	VCX_CMD(QUERY_RQT, query_rqt_in, query_rqt_out, INIT, query_rqt),
	VCX_CMD(DESTROY_RQT, destroy_rqt_in, destroy_rqt_out, INIT, destroy_rqt),
	VCX_CMD(CREATE_TIR, create_tir_in, create_tir_out, INIT, create_tir),
	VCX_CMD(MODIFY_TIR, modify_tir_in, modify_tir_out, INIT, modify_tir),
	VCX_QUERY(QUERY_TIR, query_tir_in, query_tir_out, INIT, query_tir),
	VCX_CMD(DESTROY_TIR, destroy_tir_in, destroy_tir_out, INIT, destroy_tir),
};

static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_RQT, "RQT", 0x40000, 0x10000, "general.log_max_rqt", rqt_release },
	{ VCX_OBJ_TIR, "TIR", 0x50000, 0x10000, "general.log_max_tir", NULL },
};

const struct vcx_cmd_family vcx_cmds_rss = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
