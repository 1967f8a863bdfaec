/* SPDX-License-Identifier: GPL-2.0-only */
/* The attributes of a generic netlink request, as far as a probe can fetch them. */
#ifndef MLX5TRACE_FLOW_ATTRIBUTES_H
#define MLX5TRACE_FLOW_ATTRIBUTES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Write attribute @i of a request of nl80211 with a total length of @len bytes, such as
 * "NL80211_ATTR_WIPHY_FREQ=2437"; an empty text if there is none or if its place is unknown.
 * @places are the eight bytes at the place of each attribute up to @i, on the assumption that each
 * of them has a value of one to four bytes.
 */
void flow_attribute(const uint64_t *places, unsigned int i, uint64_t len, char *text, size_t size);

#endif
