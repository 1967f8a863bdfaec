// SPDX-License-Identifier: GPL-2.0-only
#include "tools/crosscheck/events.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/model/snapshot.h"

/*
 * On a busy host, perf may record a sample after later samples of other CPUs, or twice. Insert the
 * command by its time, and omit it if it is a duplicate.
 */
static void insert_command(struct events *e, const struct command *command)
{
	unsigned int i = e->commands.nr;
	struct command *at;

	if (!mt_vec_add(&e->commands))
		return;
	at = e->commands.at;
	for (; i && at[i - 1].ts > command->ts; i--)
		;
	for (unsigned int j = i; j && at[j - 1].ts == command->ts; j--)
		if (at[j - 1].event == command->event && at[j - 1].opcode == command->opcode &&
		    at[j - 1].token == command->token && at[j - 1].slot == command->slot) {
			e->commands.nr--;
			return;
		}
	memmove(&at[i + 1], &at[i], sizeof(*at) * (e->commands.nr - 1 - i));
	at[i] = *command;
}

static void add_command(struct events *e, const struct mt_record *r)
{
	struct command command = {
		.ts = r->ts,
		.event = r->event,
		.async = mt_num(r, MT_KEY_ASYNC, 0),
		.unissued = r->event == MT_EV_CMD_DONE && mt_has(r, MT_KEY_WAIT_NS) &&
			    !mt_num(r, MT_KEY_WAIT_NS, 0),
		.opcode = mt_num(r, MT_KEY_OPCODE, -1),
		.token = mt_num(r, MT_KEY_TOKEN, -1),
		.slot = mt_num(r, MT_KEY_SLOT, -1),
		.status = mt_num(r, MT_KEY_STATUS, -1),
		.syndrome = mt_num(r, MT_KEY_SYNDROME, -1),
	};

	insert_command(e, &command);
	e->has_issues |= r->event == MT_EV_CMD_ISSUE;
	e->all_issued |= r->event == MT_EV_CMD_ISSUE && !command.async;
	e->has_submits |= r->event == MT_EV_CMD_SUBMIT;
}

static void add_rule(struct events *e, const struct mt_record *r)
{
	struct rule_dst *rule;

	/* the destination was not added to or removed from the entry */
	if (mt_num(r, MT_KEY_ERR, 0))
		return;
	rule = mt_vec_add(&e->rules);
	if (!rule)
		return;
	*rule = (struct rule_dst){
		.ts = r->ts,
		.add = mt_num(r, MT_KEY_ADD, 0),
		.table = mt_num(r, MT_KEY_TABLE, -1),
		.entry = mt_num(r, MT_KEY_ENTRY, -1),
		.tirn = mt_span_eq(mt_str(r, MT_KEY_DST_TYPE), "TIR") ?
				mt_num(r, MT_KEY_DST_ID, -1) :
				-1,
	};
}

static void add_other(struct events *e, const struct mt_record *r)
{
	struct event *event = mt_vec_add(&e->list);

	if (!event)
		return;
	*event = (struct event){
		.event = r->event,
		.ts = r->ts,
		.pid = r->pid,
		.ix = mt_num(r, MT_KEY_IX, -1),
		.qid = mt_num(r, MT_KEY_QID, -1),
		.rqn = mt_num(r, MT_KEY_RQN, -1),
		.cqn = mt_num(r, MT_KEY_CQN, -1),
		.xsk_rqn = mt_num(r, MT_KEY_XSK_RQN, -1),
		.xsk_cqn = mt_num(r, MT_KEY_XSK_CQN, -1),
		.xsk_sqn = mt_num(r, MT_KEY_XSK_SQN, -1),
		.xsk_sq_cqn = mt_num(r, MT_KEY_XSK_SQ_CQN, -1),
		.tirn = mt_num(r, MT_KEY_TIRN, -1),
		.rqtn = mt_num(r, MT_KEY_RQTN, -1),
		.nch = mt_num(r, MT_KEY_NCH, -1),
		.drop = mt_num(r, MT_KEY_DROP, -1),
		.err = mt_num(r, MT_KEY_ERR, 0),
	};
}

static void add(struct events *e, const struct mt_record *r)
{
	switch (r->event) {
	case MT_EV_CMD_ISSUE:
	case MT_EV_CMD_SUBMIT:
	case MT_EV_CMD_DONE:
		add_command(e, r);
		break;
	case MT_EV_FS_RULE_DST:
		add_rule(e, r);
		break;
	case MT_EV_RSS_TIR:
	case MT_EV_ETHTOOL_RULE:
		break;
	default:
		add_other(e, r);
	}
}

/* False if the event is of a second device and no device was selected. */
static bool is_ours(struct events *e, const struct mt_record *r, bool chosen, bool *ours)
{
	struct mt_span dev = mt_str(r, MT_KEY_DEV);

	if (!e->dev)
		e->dev = mt_span_dup(dev);
	*ours = e->dev && mt_span_eq(dev, e->dev);
	return *ours || chosen;
}

static void read_beside(struct events *e, const struct mt_recording *rec)
{
	const struct mt_stats *stats = mt_recording_stats(rec);
	struct mt_snapshot snapshot;

	mt_snapshot_read(&snapshot, rec);
	for (unsigned int i = 0; e->dev && i < snapshot.devs.nr; i++)
		e->has_snapshot_rqs |= !strcmp(snapshot.devs.at[i].pci, e->dev) &&
				       json_array_size(snapshot.devs.at[i].rqs) > 0;
	e->lost = mt_stats_lost(stats) + mt_stats_gaps(stats);
	/* only the recorder's count includes losses at the end */
	if (snapshot.lost > 0 && (uint64_t)snapshot.lost > e->lost)
		e->lost = (uint64_t)snapshot.lost;
	e->malformed = stats->malformed;
	e->ragged = !strncmp(mt_recording_kind(rec), "perf", 4);
	mt_snapshot_free(&snapshot);
}

bool events_read(struct events *e, const char *path, const char *dev, struct mt_error *err)
{
	struct mt_recording *rec = mt_open(path, NULL, err);
	struct mt_record *r = mt_mem(calloc(1, sizeof(*r)));
	int rc = -1;

	*e = (struct events){ 0 };
	if (!rec)
		goto out;
	e->dev = dev ? mt_mem(strdup(dev)) : NULL;
	e->ops = mt_model_ops.create(rec, NULL);
	if (!r || !e->ops || (dev && !e->dev)) {
		mt_error_set(err, "%s: out of memory", path);
		goto out;
	}
	while ((rc = mt_next(rec, r)) > 0) {
		bool ours;

		if (r->kind != MT_REC_EVENT || r->event == MT_EV_OTHER)
			continue;
		if (!is_ours(e, r, dev != NULL, &ours)) {
			mt_error_set(err,
				     "%s: events of several devices (%s and " MT_SPAN_FMT
				     "): select one with --dev",
				     path, e->dev, MT_SPAN_ARG(mt_str(r, MT_KEY_DEV)));
			rc = -2;
			break;
		}
		if (!ours)
			continue;
		add(e, r);
		mt_model_ops.record(e->ops, r);
	}
	if (rc == -1)
		*err = *mt_recording_error(rec);
	mt_model_ops.finish(e->ops);
	read_beside(e, rec);
out:
	if (rec)
		mt_close(rec);
	free(r);
	if (rc)
		events_free(e);
	return !rc;
}

void events_free(struct events *e)
{
	if (e->ops)
		mt_model_ops.destroy(e->ops);
	free(e->list.at);
	free(e->commands.at);
	free(e->rules.at);
	free(e->dev);
	*e = (struct events){ 0 };
}
