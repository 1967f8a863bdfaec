/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers and names of struct hwtstamp_config's fields. The table is generated from the
 * enums of linux/net_tstamp.h at build time.
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

/* All names, by kind and value; count is their number. */
const struct hwt_name *hwt_names(size_t *count);

/* NULL for a value without a name in the header. */
const char *hwt_name(enum hwt_kind kind, int value);

/*
 * Value of a number, a name, or the kernel's full constant, in upper or lower case.
 * Unnamed numbers are accepted; the kernel validates them. Returns 0 or -EINVAL.
 */
int hwt_value(enum hwt_kind kind, const char *text, int *value);

/* The field's name in struct hwtstamp_config: flags, tx_type, rx_filter. */
const char *hwt_field(enum hwt_kind kind);

#endif
