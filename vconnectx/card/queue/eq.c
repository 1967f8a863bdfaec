// SPDX-License-Identifier: GPL-2.0-only
/* Event queues: commands, posting, doorbell. */
#include "vconnectx/card/queue/eq.h"

#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/fw/cmdlog.h"
#include "vconnectx/host/util.h"

#define EQE_SIZE sizeof(struct vcx_eqe)
#define CI_MASK	 0xffffffu

uint64_t vcx_eq_join(struct vcx_eq_members *list, struct vcx_eq_member *member,
		     const struct vcx_obj *obj)
{
	struct vcx_eq_member *older = list->newest;

	*member = (struct vcx_eq_member){ .list = list, .older = older, .born = obj->born };
	if (older)
		older->newer = member;
	list->newest = member;
	return older ? older->born : 0;
}

void vcx_eq_leave(struct vcx_eq_member *member)
{
	if (!member->list)
		return;
	if (member->older)
		member->older->newer = member->newer;
	if (member->newer)
		member->newer->older = member->older;
	else
		member->list->newest = member->older;
	member->list = NULL;
}

static void disband(struct vcx_eq_members *list)
{
	while (list->newest)
		vcx_eq_leave(list->newest);
}

static void eq_release(struct vcx_dev *dev, struct vcx_obj *obj)
{
	struct vcx_eq *eq = container_of(obj, struct vcx_eq, obj);

	(void)dev;
	/* a reset frees the EQs before the queues in these lists */
	disband(&eq->icosqs);
	disband(&eq->rqs);
	vcx_buf_free(&eq->buf);
}

struct event_search {
	enum vcx_event type;
	struct vcx_eq *eq;
};

static bool subscribes(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx)
{
	struct event_search *search = ctx;
	struct vcx_eq *eq = container_of(obj, struct vcx_eq, obj);

	(void)dev;
	if (eq->mask & (1ull << search->type))
		search->eq = eq;
	return !search->eq;
}

static struct vcx_eq *event_eq(struct vcx_dev *dev, enum vcx_event type)
{
	struct event_search search = { .type = type };

	vcx_obj_each(dev, VCX_OBJ_EQ, subscribes, &search);
	return search.eq;
}

uint32_t vcx_eq_for_event(struct vcx_dev *dev, enum vcx_event type)
{
	struct vcx_eq *eq = event_eq(dev, type);

	return eq ? eq->obj.id : 0;
}

void vcx_eq_event(struct vcx_dev *dev, enum vcx_event type, uint8_t subtype, const uint8_t *data)
{
	struct vcx_eq *eq = event_eq(dev, type);

	if (eq)
		vcx_eq_post(dev, eq, type, subtype, data);
	else
		vcx_dev_log(dev, VCX_LOG_DEBUG, "no EQ is subscribed to events of type 0x%x", type);
}

static void eq_fire(struct vcx_dev *dev, struct vcx_eq *eq)
{
	eq->armed = false;
	vcx_irq(dev, eq->vector);
}

bool vcx_eq_post(struct vcx_dev *dev, struct vcx_eq *eq, enum vcx_event type, uint8_t subtype,
		 const uint8_t *data)
{
	uint32_t size = 1u << eq->log_size;
	uint64_t off = (uint64_t)(eq->pi & (size - 1)) * EQE_SIZE;
	struct vcx_eqe eqe = { 0 };

	if (((eq->pi - eq->ci) & CI_MASK) >= size) {
		if (!eq->overrun)
			vcx_dev_log(dev, VCX_LOG_ERR,
				    "EQ %u overrun: %u entries not consumed, event 0x%x lost",
				    eq->obj.id, size, type);
		eq->overrun = true;
		dev->stats.eq_overruns++;
		return false;
	}
	eqe.type = (uint8_t)type;
	eqe.sub_type = subtype;
	memcpy(eqe.data, data, sizeof(eqe.data));
	eqe.owner = (uint8_t)((eq->pi >> eq->log_size) & 1);
	/* the owner byte publishes the entry and is written last */
	if (vcx_buf_write(dev, &eq->buf, off, &eqe, EQE_SIZE - 1) ||
	    vcx_buf_write(dev, &eq->buf, off + EQE_SIZE - 1, &eqe.owner, 1))
		return false;
	vcx_cmdlog_ring(dev, "eqe", "EQ", eq->obj.id, eq->pi, type);
	eq->pi = (eq->pi + 1) & CI_MASK;
	if (eq->armed)
		eq_fire(dev, eq);
	return true;
}

