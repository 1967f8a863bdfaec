// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/descriptors.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

int vcx_stdio_open(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

int vcx_stdio_leave(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (dup2(fd, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0)
		err = -errno;
	close(fd);
	return err;
}

static bool inherited(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return fd > STDERR_FILENO && flags >= 0 && !(flags & FD_CLOEXEC);
}

/* Unlike close_range(), this keeps the descriptors that the process itself has opened. */
int vcx_inherited_close(void)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *entry;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		int fd = atoi(entry->d_name);

		if (inherited(fd))
			close(fd);
	}
	closedir(dir);
	return 0;
}
