/* SPDX-License-Identifier: GPL-2.0-only */
/* The instructions in a module that are executed for disabled events */
#ifndef OFFPATH_REPORT_H
#define OFFPATH_REPORT_H

#include <stdio.h>

#include "tools/offpath/flow.h"

struct report {
	unsigned int functions, sites, insns, blocks;
	unsigned int findings, allowed;
	unsigned int unknown_jumps, without_slots;
};

/* Write the findings to `out`, one per line.  `allow` is the text of an allow list, or NULL.
 * If the analysis fails, returns false with a one-line reason in `why`.
 */
bool report_module(struct report *r, const char *path, const char *const *events, unsigned int nr,
		   const char *allow, FILE *out, char *why, size_t size);

#endif
