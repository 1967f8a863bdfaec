// SPDX-License-Identifier: GPL-2.0-only
/*
 * insns N DEV - make N requests to the driver (SIOCGHWTSTAMP, which does not sleep), and print the
 * smallest number of ticks by which the time stamp counter advances during a request.  In a guest
 * with `-icount shift=0` a tick is one instruction, so this is the number of instructions of a
 * request that is not interrupted.
 */
#include <errno.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <x86intrin.h>

/* The first calls fill caches and resolve the device's name. */
enum { WARM_UP = 16 };

static int request(int fd, struct ifreq *ifr, uint64_t *ticks)
{
	uint64_t begin = __rdtsc();
	int err = ioctl(fd, SIOCGHWTSTAMP, ifr);

	*ticks = __rdtsc() - begin;
	return err ? -errno : 0;
}

int main(int argc, char *argv[])
{
	struct hwtstamp_config config = {};
	struct ifreq ifr = { .ifr_data = (char *)&config };
	uint64_t least = UINT64_MAX, ticks;
	long count;
	int fd, err;

	if (argc != 3 || (count = atol(argv[1])) < 1 || strlen(argv[2]) >= IFNAMSIZ) {
		fprintf(stderr, "Usage: insns N DEV\n");
		return 2;
	}
	strcpy(ifr.ifr_name, argv[2]);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	for (long i = -WARM_UP; i < count; i++) {
		err = request(fd, &ifr, &ticks);
		if (err) {
			fprintf(stderr, "insns: SIOCGHWTSTAMP: %s\n", strerror(-err));
			return 1;
		}
		if (i >= 0 && ticks < least)
			least = ticks;
	}
	close(fd);
	printf("%llu\n", (unsigned long long)least);
	return 0;
}
