// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/spool.h"

#include <errno.h>
#include <string.h>

#include "analysis/base/tempfile.h"

int mt_spool_new(const char *name, struct mt_error *err)
{
	int fd = mt_temp_new();

	if (fd < 0)
		mt_error_set(err, "%s: cannot create a temporary file in %s: %s (set TMPDIR)", name,
			     mt_temp_dir(), strerror(errno));
	return fd;
}
