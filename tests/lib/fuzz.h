/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interface of a fuzz target: libFuzzer's entry point, and valid inputs that are used as
 * seeds.  Each target is built three times: with libFuzzer, for line coverage, and as a unit
 * test with fuzz_run.c, which runs the recorded inputs, the seeds, and mutations of both.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/**
 * fuzz_seed() - write the @n-th valid input
 * Return: the size of the input, at most @cap, or 0 if there are fewer than @n + 1 inputs.
 */
size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap);

/*
 * A hash of all effects of the last input. The unit test uses it to check that the effects
 * of an input do not depend on earlier inputs, so that a finding can be reproduced.
 */
uint64_t fuzz_digest(void) __attribute__((weak));

#endif
