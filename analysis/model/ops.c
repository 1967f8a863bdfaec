// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/ops.h"


/* Tasks whose last steps nothing closes are kept open up to this many. */
#define MAX_RUNS 64

static const struct {
	const char *id, *title;
} op_names[MT_OP_NR] = {
	[MT_OP_SET_CHANNELS] = { "set_channels", "ethtool -L" },
	[MT_OP_XSK_BIND] = { "xsk_bind", "XSK bind" },
	[MT_OP_XSK_UNBIND] = { "xsk_unbind", "XSK unbind" },
	[MT_OP_HWTSTAMP_SET] = { "hwtstamp_set", "hwtstamp set" },
	[MT_OP_HWTSTAMP_GET] = { "hwtstamp_get", "hwtstamp get" },
	[MT_OP_OPENED] = { "channels_opened", "channels opened" },
	[MT_OP_CLOSED] = { "channels_closed", "channels closed" },
	[MT_OP_REOPENED] = { "channels_reopened", "channels reopened" },
	[MT_OP_STEERED] = { "rqt_changed", "RQTs changed" },
};

/* In which part of a reopen a step stands, to tell one from the next. */
enum phase { PHASE_ANY, PHASE_OPEN, PHASE_DOWN, PHASE_UP };

static const struct {
	const char *id, *title;
	enum phase phase;
} steps[MT_STEP_NR] = {
	[MT_STEP_OPEN] = { "open_channel", "opened", PHASE_OPEN },
	[MT_STEP_OPEN_XSK] = { "open_xsk", "XSK opened", PHASE_OPEN },
	[MT_STEP_RSS_DROP] = { "rss_drop", "RSS to drop RQ", PHASE_DOWN },
	[MT_STEP_DROP] = { "rx_channel_drop", "RQTs to drop RQ", PHASE_DOWN },
	[MT_STEP_DEACTIVATE] = { "deactivate_channel", "deactivated", PHASE_DOWN },
	[MT_STEP_DEACTIVATE_XSK] = { "deactivate_xsk", "XSK deactivated", PHASE_ANY },
	/* newer kernels close the old channels after the new ones are active */
	[MT_STEP_CLOSE] = { "close_channel", "closed", PHASE_ANY },
	[MT_STEP_CLOSE_XSK] = { "close_xsk", "XSK closed", PHASE_ANY },
	[MT_STEP_ACTIVATE] = { "activate_channel", "activated", PHASE_UP },
	[MT_STEP_ACTIVATE_XSK] = { "activate_xsk", "XSK activated", PHASE_ANY },
	[MT_STEP_RSS] = { "rss_redirect", "RSS to channels", PHASE_UP },
	[MT_STEP_REDIRECT] = { "rx_channel_redirect", "RQTs to channels", PHASE_UP },
	[MT_STEP_DROP_UNUSED] = { "rx_channel_drop_unused", "unused RQTs drop", PHASE_UP },
};

const char *mt_op_title(enum mt_op_kind kind)
{
	return op_names[kind].title;
}

const char *mt_op_id(enum mt_op_kind kind)
{
	return op_names[kind].id;
}

const char *mt_step_title(enum mt_step step)
{
	return steps[step].title;
}

const char *mt_step_id(enum mt_step step)
{
	return steps[step].id;
}

int mt_step_of(const struct mt_record *r)
{
	switch (r->event) {
	case MT_EV_OPEN_CHANNEL:
		return MT_STEP_OPEN;
	case MT_EV_ACTIVATE_CHANNEL:
		return MT_STEP_ACTIVATE;
	case MT_EV_DEACTIVATE_CHANNEL:
		return MT_STEP_DEACTIVATE;
	case MT_EV_CLOSE_CHANNEL:
		return MT_STEP_CLOSE;
	case MT_EV_OPEN_XSK:
		return MT_STEP_OPEN_XSK;
	case MT_EV_ACTIVATE_XSK:
		return MT_STEP_ACTIVATE_XSK;
	case MT_EV_DEACTIVATE_XSK:
		return MT_STEP_DEACTIVATE_XSK;
	case MT_EV_CLOSE_XSK:
		return MT_STEP_CLOSE_XSK;
	case MT_EV_RX_CHANNEL_REDIRECT:
		return MT_STEP_REDIRECT;
	case MT_EV_RX_CHANNEL_DROP:
		return MT_STEP_DROP;
	case MT_EV_RSS_REDIRECT:
		return mt_num(r, MT_KEY_DROP, 0) ? MT_STEP_RSS_DROP : MT_STEP_RSS;
	default:
		return -1;
	}
}

