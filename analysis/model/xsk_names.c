// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/xsk.h"

const char *mt_xsk_verdict_id(enum mt_xsk_verdict verdict)
{
	static const char *const ids[] = {
		[MT_XSK_FIRED_AT_BIND] = "fired_at_bind",
		[MT_XSK_FIRED_AT_REOPEN] = "fired_at_reopen",
		[MT_XSK_FAILED_AT_BIND] = "failed_at_bind",
		[MT_XSK_FAILED_AT_REOPEN] = "failed_at_reopen",
		[MT_XSK_DEFERRED_DOWN] = "deferred_interface_down",
		[MT_XSK_DEFERRED_NO_XDP] = "deferred_no_xdp_program",
		[MT_XSK_REFUSED] = "bind_refused",
		[MT_XSK_NOT_SEEN] = "event_missing",
		[MT_XSK_UNBOUND] = "unbound",
		[MT_XSK_NOT_NO_POOL] = "not_fired_no_pool",
		[MT_XSK_NOT_NO_XDP] = "not_fired_no_xdp_program",
		[MT_XSK_NOT_FAILED] = "not_fired_open_failed",
		[MT_XSK_NOT_DOWN] = "not_fired_interface_down",
	};

	return ids[verdict];
}
