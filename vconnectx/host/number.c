// SPDX-License-Identifier: GPL-2.0-only
/* Numbers. */
#include "vconnectx/host/number.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

bool vcx_number_parse(const char *text, uint64_t max, uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return !errno && !*end && *value <= max;
}