static void *create(const struct mt_recording *rec, const struct mt_query *query)
{
	struct mt_ops *m = mt_model_new(sizeof(*m));

	(void)rec;
	(void)query;
	return m;
}

static void destroy(void *model)
{
	struct mt_ops *m = model;

	mt_strpool_free(m->base.names);
	free(m->ops.at);
	free(m->runs.at);
	free(m);
}

static void init_op(struct mt_ops *m, struct mt_op *op, const struct mt_record *r)
{
	*op = (struct mt_op){
		.kind = MT_OP_NR, .pid = r->pid, .start = r->ts, .end = r->ts,
		.dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)), .comm = mt_model_name(&m->base, r->comm),
		.netdev = mt_model_name(&m->base, mt_str(r, MT_KEY_NETDEV)),
		.ifindex = mt_num(r, MT_KEY_IFINDEX, -1), .old_count = -1, .new_count = -1,
		.qid = -1, .opened = -1, .xdp = -1, .channels_xdp = -1,
		.tx_type = "", .req_rx_filter = "", .rx_filter = "",
	};
}

static enum phase phase_of(const struct mt_op *run)
{
	enum phase most = PHASE_ANY;

	for (int s = 0; s < MT_STEP_NR; s++)
		if (run->step[s].nr && steps[s].phase > most)
			most = steps[s].phase;
	/* a failed open is unwound by closing what was opened */
	if (run->step[MT_STEP_CLOSE].nr && most < PHASE_DOWN)
		most = PHASE_DOWN;
	return most;
}

/* Does a step that comes now begin something new? */
static bool begins_anew(const struct mt_op *run, enum mt_step step)
{
	enum phase seen = phase_of(run);

	switch (steps[step].phase) {
	case PHASE_OPEN:
		return seen >= PHASE_DOWN;
	case PHASE_DOWN:
		return seen == PHASE_UP;
	default:
		return false;
	}
}

static bool changes_channels(const struct mt_op *run)
{
	return run->step[MT_STEP_OPEN].nr || run->step[MT_STEP_CLOSE].nr ||
	       run->step[MT_STEP_DEACTIVATE].nr || run->step[MT_STEP_ACTIVATE].nr;
}

/* New channels took over from old ones and nothing failed. */
static bool is_whole_reopen(const struct mt_op *run)
{
	for (int s = 0; s < MT_STEP_NR; s++)
		if (run->step[s].failed)
			return false;
	return run->step[MT_STEP_OPEN].nr && run->step[MT_STEP_CLOSE].nr &&
	       run->step[MT_STEP_ACTIVATE].nr >= run->step[MT_STEP_OPEN].nr;
}

/*
 * Did the steps that wait lead to @op? If not they are something that the
 * task did before and that no event of its own reports.
 */
static bool belongs(const struct mt_op *run, const struct mt_op *op)
{
	switch (op->kind) {
	case MT_OP_SET_CHANNELS:
		if (op->err)
			return !is_whole_reopen(run);
		/* with the interface down there are no steps; what waits is older */
		return run->step[MT_STEP_OPEN].nr;
	case MT_OP_XSK_BIND:
	case MT_OP_XSK_UNBIND:
		return !changes_channels(run);
	case MT_OP_HWTSTAMP_SET:
		return !op->err || !is_whole_reopen(run);
	default:
		return false;
	}
}

static void name_run(struct mt_op *run)
{
	bool up = run->step[MT_STEP_OPEN].nr || run->step[MT_STEP_ACTIVATE].nr;
	bool down = run->step[MT_STEP_CLOSE].nr || run->step[MT_STEP_DEACTIVATE].nr;

	if (up && down)
		run->kind = MT_OP_REOPENED;
	else if (up)
		run->kind = MT_OP_OPENED;
	else if (down)
		run->kind = MT_OP_CLOSED;
	else
		run->kind = MT_OP_STEERED;
	run->unfinished = run->step[MT_STEP_OPEN].nr && !run->step[MT_STEP_ACTIVATE].nr &&
			  !run->step[MT_STEP_OPEN].failed;
}

static void finish_run(struct mt_ops *m, unsigned int i)
{
	struct mt_op *op = mt_vec_add(&m->ops);

	if (op) {
		*op = m->runs.at[i];
		name_run(op);
	}
	mt_vec_remove(&m->runs, i);
}

static int find_run(struct mt_ops *m, const struct mt_record *r, const char *dev)
{
	for (unsigned int i = 0; i < m->runs.nr; i++)
		if (m->runs.at[i].pid == r->pid && m->runs.at[i].dev == dev)
			return (int)i;
	return -1;
}

