// SPDX-License-Identifier: GPL-2.0-only
/* Objects, queues, counters and commands as JSON. */
#include "vconnectx/card/show/show.h"

#include <jansson.h>

#include "vconnectx/card/show/answer.h"
#include "vconnectx/card/show/channel.h"
#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/queue/counters.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/net/impair.h"
#include "vconnectx/card/rx/rq.h"
#include "vconnectx/card/tx/sq.h"
#include "vconnectx/card/fw/cmdlog.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/card/port/vport.h"
#include "vconnectx/host/util.h"

static json_t *number(uint64_t v)
{
	return json_integer((json_int_t)v);
}

static json_t *show_id(struct vcx_dev *dev, struct vcx_obj *obj)
{
	(void)dev;
	return number(obj->shown_id);
}

void vcx_show_objects(struct vcx_dev *dev, struct vcx_answer *answer)
{
	struct vcx_show_list lists[VCX_OBJ_NR_TYPES];

	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++)
		lists[t] = (struct vcx_show_list){
			.name = vcx_obj_type_name(dev, (enum vcx_obj_type)t),
			.type = (enum vcx_obj_type)t,
			.item = show_id,
		};
	vcx_answer_add(answer, "{");
	vcx_answer_lists(dev, answer, lists, VCX_OBJ_NR_TYPES);
}

static json_t *channel(bool known, uint32_t number)
{
	return known ? json_integer(number) : json_null();
}

static json_t *show_rq(struct vcx_dev *dev, struct vcx_obj *obj)
{
	struct vcx_rq *rq = container_of(obj, struct vcx_rq, obj);
	uint32_t number = 0;
	bool xsk = false;
	bool known = vcx_channel_of_rq(dev, rq, &number, &xsk);

	return json_pack("{s:I, s:o, s:b, s:s, s:s, s:I, s:I, s:I}", "rqn", (json_int_t)obj->id,
			 "channel", channel(known, number), "xsk", known && xsk, "state",
			 vcx_wq_state_name(rq->state), "kind", rq->striding ? "striding" : "cyclic",
			 "cqn", (json_int_t)rq->cq->obj.id, "consumed", (json_int_t)rq->ci,
			 "posted",
			 (json_int_t)(rq->state == VCX_WQ_RDY ? vcx_rq_posted(dev, rq) : 0));
}

static json_t *show_sq(struct vcx_dev *dev, struct vcx_obj *obj)
{
	struct vcx_sq *sq = container_of(obj, struct vcx_sq, obj);
	uint32_t number = 0;
	bool known = vcx_channel_of_cq(dev, sq->cq, &number);

	return json_pack("{s:I, s:o, s:s, s:I, s:I}", "sqn", (json_int_t)obj->id, "channel",
			 channel(known, number), "state", vcx_wq_state_name(sq->state), "cqn",
			 (json_int_t)sq->cq->obj.id, "consumed", (json_int_t)sq->ci);
}

static json_t *show_cq(struct vcx_dev *dev, struct vcx_obj *obj)
{
	struct vcx_cq *cq = container_of(obj, struct vcx_cq, obj);

	(void)dev;
	return json_pack("{s:I, s:I, s:I, s:I, s:b, s:b}", "cqn", (json_int_t)obj->id, "eqn",
			 (json_int_t)cq->eq->obj.id, "producer", (json_int_t)cq->pi, "consumer",
			 (json_int_t)cq->ci, "armed", cq->armed, "overrun", cq->overrun);
}

static json_t *show_eq(struct vcx_dev *dev, struct vcx_obj *obj)
{
	struct vcx_eq *eq = container_of(obj, struct vcx_eq, obj);

	(void)dev;
	return json_pack("{s:I, s:I, s:I, s:I, s:b, s:b}", "eqn", (json_int_t)obj->id, "vector",
			 (json_int_t)eq->vector, "producer", (json_int_t)eq->pi, "consumer",
			 (json_int_t)eq->ci, "armed", eq->armed, "overrun", eq->overrun);
}

void vcx_show_queues(struct vcx_dev *dev, struct vcx_answer *answer)
{
	static const struct vcx_show_list lists[] = {
		{ "rq", VCX_OBJ_RQ, show_rq },
		{ "sq", VCX_OBJ_SQ, show_sq },
		{ "cq", VCX_OBJ_CQ, show_cq },
		{ "eq", VCX_OBJ_EQ, show_eq },
	};

	vcx_answer_add(answer, "{");
	vcx_answer_lists(dev, answer, lists, ARRAY_SIZE(lists));
}

