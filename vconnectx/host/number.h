/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parsing of numbers in profiles and fault rules.
 */
#ifndef VCX_NUMBER_H
#define VCX_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Parse a decimal, 0x hexadecimal or 0 octal number that is at most @max, without a sign or
 * trailing text.  Return: false if it is invalid.
 */
bool vcx_number_parse(const char *text, uint64_t max, uint64_t *value);

#endif
