// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/ops.h"

void mt_op_init(struct mt_ops *m, struct mt_op *op, const struct mt_record *r)
{
	*op = (struct mt_op){
		.kind = MT_OP_NR,
		.pid = r->pid,
		.start = r->ts,
		.end = r->ts,
		.dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)),
		.comm = mt_model_name(&m->base, r->comm),
		.netdev = mt_model_name(&m->base, mt_str(r, MT_KEY_NETDEV)),
		.ifindex = mt_num(r, MT_KEY_IFINDEX, -1),
		.old_count = -1,
		.new_count = -1,
		.qid = -1,
		.had = -1,
		.opened = -1,
		.xdp = -1,
		.channels_xdp = -1,
		.location = -1,
		.table = -1,
		.entry = -1,
		.last_step = -1,
		.tx_type = "",
		.req_rx_filter = "",
		.rx_filter = "",
		.changed = "",
		.replaced = -1,
		.queue = "",
		.number = -1,
		.channel = -1,
		.trigger = "",
		.way = "",
	};
}
