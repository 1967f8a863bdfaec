// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/findings.h"

#include <inttypes.h>
#include <stdio.h>

static bool lost_any(const struct mt_finding_sources *from)
{
	return mt_stats_least_lost(from->stats) || from->snapshot->lost > 0;
}

static void find_lost(struct mt_findings *f, const struct mt_finding_sources *from)
{
	uint64_t lost = mt_stats_least_lost(from->stats), gaps = mt_stats_gaps(from->stats);
	struct mt_finding *finding;

	if (!lost_any(from))
		return;
	if (from->snapshot->lost > 0 && (uint64_t)from->snapshot->lost > lost)
		lost = (uint64_t)from->snapshot->lost;
	finding = mt_finding_add(f, MT_FIND_LOST, "", "");
	if (!finding)
		return;
	snprintf(finding->words, sizeof(finding->words),
		 "The tracer lost %s%" PRIu64
		 " events: findings that rely on a missing event are unsafe, and other findings may be missing.",
		 gaps ? "at least " : "", lost);
	finding->advice =
		"Record again with larger buffers (trace-cmd record -b, perf record -m) or fewer events.";
}

static void find_commands(struct mt_findings *f, const struct mt_finding_sources *from)
{
	for (unsigned int i = 0; i < from->commands->failures.nr; i++) {
		const struct mt_cmd_failure *c = &from->commands->failures.at[i];
		struct mt_finding *finding = mt_finding_add(f, MT_FIND_CMD_FAILED, c->dev, "");
		bool silent = !strcmp(c->status, "NONE");

		if (!finding)
			continue;
		finding->count = c->nr;
		if (silent)
			snprintf(finding->words, sizeof(finding->words),
				 "%s got no answer from the firmware: %s.", c->name,
				 strerrorname_np(-c->err) ? strerrorname_np(-c->err) :
							    "unknown error");
		else
			snprintf(finding->words, sizeof(finding->words),
				 "The firmware refused %s: status %s, syndrome 0x%" PRIx64 ".",
				 c->name, *c->status ? c->status : "unknown",
				 c->syndrome < 0 ? 0 : (uint64_t)c->syndrome);
		finding->advice =
			silent ?
				"Look at the kernel log for the health of the device, and at \"devlink health\"." :
				"The driver logs status and syndrome; the meaning of a syndrome is vendor specific.";
		for (unsigned int e = 0; e < c->kept; e++)
			mt_finding_show(finding, &c->at[e]);
	}
}

/* It is normal that a command is in flight for less than this time when the recording ends. */
#define PENDING_NS (2 * UINT64_C(1000000000))

static void find_pending(struct mt_findings *f, const struct mt_finding_sources *from)
{
	const struct mt_op_commands *c = &from->ops->commands;
	const struct mt_issue *issue;

	for (unsigned int i = 0; (issue = mt_op_commands_pending(c, i)); i++) {
		uint64_t since = issue->submitted ? issue->submitted : issue->by.ts;
		struct mt_finding *finding;

		if (from->stats->ticks || from->stats->last_ts - since < PENDING_NS)
			continue;
		finding = mt_finding_add(f, MT_FIND_CMD_PENDING, issue->dev, "");
		if (!finding)
			continue;
		snprintf(finding->words, sizeof(finding->words),
			 "%s of %s[%d] has no end in the recording: it is %s, for %" PRIu64
			 ".%03" PRIu64 " s.",
			 issue->name, issue->by.comm, issue->by.pid,
			 mt_awaits_words(mt_issue_awaits(c, issue)),
			 (from->stats->last_ts - since) / 1000000000,
			 (from->stats->last_ts - since) % 1000000000 / 1000000);
		finding->advice =
			"The driver gives up after 60 s: then look at the kernel log and at \"devlink health\".";
		finding->unsafe = lost_any(from);
		mt_finding_show(finding, &issue->by);
	}
}

