// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: a device with objects of each type, on which a guest, the wire and the control
 * socket act.
 *
 * An input consists of a u8 enum card_start, a u8 variant, and steps of CARD_STEP bytes
 * (card_steps.h).  Steps name live objects, so that most of them pass the first checks.
 *
 * The target aborts unless
 *   - each step takes at most STEP_SECONDS of CPU time,
 *   - references are consistent, the charged memory is the sum over all objects and below its
 *     limit, and the memory of the process is at most a small multiple of it,
 *   - the log has no more messages than its limit allows, and
 *   - no memory leaks, and no objects, memory or timers remain after a reset, except the
 *     timers of the wire and the log.
 * With FUZZ_STEPS=1, the number of steps and the longest step are printed at the end.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "tests/lib/fuzz.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/host/ratelimit.h"
#include "vconnectx/tests/card_steps.h"
#include "vconnectx/tests/step_time.h"

#define HEAD	     2u
#define STEP_SECONDS 1 /* for turns of 2 ms, with sanitizers, on a machine with other work */
#define TICKS	     4 /* ticks of the watchdog timer in STEP_SECONDS */
#define LINE_MAX     512u
#define HEAP_SLACK   (8 << 20) /* hash tables, the last commands, the command log */

static struct card card;

static volatile sig_atomic_t stuck;

/* bytes allocated by this process; available only with a sanitizer */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static int64_t heap(void)
{
	if (!__sanitizer_get_current_allocated_bytes)
		return 0;
	return (int64_t)__sanitizer_get_current_allocated_bytes();
}

static void fail(const char *what)
{
	fprintf(stderr, "fuzz_card: %s\n", what);
	abort();
}

static void watch(int signo)
{
	(void)signo;
	if (++stuck > TICKS)
		fail("a step takes longer than a second");
}

static void start_watch(void)
{
	const struct timeval period = { 0, 1000000 * STEP_SECONDS / TICKS };
	const struct itimerval timer = { period, period };
	struct sigaction action = { .sa_handler = watch, .sa_flags = SA_RESTART };

	sigaction(SIGPROF, &action, NULL);
	setitimer(ITIMER_PROF, &timer, NULL);
}

static void first_run(void)
{
	card_init(&card);
	start_watch();
	step_time_start("fuzz_card");
}

static void one_step(const uint8_t *data)
{
	stuck = 0;
	step_time_begin();
	card_step(&card, data);
	step_time_end(data, CARD_STEP);
}

static void check_objects(void)
{
	uint64_t charged = 0;

	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++) {
		const struct vcx_obj_table *table = &card.guest->dev->objs.table[t];
		size_t count = 0;

		for (size_t i = 0; i < table->nr_buckets; i++)
			for (const struct vcx_obj *o = table->buckets[i]; o; o = o->next) {
				count++;
				charged += o->charged;
				for (size_t r = 0; r < o->nr_refs; r++)
					if (!o->refs[r]->nr_users)
						fail("a reference is not counted");
			}
		if (count != table->count)
			fail("objects are not counted");
	}
	if (charged != card.guest->dev->mem_used || charged > VCX_MEM_MAX)
		fail("memory is not accounted for");
}

/* each window of a second or more has VCX_LOG_BURST messages and one about suppressed messages */
static void check_log(uint64_t start_ns)
{
	uint64_t windows = 1 + (card.guest->now_ns - start_ns) / VCX_LOG_WINDOW_NS;

	if (card.guest->logged > windows * (VCX_LOG_BURST + 1) * LINE_MAX)
		fail("too many messages in the log");
}

