/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parsing of numbers in profiles and fault rules.
 */
#ifndef VCX_NUMBER_H
#define VCX_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* decimal, 0x hexadecimal or 0 octal, no sign, no trailing text, <= @max */
bool vcx_number_parse(const char *text, uint64_t max, uint64_t *value);

#endif
