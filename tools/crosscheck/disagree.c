// SPDX-License-Identifier: GPL-2.0-only
#include "tools/crosscheck/check.h"

#include <stdarg.h>
#include <stdio.h>

void disagree(struct check *c, const char *fmt, ...)
{
	va_list ap;

	if (c->disagreements++ >= DISAGREEMENTS_KEPT)
		return;
	va_start(ap, fmt);
	vsnprintf(c->first[c->disagreements - 1], sizeof(c->first[0]), fmt, ap);
	va_end(ap);
}
