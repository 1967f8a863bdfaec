// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/connect.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vconnectx/host/address.h"

int vcx_connect(const char *path, int type)
{
	const struct vcx_address *address = vcx_address(path);
	int fd, err;

	if (!address)
		return -errno;
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (!connect(fd, (const struct sockaddr *)&address->un, sizeof(address->un)))
		return fd;
	err = -errno;
	close(fd);
	return err;
}
