// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/cost.h"

#include <net/if.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The first requests include one-time costs. */
enum { WARM = 8, MEASURED = 64 };

uint64_t flow_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Returns the total time of the requests, estimated from the median to exclude outliers. */
static uint64_t requests(uint64_t *begin, uint64_t *end)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq ifr = { .ifr_name = "lo" };
	uint64_t took[MEASURED], now;
	bool good = fd >= 0;

	for (int i = 0; good && i < WARM; i++)
		good = !ioctl(fd, SIOCGIFMTU, &ifr);
	*begin = *end = flow_now();
	for (int i = 0; good && i < MEASURED; i++) {
		good = !ioctl(fd, SIOCGIFMTU, &ifr);
		now = flow_now();
		took[i] = now - *end;
		*end = now;
	}
	if (fd >= 0)
		close(fd);
	if (!good)
		return 0;
	qsort(took, MEASURED, sizeof(*took), by_value);
	return took[MEASURED / 2] * MEASURED;
}

void flow_cost_untraced(struct flow_cost *cost)
{
	uint64_t begin, end;

	cost->untraced_ns = requests(&begin, &end);
}

void flow_cost_traced(struct flow_cost *cost)
{
	cost->traced_ns = requests(&cost->begin, &cost->end);
}

uint64_t flow_cost_of_record(const struct flow_cost *cost, uint64_t records)
{
	if (!records || !cost->untraced_ns || cost->traced_ns <= cost->untraced_ns)
		return 0;
	return (cost->traced_ns - cost->untraced_ns) / records;
}
