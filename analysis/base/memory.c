// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/memory.h"

static _Thread_local bool was_short;

void mt_memory_note(void)
{
	was_short = true;
}

void mt_memory_reset(void)
{
	was_short = false;
}

bool mt_memory_short(void)
{
	return was_short;
}
