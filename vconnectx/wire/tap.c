// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/wire/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "vconnectx/host/log.h"

#define FRAME_MAX      65536u
#define FRAMES_AT_ONCE 64u /* frames per run, to bound its time */

int tap_open(const char *name)
{
	struct ifreq req = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd, err;

	if (strlen(name) >= sizeof(req.ifr_name))
		return -ENAMETOOLONG;
	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", name);
	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (!ioctl(fd, TUNSETIFF, &req))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

void tap_send(int fd, const void *frame, size_t len)
{
	/* a tap device that is down accepts no frames */
	if (write(fd, frame, len) < 0)
		vcx_log(VCX_LOG_DEBUG, "wire: tap: %s", strerror(errno));
}

void tap_receive(int fd, bool (*receive)(void *ctx, const void *frame, size_t len), void *ctx)
{
	static uint8_t frame[FRAME_MAX];

	for (unsigned int i = 0; i < FRAMES_AT_ONCE; i++) {
		ssize_t n = read(fd, frame, sizeof(frame));

		if (n <= 0 || !receive(ctx, frame, (size_t)n))
			return;
	}
}
