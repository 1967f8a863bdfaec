// SPDX-License-Identifier: GPL-2.0-only
/* Binds of AF_XDP sockets that did not lead to XSK queues. */
#include "analysis/model/findings.h"
#include "analysis/model/xsk_silence.h"

#include <inttypes.h>
#include <stdio.h>

static bool same_queue(const struct mt_op *a, const struct mt_op *b)
{
	return !strcmp(a->dev, b->dev) && !strcmp(a->netdev, b->netdev) && a->qid == b->qid;
}

/* Time of the removal of a bind's pool; UINT64_MAX: not in the recording. */
static uint64_t bound_until(const struct mt_ops *ops, const struct mt_op *bind)
{
	for (unsigned int i = 0; i < ops->ops.nr; i++) {
		const struct mt_op *op = &ops->ops.at[i];

		if (op->kind == MT_OP_XSK_UNBIND && !op->err && op->end > bind->end &&
		    same_queue(op, bind))
			return op->end;
	}
	return UINT64_MAX;
}

static bool opened_later(const struct mt_finding_sources *from, const struct mt_op *bind)
{
	uint64_t until = bound_until(from->ops, bind);

	for (unsigned int i = 0; i < from->xsk->opens.nr; i++) {
		const struct mt_xsk_open *open = &from->xsk->opens.at[i];

		if (!open->err && open->qid == bind->qid && open->ts > bind->end &&
		    open->ts < until && !strcmp(open->dev, bind->dev) &&
		    !strcmp(open->netdev, bind->netdev))
			return true;
	}
	return false;
}

static void find_no_queue(struct mt_findings *f, const struct mt_finding_sources *from,
			  const struct mt_op *bind)
{
	struct mt_xsk_silence silence;
	struct mt_finding *finding;
	bool deferred = !bind->opened || !bind->xdp;

	if (bind->step[MT_STEP_OPEN_XSK].nr || opened_later(from, bind))
		return;
	/* absence is meaningful only if the event was selected for the recording */
	if (!deferred && !from->xsk->opens.nr &&
	    mt_snapshot_recorded(from->snapshot, MT_EV_OPEN_XSK) != 1)
		return;
	finding = mt_finding_add(f, MT_FIND_NO_XSK_QUEUE, bind->dev, bind->netdev);
	if (!finding)
		return;
	mt_xsk_silent(bind, from->ops, from->snapshot, &silence);
	snprintf(
		finding->words, sizeof(finding->words),
		"The socket on queue %" PRId64
		" receives nothing: no XSK queue was ever opened for it, %s%s.",
		bind->qid, *silence.because ? "because " : "and ",
		*silence.because ?
			silence.because :
			"its mlx5e_open_xsk is missing, although the interface was up with an XDP program");
	finding->advice = *silence.remedy ? silence.remedy :
					    "Record the bind again, with mlx5e_open_xsk enabled.";
	finding->unsafe = mt_stats_least_lost(from->stats) || from->snapshot->lost > 0;
	mt_finding_show(finding, &bind->answer);
}

static void find_copy_mode(struct mt_findings *f, const struct mt_finding_sources *from,
			   const struct mt_op *bind)
{
	struct mt_finding *finding = mt_finding_add(f, MT_FIND_COPY_MODE, bind->dev, bind->netdev);
	const char *name = strerrorname_np(-bind->err);
	struct mt_xsk_silence silence;

	if (!finding)
		return;
	mt_xsk_silent(bind, from->ops, from->snapshot, &silence);
	snprintf(finding->words, sizeof(finding->words),
		 "The driver refused zero copy on queue %" PRId64
		 " with %s%s. A socket that was not bound with XDP_ZEROCOPY is now silently in copy mode.%s%s",
		 bind->qid, name ? name : "an unknown error",
		 bind->step[MT_STEP_OPEN_XSK].failed ? " when it opened the XSK queue" : "",
		 *silence.queue ? " " : "", silence.queue);
	finding->advice =
		*silence.remedy ?
			silence.remedy :
			"Bind with XDP_ZEROCOPY to get an error, and see the failed command or the kernel log for the reason.";
	mt_finding_show(finding, &bind->step_failed);
	mt_finding_show(finding, &bind->answer);
}

void mt_findings_of_xsk(struct mt_findings *f, const struct mt_finding_sources *from)
{
	for (unsigned int i = 0; i < from->ops->ops.nr; i++) {
		const struct mt_op *op = &from->ops->ops.at[i];

		if (op->kind != MT_OP_XSK_BIND)
			continue;
		if (op->err)
			find_copy_mode(f, from, op);
		else
			find_no_queue(f, from, op);
	}
}
