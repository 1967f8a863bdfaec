/* SPDX-License-Identifier: GPL-2.0-only */
/* What runs for an event while it is off, in a whole module. */
#ifndef OFFPATH_REPORT_H
#define OFFPATH_REPORT_H

#include <stdio.h>

#include "tools/offpath/flow.h"

struct report {
	unsigned int functions, sites, insns, blocks;
	unsigned int findings, allowed;
	unsigned int unknown_jumps, without_slots;
};

/* Findings go to `out`, one a line.  `allow` is the text of an allow list, or NULL.
 * False: it could not be looked at; `why` says it in one line.
 */
bool report_module(struct report *r, const char *path, const char *const *events, unsigned int nr,
		   const char *allow, FILE *out, char *why, size_t size);

#endif
