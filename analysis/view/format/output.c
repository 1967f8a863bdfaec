// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/format/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/base/memory.h"

char *mt_output_json_text(const json_t *json, size_t flags)
{
	size_t size = json ? json_dumpb(json, NULL, 0, flags) : 0;
	char *text = size ? mt_mem(malloc(size + 1)) : NULL;

	if (text)
		text[json_dumpb(json, text, size, flags)] = '\0';
	if (mt_mem_ok(text) && !mt_memory_short())
		return text;
	free(text);
	return NULL;
}

void mt_output_json(const json_t *json, size_t flags)
{
	char *text = mt_output_json_text(json, flags);

	if (text)
		puts(text);
	free(text);
}

static bool reported;

void mt_output_error(const char *who, const char *text)
{
	fprintf(stderr, "%s: %s\n", who, text);
	reported |= mt_memory_short();
}

void mt_output_short(const char *who, const char *text)
{
	if (!reported)
		mt_output_error(who, text);
}

void mt_output_lost(const char *who, const char *consequence)
{
	char text[MT_MEMORY_WHY + 128];

	snprintf(text, sizeof(text), "%s%s", mt_memory_why(), consequence);
	mt_output_short(who, text);
}

int mt_output_end(const char *who, int status)
{
	int why = ENOSPC;

	/* the data of a failed write is still buffered, unless another write came in between */
	if (fflush(stdout))
		why = errno;
	else if (!ferror(stdout))
		return status;
	fprintf(stderr, "%s: cannot write the output: %s: it is incomplete\n", who, strerror(why));
	return 2;
}
