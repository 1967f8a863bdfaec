// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/base/write.h"

#include <errno.h>
#include <unistd.h>

bool mt_write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}
