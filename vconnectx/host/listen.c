// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vconnectx/host/log.h"

#define MODE 0600 /* mode of the socket file, restricted by the umask */

static uid_t owner_uid = (uid_t)-1;
static gid_t owner_gid = (gid_t)-1;

void vcx_listen_owner(uid_t uid, gid_t gid)
{
	owner_uid = uid;
	owner_gid = gid;
}

/*
 * Lock the directory, so that two servers starting at the same time cannot both remove
 * the same stale socket.  Returns the descriptor that holds the lock, or -errno.
 */
static int lock_directory(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	while (flock(fd, LOCK_EX)) {
		if (errno == EINTR)
			continue;
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

/* Remove a stale socket.  Return: 0 if the path is free afterwards. */
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
	    (errno != ECONNREFUSED && errno != EACCES)) {
		snprintf(err, errlen,
			 "%s: another server listens there: choose another path or stop it", path);
		return -EADDRINUSE;
	}
	if (errno == EACCES) {
		snprintf(err, errlen,
			 "%s is a socket of another user: choose another path or remove it", path);
		return -EACCES;
	}
	if (unlink(path) && errno != ENOENT) {
		snprintf(err, errlen, "%s: cannot remove the stale socket: %s", path,
			 strerror(errno));
		return -errno;
	}
	return 0;
}

/* change the owner to the user that the process switches to after startup */
static int give(const char *path, const struct stat *st)
{
	if (owner_uid == (uid_t)-1 || owner_uid == st->st_uid)
		return 0;
	return lchown(path, owner_uid, owner_gid);
}

static int bind_locked(struct vcx_listener *l, int type, char *err, size_t errlen)
{
	const struct sockaddr_un *addr = &l->address->un;
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
	if (fchmod(l->fd, MODE) || bind(l->fd, (const struct sockaddr *)addr, sizeof(*addr))) {
		ret = -errno;
	} else if (lstat(addr->sun_path, &st) || give(addr->sun_path, &st) || listen(l->fd, 8)) {
		ret = -errno;
		unlink(addr->sun_path);
	}
	if (ret) {
		snprintf(err, errlen, "%s: cannot listen: %s", addr->sun_path, strerror(-ret));
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

int vcx_listen_as(struct vcx_listener *l, const char *path, int type, char *err, size_t errlen)
{
	int lock, ret;

	l->address = vcx_address(path);
	if (!l->address) {
		ret = -errno;
		if (ret == -ENAMETOOLONG)
			snprintf(err, errlen,
				 "socket path has %zu bytes, the limit is %zu: choose a shorter one",
				 strlen(path), sizeof(l->address->un.sun_path) - 1);
		else
			snprintf(err, errlen, "%s: %s", path, strerror(-ret));
		return ret;
	}
	lock = lock_directory(l->address->dir);
	if (lock < 0) {
		snprintf(err, errlen, "%s: cannot use its directory: %s", path, strerror(-lock));
		return lock;
	}
	ret = bind_locked(l, type, err, errlen);
	close(lock);
	return ret;
}

int vcx_listen(struct vcx_listener *l, const char *path, char *err, size_t errlen)
{
	return vcx_listen_as(l, path, SOCK_STREAM, err, errlen);
}

void vcx_unlisten(struct vcx_listener *l)
{
	const char *path = l->address->un.sun_path;
	struct stat st;

	if (!lstat(path, &st) && st.st_dev == l->dev && st.st_ino == l->ino && unlink(path))
		vcx_log(VCX_LOG_WARN, "%s: cannot remove the socket: %s", path, strerror(errno));
	close(l->fd);
	l->fd = -1;
}

int vcx_accept(const struct vcx_listener *l)
{
	int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	return fd < 0 ? -errno : fd;
}
