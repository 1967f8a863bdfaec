// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/export/export.h"

#include <string.h>

const struct mt_format *const mt_formats[] = {
	&mt_format_json,     &mt_format_csv,	&mt_format_jsonl,
	&mt_format_perfetto, &mt_format_folded, &mt_format_html,
	&mt_format_svg,	     &mt_format_ctf,	NULL,
};

bool mt_format_of_verb(const struct mt_format *format, const char *verb, bool has_list)
{
	size_t len = strlen(verb);

	if (format->only_lists && !has_list)
		return false;
	for (const char *at = format->verbs; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (!strncmp(at, verb, len) && (!at[len] || at[len] == ','))
			return true;
	}
	return !format->verbs;
}
