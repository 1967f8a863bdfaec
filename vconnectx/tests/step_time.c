// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/tests/step_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SHOWN 8u

static struct {
	const char *target; /* NULL: nothing is measured */
	uint64_t start_ns;
	uint64_t begin_ns;
	uint64_t longest_ns;
	uint64_t steps;
	uint8_t data[SHOWN];
	size_t len;
} times;

static uint64_t cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void print_times(void)
{
	double seconds = (double)(cpu_ns() - times.start_ns) / 1e9;

	printf("%s: %llu steps, %.0f a second; the longest %.1f ms%s", times.target,
	       (unsigned long long)times.steps, (double)times.steps / seconds,
	       (double)times.longest_ns / 1e6, times.len ? ":" : "");
	for (size_t i = 0; i < times.len; i++)
		printf(" %02x", times.data[i]);
	printf("\n");
}

void step_time_start(const char *target)
{
	if (!getenv("FUZZ_STEPS"))
		return;
	times.target = target;
	times.start_ns = cpu_ns();
	atexit(print_times);
}

void step_time_begin(void)
{
	if (times.target)
		times.begin_ns = cpu_ns();
}

void step_time_end(const uint8_t *data, size_t len)
{
	uint64_t took;

	if (!times.target)
		return;
	times.steps++;
	took = cpu_ns() - times.begin_ns;
	if (took <= times.longest_ns)
		return;
	times.longest_ns = took;
	times.len = len < SHOWN ? len : SHOWN;
	if (len)
		memcpy(times.data, data, times.len);
}
