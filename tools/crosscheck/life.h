/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of an RQ according to the events. */
#ifndef CROSSCHECK_LIFE_H
#define CROSSCHECK_LIFE_H

#include <stdbool.h>

enum life_state {
	LIFE_UNREPORTED, /* not in any event */
	LIFE_ANY,	 /* older than the recording, so its state is unknown */
	LIFE_OPENED,
	LIFE_ACTIVE,
	LIFE_INACTIVE,
	LIFE_CLOSED,
	LIFE_EXEMPT, /* allowed to have no events */
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

/* Apply one step. Returns an error message, or NULL. */
const char *life_next(struct life *life, enum life_step step);

bool life_is_excepted(const struct life *life);

#endif
