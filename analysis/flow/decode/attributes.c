// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/decode/attributes.h"

#include <inttypes.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "analysis/flow/kernel/names.h"

/* The size of an attribute with a value of one to four bytes. */
#define SMALL (NLA_HDRLEN + 4u)

static unsigned int length(uint64_t bytes)
{
	return (uint16_t)bytes;
}

static bool is_small(uint64_t bytes)
{
	return length(bytes) > NLA_HDRLEN && length(bytes) <= SMALL;
}

/* iw does not mark attributes that contain attributes. */
static bool is_nested(uint64_t bytes, const char *name)
{
	return (bytes >> 16 & NLA_F_NESTED) || !strcmp(name, "NL80211_ATTR_SCAN_SSIDS");
}

void flow_attribute(const uint64_t *places, unsigned int i, uint64_t len, char *text, size_t size)
{
	uint64_t bytes = places[i];
	const char *name =
		flow_name(FLOW_SET_NL80211_ATTR, (uint16_t)(bytes >> 16) & NLA_TYPE_MASK);

	*text = '\0';
	if (!name || length(bytes) < NLA_HDRLEN ||
	    len < NLMSG_HDRLEN + GENL_HDRLEN + i * SMALL + length(bytes))
		return;
	/* The place of an attribute that follows a larger one, or one without a value, is unknown. */
	for (unsigned int before = 0; before < i; before++)
		if (!is_small(places[before]))
			return;
	if (is_small(bytes) && !is_nested(bytes, name))
		snprintf(text, size, "%s=%" PRIu64, name,
			 bytes >> 32 & UINT64_MAX >> (64 - 8 * (length(bytes) - NLA_HDRLEN)));
	else
		snprintf(text, size, "%s", name);
}
