// SPDX-License-Identifier: GPL-2.0-only
/* Columns of a bar, for all formats. */
#include "analysis/view/bars.h"

#include "analysis/base/util.h"
#include "analysis/view/view.h"

MT_GETTER(bar_kind, struct mt_bar, mt_value_text(mt_bar_id(at->kind)))
MT_GETTER(bar_name, struct mt_bar, mt_value_text(at->name))
MT_GETTER(bar_dev, struct mt_bar, mt_value_text(at->dev))
MT_GETTER(bar_netdev, struct mt_bar, mt_value_text(at->netdev))
MT_GETTER(bar_comm, struct mt_bar, mt_value_text(at->comm))
MT_GETTER(bar_pid, struct mt_bar, mt_value_number(at->pid))
MT_GETTER(bar_start, struct mt_bar, mt_value_count(at->start))
MT_GETTER(bar_end, struct mt_bar, mt_value_count(at->end))
MT_GETTER(bar_submitted, struct mt_bar,
	  mt_value_if(at->kind == MT_BAR_COMMAND, (int64_t)at->submitted))
MT_GETTER(bar_begun, struct mt_bar, mt_value_count(at->begun))
MT_GETTER(bar_goes_on, struct mt_bar, mt_value_count(at->goes_on))
MT_GETTER(bar_failed, struct mt_bar, mt_value_count(at->failed))
MT_GETTER(bar_errno, struct mt_bar, mt_value_errno(at->err))
MT_GETTER(bar_status, struct mt_bar, mt_value_text(at->status))
MT_GETTER(bar_op, struct mt_bar, mt_value_number(at->op))
MT_GETTER(bar_count, struct mt_bar, mt_value_count((uint64_t)at->count))
MT_GETTER(bar_ix, struct mt_bar, mt_value_number(at->ix))
MT_GETTER(bar_qid, struct mt_bar, mt_value_number(at->qid))
MT_GETTER(bar_vhca_id, struct mt_bar, mt_value_number(at->vhca_id))
MT_GETTER(bar_rqn, struct mt_bar, mt_value_number(at->rqn))
MT_GETTER(bar_sqn, struct mt_bar, mt_value_number(at->sqn))
MT_GETTER(bar_rqtn, struct mt_bar, mt_value_number(at->rqtn))
MT_GETTER(bar_tirn, struct mt_bar, mt_value_number(at->tirn))
MT_GETTER(bar_location, struct mt_bar, mt_value_number(at->location))
MT_GETTER(bar_drop, struct mt_bar,
	  mt_value_if(at->kind == MT_BAR_STEERING || at->kind == MT_BAR_RSS, at->drop))
MT_GETTER(bar_lane, struct mt_bar, mt_value_count(at->lane))

static const struct mt_column columns[] = {
	MT_COL("kind", ID, bar_kind, BOTH),
	MT_COL("name", TEXT, bar_name, BOTH),
	MT_COL("dev", TEXT, bar_dev, BOTH),
	MT_COL("netdev", TEXT, bar_netdev, BOTH),
	MT_COL("comm", TEXT, bar_comm, BOTH),
	MT_COL("pid", NUMBER, bar_pid, BOTH),
	MT_COL("start_ns", COUNT, bar_start, BOTH),
	MT_COL("end_ns", COUNT, bar_end, BOTH),
	MT_COL("submitted_ns", NUMBER, bar_submitted, BOTH),
	MT_COL("begun_before", FLAG, bar_begun, BOTH),
	MT_COL("goes_on", FLAG, bar_goes_on, BOTH),
	MT_COL("failed", FLAG, bar_failed, BOTH),
	MT_COL("errno", ERRNO, bar_errno, BOTH),
	MT_COL("status", TEXT, bar_status, BOTH),
	MT_COL("op", NUMBER, bar_op, BOTH),
	MT_COL("count", COUNT, bar_count, BOTH),
	MT_COL("ix", NUMBER, bar_ix, BOTH),
	MT_COL("qid", NUMBER, bar_qid, BOTH),
	MT_COL("vhca_id", NUMBER, bar_vhca_id, BOTH),
	MT_COL("rqn", NUMBER, bar_rqn, BOTH),
	MT_COL("sqn", NUMBER, bar_sqn, BOTH),
	MT_COL("rqtn", NUMBER, bar_rqtn, BOTH),
	MT_COL("tirn", NUMBER, bar_tirn, BOTH),
	MT_COL("location", NUMBER, bar_location, BOTH),
	MT_COL("to_drop_rq", BOOL, bar_drop, BOTH),
	MT_COL("lane", COUNT, bar_lane, BOTH),
};

static void release(void *made)
{
	mt_bar_list_free(made);
	free(made);
}

static void bars_of(const struct mt_row *up, struct mt_list *list)
{
	struct mt_bar_list *bars = mt_mem(calloc(1, sizeof(*bars)));

	if (!bars)
		return;
	mt_bars_list(bars, up->v->bars, up->v->ops, up->v->channels);
	*list = (struct mt_list){ .at = bars->list.at,
				  .nr = bars->list.nr,
				  .size = sizeof(*bars->list.at),
				  .made = bars,
				  .release = release };
}

const struct mt_table mt_table_bars = { MT_COLUMNS(columns), .list = bars_of };

static const struct mt_column part_columns[] = {
	{ "bars", MT_COL_LIST, .in = MT_IN_JSON, .rows = &mt_table_bars },
};

const struct mt_table mt_part_bars = { MT_COLUMNS(part_columns) };
