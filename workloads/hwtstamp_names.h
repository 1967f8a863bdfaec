/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The numbers and names of the values in struct hwtstamp_config. The table is generated at build
 * time from the enums in linux/net_tstamp.h.
 */
#ifndef WORKLOADS_HWTSTAMP_NAMES_H
#define WORKLOADS_HWTSTAMP_NAMES_H

#include <stddef.h>

enum hwt_kind {
	HWT_FLAG,   /* HWTSTAMP_FLAG_* */
	HWT_TX,	    /* HWTSTAMP_TX_* */
	HWT_FILTER, /* HWTSTAMP_FILTER_* */
};

struct hwt_name {
	enum hwt_kind kind;
	int value;
	/* the kernel's constant without the prefix HWTSTAMP_<KIND>_ */
	const char *name;
};

/* All names, sorted by kind and value; count is set to their number. */
const struct hwt_name *hwt_names(size_t *count);

/* NULL if the header has no name for the value. */
const char *hwt_name(enum hwt_kind kind, int value);

/*
 * Parses a number, a name, or the full name of the kernel's constant, in upper or lower case.
 * Numbers without a name are accepted, as the kernel validates them. Returns 0 or -EINVAL.
 */
int hwt_value(enum hwt_kind kind, const char *text, int *value);

/* The name of the field in struct hwtstamp_config: flags, tx_type or rx_filter. */
const char *hwt_field(enum hwt_kind kind);

#endif
