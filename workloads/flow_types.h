/* SPDX-License-Identifier: GPL-2.0-only */
/* The flow types of ethtool's rules, and their fields under the keywords of ethtool -N. */
#ifndef WORKLOADS_FLOW_TYPES_H
#define WORKLOADS_FLOW_TYPES_H

#include <linux/ethtool.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum flow_format { FMT_U8, FMT_BE16, FMT_BE32, FMT_IP4, FMT_IP6, FMT_MAC };

/* offset is relative to the union, or to the extension, that the table describes */
struct flow_field {
	const char *name;
	size_t offset;
	enum flow_format format;
};

/* the last element of fields has no name */
struct flow_type {
	__u32 number;
	const char *name;
	const struct flow_field *fields;
};

/* a part of a rule: its fields, and where their values and masks begin */
struct flow_part {
	const struct flow_field *fields;
	unsigned char *values;
	unsigned char *masks;
};

#define FLOW_PARTS 3
#define FLOW_TEXT  48 /* buffer size for any value as a string */

/* NULL if the type is unknown; flags such as FLOW_EXT are ignored. */
const struct flow_type *flow_type_of(__u32 number);
const struct flow_type *flow_type_named(const char *name);

/* The names of all types, separated by spaces. */
const char *flow_type_names(void);

/*
 * The parts of a rule that are in use: the union, and the extensions that the rule's flags select.
 * Returns their number, which is 0 if the type is unknown.
 */
size_t flow_parts(struct ethtool_rx_flow_spec *spec, struct flow_part parts[FLOW_PARTS]);

size_t flow_size(enum flow_format format);

/* True if every byte of the field equals byte. */
bool flow_all_are(const unsigned char *bytes, enum flow_format format, unsigned char byte);

/* False for addresses, as all other fields are numbers. */
bool flow_is_number(enum flow_format format);
uint32_t flow_number(const unsigned char *at, enum flow_format format);
const char *flow_text(char text[FLOW_TEXT], const unsigned char *at, enum flow_format format);

/* Parses an address or a number. Returns 0 or -EINVAL. */
int flow_read(unsigned char *to, enum flow_format format, const char *text);

/*
 * Sets a field of the rule to "VALUE" or "VALUE/MASK". The mask has the format of
 * the value, or is the length of a prefix. Bits of the value outside the mask are
 * cleared.
 * Returns 0, -ENOENT if the rule's type has no such field, or -EINVAL.
 */
int flow_set(struct ethtool_rx_flow_spec *spec, const char *name, const char *text);

#endif
