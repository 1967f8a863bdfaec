/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPU time of the steps of a fuzz target: if FUZZ_STEPS is set in the environment, the
 * number of steps and the longest step are printed when the process exits.
 */
#ifndef VCX_TEST_STEP_TIME_H
#define VCX_TEST_STEP_TIME_H

#include <stddef.h>
#include <stdint.h>

/* start the measurement; @target: its name, not copied */
void step_time_start(const char *target);

/* begin a step */
void step_time_begin(void);

/* end the step; the first bytes of @data, which caused it, are printed if it is the longest */
void step_time_end(const uint8_t *data, size_t len);

#endif
