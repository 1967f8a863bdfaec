/* SPDX-License-Identifier: GPL-2.0-only */
/* What a recording shows that should not be, each with the events that show it. */
#ifndef MLX5TRACE_FINDINGS_H
#define MLX5TRACE_FINDINGS_H

#include "analysis/model/finding.h"
#include "analysis/model/rqs.h"
#include "analysis/model/snapshot.h"
#include "analysis/model/xsk.h"

/* All of them finished; strings are theirs. */
struct mt_finding_sources {
	const struct mt_ops *ops;
	const struct mt_xsk *xsk;
	const struct mt_commands *commands;
	const struct mt_rqs *rqs;
	const struct mt_snapshot *snapshot;
	const struct mt_stats *stats;
};

/* free(f->list.at) frees what was found. */
void mt_findings_make(struct mt_findings *f, const struct mt_finding_sources *from);

/* What each file of findings looks for. */
void mt_findings_of_ops(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_of_xsk(struct mt_findings *f, const struct mt_finding_sources *from);

#endif
