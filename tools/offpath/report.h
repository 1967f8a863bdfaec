/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions executed for disabled events, in a whole module. */
#ifndef OFFPATH_REPORT_H
#define OFFPATH_REPORT_H

#include <stdio.h>

#include "tools/offpath/flow.h"

struct report {
	unsigned int functions, sites, insns, blocks;
	unsigned int findings, allowed;
	unsigned int unknown_jumps, without_slots;
};

/* Findings are written to `out`, one per line.  `allow` is the text of an allow list, or
 * NULL.  False if the analysis failed, with a one-line reason in `why`.
 */
bool report_module(struct report *r, const char *path, const char *const *events, unsigned int nr,
		   const char *allow, FILE *out, char *why, size_t size);

#endif
