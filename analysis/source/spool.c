// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/base/memory.h"

const char *mt_spool_dir(void)
{
	const char *dir = getenv("TMPDIR");

	return dir && *dir ? dir : "/tmp";
}

int mt_spool_new(const char *name, struct mt_error *err)
{
	char *path;
	int fd;

	if (!mt_mem_ok(asprintf(&path, "%s/mlx5-trace-XXXXXX", mt_spool_dir()) >= 0)) {
		mt_error_set(err, "%s: out of memory", name);
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		mt_error_set(err, "%s: cannot create a temporary file in %s: %s (set TMPDIR)", name,
			     mt_spool_dir(), strerror(errno));
	else
		unlink(path);
	free(path);
	return fd;
}
