/* SPDX-License-Identifier: GPL-2.0-only */
/* Anomalies found in a recording, with the supporting events. */
#ifndef MLX5TRACE_FINDINGS_H
#define MLX5TRACE_FINDINGS_H

#include "analysis/model/finding.h"
#include "analysis/model/log.h"
#include "analysis/model/rqs.h"
#include "analysis/model/snapshot.h"
#include "analysis/model/stock.h"
#include "analysis/model/xsk.h"

/* Input models, all finished; they own the strings. */
struct mt_finding_sources {
	const struct mt_ops *ops;
	const struct mt_xsk *xsk;
	const struct mt_commands *commands;
	const struct mt_rqs *rqs;
	const struct mt_stock *stock;
	const struct mt_snapshot *snapshot;
	const struct mt_stats *stats;
	const struct mt_log *log; /* NULL: none */
	bool log_alone;		  /* the log is the recording itself, not an additional file */
};

void mt_findings_make(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_free(struct mt_findings *f);

/* Checks, one file each. */
void mt_findings_of_ops(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_of_log(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_of_xsk(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_of_stock(struct mt_findings *f, const struct mt_finding_sources *from);
/* Join findings of several sources about the same fault. */
void mt_findings_join(struct mt_findings *f);
/* To be called after the others: the recorded command failed, and there is no other finding. */
void mt_findings_of_status(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_of_counters(struct mt_findings *f, const struct mt_finding_sources *from);

#endif
