// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/base/util.h"

static bool refuse(struct mt_error *err, const char *path, const char *why)
{
	mt_error_set(err, "cannot write %s: %s", path, why);
	return false;
}

static const char *kind_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFLNK:
		return "is a symbolic link: give the name of the file itself";
	case S_IFDIR:
		return "is a directory: give the name of a file in it";
	case S_IFCHR:
	case S_IFBLK:
		return "is a device: give the name of a regular file";
	case S_IFIFO:
		return "is a pipe: give the name of a regular file";
	default:
		return "is a socket: give the name of a regular file";
	}
}

/* Open the directory of @path; @name is set to the file name. */
static int open_dir(const char *path, const char **name, struct mt_error *err)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX] = ".";
	int fd;

	*name = slash ? slash + 1 : path;
	if (!**name || !strcmp(*name, ".") || !strcmp(*name, "..")) {
		refuse(err, path, "does not name a file");
		return -1;
	}
	if (slash && (size_t)(slash - path) >= sizeof(dir)) {
		refuse(err, path, strerror(ENAMETOOLONG));
		return -1;
	}
	if (slash)
		snprintf(dir, sizeof(dir), "%.*s", slash == path ? 1 : (int)(slash - path), path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		refuse(err, path, strerror(errno));
	return fd;
}

/*
 * Whether an existing file may be replaced. Sets @st, with an st_mode of 0 if the file does not
 * exist.
 */
static bool may_replace(int dir, const char *name, const char *path, unsigned int mode,
			struct stat *st, struct mt_error *err)
{
	if (fstatat(dir, name, st, AT_SYMLINK_NOFOLLOW)) {
		st->st_mode = 0;
		return errno == ENOENT || refuse(err, path, strerror(errno));
	}
	if (!S_ISREG(st->st_mode))
		return refuse(err, path, kind_of(st->st_mode));
	return !(mode & MT_OUT_NEW) || refuse(err, path, strerror(EEXIST));
}

bool mt_outfile_check(const char *path, struct mt_error *err)
{
	const char *name;
	struct stat st;
	int dir = open_dir(path, &name, err);
	bool good = dir >= 0 && may_replace(dir, name, path, MT_OUT_REPLACE, &st, err);

	if (good && faccessat(dir, ".", W_OK | X_OK, AT_EACCESS))
		good = refuse(err, path, strerror(errno));
	if (dir >= 0)
		close(dir);
	return good;
}

static void hold_signals(struct mt_outfile *f)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		sigaddset(&set, ends[i]);
	sigprocmask(SIG_BLOCK, &set, &f->before);
	/* a write beyond the file size limit then fails instead */
	f->large = signal(SIGXFSZ, SIG_IGN);
}

static void release_signals(const struct mt_outfile *f)
{
	signal(SIGXFSZ, f->large);
	sigprocmask(SIG_SETMASK, &f->before, NULL);
}

static int open_part(struct mt_outfile *f)
{
	unsigned long long number;
	int fd;

	do {
		if (getrandom(&number, sizeof(number), 0) != sizeof(number))
			return -1;
		snprintf(f->part, sizeof(f->part), ".mlx5-trace-%016llx", number);
		fd = openat(f->dir, f->part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			    0600);
	} while (fd < 0 && errno == EEXIST);
	return fd;
}

bool mt_outfile_open(struct mt_outfile *f, const char *path, unsigned int mode,
		     struct mt_error *err)
{
	struct stat st;
	int fd = -1;

	*f = (struct mt_outfile){ .path = path, .mode = mode };
	f->dir = open_dir(path, &f->name, err);
	if (f->dir < 0)
		return false;
	if (may_replace(f->dir, f->name, path, mode, &st, err)) {
		hold_signals(f);
		fd = open_part(f);
		f->to = fd < 0 ? NULL : fdopen(fd, "w");
		if (f->to)
			return true;
		refuse(err, path, strerror(errno));
		if (fd >= 0) {
			close(fd);
			unlinkat(f->dir, f->part, 0);
		}
		release_signals(f);
	}
	close(f->dir);
	return false;
}

/* The mode of the replaced file if this user owns it, otherwise a mode according to the umask. */
static mode_t mode_of(const struct mt_outfile *f, const struct stat *st)
{
	mode_t mask;

	if (f->mode & MT_OUT_PRIVATE)
		return 0600;
	if (st->st_mode && st->st_uid == geteuid())
		return st->st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* link(), unlike rename(), does not replace an existing file. */
static bool place(const struct mt_outfile *f)
{
	if (f->mode & MT_OUT_NEW)
		return !linkat(f->dir, f->part, f->dir, f->name, 0) &&
		       !unlinkat(f->dir, f->part, 0);
	return !renameat(f->dir, f->part, f->dir, f->name);
}

bool mt_outfile_end(struct mt_outfile *f, bool good, struct mt_error *err)
{
	struct stat st;
	int why = 0;

	/* may_replace() sets its own error */
	if (good && (fflush(f->to) || ferror(f->to)))
		why = errno ? errno : EIO;
	else if (good && !may_replace(f->dir, f->name, f->path, f->mode, &st, err))
		good = false;
	else if (good && (fchmod(fileno(f->to), mode_of(f, &st)) || fsync(fileno(f->to))))
		why = errno;
	if (fclose(f->to) && good && !why)
		why = errno;
	if (good && !why && !place(f))
		why = errno;
	if (why)
		good = refuse(err, f->path, strerror(why));
	if (!good)
		unlinkat(f->dir, f->part, 0);
	close(f->dir);
	release_signals(f);
	return good;
}

bool mt_outfile_write(const char *path, unsigned int mode, const char *text, struct mt_error *err)
{
	struct mt_outfile f;

	if (!mt_outfile_open(&f, path, mode, err))
		return false;
	fputs(text, f.to);
	return mt_outfile_end(&f, true, err);
}