static void check_reset(void)
{
	struct vcx_dev *dev = card.guest->dev;

	vcx_dev_flr(dev);
	if (vcx_objs_count(dev) || dev->mem_used || dev->pages.nr)
		fail("objects or memory are left after a reset");
	vcx_timer_cancel(&dev->log_timer);
	vcx_timer_cancel(&dev->impair_timer);
	/* the link goes down with an event, after a delay */
	vcx_timer_cancel(&dev->port->link_timer);
	if (vcx_dev_deadline(dev) != UINT64_MAX)
		fail("a timer is left after a reset");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* the memory that the device keeps across a reset is limited, also over all inputs */
	static int64_t kept;
	uint64_t start_ns;
	int64_t before;

	card.digest = 0;
	if (size < HEAD)
		return 0;
	if (!card.guest)
		first_run();
	before = heap();
	card_start(&card, data[0], data[1]);
	start_ns = card.guest->now_ns;
	for (size_t at = HEAD; at + CARD_STEP <= size; at += CARD_STEP)
		one_step(data + at);
	stuck = 0;
	card_steps_end(&card);
	check_objects();
	if (heap() > before + 2 * (int64_t)card.guest->dev->mem_used + HEAP_SLACK)
		fail("objects take more memory than is charged");
	check_log(start_ns);
	check_reset();
	kept += heap() - before;
	if (kept > HEAP_SLACK)
		fail("memory is leaked");
	return 0;
}

/* --- mutations of whole steps, which leave the others unchanged ---------------- */

/* function of libFuzzer that changes some bytes */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);

static unsigned int next_random(unsigned int *seed)
{
	/* xorshift32; the result is its state times a constant */
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return (*seed * 0x9e3779b1u) >> 8;
}

/* make a random step; small numbers are more frequent, and half of the steps corrupt no byte */
static void new_step(uint8_t *step, unsigned int *seed)
{
	for (unsigned int i = 0; i < CARD_STEP; i++)
		step[i] = (uint8_t)next_random(seed);
	if (next_random(seed) & 1)
		step[2] &= 0x33;
	if (next_random(seed) & 1)
		step[3] &= 0x03;
	if (next_random(seed) & 1)
		step[4] = step[5] = 0;
}

static size_t insert_steps(uint8_t *data, size_t nr, size_t max, unsigned int *seed)
{
	size_t more = 1 + next_random(seed) % 16, at = next_random(seed) % (nr + 1);

	if (more > max - nr)
		more = max - nr;
	memmove(data + (at + more) * CARD_STEP, data + at * CARD_STEP, (nr - at) * CARD_STEP);
	for (size_t i = 0; i < more; i++)
		new_step(data + (at + i) * CARD_STEP, seed);
	return nr + more;
}

static size_t drop_steps(uint8_t *data, size_t nr, unsigned int *seed)
{
	size_t at = next_random(seed) % nr, less = 1 + next_random(seed) % (nr - at);

	memmove(data + at * CARD_STEP, data + (at + less) * CARD_STEP,
		(nr - at - less) * CARD_STEP);
	return nr - less;
}

/* mutate @nr steps at @data, where @max steps fit; Return: the new number of steps */
static size_t mutate_steps(uint8_t *data, size_t nr, size_t max, unsigned int *seed)
{
	uint8_t *step = data + (nr ? next_random(seed) % nr : 0) * CARD_STEP;

	switch (nr ? next_random(seed) % 8 : 0) {
	case 0:
	case 1:
	case 2:
		return insert_steps(data, nr, max, seed);
	case 3:
		return drop_steps(data, nr, seed);
	case 4:
		new_step(step, seed);
		break;
	case 5:
		memcpy(step, data + next_random(seed) % nr * CARD_STEP, CARD_STEP);
		break;
	default:
		LLVMFuzzerMutate(step, CARD_STEP, CARD_STEP);
	}
	return nr;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	size_t nr = size > HEAD ? (size - HEAD) / CARD_STEP : 0;

	if (max < HEAD)
		return size;
	seed |= 1;
	if (size < HEAD)
		memset(data, 0, HEAD);
	else if (!(next_random(&seed) % 16))
		data[next_random(&seed) % HEAD] = (uint8_t)next_random(&seed);
	for (unsigned int i = 1 + next_random(&seed) % 4; i; i--)
		nr = mutate_steps(data + HEAD, nr, (max - HEAD) / CARD_STEP, &seed);
	return HEAD + nr * CARD_STEP;
}

uint64_t fuzz_digest(void)
{
	return card.digest;
}

/* inputs are recorded, not written by hand */
size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	(void)n;
	(void)buf;
	(void)cap;
	return 0;
}
