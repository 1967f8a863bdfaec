// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "analysis/source/spool.h"

#define KMSG_MAJOR 1
#define KMSG_MINOR 11
/* CONSOLE_EXT_LOG_MAX in the kernel: the maximum length of a record */
#define RECORD_MAX 8192

bool mt_is_kmsg(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISCHR(st.st_mode) && major(st.st_rdev) == KMSG_MAJOR &&
	       minor(st.st_rdev) == KMSG_MINOR;
}

static bool write_record(int to, const char *record, size_t len)
{
	while (len) {
		ssize_t n = write(to, record, len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			record += n;
			len -= (size_t)n;
		}
	}
	return true;
}

/* Returns false with errno set on failure. */
static bool copy_records(int from, int to)
{
	char record[RECORD_MAX];
	int flags = fcntl(from, F_GETFL);

	if (flags < 0 || fcntl(from, F_SETFL, flags | O_NONBLOCK))
		return false;
	for (;;) {
		ssize_t n = read(from, record, sizeof(record));

		/* EPIPE: a record was overwritten before it was read; the next read continues */
		if (n < 0 && (errno == EINTR || errno == EPIPE))
			continue;
		if (n < 0 && errno != EAGAIN)
			return false;
		if (n <= 0)
			return !lseek(to, 0, SEEK_SET);
		if (!write_record(to, record, (size_t)n))
			return false;
	}
}

int mt_kmsg_spool(int fd, const char *name, struct mt_error *err)
{
	int to = mt_spool_new(name, err);

	if (to >= 0 && !copy_records(fd, to)) {
		mt_error_set(err, "%s: %s", name, strerror(errno));
		close(to);
		to = -1;
	}
	close(fd);
	return to;
}