static void take_step(struct mt_ops *m, const struct mt_record *r, enum mt_step step)
{
	int i = find_run(m, r, mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)));
	int err = (int)mt_num(r, MT_KEY_ERR, 0);
	struct mt_op_step *s;
	struct mt_op *run;

	if (i >= 0 && step == MT_STEP_DROP && phase_of(&m->runs.at[i]) == PHASE_UP)
		step = MT_STEP_DROP_UNUSED;
	if (i >= 0 && begins_anew(&m->runs.at[i], step)) {
		finish_run(m, (unsigned int)i);
		i = -1;
	}
	if (i < 0) {
		if (m->runs.nr == MAX_RUNS)
			finish_run(m, 0);
		run = mt_vec_add(&m->runs);
		if (!run)
			return;
		init_op(m, run, r);
		run->has_steps = true;
	} else {
		run = &m->runs.at[i];
	}
	run->end = r->ts;
	if (step == MT_STEP_OPEN && mt_num(r, MT_KEY_XDP, -1) > run->channels_xdp)
		run->channels_xdp = mt_num(r, MT_KEY_XDP, -1);
	if (!*run->netdev) {
		run->netdev = mt_model_name(&m->base, mt_str(r, MT_KEY_NETDEV));
		run->ifindex = mt_num(r, MT_KEY_IFINDEX, -1);
	}
	s = &run->step[step];
	if (!s->nr++)
		s->first = r->ts;
	s->last = r->ts;
	if (err && !s->failed++) {
		s->err = err;
		s->err_ix = mt_num(r, MT_KEY_IX, -1);
	}
}

static void take_end(struct mt_ops *m, const struct mt_record *r, enum mt_op_kind kind)
{
	int i = find_run(m, r, mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)));
	struct mt_op op, *kept;

	init_op(m, &op, r);
	op.kind = kind;
	op.has_err = mt_has(r, MT_KEY_ERR);
	op.err = (int)mt_num(r, MT_KEY_ERR, 0);
	op.old_count = mt_num(r, MT_KEY_OLD_COUNT, -1);
	op.new_count = mt_num(r, MT_KEY_NEW_COUNT, -1);
	op.qid = mt_num(r, MT_KEY_QID, -1);
	op.opened = mt_num(r, MT_KEY_OPENED, -1);
	op.xdp = mt_num(r, MT_KEY_XDP, -1);
	op.tx_type = mt_model_name(&m->base, mt_str(r, MT_KEY_TX_TYPE));
	op.req_rx_filter = mt_model_name(&m->base, mt_str(r, MT_KEY_REQ_RX_FILTER));
	op.rx_filter = mt_model_name(&m->base, mt_str(r, MT_KEY_RX_FILTER));
	if (i >= 0 && belongs(&m->runs.at[i], &op)) {
		op.start = m->runs.at[i].start;
		op.has_steps = true;
		op.channels_xdp = m->runs.at[i].channels_xdp;
		memcpy(op.step, m->runs.at[i].step, sizeof(op.step));
		mt_vec_remove(&m->runs, (unsigned int)i);
	} else if (i >= 0) {
		finish_run(m, (unsigned int)i);
	}
	kept = mt_vec_add(&m->ops);
	if (kept)
		*kept = op;
}

static void record(void *model, const struct mt_record *r)
{
	struct mt_ops *m = model;
	int step;

	if (r->kind != MT_REC_EVENT || r->event == MT_EV_OTHER)
		return;
	switch (r->event) {
	case MT_EV_SET_CHANNELS:
		take_end(m, r, MT_OP_SET_CHANNELS);
		return;
	case MT_EV_XSK_SETUP_POOL:
		take_end(m, r, mt_num(r, MT_KEY_ENABLE, 1) ? MT_OP_XSK_BIND : MT_OP_XSK_UNBIND);
		return;
	case MT_EV_HWTSTAMP_SET:
		take_end(m, r, MT_OP_HWTSTAMP_SET);
		return;
	case MT_EV_HWTSTAMP_GET:
		take_end(m, r, MT_OP_HWTSTAMP_GET);
		return;
	default:
		step = mt_step_of(r);
		if (step >= 0)
			take_step(m, r, (enum mt_step)step);
	}
}

static int by_start(const void *a, const void *b)
{
	const struct mt_op *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

static void finish(void *model)
{
	struct mt_ops *m = model;

	while (m->runs.nr)
		finish_run(m, 0);
	if (m->ops.nr)
		qsort(m->ops.at, m->ops.nr, sizeof(*m->ops.at), by_start);
}

const struct mt_model_ops mt_model_ops = {
	.name = "ops",
	.create = create,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};
