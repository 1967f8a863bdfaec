/* SPDX-License-Identifier: GPL-2.0-only */
/* The states that an RQ goes through, as events tell them. */
#ifndef CROSSCHECK_LIFE_H
#define CROSSCHECK_LIFE_H

#include <stdbool.h>

enum life_state {
	LIFE_UNTOLD, /* no event has named it */
	LIFE_ANY,    /* older than the recording: in any state */
	LIFE_OPENED,
	LIFE_ACTIVE,
	LIFE_INACTIVE,
	LIFE_CLOSED,
	LIFE_NOT_TOLD_OF, /* rightly */
};

enum life_step {
	LIFE_BEFORE, /* it was there before the recording */
	LIFE_OPEN,
	LIFE_ACTIVATE,
	LIFE_DEACTIVATE,
	LIFE_CLOSE,
	LIFE_EXCEPTED,
};

struct life {
	enum life_state state;
};

/* Take the step; NULL, or what is wrong with it in words. */
const char *life_next(struct life *life, enum life_step step);

bool life_is_excepted(const struct life *life);

#endif
