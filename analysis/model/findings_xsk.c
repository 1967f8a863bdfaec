// SPDX-License-Identifier: GPL-2.0-only
/* Finds AF_XDP sockets that were bound without XSK queues being opened. */
#include "analysis/base/index.h"
#include "analysis/model/findings.h"
#include "analysis/model/xsk_silence.h"

#include <inttypes.h>
#include <stdio.h>

/* The next events of a queue, while iterating backwards from the end of the recording. */
struct queue {
	uint64_t unbound; /* end of the next operation that removes the pool of the queue */
	uint64_t opened;  /* the next time that its XSK queues are opened */
};

struct queues {
	MT_VEC(struct queue) list;
	struct mt_index index;
	struct mt_strpool *names; /* shared by operations and opens, which are in separate models */
};

static struct queue *queue_of(struct queues *q, const char *dev, const char *netdev, int64_t qid)
{
	struct mt_index_key key = { { (uintptr_t)mt_strpool_add(q->names, mt_span_z(dev)),
				      (uintptr_t)mt_strpool_add(q->names, mt_span_z(netdev)),
				      (uint64_t)qid } };
	unsigned int *place = mt_index_at(&q->index, key);
	struct queue *queue;

	if (!place || *place != MT_INDEX_NEW)
		return place ? &q->list.at[*place] : NULL;
	queue = mt_vec_add(&q->list);
	if (!queue)
		return NULL;
	*queue = (struct queue){ UINT64_MAX, UINT64_MAX };
	*place = q->list.nr - 1;
	return queue;
}

/*
 * Process the opens after @ts, beginning before the @nr-th. Returns the number of opens that
 * remain.
 */
static unsigned int take_opens(struct queues *q, const struct mt_xsk *xsk, unsigned int nr,
			       uint64_t ts)
{
	while (nr && xsk->opens.at[nr - 1].ts > ts) {
		const struct mt_xsk_open *open = &xsk->opens.at[--nr];
		struct queue *queue = open->err ? NULL :
						  queue_of(q, open->dev, open->netdev, open->qid);

		mt_store_touch(sizeof(*open));
		if (queue)
			queue->opened = open->ts;
	}
	return nr;
}

/*
 * Returns a bit for each operation, which is set if the operation bound a socket for which XSK
 * queues were opened later, before its pool was removed; NULL when out of memory.
 */
static unsigned char *find_opened_later(const struct mt_finding_sources *from)
{
	const struct mt_ops *ops = from->ops;
	struct queues q = { .names = mt_strpool_new() };
	unsigned char *later = mt_mem(calloc(ops->ops.nr / 8 + 1, 1));
	unsigned int nr = from->xsk->opens.nr;

	for (unsigned int i = ops->ops.nr; later && q.names && i-- > 0;) {
		const struct mt_op *op = &ops->ops.at[i];
		struct queue *queue;

		mt_store_touch(sizeof(*op));
		if (op->kind != MT_OP_XSK_BIND && op->kind != MT_OP_XSK_UNBIND)
			continue;
		nr = take_opens(&q, from->xsk, nr, op->end);
		queue = op->err ? NULL : queue_of(&q, op->dev, op->netdev, op->qid);
		if (queue && op->kind == MT_OP_XSK_UNBIND)
			queue->unbound = op->end;
		else if (queue && queue->opened < queue->unbound && queue->opened > op->end)
			later[i / 8] |= (unsigned char)(1U << i % 8);
	}
	free(q.list.at);
	mt_index_free(&q.index);
	mt_strpool_free(q.names);
	return later;
}

static void find_no_queue(struct mt_findings *f, const struct mt_finding_sources *from,
			  const struct mt_op *bind, bool opened_later)
{
	struct mt_xsk_silence silence;
	struct mt_finding *finding;
	bool deferred = !bind->opened || !bind->xdp;

	if (bind->step[MT_STEP_OPEN_XSK].nr || opened_later)
		return;
	/* that the event is missing is meaningful only if it was selected for the recording */
	if (!deferred && !from->xsk->opens.nr &&
	    mt_snapshot_recorded(from->snapshot, MT_EV_OPEN_XSK) != 1)
		return;
	finding = mt_finding_add(f, MT_FIND_NO_XSK_QUEUE, bind->dev, bind->netdev);
	if (!finding)
		return;
	mt_xsk_silent(bind, from->snapshot, &silence);
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
	mt_xsk_silent(bind, from->snapshot, &silence);
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
	unsigned char *later = find_opened_later(from);

	for (unsigned int i = 0; later && i < from->ops->ops.nr; i++) {
		const struct mt_op *op = &from->ops->ops.at[i];

		mt_store_touch(sizeof(*op));
		if (op->kind != MT_OP_XSK_BIND)
			continue;
		if (op->err)
			find_copy_mode(f, from, op);
		else
			find_no_queue(f, from, op, later[i / 8] >> i % 8 & 1);
	}
	free(later);
}
