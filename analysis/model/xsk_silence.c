// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/xsk_silence.h"

#include <inttypes.h>
#include <stdio.h>

/* The number of channels of the device when the socket was bound; -1 if unknown. */
static int64_t channels_at(const struct mt_op *bind, const struct mt_snapshot *snapshot)
{
	const struct mt_snapshot_dev *dev = mt_snapshot_netdev(snapshot, bind->netdev);

	if (bind->had >= 0)
		return bind->had;
	return dev ? dev->combined : -1;
}

/*
 * Name the queue to use. Before 6.1 the queue ids of the XSK RQs follow those of the regular RQs.
 */
static void name_queue(const struct mt_op *bind, int64_t channels,
		       const struct mt_snapshot *snapshot, struct mt_xsk_silence *s)
{
	if (channels < 0) {
		s->remedy =
			"On this kernel the XSK queue of channel N is queue (number of channels) + N: bind to that.";
	} else if (bind->qid >= 0 && bind->qid < channels) {
		snprintf(s->queue, sizeof(s->queue),
			 "On this kernel (%.32s) the XSK queue of channel %" PRId64
			 " is queue %" PRId64 ": bind to that.",
			 snapshot->release, bind->qid, bind->qid + channels);
	} else if (bind->qid >= 2 * channels) {
		snprintf(s->queue, sizeof(s->queue),
			 "On this kernel (%.32s) XSK queues are %" PRId64 " to %" PRId64 ".",
			 snapshot->release, channels, 2 * channels - 1);
	}
}

static void not_opened(const struct mt_op *bind, const struct mt_snapshot *snapshot,
		       struct mt_xsk_silence *s)
{
	if (!bind->opened) {
		s->because = "the interface was down";
		s->remedy =
			"Set the link up: the queue is opened then, if an XDP program is attached.";
	} else if (!bind->xdp && mt_snapshot_xdp_is(snapshot, bind->netdev, "generic")) {
		s->because =
			"the XDP program is attached in generic mode, in which the driver does not run it";
		s->remedy =
			"Attach it in driver mode (XDP_FLAGS_DRV_MODE; ip link set DEV xdpdrv ...): the queue is opened with it, and receives nothing before.";
	} else if (!bind->xdp) {
		s->because =
			"no XDP program was attached to the driver (a generic one does not count)";
		s->remedy =
			"Attach an XDP program to the driver (native, not generic: see ip -d link): the queue is opened with it, and receives nothing before.";
	}
}

void mt_xsk_silent(const struct mt_op *bind, const struct mt_snapshot *snapshot,
		   struct mt_xsk_silence *silence)
{
	*silence = (struct mt_xsk_silence){ .because = "", .remedy = "" };
	if (!bind->err)
		not_opened(bind, snapshot, silence);
	else if (mt_release_at_least(snapshot->release, 6, 1) == 0 &&
		 !bind->step[MT_STEP_OPEN_XSK].nr)
		name_queue(bind, channels_at(bind, snapshot), snapshot, silence);
}