static json_t *traffic(const struct vcx_traffic *t)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "frames", (json_int_t)t->frames,
			 "bytes", (json_int_t)t->bytes, "unicast", (json_int_t)t->unicast_frames,
			 "multicast", (json_int_t)t->multicast_frames, "broadcast",
			 (json_int_t)t->broadcast_frames, "errors", (json_int_t)t->errors,
			 "oversize", (json_int_t)t->oversize);
}

static json_t *show_q_counter(struct vcx_dev *dev, struct vcx_obj *obj)
{
	(void)dev;
	return json_pack("{s:I, s:I}", "id", (json_int_t)obj->id, "out_of_buffer",
			 (json_int_t)container_of(obj, struct vcx_q_counter, obj)->out_of_buffer);
}

static json_t *show_flow_counter(struct vcx_dev *dev, struct vcx_obj *obj)
{
	const struct vcx_flow_counter *counter = (void *)obj;

	(void)dev;
	return json_pack("{s:I, s:I, s:I}", "id", (json_int_t)obj->id, "packets",
			 (json_int_t)counter->packets, "bytes", (json_int_t)counter->bytes);
}

/* Return: JSON null without --impair */
static json_t *impair(const struct vcx_impair *imp)
{
	struct vcx_impair_stats s;

	if (!imp)
		return json_null();
	s = vcx_impair_stats(imp);
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "frames", (json_int_t)s.frames,
			 "lost", (json_int_t)s.lost, "overflow", (json_int_t)s.overflow,
			 "duplicated", (json_int_t)s.duplicated, "delayed", (json_int_t)s.delayed,
			 "reordered", (json_int_t)s.reordered, "waiting_bytes",
			 (json_int_t)vcx_impair_waiting(imp));
}

static void add_key(struct vcx_answer *answer, const char *key, json_t *value)
{
	vcx_answer_add(answer, "\"");
	vcx_answer_add(answer, key);
	vcx_answer_add(answer, "\":");
	vcx_answer_add_json(answer, value);
	vcx_answer_add(answer, ",");
}

void vcx_show_counters(struct vcx_dev *dev, struct vcx_answer *answer)
{
	static const struct vcx_show_list lists[] = {
		{ "q_counter", VCX_OBJ_Q_COUNTER, show_q_counter },
		{ "flow_counter", VCX_OBJ_FLOW_COUNTER, show_flow_counter },
	};

	vcx_answer_add(answer, "{");
	add_key(answer, "link", json_string(dev->port->oper_up ? "up" : "down"));
	add_key(answer, "port",
		json_pack("{s:o, s:o}", "tx", traffic(&dev->port->tx), "rx",
			  traffic(&dev->port->rx)));
	add_key(answer, "vport",
		json_pack("{s:o, s:o, s:I, s:I}", "tx", traffic(&dev->vport->tx), "rx",
			  traffic(&dev->vport->rx), "steering_discard",
			  (json_int_t)dev->vport->steering_discard, "rx_down",
			  (json_int_t)dev->vport->rx_down));
	add_key(answer, "impair", impair(dev->impair));
	add_key(answer, "device",
		json_pack("{s:I, s:I, s:I, s:I}", "commands", (json_int_t)dev->stats.commands,
			  "failed_commands", (json_int_t)dev->stats.failed_commands, "interrupts",
			  (json_int_t)dev->stats.interrupts, "dma_errors",
			  (json_int_t)dev->stats.dma_errors));
	vcx_answer_lists(dev, answer, lists, ARRAY_SIZE(lists));
}

void vcx_show_commands(struct vcx_dev *dev, struct vcx_answer *answer)
{
	json_t *list = vcx_cmdlog_recent(dev), *shown = json_array(), *line;
	uint64_t now = vcx_now_ns(dev);
	size_t i;

	json_array_foreach(list, i, line) {
		uint64_t then = (uint64_t)json_integer_value(json_object_get(line, "mono_ns"));
		uint8_t status = (uint8_t)json_integer_value(json_object_get(line, "status"));
		json_t *copy = json_copy(line);

		json_object_set_new(copy, "ago_ns", number(now - then));
		json_object_set_new(copy, "status_name", json_string(vcx_status_name(status)));
		json_array_append_new(shown, copy);
	}
	json_decref(list);
	vcx_answer_add_json(answer, shown);
	vcx_answer_add(answer, "}");
}
