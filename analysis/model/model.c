// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/model.h"

#include <stdlib.h>

#include "analysis/base/memory.h"

void *mt_model_new(size_t size)
{
	struct mt_model *model = mt_mem(calloc(1, size));

	if (model)
		model->names = mt_strpool_new();
	if (model && !model->names) {
		free(model);
		return NULL;
	}
	return model;
}

void mt_model_fini(struct mt_model *model)
{
	mt_strpool_free(model->names);
	mt_texts_free(&model->kept);
}

const char *mt_model_name(struct mt_model *model, struct mt_span text)
{
	const char *kept = mt_strpool_add(model->names, text);

	return kept ? kept : "";
}

bool mt_instant_parse(const char *text, struct mt_instant *instant)
{
	size_t whole = strspn(text, "0123456789");
	size_t digits = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
	uint64_t fraction = 0, unit = 1; /* in ns; unit is that of the last digit */

	*instant = (struct mt_instant){ .set = true, .text = text };
	if (!whole || whole > 10 + 9 || digits > 9 ||
	    text[whole + (text[whole] == '.' ? 1 + digits : 0)])
		return false;
	instant->ticks = strtoull(text, NULL, 10);
	for (size_t i = 0; i < 9; i++) {
		fraction *= 10;
		if (i < digits)
			fraction += (uint64_t)(text[whole + 1 + i] - '0');
		else
			unit *= 10;
	}
	if (instant->ticks < UINT64_MAX / 1000000000 - 1) {
		instant->since = instant->ticks * 1000000000 + fraction;
		instant->ns = instant->since + unit - 1;
	} else {
		instant->ns = instant->since = UINT64_MAX;
	}
	return true;
}
