// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * Lock the directory of @path, so that two servers starting at the same time cannot
 * both remove the same stale socket.  Returns the descriptor that holds the lock, or
 * -errno.
 */
static int lock_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir;
	int fd, err;

	if (!slash)
		dir = strdup(".");
	else
		dir = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (!dir)
		return -ENOMEM;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = fd < 0 ? -errno : 0;
	free(dir);
	if (err)
		return err;
	while (flock(fd, LOCK_EX)) {
		if (errno == EINTR)
			continue;
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

/* Remove a stale socket; 0 when the path is free afterwards. */
static int remove_stale(int probe, const struct sockaddr_un *addr, char *err, size_t errlen)
{
	const char *path = addr->sun_path;
	struct stat st;

	if (lstat(path, &st)) {
		if (errno == ENOENT)
			return 0;
		snprintf(err, errlen, "%s: %s", path, strerror(errno));
		return -errno;
	}
	if (!S_ISSOCK(st.st_mode)) {
		snprintf(err, errlen,
			 "%s exists and is not a socket: choose another path or remove it", path);
		return -EEXIST;
	}
	if (!connect(probe, (const struct sockaddr *)addr, sizeof(*addr)) ||
	    errno != ECONNREFUSED) {
		snprintf(err, errlen,
			 "%s: another server listens there: choose another path or end it", path);
		return -EADDRINUSE;
	}
	if (unlink(path) && errno != ENOENT) {
		snprintf(err, errlen, "%s: cannot remove the stale socket: %s", path,
			 strerror(errno));
		return -errno;
	}
	return 0;
}

static int bind_locked(struct vcx_listener *l, const struct sockaddr_un *addr, int type,
		       mode_t mode, char *err, size_t errlen)
{
	struct stat st;
	int ret, probe;

	type |= SOCK_CLOEXEC | SOCK_NONBLOCK;
	probe = socket(AF_UNIX, type, 0);
	l->fd = socket(AF_UNIX, type, 0);
	if (probe < 0 || l->fd < 0) {
		ret = -errno;
		snprintf(err, errlen, "socket: %s", strerror(errno));
		goto out;
	}
	ret = remove_stale(probe, addr, err, errlen);
	if (ret)
		goto out;
	/* bind() creates the file with this mode & ~umask */
	if (fchmod(l->fd, mode) || bind(l->fd, (const struct sockaddr *)addr, sizeof(*addr)) ||
	    listen(l->fd, 8) || lstat(addr->sun_path, &st)) {
		ret = -errno;
		snprintf(err, errlen, "%s: cannot listen: %s", addr->sun_path, strerror(errno));
		goto out;
	}
	l->dev = st.st_dev;
	l->ino = st.st_ino;
out:
	if (probe >= 0)
		close(probe);
	if (ret && l->fd >= 0)
		close(l->fd);
	return ret;
}

int vcx_listen_as(struct vcx_listener *l, const char *path, int type, mode_t mode, char *err,
		  size_t errlen)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int lock, ret;

	if (strlen(path) >= sizeof(addr.sun_path)) {
		snprintf(err, errlen,
			 "socket path has %zu bytes, the limit is %zu: choose a shorter one",
			 strlen(path), sizeof(addr.sun_path) - 1);
		return -ENAMETOOLONG;
	}
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	lock = lock_directory(path);
	if (lock < 0) {
		snprintf(err, errlen, "%s: cannot use its directory: %s", path, strerror(-lock));
		return lock;
	}
	l->path = path;
	ret = bind_locked(l, &addr, type, mode, err, errlen);
	close(lock);
	return ret;
}

int vcx_listen(struct vcx_listener *l, const char *path, char *err, size_t errlen)
{
	return vcx_listen_as(l, path, SOCK_STREAM, 0777, err, errlen);
}

void vcx_unlisten(struct vcx_listener *l)
{
	struct stat st;

	if (!lstat(l->path, &st) && st.st_dev == l->dev && st.st_ino == l->ino)
		unlink(l->path);
	close(l->fd);
	l->fd = -1;
}

int vcx_accept(const struct vcx_listener *l)
{
	int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	return fd < 0 ? -errno : fd;
}
