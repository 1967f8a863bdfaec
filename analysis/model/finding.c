// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/finding.h"

const char *mt_finding_id(enum mt_finding_kind kind)
{
	static const char *const ids[MT_FIND_NR] = {
		[MT_FIND_LOST] = "events_lost",
		[MT_FIND_OP_FAILED] = "operation_failed",
		[MT_FIND_CMD_FAILED] = "command_failed",
		[MT_FIND_CMD_PENDING] = "command_without_end",
		[MT_FIND_COPY_MODE] = "zero_copy_refused",
		[MT_FIND_NO_XSK_QUEUE] = "xsk_without_queue",
		[MT_FIND_LEFT_OPEN] = "queue_never_closed",
		[MT_FIND_STRAY] = "steered_to_closed_rq",
		[MT_FIND_LOG] = "kernel_log",
		[MT_FIND_RECOVERED] = "queue_recovered",
		[MT_FIND_ANSWERED] = "request_answered",
		[MT_FIND_HEALTH] = "device_fault",
		[MT_FIND_STATUS] = "recorded_command_failed",
		[MT_FIND_COUNTED] = "frames_not_delivered",
		[MT_FIND_GENERIC] = "xdp_generic",
		[MT_FIND_NO_PROGRAM] = "xdp_not_attached",
		[MT_FIND_DEAD_RULE] = "rule_to_no_queue",
		[MT_FIND_NOT_READ] = "state_not_read",
	};

	return ids[kind];
}

struct mt_finding *mt_finding_add(struct mt_findings *f, enum mt_finding_kind kind, const char *dev,
				  const char *netdev)
{
	struct mt_finding *finding = mt_long_add(&f->list);

	if (finding) {
		finding->kind = kind;
		finding->dev = dev;
		finding->netdev = netdev;
		finding->id = mt_finding_id(kind);
		finding->advice = finding->severity = finding->normal = "";
		finding->host = finding->from = finding->to = "";
		finding->count = 1;
	}
	return finding;
}

void mt_finding_show(struct mt_finding *finding, const struct mt_evidence *evidence)
{
	if (!evidence->event || finding->nr == MT_FINDING_EVIDENCE)
		return;
	if (!finding->nr || evidence->ts < finding->ts)
		finding->ts = evidence->ts;
	finding->evidence[finding->nr++] = *evidence;
}
