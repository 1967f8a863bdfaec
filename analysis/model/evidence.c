// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/evidence.h"

struct mt_evidence mt_evidence_of(struct mt_model *model, const struct mt_record *r)
{
	return (struct mt_evidence){
		.ts = r->ts,
		.line = r->line,
		.file = r->file,
		.cpu = r->cpu,
		.pid = r->pid,
		.comm = mt_model_name(model, r->comm),
		.event = mt_model_name(model, r->name),
		.text = mt_model_name(model, mt_span_trim(r->text)),
	};
}
