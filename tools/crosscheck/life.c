// SPDX-License-Identifier: GPL-2.0-only
#include "tools/crosscheck/life.h"

#include <stddef.h>

const char *life_next(struct life *life, enum life_step step)
{
	enum life_state was = life->state;

	switch (step) {
	case LIFE_BEFORE:
		life->state = LIFE_ANY;
		return NULL;
	case LIFE_EXCEPTED:
		life->state = LIFE_EXEMPT;
		return NULL;
	case LIFE_OPEN:
		life->state = LIFE_OPENED;
		return was == LIFE_UNREPORTED ? NULL : "is announced twice";
	case LIFE_ACTIVATE:
		life->state = LIFE_ACTIVE;
		return was == LIFE_OPENED || was == LIFE_ANY || was == LIFE_INACTIVE ? NULL :
		       was == LIFE_UNREPORTED ? "is activated without an earlier event" :
		       was == LIFE_ACTIVE     ? "is activated twice" :
						"is activated after its close";
	case LIFE_DEACTIVATE:
		life->state = LIFE_INACTIVE;
		return was == LIFE_ACTIVE || was == LIFE_ANY ? NULL :
		       was == LIFE_INACTIVE		     ? "is deactivated twice" :
							       "is deactivated and was not active";
	case LIFE_CLOSE:
		life->state = LIFE_CLOSED;
		return was == LIFE_INACTIVE || was == LIFE_OPENED || was == LIFE_ANY ? NULL :
		       was == LIFE_ACTIVE ? "is closed and was not deactivated" :
		       was == LIFE_CLOSED ? "is closed twice" :
					    "is closed without an earlier event";
	}
	return NULL;
}

bool life_is_excepted(const struct life *life)
{
	return life->state == LIFE_EXEMPT;
}
