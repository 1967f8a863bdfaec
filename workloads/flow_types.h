/* SPDX-License-Identifier: GPL-2.0-only */
/* Flow types of ethtool's rules, and their fields by the words of ethtool -N. */
#ifndef WORKLOADS_FLOW_TYPES_H
#define WORKLOADS_FLOW_TYPES_H

#include <linux/ethtool.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum flow_format { FMT_U8, FMT_BE16, FMT_BE32, FMT_IP4, FMT_IP6, FMT_MAC };

/* offset is that in the union or extension which the table is of */
struct flow_field {
	const char *name;
	size_t offset;
	enum flow_format format;
};

/* fields end with one that has no name */
struct flow_type {
	__u32 number;
	const char *name;
	const struct flow_field *fields;
};

/* a part of a rule: fields, and where their values and masks begin */
struct flow_part {
	const struct flow_field *fields;
	unsigned char *values;
	unsigned char *masks;
};

#define FLOW_PARTS 3
#define FLOW_TEXT  48 /* room for any value as text */

/* NULL when there is none; flags such as FLOW_EXT are looked over. */
const struct flow_type *flow_type_of(__u32 number);
const struct flow_type *flow_type_named(const char *name);

/* The names of all types, separated by blanks. */
const char *flow_type_names(void);

/*
 * The parts of a rule whose values count: the union, and the extension when
 * the rule's flags say so. Returns how many there are, none for an unknown type.
 */
size_t flow_parts(struct ethtool_rx_flow_spec *spec, struct flow_part parts[FLOW_PARTS]);

size_t flow_size(enum flow_format format);

/* Is every byte of the field this one? */
bool flow_all_are(const unsigned char *bytes, enum flow_format format, unsigned char byte);

/* Addresses are text, everything else is a number. */
bool flow_is_number(enum flow_format format);
uint32_t flow_number(const unsigned char *at, enum flow_format format);
const char *flow_text(char text[FLOW_TEXT], const unsigned char *at, enum flow_format format);

/* Reads an address or a number. Returns 0 or -EINVAL. */
int flow_read(unsigned char *to, enum flow_format format, const char *text);

/*
 * Sets a field of the rule from "VALUE" or "VALUE/MASK"; the mask is written
 * like the value, or as the length of a prefix. Bits of the value outside the
 * mask are cleared.
 * Returns 0, -ENOENT when the rule's type has no such field, or -EINVAL.
 */
int flow_set(struct ethtool_rx_flow_spec *spec, const char *name, const char *text);

#endif
