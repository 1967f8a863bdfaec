// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void flow_put(struct flow_text *t, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(t->at + t->len, sizeof(t->at) - t->len, fmt, ap);
	va_end(ap);
	if (len > 0)
		t->len += (size_t)len;
	if (t->len >= sizeof(t->at)) {
		t->len = sizeof(t->at) - 1;
		memcpy(t->at + t->len - 3, "...", 3);
	}
}
