// SPDX-License-Identifier: GPL-2.0-only
/*
 * A fault of a queue is reported by the driver's commands (queue_recovered), by devlink
 * (device_fault) and by the kernel log (queue_recovery and others). These findings are joined into
 * one.
 */
#include "analysis/model/findings.h"

#include <inttypes.h>
#include <stdio.h>

/* All sources report a fault within this time. A recovery may wait until the queue is empty. */
#define SAME_NS (10 * UINT64_C(1000000000))

/*
 * The message of devlink, which is the text after "reporter_name=tx: "; empty for any other event.
 */
static struct mt_span message_of(const struct mt_finding *health)
{
	static const char name[] = "reporter_name=", colon[] = ": ";
	struct mt_span text;
	const char *at;

	if (!health->nr || strcmp(health->evidence[0].event, "devlink_health_report"))
		return mt_span("", 0);
	text = mt_span_z(health->evidence[0].text);
	at = mt_span_find(text, name);
	if (!at)
		return mt_span("", 0);
	text = mt_span_skip(text, (size_t)(at - text.p));
	at = mt_span_find(text, colon);
	return at ? mt_span_trim(mt_span_skip(text, (size_t)(at - text.p) + strlen(colon))) :
		    mt_span("", 0);
}

/*
 * The number of the queue in "ERR CQE on SQ: 0x1dbb" or "TX timeout on queue: 2, SQ: 0x1dbb, ...";
 * 0 if there is none.
 */
static int64_t queue_in(struct mt_span message)
{
	const char *at = mt_span_find(message, "Q: 0x");
	struct mt_span digits;
	size_t n = 0;
	uint64_t value;

	if (!at)
		return 0;
	digits = mt_span_skip(message, (size_t)(at - message.p) + 5);
	while (n < digits.len && strchr("0123456789abcdef", digits.p[n]))
		n++;
	return mt_span_hex(mt_span(digits.p, n), &value) && value <= INT32_MAX ? (int64_t)value : 0;
}

static bool at_same_time(const struct mt_finding *a, const struct mt_finding *b)
{
	if (a->clock != b->clock)
		return true;
	return a->ts < b->ts + SAME_NS && b->ts < a->ts + SAME_NS;
}

/* Whether both findings may report the same fault of a queue, on a device that both name. */
static bool may_be_same(const struct mt_finding *a, const struct mt_finding *b)
{
	return *a->dev && !strcmp(a->dev, b->dev) && a->nr && b->nr && at_same_time(a, b);
}

/* Whether the finding is a kernel log message at the beginning of a recovery. */
static bool begins_recovery(const struct mt_finding *finding)
{
	return finding->kind == MT_FIND_LOG &&
	       (!strcmp(finding->id, "queue_recovery") ||
		!strcmp(finding->id, "tx_timeout_queue") || !strcmp(finding->id, "rx_timeout"));
}

static bool is_of_recovery(const struct mt_finding *recovery, const struct mt_finding *other)
{
	int64_t queue = other->queue;

	if (other->kind == MT_FIND_HEALTH)
		queue = queue_in(message_of(other));
	else if (!begins_recovery(other))
		return false;
	if (!may_be_same(recovery, other) || !queue)
		return false;
	return recovery->queue ? recovery->queue == queue : recovery->clock == other->clock;
}

/* Whether a line of @log ends with the message, after the device and the interface. */
static bool has_message(const struct mt_finding *log, struct mt_span message)
{
	for (unsigned int i = 0; i < log->nr; i++) {
		struct mt_span line = mt_span_z(log->evidence[i].text);

		if (line.len >= message.len && mt_span_eq(message, line.p + line.len - message.len))
			return true;
	}
	return false;
}

/* Merge @from into @to: add its events, and the members that only @from has. */
static void absorb(struct mt_finding *to, struct mt_finding *from)
{
	int64_t queue = from->kind == MT_FIND_HEALTH ? queue_in(message_of(from)) : from->queue;

	if (!to->queue && queue) {
		size_t n = strlen(to->words);

		snprintf(to->words + n, sizeof(to->words) - n,
			 " According to %s, it is queue 0x%" PRIx64 ".",
			 from->kind == MT_FIND_LOG ? "the kernel log" : "devlink's report",
			 (uint64_t)queue);
		to->queue = queue;
	}
	if (!*to->severity)
		to->severity = from->severity;
	if (!*to->normal)
		to->normal = from->normal;
	if (!*to->host)
		to->host = from->host;
	if (!to->nr_origins) {
		memcpy(to->origins, from->origins, sizeof(to->origins));
		to->nr_origins = from->nr_origins;
	}
	for (unsigned int i = 0; i < from->nr; i++) {
		uint64_t ts = to->ts;

		mt_finding_show(to, &from->evidence[i]);
		if (from->clock != to->clock) /* a time of another clock */
			to->ts = ts;
	}
	from->nr = 0;
	from->kind = MT_FIND_NR;
}

/* The findings that may be absorbed. They are few, as their models keep a limited number. */
struct candidates {
	MT_VEC(struct mt_finding *) list;
};

static void join_recovery(const struct candidates *c, struct mt_finding *recovery)
{
	for (unsigned int i = 0; i < c->list.nr; i++)
		if (is_of_recovery(recovery, c->list.at[i]))
			absorb(recovery, c->list.at[i]);
	if (!recovery->queue) {
		size_t n = strlen(recovery->words);

		snprintf(recovery->words + n, sizeof(recovery->words) - n,
			 " The queue is unknown: record devlink:devlink_health_report.");
	}
}

static void join_log(const struct candidates *c, struct mt_finding *log)
{
	for (unsigned int i = 0; i < c->list.nr; i++) {
		struct mt_finding *health = c->list.at[i];
		struct mt_span message;

		if (health->kind != MT_FIND_HEALTH || !may_be_same(log, health))
			continue;
		message = message_of(health);
		if (message.len && has_message(log, message))
			absorb(log, health);
	}
}

static void find_candidates(struct mt_findings *f, struct candidates *c)
{
	for (unsigned int i = 0; i < f->list.nr; i++) {
		struct mt_finding *finding = &f->list.at[i], **kept;

		mt_store_touch(sizeof(*finding));
		if (finding->kind != MT_FIND_HEALTH && finding->kind != MT_FIND_LOG)
			continue;
		kept = mt_vec_add(&c->list);
		if (kept)
			*kept = finding;
	}
}

void mt_findings_join(struct mt_findings *f)
{
	struct candidates c = { 0 };
	unsigned int nr = 0;

	find_candidates(f, &c);
	for (unsigned int i = 0; i < f->list.nr; i++) {
		mt_store_touch(sizeof(*f->list.at));
		if (f->list.at[i].kind == MT_FIND_RECOVERED)
			join_recovery(&c, &f->list.at[i]);
	}
	for (unsigned int i = 0; i < c.list.nr; i++)
		if (c.list.at[i]->kind == MT_FIND_LOG)
			join_log(&c, c.list.at[i]);
	free(c.list.at);
	for (unsigned int i = 0; i < f->list.nr; i++) {
		mt_store_touch(sizeof(*f->list.at));
		if (f->list.at[i].kind != MT_FIND_NR && nr++ != i)
			f->list.at[nr - 1] = f->list.at[i];
	}
	f->list.nr = nr;
}
