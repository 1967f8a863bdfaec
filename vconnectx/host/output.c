// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* open the directory of @path; Return: a descriptor for *at() calls, or -errno */
static int open_dir(const char *path, const char *base)
{
	char dir[PATH_MAX];
	int fd;

	if (base == path)
		snprintf(dir, sizeof(dir), ".");
	else if (snprintf(dir, sizeof(dir), "%.*s", (int)(base - path), path) >= (int)sizeof(dir))
		return -ENAMETOOLONG;
	fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * Return: whether another user can place a link in @dir.  The group of the directory is
 * considered only for root, because an ordinary user is often the only member of the group.
 */
static bool is_shared(int dir)
{
	const mode_t others = geteuid() ? S_IWOTH : S_IWOTH | S_IWGRP;
	struct stat st;

	return fstat(dir, &st) || (st.st_uid && st.st_uid != geteuid()) || (st.st_mode & others);
}

int vcx_output_open(const char *path, int flags)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	int dir, fd, err;

	dir = open_dir(path, base);
	if (dir < 0)
		return dir;
	if (is_shared(dir))
		flags |= O_NOFOLLOW;
	fd = openat(dir, base, O_WRONLY | O_CLOEXEC | flags, 0666);
	err = errno;
	close(dir);
	return fd < 0 ? -err : fd;
}

const char *vcx_output_error(int err)
{
	return err == -ELOOP ?
		       "a symbolic link in a directory that others can write to is not followed" :
		       strerror(-err);
}
