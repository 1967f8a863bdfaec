// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/bars.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/*
 * Maximum number of open bars. Beyond it the oldest bars, whose ends were probably lost, are
 * dropped.
 */
#define MAX_OPEN 8192
/* Maximum number of destinations of rules whose mlx5e_ethtool_rule has not been recorded yet. */
#define MAX_DSTS 64

static const struct {
	const char *id, *title;
} kinds[MT_BAR_NR] = {
	[MT_BAR_OP] = { "operation", "Operations" },
	[MT_BAR_STEP] = { "step", "Steps" },
	[MT_BAR_COMMAND] = { "command", "Firmware commands" },
	[MT_BAR_CHANNEL] = { "channel", "Channels" },
	[MT_BAR_ACTIVE] = { "channel_active", "Active channels" },
	[MT_BAR_XSK] = { "xsk", "XSK queues" },
	[MT_BAR_XSK_ACTIVE] = { "xsk_active", "Active XSK queues" },
	[MT_BAR_STEERING] = { "steering", "RQTs of channels" },
	[MT_BAR_RSS] = { "rss", "RQTs of RSS" },
	[MT_BAR_RULE] = { "rule", "Rules of ethtool -N" },
};

const char *mt_bar_id(enum mt_bar_kind kind)
{
	return kinds[kind].id;
}

const char *mt_bar_title(enum mt_bar_kind kind)
{
	return kinds[kind].title;
}

static void *create(const struct mt_recording *rec, const struct mt_query *query)
{
	(void)rec;
	(void)query;
	return mt_model_new(sizeof(struct mt_bars));
}

static void destroy(void *model)
{
	struct mt_bars *m = model;

	mt_long_free(&m->done);
	free(m->open.at);
	free(m->dsts.at);
	mt_model_fini(&m->base);
	free(m);
}

const struct mt_bar mt_bar_unknown = {
	.name = "",
	.dev = "",
	.netdev = "",
	.comm = "",
	.status = "",
	.pid = -1,
	.op = -1,
	.count = 1,
	.ix = -1,
	.qid = -1,
	.vhca_id = -1,
	.rqn = -1,
	.sqn = -1,
	.rqtn = -1,
	.tirn = -1,
	.location = -1,
};

static struct mt_bar bar_of(struct mt_bars *m, enum mt_bar_kind kind, const struct mt_record *r)
{
	struct mt_bar bar = mt_bar_unknown;

	bar.kind = kind;
	bar.dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV));
	bar.netdev = mt_model_name(&m->base, mt_str(r, MT_KEY_NETDEV));
	bar.comm = mt_model_name(&m->base, r->comm);
	bar.pid = r->pid;
	bar.start = bar.submitted = r->ts;
	bar.ix = mt_num(r, MT_KEY_IX, -1);
	bar.vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1);
	return bar;
}

