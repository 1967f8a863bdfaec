// SPDX-License-Identifier: GPL-2.0-only
/* Describes failed operations: the step that failed, and how the driver unwound. */
#include "analysis/model/findings.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static void append(struct mt_finding *finding, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void append(struct mt_finding *finding, const char *fmt, ...)
{
	size_t len = strlen(finding->words);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(finding->words + len, sizeof(finding->words) - len, fmt, ap);
	va_end(ap);
}

static const char *name_of(int err)
{
	const char *name = strerrorname_np(err < 0 ? -err : err);

	return name ? name : "an unknown error";
}

static int first_failed(const struct mt_op *op)
{
	int first = -1;

	for (int s = 0; s < MT_STEP_NR; s++)
		if (op->step[s].failed && (first < 0 || op->step[s].first < op->step[first].first))
			first = s;
	return first;
}

static void append_title(struct mt_finding *finding, const struct mt_op *op)
{
	switch (op->kind) {
	case MT_OP_SET_CHANNELS:
		append(finding, "%s from %" PRId64 " to %" PRId64, mt_op_title(op->kind),
		       op->old_count, op->new_count);
		break;
	case MT_OP_XSK_UNBIND:
		append(finding, "%s of queue %" PRId64, mt_op_title(op->kind), op->qid);
		break;
	case MT_OP_RULE_ADD:
	case MT_OP_RULE_DELETE:
		append(finding, "%s at location %" PRId64, mt_op_title(op->kind), op->location);
		break;
	default:
		append(finding, "%s", mt_op_title(op->kind));
		if (op->switched && *mt_op_trigger_title(op))
			append(finding, " for %s", mt_op_trigger_title(op));
	}
	if (op->err)
		append(finding, " failed with %s", name_of(op->err));
	else if (op->has_err)
		append(finding, " succeeded, but a step of it failed");
	else
		append(finding, ": a step of it failed");
}

static void find_failed(struct mt_findings *f, const struct mt_op *op)
{
	struct mt_finding *finding = mt_finding_add(f, MT_FIND_OP_FAILED, op->dev, op->netdev);
	char unwound[160];
	int step = first_failed(op);

	if (!finding)
		return;
	append_title(finding, op);
	if (step >= 0) {
		const struct mt_op_step *s = &op->step[step];

		append(finding, " (%s: %s", mt_step_id((enum mt_step)step), name_of(s->err));
		if (s->err_ix >= 0)
			append(finding, " at channel %" PRId64, s->err_ix);
		if (s->failed > 1)
			append(finding, ", %u times", s->failed);
		append(finding, ")");
	} else if (op->kind == MT_OP_SET_CHANNELS) {
		append(finding, ", before any channel was opened");
	}
	append(finding, ".");
	mt_op_unwound(op, unwound, sizeof(unwound));
	append(finding, "%s%s", *unwound ? " " : "", unwound);
	if (op->cmds.failed)
		finding->advice =
			"One of its firmware commands failed: see that finding for the reason.";
	else if (step >= 0)
		finding->advice = "The kernel log has the driver's message at this time.";
	else
		finding->advice =
			"The driver rejected the request: compare it with the device's capabilities (ethtool).";
	mt_finding_show(finding, &op->step_failed);
	mt_finding_show(finding, &op->answer);
}

static void find_recovered(struct mt_findings *f, const struct mt_op *op)
{
	struct mt_finding *finding = mt_finding_add(f, MT_FIND_RECOVERED, op->dev, op->netdev);

	if (!finding)
		return;
	append(finding, "The driver recovered an %s", op->queue);
	finding->queue = op->number > 0 ? op->number : 0;
	if (op->number >= 0)
		append(finding, " (0x%" PRIx64 ")", (uint64_t)op->number);
	if (op->channel >= 0)
		append(finding, " of channel %" PRId64, op->channel);
	append(finding, " after %s: %s.", mt_op_trigger_title(op),
	       op->err	   ? name_of(op->err) :
	       op->has_err ? "it was reset and is ready again" :
			     "not all of its commands are in the recording");
	finding->advice =
		"The kernel log has the CQE with its syndrome, and the WQE, at this time; packets in the queue were lost.";
	mt_finding_show(finding, &op->answer);
}

void mt_findings_of_ops(struct mt_findings *f, const struct mt_finding_sources *from)
{
	for (unsigned int i = 0; i < from->ops->ops.nr; i++) {
		const struct mt_op *op = &from->ops->ops.at[i];

		mt_store_touch(sizeof(*op));
		if (op->kind == MT_OP_RECOVERED)
			find_recovered(f, op);
		else if (op->kind != MT_OP_XSK_BIND && mt_op_failed(op))
			find_failed(f, op);
	}
}
