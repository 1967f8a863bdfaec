// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/error.h"

#include <stdarg.h>
#include <stdio.h>

void mt_error_set(struct mt_error *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
}
