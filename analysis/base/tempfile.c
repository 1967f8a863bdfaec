// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/base/memory.h"

const char *mt_temp_dir(void)
{
	const char *dir = getenv("TMPDIR");

	return dir && *dir ? dir : "/tmp";
}

int mt_temp_new(void)
{
	int fd = open(mt_temp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char *path;

	/* not every file system supports files without a name */
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	if (!mt_mem_ok(asprintf(&path, "%s/mlx5-trace-XXXXXX", mt_temp_dir()) >= 0))
		return -1;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	free(path);
	return fd;
}