static void name(struct mt_bars *m, struct mt_bar *bar, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void name(struct mt_bars *m, struct mt_bar *bar, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* not interned: most names contain a number that does not occur again */
	bar->name = mt_texts_add(&m->base.kept, mt_span_z(text));
	if (!bar->name)
		bar->name = "";
}

static void begin(struct mt_bars *m, const struct mt_bar *bar)
{
	struct mt_bar *open;

	if (m->open.nr == MAX_OPEN)
		mt_vec_remove(&m->open, 0);
	open = mt_vec_add(&m->open);
	if (open)
		*open = *bar;
}

/* End the bar @open. */
static void end(struct mt_bars *m, int open, uint64_t ts)
{
	struct mt_bar *done = mt_long_add(&m->done);

	if (!done)
		return;
	*done = m->open.at[open];
	done->end = ts;
	mt_vec_remove(&m->open, (unsigned int)open);
}

/*
 * Find the newest open bar of the same object as @like, by the numbers that identify objects of its
 * kind. Returns -1 if there is none.
 */
static int find(const struct mt_bars *m, const struct mt_bar *like)
{
	for (unsigned int i = m->open.nr; i-- > 0;) {
		const struct mt_bar *bar = &m->open.at[i];
		bool same;

		if (bar->kind != like->kind || bar->dev != like->dev)
			continue;
		switch (like->kind) {
		case MT_BAR_COMMAND:
			same = bar->name == like->name && bar->ix == like->ix;
			break;
		case MT_BAR_STEERING:
		case MT_BAR_RSS:
			same = bar->rqtn == like->rqtn;
			break;
		case MT_BAR_RULE:
			same = bar->location == like->location && bar->netdev == like->netdev;
			break;
		default:
			same = bar->ix == like->ix && bar->netdev == like->netdev &&
			       mt_same_rq(bar->rqn, bar->vhca_id, like->rqn, like->vhca_id);
		}
		if (same)
			return (int)i;
	}
	return -1;
}

/*
 * End the bar of this object. If its start was not recorded, add a bar that began before the
 * recording.
 */
static void end_object(struct mt_bars *m, struct mt_bar *bar, uint64_t ts)
{
	int open = find(m, bar);

	if (open < 0) {
		bar->begun = true;
		bar->start = bar->submitted = m->first;
		begin(m, bar);
		open = (int)m->open.nr - 1;
	}
	if (!mt_memory_short())
		end(m, open, ts);
}

/*
 * Begin a bar of an object. This ends the previous bar, whose end was not recorded or has no event.
 */
static void begin_object(struct mt_bars *m, const struct mt_bar *bar)
{
	int open = find(m, bar);

	if (open >= 0)
		end(m, open, bar->start);
	begin(m, bar);
}

/* Process one of the four events that channels and XSK queues both have. */
static void take_queues(struct mt_bars *m, const struct mt_record *r, enum mt_bar_kind kind)
{
	bool xsk = kind == MT_BAR_XSK || kind == MT_BAR_XSK_ACTIVE;
	struct mt_bar bar = bar_of(m, kind, r);

	bar.rqn = mt_num(r, xsk ? MT_KEY_XSK_RQN : MT_KEY_RQN, -1);
	bar.sqn = xsk ? mt_num(r, MT_KEY_XSK_SQN, -1) : -1;
	bar.qid = mt_num(r, MT_KEY_QID, -1);
	bar.err = (int)mt_num(r, MT_KEY_ERR, 0);
	bar.failed = bar.err;
	name(m, &bar, "%s %" PRId64, xsk ? "XSK queues of channel" : "channel", bar.ix);
	switch (r->event) {
	case MT_EV_OPEN_CHANNEL:
	case MT_EV_OPEN_XSK:
		begin_object(m, &bar);
		if (bar.failed)
			end_object(m, &bar, r->ts);
		break;
	case MT_EV_ACTIVATE_CHANNEL:
	case MT_EV_ACTIVATE_XSK:
		begin_object(m, &bar);
		break;
	case MT_EV_DEACTIVATE_CHANNEL:
	case MT_EV_DEACTIVATE_XSK:
		end_object(m, &bar, r->ts);
		break;
	default:
		/* end an active bar whose deactivation was not recorded */
		bar.kind = xsk ? MT_BAR_XSK_ACTIVE : MT_BAR_ACTIVE;
		if (find(m, &bar) >= 0)
			end_object(m, &bar, r->ts);
		bar.kind = kind;
		end_object(m, &bar, r->ts);
	}
}

static void take_steering(struct mt_bars *m, const struct mt_record *r)
{
	struct mt_bar bar = bar_of(m, MT_BAR_STEERING, r);

	bar.rqtn = mt_num(r, MT_KEY_RQTN, -1);
	bar.tirn = mt_num(r, MT_KEY_TIRN, -1);
	bar.rqn = mt_num(r, MT_KEY_RQN, -1);
	bar.drop = mt_num(r, MT_KEY_DROP, 0);
	bar.err = (int)mt_num(r, MT_KEY_ERR, 0);
	bar.failed = bar.err;
	name(m, &bar, "RQT %" PRId64 " -> %sRQ %" PRId64, bar.rqtn, bar.drop ? "drop " : "",
	     bar.rqn);
	begin_object(m, &bar);
}

static void take_rss(struct mt_bars *m, const struct mt_record *r)
{
	struct mt_bar bar = bar_of(m, MT_BAR_RSS, r);
	int64_t nch = mt_num(r, MT_KEY_NCH, -1);

	bar.rqtn = mt_num(r, MT_KEY_RQTN, -1);
	bar.drop = mt_num(r, MT_KEY_DROP, 0);
	bar.err = (int)mt_num(r, MT_KEY_ERR, 0);
	bar.failed = bar.err;
	if (bar.drop)
		name(m, &bar, "RQT %" PRId64 " of RSS -> drop RQ", bar.rqtn);
	else
		name(m, &bar, "RQT %" PRId64 " of RSS -> channels of %" PRId64, bar.rqtn, nch);
	begin_object(m, &bar);
}

static void take_dst(struct mt_bars *m, const struct mt_record *r)
{
	struct mt_bar_dst *dst;

	if (!mt_num(r, MT_KEY_ADD, 0) || mt_num(r, MT_KEY_ERR, 0))
		return;
	if (m->dsts.nr == MAX_DSTS)
		mt_vec_remove(&m->dsts, 0);
	dst = mt_vec_add(&m->dsts);
	if (dst)
		*dst = (struct mt_bar_dst){
			.dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)),
			.type = mt_model_name(&m->base, mt_str(r, MT_KEY_DST_TYPE)),
			.table = mt_num(r, MT_KEY_TABLE, -1),
			.entry = mt_num(r, MT_KEY_ENTRY, -1),
			.id = mt_num(r, MT_KEY_DST_ID, -1),
		};
}

