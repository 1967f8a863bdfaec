/* SPDX-License-Identifier: GPL-2.0-only */
/* Determines why a bound AF_XDP socket receives nothing, and the remedy. */
#ifndef MLX5TRACE_XSK_SILENCE_H
#define MLX5TRACE_XSK_SILENCE_H

#include "analysis/model/ops.h"

struct mt_xsk_silence {
	const char *because; /* "the interface was down" etc.; "" if this bind gives no reason */
	const char *remedy;  /* a sentence, or "" */
	char queue[192];     /* a sentence that names the queue to use on this kernel, or "" */
};

/* For an MT_OP_XSK_BIND that failed or whose XSK queues could not be opened yet. */
void mt_xsk_silent(const struct mt_op *bind, const struct mt_snapshot *snapshot,
		   struct mt_xsk_silence *silence);

#endif
