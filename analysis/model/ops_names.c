// SPDX-License-Identifier: GPL-2.0-only
/* The names of operations and steps. */
#include "analysis/model/ops.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
	const char *id, *title;
} op_names[MT_OP_NR] = {
	[MT_OP_SET_CHANNELS] = { "set_channels", "ethtool -L" },
	[MT_OP_XSK_BIND] = { "xsk_bind", "XSK bind" },
	[MT_OP_XSK_UNBIND] = { "xsk_unbind", "XSK unbind" },
	[MT_OP_HWTSTAMP_SET] = { "hwtstamp_set", "hwtstamp set" },
	[MT_OP_HWTSTAMP_GET] = { "hwtstamp_get", "hwtstamp get" },
	[MT_OP_RULE_ADD] = { "rule_add", "ethtool -N" },
	[MT_OP_RULE_DELETE] = { "rule_delete", "ethtool -N delete" },
	[MT_OP_OPENED] = { "channels_opened", "channels opened" },
	[MT_OP_CLOSED] = { "channels_closed", "channels closed" },
	[MT_OP_REOPENED] = { "channels_reopened", "channels reopened" },
	[MT_OP_STEERED] = { "rqt_changed", "RQTs changed" },
	[MT_OP_SWITCHED] = { "params_changed", "parameters changed" },
	[MT_OP_RECOVERED] = { "queue_recovered", "queue recovery" },
};

static const struct {
	const char *id, *title;
} step_names[MT_STEP_NR] = {
	[MT_STEP_OPEN] = { "open_channel", "opened" },
	[MT_STEP_OPEN_XSK] = { "open_xsk", "XSK opened" },
	[MT_STEP_RSS_DROP] = { "rss_drop", "RSS to drop RQ" },
	[MT_STEP_DROP] = { "rx_channel_drop", "RQTs to drop RQ" },
	[MT_STEP_DEACTIVATE] = { "deactivate_channel", "deactivated" },
	[MT_STEP_DEACTIVATE_XSK] = { "deactivate_xsk", "XSK deactivated" },
	[MT_STEP_CLOSE] = { "close_channel", "closed" },
	[MT_STEP_CLOSE_XSK] = { "close_xsk", "XSK closed" },
	[MT_STEP_ACTIVATE] = { "activate_channel", "activated" },
	[MT_STEP_ACTIVATE_XSK] = { "activate_xsk", "XSK activated" },
	[MT_STEP_RSS] = { "rss_redirect", "RSS to channels" },
	[MT_STEP_REDIRECT] = { "rx_channel_redirect", "RQTs to channels" },
	[MT_STEP_DROP_UNUSED] = { "rx_channel_drop_unused", "unused RQTs drop" },
};

const char *mt_op_title(enum mt_op_kind kind)
{
	return op_names[kind].title;
}

const char *mt_op_id(enum mt_op_kind kind)
{
	return op_names[kind].id;
}

struct number {
	char text[24];
};

static struct number number(int64_t value)
{
	struct number n = { "-" };

	if (value >= 0)
		snprintf(n.text, sizeof(n.text), "%" PRId64, value);
	return n;
}

void mt_op_describe(const struct mt_op *op, char *text, size_t size)
{
	char what[112];

	switch (op->kind) {
	case MT_OP_SET_CHANNELS:
		snprintf(what, sizeof(what), " %s -> %s", number(op->old_count).text,
			 number(op->new_count).text);
		break;
	case MT_OP_XSK_BIND:
	case MT_OP_XSK_UNBIND:
		snprintf(what, sizeof(what), " queue %s", number(op->qid).text);
		break;
	case MT_OP_RULE_ADD:
		snprintf(what, sizeof(what), " loc %s", number(op->location).text);
		break;
	case MT_OP_RULE_DELETE:
		snprintf(what, sizeof(what), " %s", number(op->location).text);
		break;
	case MT_OP_RECOVERED:
		snprintf(what, sizeof(what), " %s %s ch %s", op->queue, number(op->number).text,
			 number(op->channel).text);
		break;
	default:
		what[0] = '\0';
	}
	snprintf(text, size, "%s%s", mt_op_title(op->kind), what);
}

const char *mt_step_title(enum mt_step step)
{
	return step_names[step].title;
}

const char *mt_step_id(enum mt_step step)
{
	return step_names[step].id;
}

int mt_step_of(const struct mt_record *r)
{
	switch (r->event) {
	case MT_EV_OPEN_CHANNEL:
		return MT_STEP_OPEN;
	case MT_EV_ACTIVATE_CHANNEL:
		return MT_STEP_ACTIVATE;
	case MT_EV_DEACTIVATE_CHANNEL:
		return MT_STEP_DEACTIVATE;
	case MT_EV_CLOSE_CHANNEL:
		return MT_STEP_CLOSE;
	case MT_EV_OPEN_XSK:
		return MT_STEP_OPEN_XSK;
	case MT_EV_ACTIVATE_XSK:
		return MT_STEP_ACTIVATE_XSK;
	case MT_EV_DEACTIVATE_XSK:
		return MT_STEP_DEACTIVATE_XSK;
	case MT_EV_CLOSE_XSK:
		return MT_STEP_CLOSE_XSK;
	case MT_EV_RX_CHANNEL_REDIRECT:
		return mt_num(r, MT_KEY_DROP, 0) ? MT_STEP_DROP : MT_STEP_REDIRECT;
	case MT_EV_RSS_REDIRECT:
		return mt_num(r, MT_KEY_DROP, 0) ? MT_STEP_RSS_DROP : MT_STEP_RSS;
	default:
		return -1;
	}
}

bool mt_op_failed(const struct mt_op *op)
{
	for (int s = 0; s < MT_STEP_NR; s++)
		if (op->step[s].failed)
			return true;
	return op->err;
}

void mt_op_unwound(const struct mt_op *op, char *text, size_t size)
{
	unsigned int opened = op->step[MT_STEP_OPEN].nr - op->step[MT_STEP_OPEN].failed;
	unsigned int closed = op->step[MT_STEP_CLOSE].nr;

	text[0] = '\0';
	if (!op->step[MT_STEP_OPEN].failed)
		return;
	if (op->step[MT_STEP_DEACTIVATE].nr || op->step[MT_STEP_ACTIVATE].nr)
		snprintf(text, size,
			 "Of the channels %u were deactivated, %u closed and %u activated.",
			 op->step[MT_STEP_DEACTIVATE].nr, closed, op->step[MT_STEP_ACTIVATE].nr);
	else if (!opened)
		snprintf(text, size,
			 "There was nothing to undo: the old channels were not touched.");
	else if (closed == opened)
		snprintf(text, size,
			 "The driver closed the %u it had opened before: the old channels were not touched.",
			 opened);
	else
		snprintf(text, size,
			 "The driver closed %u of the %u it had opened before; the old channels were not touched.",
			 closed, opened);
}
