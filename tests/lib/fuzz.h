/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a fuzz target offers: libFuzzer's entry point, and good inputs to start
 * from.  Each target is built twice: with libFuzzer, and with fuzz_run.c as a
 * unit test that plays the seeds and a fixed number of their mutations.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/**
 * fuzz_seed() - write the @n-th good input
 * Return: its size, at most @cap; 0 when there are no more.
 */
size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap);

/* How many mutations of each seed the unit test plays; a slow target has its own. */
extern const unsigned int fuzz_mutants __attribute__((weak));

#endif
