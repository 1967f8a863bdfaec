// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/model.h"

#include <stdlib.h>

void *mt_model_new(size_t size)
{
	struct mt_model *model = calloc(1, size);

	if (model)
		model->names = mt_strpool_new();
	if (model && !model->names) {
		free(model);
		return NULL;
	}
	return model;
}

const char *mt_model_name(struct mt_model *model, struct mt_span text)
{
	const char *kept = mt_strpool_add(model->names, text);

	return kept ? kept : "";
}
