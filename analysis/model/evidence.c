// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/evidence.h"

#include <stdlib.h>

#include "analysis/base/memory.h"

/* Set all members except the text. */
static struct mt_evidence origin(struct mt_model *model, const struct mt_record *r)
{
	return (struct mt_evidence){
		.ts = r->ts,
		.line = r->line,
		.file = r->file,
		.cpu = r->cpu,
		.pid = r->pid,
		.comm = mt_model_name(model, r->comm),
		.event = mt_model_name(model, r->name),
		.text = "",
	};
}

static const char *keep(struct mt_model *model, struct mt_span text)
{
	const char *kept = mt_texts_add(&model->kept, text);

	return kept ? kept : "";
}

struct mt_evidence mt_evidence_of(struct mt_model *model, const struct mt_record *r)
{
	struct mt_evidence e = origin(model, r);

	e.text = keep(model, mt_span_trim(r->text));
	return e;
}

struct mt_evidence mt_evidence_of_live(struct mt_model *model, const struct mt_record *r)
{
	struct mt_span text = mt_span_trim(r->text);
	struct mt_evidence e = origin(model, r);

	e.text = mt_span_is_clean(text) ? mt_span_dup(text) : mt_span_clean(text);
	return e;
}

struct mt_evidence mt_evidence_keep(struct mt_model *model, const struct mt_evidence *live)
{
	struct mt_evidence e = *live;

	if (e.event)
		e.text = keep(model, mt_span_z(e.text));
	return e;
}

void mt_evidence_drop(struct mt_evidence *live)
{
	if (live->event)
		free((char *)(uintptr_t)live->text);
	*live = (struct mt_evidence){ 0 };
}
