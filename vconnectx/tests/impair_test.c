// SPDX-License-Identifier: GPL-2.0-only
/* Impaired wires: syntax of rules, fate of frames and order of frames. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vconnectx/card/net/impair.h"

#include "vconnectx/host/util.h"

#define US 1000ull
#define NR 20000u

/* numbers and arrival times of the frames */
struct got {
	unsigned int nr;
	uint32_t number[2 * NR];
	uint64_t at[2 * NR];
	uint64_t now;
};

static struct vcx_impair_rule rule_of(const char *text)
{
	struct vcx_impair_rule rule;
	char err[512];

	if (!vcx_impair_parse(text, &rule, err, sizeof(err)))
		fail_msg("%s", err);
	return rule;
}

static struct vcx_impair *wire(const char *text)
{
	struct vcx_impair_rule rule = rule_of(text);
	struct vcx_impair *imp = vcx_impair_new(&rule);

	assert_non_null(imp);
	return imp;
}

static void take(void *ctx, const uint8_t *frame, size_t len)
{
	struct got *got = ctx;

	assert_true(len >= sizeof(got->number[0]));
	assert_true(got->nr < 2 * NR);
	memcpy(&got->number[got->nr], frame, sizeof(got->number[0]));
	got->at[got->nr++] = got->now;
}

/* send frames 1 to @nr, with @len bytes each, one per microsecond */
static void send_frames(struct vcx_impair *imp, struct got *got, uint32_t nr, size_t len)
{
	static uint8_t frame[1500];
	char note[VCX_IMPAIR_NOTE];

	for (uint32_t i = 1; i <= nr; i++) {
		memcpy(frame, &i, sizeof(i));
		vcx_impair_put(imp, frame, len, got->now, note);
		vcx_impair_arrive(imp, got->now, UINT32_MAX, take, got);
		got->now += US;
	}
}

/* receive all frames, waiting for the next frame that is due as in the poll loop */
static void drain(struct vcx_impair *imp, struct got *got)
{
	uint64_t next;

	while ((next = vcx_impair_deadline(imp)) != UINT64_MAX) {
		if (next > got->now)
			got->now = next;
		vcx_impair_arrive(imp, got->now, UINT32_MAX, take, got);
	}
	assert_int_equal(vcx_impair_waiting(imp), 0);
}

/* send and receive @nr frames, and return the counters in @stats */
static struct got *run(const char *text, uint32_t nr, struct vcx_impair_stats *stats)
{
	struct got *got = calloc(1, sizeof(*got));
	struct vcx_impair *imp = wire(text);

	got->now = 5000000;
	send_frames(imp, got, nr, 100);
	drain(imp, got);
	*stats = vcx_impair_stats(imp);
	assert_int_equal(stats->frames, nr);
	assert_int_equal(got->nr, nr - stats->lost - stats->overflow + stats->duplicated);
	vcx_impair_free(imp);
	return got;
}

static void words(void **state)
{
	struct vcx_impair_rule rule = rule_of(" loss=1% duplicate=0.5%\treorder=100% delay_us=500"
					      " jitter_us=200 queue_kb=16 seed=0x7 ");

	(void)state;
	assert_int_equal(rule.loss, 10000);
	assert_int_equal(rule.duplicate, 5000);
	assert_int_equal(rule.reorder, 1000000);
	assert_int_equal(rule.delay_us, 500);
	assert_int_equal(rule.jitter_us, 200);
	assert_int_equal(rule.queue_kb, 16);
	assert_int_equal(rule.seed, 7);
	rule = rule_of("loss=0.0001%");
	assert_int_equal(rule.loss, 1);
	assert_int_equal(rule.queue_kb, VCX_IMPAIR_KB);
	assert_int_equal(rule.seed, 0);
	assert_int_equal(rule_of("loss=100.0%").loss, 1000000);
	assert_true(rule_of("loss=1% seed=0xffffffffffffffff").seed == UINT64_MAX);
}

