/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interface of a fuzz target: libFuzzer's entry point, and valid inputs as
 * seeds.  Each target is built three times: with libFuzzer, for line coverage, and with
 * fuzz_run.c as a unit test: the recorded inputs, the seeds, and mutations of both.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/**
 * fuzz_seed() - write the @n-th valid input
 * Return: its size, at most @cap; 0 when there are no more.
 */
size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap);

/*
 * A hash of all effects of the last input. With it the unit test checks that the effects
 * of an input do not depend on earlier inputs, so that a finding can be reproduced.
 */
uint64_t fuzz_digest(void) __attribute__((weak));

#endif
