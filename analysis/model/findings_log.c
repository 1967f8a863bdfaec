// SPDX-License-Identifier: GPL-2.0-only
/* Findings from the messages of a kernel log. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

#include "analysis/model/findings.h"

static int64_t number(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

static void add_words(struct mt_finding *finding, const char *words)
{
	size_t n = strlen(finding->words);

	snprintf(finding->words + n, sizeof(finding->words) - n, " %s", words);
}

/*
 * Describe a queue according to the snapshot: its channel and, for a send queue, its traffic class
 * and transmit queue.
 */
static bool name_queue(struct mt_finding *finding, const struct mt_snapshot_dev *dev, bool rq,
		       int64_t queue)
{
	json_t *one, *list = rq ? dev->rqs : dev->sqs;
	char words[200];
	size_t i;

	json_array_foreach(list, i, one) {
		if (number(one, rq ? "rqn" : "sqn") != queue)
			continue;
		if (rq)
			snprintf(words, sizeof(words),
				 "According to the snapshot, RQ 0x%" PRIx64
				 " is the receive queue of channel %" PRId64 " of %s.",
				 (uint64_t)queue, number(one, "channel ix"), dev->netdev);
		else
			snprintf(words, sizeof(words),
				 "According to the snapshot, SQ 0x%" PRIx64
				 " is transmit queue %" PRId64 " of %s: channel %" PRId64
				 ", traffic class %" PRId64 ".",
				 (uint64_t)queue, number(one, "txq ix"), dev->netdev,
				 number(one, "channel ix"), number(one, "tc"));
		add_words(finding, words);
		return true;
	}
	return false;
}

/* Describe a receive queue according to the events of the recording. */
static void name_recorded_rq(struct mt_finding *finding, const struct mt_rqs *rqs, const char *dev,
			     int64_t rqn)
{
	char words[200];

	for (unsigned int i = 0; i < rqs->rqs.nr; i++) {
		const struct mt_rq *rq = &rqs->rqs.at[i];

		if (rq->rqn != rqn || strcmp(rq->dev, dev) != 0)
			continue;
		snprintf(words, sizeof(words),
			 "According to the events of the recording, RQ 0x%" PRIx64
			 " is the %sreceive queue of channel %" PRId64 " of %s.",
			 (uint64_t)rqn, rq->xsk ? "AF_XDP " : "", rq->ix, rq->netdev);
		add_words(finding, words);
		return;
	}
}

static void name_queues(struct mt_finding *finding, const struct mt_log_entry *entry,
			const struct mt_finding_sources *from)
{
	bool named = false;

	for (unsigned int i = 0; i < from->snapshot->devs.nr && !named; i++) {
		const struct mt_snapshot_dev *dev = &from->snapshot->devs.at[i];

		if (strcmp(dev->pci, entry->dev) != 0)
			continue;
		if (entry->sqn >= 0)
			named = name_queue(finding, dev, false, entry->sqn);
		else if (entry->rqn >= 0)
			named = name_queue(finding, dev, true, entry->rqn);
	}
	if (!named && entry->rqn >= 0)
		name_recorded_rq(finding, from->rqs, entry->dev, entry->rqn);
}

/* Set the origin according to the kernel given by the user, in the log or in the recording. */
static void set_origin(struct mt_finding *finding, const struct mt_log_entry *entry,
		       const struct mt_finding_sources *from)
{
	const char *release = from->log->kernel ? from->log->kernel : entry->release;

	if (!*release)
		release = from->snapshot->release ? from->snapshot->release : "";
	finding->nr_origins = mt_origin_find(entry->func, entry->text, release, finding->origins);
}

/*
 * The number of the clock: times since boot have the clock of the recording (0) or of one log, and
 * dates have a clock that is common to all logs.
 */
static unsigned int clock_of(const struct mt_log_entry *entry,
			     const struct mt_finding_sources *from)
{
	if (from->log_alone && from->log->files.nr == 1)
		return 0;
	if (entry->clock == MT_LOG_WALL)
		return UINT_MAX;
	if (from->log_alone)
		return entry->file;
	return entry->clock == MT_LOG_BOOT && mt_log_comparable(from->snapshot->clock) != 0 ?
		       0 :
		       entry->file + 1;
}

void mt_findings_of_log(struct mt_findings *f, const struct mt_finding_sources *from)
{
	const struct mt_log *log = from->log;

	for (unsigned int i = 0; log && i < log->entries.nr; i++) {
		const struct mt_log_entry *entry = &log->entries.at[i];
		struct mt_finding *finding;

		if (!mt_log_is_finding(entry))
			continue;
		finding = mt_finding_add(f, MT_FIND_LOG, entry->dev, entry->netdev);
		if (!finding)
			continue;
		finding->id = entry->kind->id;
		finding->severity = mt_severity_name(entry->severity);
		finding->level = from->log_alone ? entry->severity : MT_SEVERITY_NOTE;
		finding->normal = entry->kind->normal;
		finding->advice = entry->check;
		finding->host = entry->host;
		finding->from = entry->first_stamp;
		finding->to = entry->last_stamp;
		finding->count = entry->count;
		finding->joined = *entry->kind->join;
		finding->seq = i;
		finding->queue = entry->sqn > 0 ? entry->sqn : entry->rqn > 0 ? entry->rqn : 0;
		finding->clock = clock_of(entry, from);
		finding->wall = log->files.nr > 1 && entry->clock == MT_LOG_WALL ? entry->first_ts :
										   0;
		snprintf(finding->words, sizeof(finding->words), "%s", entry->words);
		name_queues(finding, entry, from);
		set_origin(finding, entry, from);
		for (unsigned int e = 0; e < entry->nr; e++)
			mt_finding_show(finding, &entry->lines[e]);
	}
}
