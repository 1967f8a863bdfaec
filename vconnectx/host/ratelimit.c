// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/ratelimit.h"

unsigned int vcx_ratelimit_report(struct vcx_ratelimit *limit, uint64_t now_ns)
{
	unsigned int suppressed = limit->suppressed;
	uint64_t length = VCX_LOG_WINDOW_NS;

	if (now_ns < limit->end_ns)
		return 0;
	if (suppressed && limit->length_ns < VCX_LOG_WINDOW_MAX_NS)
		length = 2 * limit->length_ns;
	else if (suppressed)
		length = VCX_LOG_WINDOW_MAX_NS;
	*limit = (struct vcx_ratelimit){ .end_ns = now_ns + length, .length_ns = length };
	return suppressed;
}

bool vcx_ratelimit_pass(struct vcx_ratelimit *limit)
{
	if (limit->used < VCX_LOG_BURST) {
		limit->used++;
		return true;
	}
	limit->suppressed++;
	return false;
}

uint64_t vcx_ratelimit_deadline(const struct vcx_ratelimit *limit)
{
	return limit->suppressed ? limit->end_ns : UINT64_MAX;
}