static void bad_words(void **state)
{
	static const struct {
		const char *text;
		const char *message;
	} cases[] = {
		{ "", "--impair '': has no effect; add loss=" },
		{ "seed=3", "has no effect" },
		{ "queue_kb=3", "has no effect" },
		{ "lose=1%", "unknown word 'lose'; words are loss dup" },
		{ "loss", "loss requires a value: a share such as 1%" },
		{ "delay_us", "delay_us requires a value: microseconds" },
		{ "loss=1% loss=2%", "loss is given twice" },
		{ "loss=1", "loss=1 is invalid; loss is a share such as 1%" },
		{ "loss=%", "loss=% is invalid" },
		{ "loss=", "loss= is invalid" },
		{ "loss=-1%", "loss=-1% is invalid" },
		{ "loss=0%", "loss=0% is invalid" },
		{ "loss=.5%", "loss=.5% is invalid" },
		{ "loss=5.%", "loss=5.% is invalid" },
		{ "loss=100.1%", "loss=100.1% is invalid" },
		{ "loss=0.00001%", "loss=0.00001% is invalid" },
		{ "loss=1%%", "loss=1%% is invalid" },
		{ "loss=99999999999999999999999%", "is invalid" },
		{ "delay_us=0", "delay_us=0 is invalid" },
		{ "delay_us=1ms", "delay_us=1ms is invalid" },
		{ "delay_us=60000001", "is invalid; delay_us is micro" },
		{ "jitter_us=-1", "jitter_us=-1 is invalid" },
		{ "loss=1% queue_kb=0", "queue_kb=0 is invalid" },
		{ "loss=1% queue_kb=1048577", "queue_kb is kilobytes" },
		{ "loss=1% seed=x", "seed=x is invalid; seed is a 64-bit" },
		{ "reorder=1%", "reorder requires delay_us=" },
	};
	struct vcx_impair_rule rule;
	char err[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_false(vcx_impair_parse(cases[i].text, &rule, err, sizeof(err)));
		if (!strstr(err, cases[i].message) || strchr(err, '\n'))
			fail_msg("case %zu: %s", i, err);
	}
}

#define RULE "loss=3% duplicate=1% reorder=2% delay_us=300 jitter_us=500 "

/* the fates of all frames are equal in two runs, and different with another seed */
static void seeds(void **state)
{
	struct vcx_impair_stats stats[3];
	struct got *got[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		got[i] = run(i < 2 ? RULE "seed=7" : RULE "seed=8", NR, &stats[i]);
	}
	assert_memory_equal(got[0], got[1], sizeof(*got[0]));
	assert_memory_equal(&stats[0], &stats[1], sizeof(stats[0]));
	assert_memory_not_equal(got[0]->number, got[2]->number, sizeof(got[0]->number));
	for (int i = 0; i < 3; i++)
		free(got[i]);
}

/* an additional word in a rule does not change the effects of the others */
static void fates_are_independent(void **state)
{
	struct vcx_impair_rule few = rule_of("loss=3% seed=7");
	struct vcx_impair_rule many = rule_of("loss=3% duplicate=9% delay_us=9"
					      " jitter_us=70 reorder=9% seed=7");
	unsigned int both = 0;

	(void)state;
	for (uint64_t n = 1; n <= NR; n++) {
		struct vcx_impair_fate fate = vcx_impair_fate(&many, n);

		assert_int_equal(fate.lost, vcx_impair_fate(&few, n).lost);
		assert_in_range(fate.late_us, 9, 79);
		both += fate.twice && fate.ahead;
	}
	/* both happen to 0.81% of the frames, if they are independent */
	assert_in_range(both, 100, 230);
}

/* the generator produces the published first numbers for seed 1234567 */
static void generator_is_splitmix64(void **state)
{
	static const uint64_t numbers[] = {
		6457827717110365317u,
		3203168211198807973u,
		9817491932198370423u,
		4593380528125082431u,
	};
	struct vcx_impair_rule rule = rule_of("loss=50% seed=1234567");

	(void)state;
	/* frame 1 uses number 4 for its loss, so begin that many steps earlier */
	for (uint64_t i = 0; i < 4; i++) {
		uint64_t step = 0x9e3779b97f4a7c15u, upper = numbers[i] >> 32;

		rule.seed = 1234567 + (i + 1 - 4) * step;
		rule.loss = (uint32_t)(upper * VCX_IMPAIR_ALL >> 32);
		assert_false(vcx_impair_fate(&rule, 1).lost);
		rule.loss++;
		assert_true(vcx_impair_fate(&rule, 1).lost);
	}
}

static void shares(void **state)
{
	struct vcx_impair_stats stats;
	struct got *got = run("loss=10% duplicate=5% seed=1", NR, &stats);

	(void)state;
	/* out of 20000, within four standard deviations of 2000 and 900 */
	assert_in_range(stats.lost, 1830, 2170);
	assert_in_range(stats.duplicated, 780, 1020);
	assert_int_equal(stats.delayed, 0);
	assert_int_equal(stats.reordered, 0);
	for (unsigned int i = 1; i < got->nr; i++)
		assert_true(got->number[i] >= got->number[i - 1]);
	free(got);
	got = run("loss=100%", 100, &stats);
	assert_int_equal(stats.lost, 100);
	free(got);
	got = run("duplicate=100%", 100, &stats);
	assert_int_equal(got->nr, 200);
	free(got);
}