static void take_rule(struct mt_bars *m, const struct mt_record *r)
{
	int64_t table = mt_num(r, MT_KEY_TABLE, -1), entry = mt_num(r, MT_KEY_ENTRY, -1);
	struct mt_bar bar = bar_of(m, MT_BAR_RULE, r);

	bar.location = mt_num(r, MT_KEY_LOCATION, -1);
	bar.err = (int)mt_num(r, MT_KEY_ERR, 0);
	bar.failed = bar.err;
	name(m, &bar, "rule %" PRId64, bar.location);
	if (!mt_num(r, MT_KEY_ADD, 0)) {
		if (!bar.failed)
			end_object(m, &bar, r->ts);
		return;
	}
	for (unsigned int i = m->dsts.nr; i-- > 0;) {
		const struct mt_bar_dst *dst = &m->dsts.at[i];

		if (dst->dev != bar.dev || dst->table != table || dst->entry != entry)
			continue;
		bar.tirn = strcmp(dst->type, "TIR") ? -1 : dst->id;
		name(m, &bar, "rule %" PRId64 " -> %s %" PRId64, bar.location, dst->type, dst->id);
		break;
	}
	if (!bar.failed) {
		begin_object(m, &bar);
		return;
	}
	/* the request failed: a rule that already has this location remains */
	begin(m, &bar);
	if (!mt_memory_short())
		end(m, (int)m->open.nr - 1, r->ts);
}

/* The bar of a command. Its channel index is the token of the command until the bar ends. */
static struct mt_bar command_of(struct mt_bars *m, const struct mt_record *r)
{
	struct mt_bar bar = bar_of(m, MT_BAR_COMMAND, r);

	bar.name = mt_model_name(&m->base, mt_str(r, MT_KEY_OPCODE));
	bar.ix = mt_num(r, MT_KEY_TOKEN, -1);
	return bar;
}

static void take_command(struct mt_bars *m, const struct mt_record *r)
{
	struct mt_bar bar = command_of(m, r), *open;
	int at = find(m, &bar);
	uint64_t ns = (uint64_t)mt_num(r, MT_KEY_NS, 0);
	uint64_t wait = (uint64_t)mt_num(r, MT_KEY_WAIT_NS, 0);

	if (r->event == MT_EV_CMD_ISSUE) {
		/* perf records some samples twice; ignore the second one */
		if (at < 0 || m->open.at[at].start != r->ts)
			begin(m, &bar);
		return;
	}
	if (r->event == MT_EV_CMD_SUBMIT) {
		if (at >= 0)
			m->open.at[at].submitted = r->ts;
		return;
	}
	m->commands_end = true;
	if (at < 0) {
		bar.start = ns + wait < r->ts ? r->ts - ns - wait : 0;
		bar.submitted = bar.start + wait;
		begin(m, &bar);
		at = (int)m->open.nr - 1;
	}
	if (mt_memory_short())
		return;
	open = &m->open.at[at];
	open->ix = -1;
	open->err = (int)mt_num(r, MT_KEY_ERR, 0);
	open->failed = mt_cmd_failed(r);
	if (open->failed)
		open->status = mt_model_name(&m->base, mt_str(r, MT_KEY_STATUS));
	end(m, at, r->ts);
}

static void record(void *model, const struct mt_record *r)
{
	struct mt_bars *m = model;

	if (r->kind != MT_REC_EVENT)
		return;
	if (!m->seen)
		m->first = r->ts;
	m->seen = true;
	if (r->ts > m->last)
		m->last = r->ts;
	switch (r->event) {
	case MT_EV_CMD_ISSUE:
	case MT_EV_CMD_SUBMIT:
	case MT_EV_CMD_DONE:
		take_command(m, r);
		break;
	case MT_EV_OPEN_CHANNEL:
	case MT_EV_CLOSE_CHANNEL:
		take_queues(m, r, MT_BAR_CHANNEL);
		break;
	case MT_EV_ACTIVATE_CHANNEL:
	case MT_EV_DEACTIVATE_CHANNEL:
		take_queues(m, r, MT_BAR_ACTIVE);
		break;
	case MT_EV_OPEN_XSK:
	case MT_EV_CLOSE_XSK:
		take_queues(m, r, MT_BAR_XSK);
		break;
	case MT_EV_ACTIVATE_XSK:
	case MT_EV_DEACTIVATE_XSK:
		take_queues(m, r, MT_BAR_XSK_ACTIVE);
		break;
	case MT_EV_RX_CHANNEL_REDIRECT:
		take_steering(m, r);
		break;
	case MT_EV_RSS_REDIRECT:
		take_rss(m, r);
		break;
	case MT_EV_FS_RULE_DST:
		take_dst(m, r);
		break;
	case MT_EV_ETHTOOL_RULE:
		take_rule(m, r);
		break;
	default:
		break;
	}
}

/*
 * Open bars last until the end of the recording. Bars of commands are dropped if the ends of
 * commands were not recorded.
 */
static void finish(void *model)
{
	struct mt_bars *m = model;

	for (unsigned int i = 0; i < m->open.nr; i++) {
		struct mt_bar *bar;

		if (m->open.at[i].kind == MT_BAR_COMMAND && !m->commands_end)
			continue;
		bar = mt_long_add(&m->done);
		if (!bar)
			return;
		*bar = m->open.at[i];
		bar->end = m->last;
		bar->goes_on = true;
		if (bar->kind == MT_BAR_COMMAND)
			bar->ix = -1;
	}
	m->open.nr = 0;
}

const struct mt_model_ops mt_model_bars = {
	.name = "bars",
	.create = create,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};
