// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/memory.h"

#include <stdio.h>

static _Thread_local bool was_short;
static _Thread_local char why_short[MT_MEMORY_WHY];

void mt_memory_note(void)
{
	was_short = true;
}

void mt_memory_note_why(const char *why)
{
	if (!was_short)
		snprintf(why_short, sizeof(why_short), "%s", why);
	was_short = true;
}

void mt_memory_reset(void)
{
	was_short = false;
	why_short[0] = '\0';
}

bool mt_memory_short(void)
{
	return was_short;
}

const char *mt_memory_why(void)
{
	return *why_short ? why_short : "out of memory";
}