static void delayed_in_order(void **state)
{
	struct vcx_impair_stats stats;
	struct got *got = run("delay_us=500 jitter_us=200 seed=7", 1000, &stats);
	uint64_t least = UINT64_MAX, most = 0;

	(void)state;
	assert_int_equal(got->nr, 1000);
	assert_int_equal(stats.delayed, 1000);
	for (unsigned int i = 0; i < got->nr; i++) {
		uint64_t sent = 5000000 + i * US, late = got->at[i] - sent;

		assert_int_equal(got->number[i], i + 1);
		least = late < least ? late : least;
		most = late > most ? late : most;
	}
	assert_in_range(least, 500 * US, 600 * US);
	assert_in_range(most, 650 * US, 701 * US);
	free(got);
}

static void reordered_frames_overtake(void **state)
{
	struct vcx_impair_stats stats;
	struct got *got = run("delay_us=500 reorder=2% seed=7", 5000, &stats);
	unsigned int out_of_order = 0;

	(void)state;
	assert_int_equal(got->nr, 5000);
	assert_in_range(stats.reordered, 60, 140);
	for (unsigned int i = 1; i < got->nr; i++)
		out_of_order += got->number[i] < got->number[i - 1];
	/* a reordered frame overtakes earlier frames, which causes at most one inversion */
	assert_in_range(out_of_order, stats.reordered / 2, stats.reordered);
	assert_int_equal(stats.delayed + stats.reordered, 5000);
	free(got);
}

static void alone_on_the_wire(void **state)
{
	struct vcx_impair *imp = wire("delay_us=500 reorder=100%");
	struct got *got = calloc(1, sizeof(*got));

	(void)state;
	send_frames(imp, got, 10, 100);
	assert_int_equal(got->nr, 10);
	assert_int_equal(vcx_impair_stats(imp).reordered, 0);
	vcx_impair_free(imp);
	free(got);
}

static void full_queue(void **state)
{
	struct vcx_impair *imp = wire("delay_us=100000 queue_kb=10");
	static const uint8_t frame[1000];
	struct got *got = calloc(1, sizeof(*got));
	char note[VCX_IMPAIR_NOTE];

	(void)state;
	send_frames(imp, got, 20, 1000);
	assert_int_equal(vcx_impair_waiting(imp), 10000);
	assert_int_equal(vcx_impair_stats(imp).overflow, 10);
	assert_int_equal(vcx_impair_stats(imp).lost, 0);
	vcx_impair_put(imp, frame, 241, got->now, note);
	assert_string_equal(note, "frame 21 lost by --impair: queue full");
	drain(imp, got);
	assert_int_equal(got->nr, 10);
	assert_int_equal(got->number[9], 10);
	send_frames(imp, got, 1, 1000);
	assert_int_equal(vcx_impair_stats(imp).overflow, 11);
	/* pending frames are freed with the wire */
	vcx_impair_free(imp);
	free(got);
}

static void notes(void **state)
{
	static const uint8_t frame[64];
	struct vcx_impair *late = wire("delay_us=500 duplicate=100%");
	struct vcx_impair *lost = wire("loss=100%");
	struct vcx_impair *fine = wire("loss=0.0001%");
	char note[VCX_IMPAIR_NOTE];

	(void)state;
	vcx_impair_put(late, frame, sizeof(frame), 7, note);
	assert_string_equal(note, "frame 1, 500 us late, twice");
	vcx_impair_put(lost, frame, sizeof(frame), 7, note);
	assert_string_equal(note, "frame 1 lost by --impair");
	vcx_impair_put(fine, frame, sizeof(frame), 7, note);
	assert_string_equal(note, "frame 1");
	vcx_impair_free(late);
	vcx_impair_free(lost);
	vcx_impair_free(fine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(bad_words),
		cmocka_unit_test(seeds),
		cmocka_unit_test(fates_are_independent),
		cmocka_unit_test(generator_is_splitmix64),
		cmocka_unit_test(shares),
		cmocka_unit_test(delayed_in_order),
		cmocka_unit_test(reordered_frames_overtake),
		cmocka_unit_test(alone_on_the_wire),
		cmocka_unit_test(full_queue),
		cmocka_unit_test(notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
