/* SPDX-License-Identifier: GPL-2.0-only */
/* State machine of an RQ, driven by events. */
#ifndef CROSSCHECK_LIFE_H
#define CROSSCHECK_LIFE_H

#include <stdbool.h>

enum life_state {
	LIFE_UNREPORTED, /* not in any event */
	LIFE_ANY,	 /* older than the recording: in any state */
	LIFE_OPENED,
	LIFE_ACTIVE,
	LIFE_INACTIVE,
	LIFE_CLOSED,
	LIFE_EXEMPT, /* legitimately without an event */
};

enum life_step {
	LIFE_BEFORE, /* created before the recording */
	LIFE_OPEN,
	LIFE_ACTIVATE,
	LIFE_DEACTIVATE,
	LIFE_CLOSE,
	LIFE_EXCEPTED,
};

struct life {
	enum life_state state;
};

/* Apply one step; NULL, or an error message. */
const char *life_next(struct life *life, enum life_step step);

bool life_is_excepted(const struct life *life);

#endif
