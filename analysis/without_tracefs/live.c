// SPDX-License-Identifier: GPL-2.0-only
/* Replaces analysis/source/live.c if libtracefs is too old for it. */
#include "analysis/base/util.h"
#include "analysis/source/recording.h"
#include "analysis/without_tracefs/too_old.h"

struct mt_recording *mt_open_live(const struct mt_live *opts, struct mt_error *err)
{
	(void)opts;
	mt_error_set(err, "live: " TOO_OLD);
	return NULL;
}
