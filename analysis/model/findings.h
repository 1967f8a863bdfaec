/* SPDX-License-Identifier: GPL-2.0-only */
/* Anomalies that were found in a recording, with the events that support them. */
#ifndef MLX5TRACE_FINDINGS_H
#define MLX5TRACE_FINDINGS_H

#include "analysis/model/finding.h"
#include "analysis/model/log.h"
#include "analysis/model/rqs.h"
#include "analysis/model/snapshot.h"
#include "analysis/model/stock.h"
#include "analysis/model/xsk.h"

/* The input models, which must all be finished. They own the strings. */
struct mt_finding_sources {
	const struct mt_ops *ops;
	const struct mt_xsk *xsk;
	const struct mt_commands *commands;
	const struct mt_rqs *rqs;
	const struct mt_stock *stock;
	const struct mt_snapshot *snapshot;
	const struct mt_stats *stats;
	const struct mt_log *log; /* NULL if none */
	bool log_alone;		  /* the log is the recording itself, not an additional file */
};

void mt_findings_make(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_free(struct mt_findings *f);

/* The checks; each is in its own file. */
void mt_findings_of_ops(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_of_log(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_of_xsk(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_of_stock(struct mt_findings *f, const struct mt_finding_sources *from);
/* Join findings from several sources about the same fault. */
void mt_findings_join(struct mt_findings *f);
/* Report that the recorded command failed although there is no other finding. To be called last. */
void mt_findings_of_status(struct mt_findings *f, const struct mt_finding_sources *from);
void mt_findings_of_counters(struct mt_findings *f, const struct mt_finding_sources *from);

#endif
