/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interface of a fuzz target: libFuzzer's entry point, and valid inputs as
 * seeds.  Each target is built twice: with libFuzzer, and with fuzz_run.c as a
 * unit test that runs the seeds and a fixed number of their mutations.
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

/* The number of mutations of each seed in the unit test; a slow target sets its own. */
extern const unsigned int fuzz_mutants __attribute__((weak));

#endif
