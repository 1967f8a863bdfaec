/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that the kernel's headers have names for; the lists are made by names.awk. */
#ifndef MLX5TRACE_FLOW_NAMES_H
#define MLX5TRACE_FLOW_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum flow_set {
	FLOW_SET_NONE,
	FLOW_SET_SYSCALL,
	FLOW_SET_IOCTL,
	FLOW_SET_ETHTOOL,
	FLOW_SET_ETHNL,
	FLOW_SET_RTNL,
	FLOW_SET_FAMILY,
	FLOW_SET_PROTOCOL,
	FLOW_SET_XDP,
	FLOW_SET_IFF,
	FLOW_SET_TX_TYPE,
	FLOW_SET_RX_FILTER,
	FLOW_SET_FLOW_TYPE,
	FLOW_SET_XDP_FLAGS,
	FLOW_SET_CAPABILITY,
	FLOW_SET_OPCODE, /* of firmware commands */
	FLOW_SET_NR,
};

/* The name of @value, NULL when the headers have none. */
const char *flow_name(enum flow_set set, uint64_t value);

/* The names of its bits. */
bool flow_set_is_flags(enum flow_set set);

/* Flags as "A|B|0x10", "0" for none. */
void flow_flags(enum flow_set set, uint64_t value, char *text, size_t size);

#endif