/* Whether closings were recorded. Otherwise it is meaningless that one is missing. */
static bool has_closes(const struct mt_finding_sources *from, bool xsk)
{
	return (xsk ? from->rqs->xsk_closes : from->rqs->closes) ||
	       mt_snapshot_recorded(from->snapshot, xsk ? MT_EV_CLOSE_XSK : MT_EV_CLOSE_CHANNEL) ==
		       1;
}

static void find_left_open(struct mt_findings *f, const struct mt_finding_sources *from)
{
	for (unsigned int i = 0; i < from->rqs->rqs.nr; i++) {
		const struct mt_rq *rq = &from->rqs->rqs.at[i];
		const struct mt_evidence *since = mt_rq_left_open(from->rqs, rq);
		struct mt_finding *finding;

		if (!since || !has_closes(from, rq->xsk))
			continue;
		finding = mt_finding_add(f, MT_FIND_LEFT_OPEN, rq->dev, rq->netdev);
		if (!finding)
			continue;
		snprintf(finding->words, sizeof(finding->words),
			 "%s %" PRId64 " was opened with RQ %" PRId64
			 " and never closed, though %s.",
			 rq->xsk ? "The XSK queue of channel" : "Channel", rq->ix, rq->rqn,
			 since == &rq->aborted	? "the opening it was part of failed" :
			 since == &rq->replaced ? "another one replaced it" :
						  "it was deactivated and the operation has ended");
		finding->advice =
			"Its RQ, SQs and memory are lost until the driver is unloaded: a leak in the driver.";
		finding->unsafe = lost_any(from);
		mt_finding_show(finding, &rq->opened);
		mt_finding_show(finding, since);
	}
}

static void find_strays(struct mt_findings *f, const struct mt_finding_sources *from)
{
	for (unsigned int i = 0; i < from->rqs->strays.nr; i++) {
		const struct mt_stray *s = &from->rqs->strays.at[i];
		struct mt_finding *finding = mt_finding_add(f, MT_FIND_STRAY, s->dev, "");

		if (!finding)
			continue;
		snprintf(finding->words, sizeof(finding->words),
			 s->at_close ? "%sRQ %" PRId64 " of channel %" PRId64
				       " was closed while RQT %" PRId64 " still led to it." :
				       "After %sRQ %" PRId64 " of channel %" PRId64
				       " was closed, RQT %" PRId64 " was redirected to it.",
			 s->xsk ? "XSK " : "", s->rqn, s->ix, s->rqtn);
		finding->advice =
			"Packets steered there are dropped: look for an earlier failed MODIFY_RQT, otherwise report it.";
		finding->unsafe = lost_any(from);
		mt_finding_show(finding, s->at_close ? &s->steered : &s->closed);
		mt_finding_show(finding, s->at_close ? &s->closed : &s->steered);
	}
}

/* In kernel logs alone, the most severe findings are first. */
static int by_level_and_time(const void *a, const void *b)
{
	const struct mt_finding *x = a, *y = b;

	if (x->level != y->level)
		return y->level - x->level;
	if (x->clock != y->clock)
		return x->clock < y->clock ? -1 : 1;
	if (x->ts != y->ts)
		return x->ts < y->ts ? -1 : 1;
	if (x->wall != y->wall)
		return x->wall < y->wall ? -1 : 1;
	if (x->kind != y->kind)
		return (int)x->kind - (int)y->kind;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

void mt_findings_make(struct mt_findings *f, const struct mt_finding_sources *from)
{
	*f = (struct mt_findings){ 0 };
	find_lost(f, from);
	mt_findings_of_ops(f, from);
	mt_findings_of_xsk(f, from);
	find_commands(f, from);
	find_pending(f, from);
	find_left_open(f, from);
	find_strays(f, from);
	mt_findings_of_log(f, from);
	mt_findings_of_stock(f, from);
	mt_findings_join(f);
	mt_findings_of_status(f, from);
	mt_findings_of_counters(f, from);
	mt_long_sort(&f->list, by_level_and_time);
}

void mt_findings_free(struct mt_findings *f)
{
	mt_long_free(&f->list);
}