void vcx_eq_doorbell(struct vcx_dev *dev, uint32_t uar, uint32_t value, bool arm)
{
	struct vcx_eq *eq = vcx_obj_find(dev, VCX_OBJ_EQ, value >> 24);

	if (!eq || VCX_GET(eqc, eq->ctx, uar_page) != uar) {
		dev->stats.bad_doorbells++;
		vcx_dev_log(dev, VCX_LOG_ERR,
			    "EQ doorbell in UAR %u for EQ %u, which does not exist", uar,
			    value >> 24);
		return;
	}
	eq->ci = value & CI_MASK;
	if (((eq->pi - eq->ci) & CI_MASK) < 1u << eq->log_size)
		eq->overrun = false;
	if (!arm)
		return;
	vcx_cmdlog_ring(dev, "eq_arm", "EQ", eq->obj.id, eq->ci, 0);
	eq->armed = true;
	if (eq->ci != eq->pi)
		eq_fire(dev, eq);
}

static enum vcx_status create_eq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	const uint8_t *eqc = VCX_ADDR(create_eq_in, cmd->in, eq_context_entry);
	unsigned int log_size = (unsigned int)VCX_GET(eqc, eqc, log_eq_size);
	unsigned int vector = (unsigned int)VCX_GET(eqc, eqc, intr);
	enum vcx_status status;
	struct vcx_obj *uar;
	struct vcx_eq *eq;

	if (log_size > VCX_CAP_GEN(dev, log_max_eq_sz))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD, "EQ of 2^%u entries",
				log_size);
	if (vector >= VCX_NUM_VECTORS)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"vector %u is out of range, %u exist", vector, VCX_NUM_VECTORS);
	if (VCX_GET(eqc, eqc, page_offset))
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_FIELD,
				"page_offset is not 0");
	uar = vcx_cmd_find(dev, cmd, VCX_OBJ_UAR, (uint32_t)VCX_GET(eqc, eqc, uar_page));
	if (!uar)
		return cmd->status;
	eq = vcx_cmd_new(dev, cmd, VCX_OBJ_EQ, sizeof(*eq));
	if (!eq)
		return cmd->status;
	status = vcx_buf_init(dev, cmd, &eq->obj, &eq->buf, VCX_BYTE_OFF(create_eq_in, pas),
			      EQE_SIZE << log_size, (unsigned int)VCX_GET(eqc, eqc, log_page_size));
	if (!status)
		status = vcx_cmd_ref(dev, cmd, &eq->obj, uar);
	if (status)
		return vcx_cmd_undo(dev, cmd, &eq->obj, status);
	memcpy(eq->ctx, eqc, sizeof(eq->ctx));
	eq->log_size = log_size;
	eq->vector = vector;
	/* the first of four 64-bit words holds event types 0 to 63 */
	eq->mask = vcx_get_be64(VCX_ADDR(create_eq_in, cmd->in, event_bitmask));
	VCX_SET(create_eq_out, cmd->out, eq_number, eq->obj.id);
	return VCX_OK;
}

static enum vcx_status destroy_eq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	return vcx_cmd_destroy(dev, cmd, VCX_OBJ_EQ,
			       (uint32_t)VCX_GET(destroy_eq_in, cmd->in, eq_number));
}

static enum vcx_status query_eq(struct vcx_dev *dev, struct vcx_cmd *cmd)
{
	uint8_t *eqc = VCX_ADDR(query_eq_out, cmd->out, eq_context_entry);
	struct vcx_eq *eq;

	eq = vcx_cmd_find(dev, cmd, VCX_OBJ_EQ, (uint32_t)VCX_GET(query_eq_in, cmd->in, eq_number));
	if (!eq)
		return cmd->status;
	memcpy(eqc, eq->ctx, sizeof(eq->ctx));
	VCX_SET(eqc, eqc, st, eq->armed ? 0x9 : 0xa);
	VCX_SET(eqc, eqc, status, eq->overrun ? 0xa : 0x0);
	VCX_SET(eqc, eqc, consumer_counter, eq->ci);
	VCX_SET(eqc, eqc, producer_counter, eq->pi);
	return VCX_OK;
}

static const struct vcx_cmd_desc cmds[] = {
	VCX_CMD(CREATE_EQ, create_eq_in, create_eq_out, INIT, create_eq),
	VCX_CMD(DESTROY_EQ, destroy_eq_in, destroy_eq_out, INIT, destroy_eq),
	VCX_QUERY(QUERY_EQ, query_eq_in, query_eq_out, INIT, query_eq),
};

/* EQ numbers have 8 bits */
static const struct vcx_obj_class classes[] = {
	{ VCX_OBJ_EQ, "EQ", 1, 0xfe, "general.log_max_eq", eq_release },
};

const struct vcx_cmd_family vcx_cmds_eq = {
	.cmds = cmds,
	.nr = ARRAY_SIZE(cmds),
	.classes = classes,
	.nr_classes = ARRAY_SIZE(classes),
};
