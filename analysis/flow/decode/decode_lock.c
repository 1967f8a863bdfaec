// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/decode/decode_input.h"

#include <ctype.h>
#include <net/if.h>
#include <stdio.h>

static void set_lock(struct flow_record *r, bool taken, uint64_t address, const char *name)
{
	r->kind = taken ? FLOW_LOCK : FLOW_UNLOCK;
	r->key = address;
	r->func = name;
}

/* The names of lockdep are those of the lock's class, such as "rtnl_mutex". */
bool flow_decode_acquire(const struct flow_input *in, struct flow_record *r)
{
	const char *name = flow_input_string(in, "name");

	set_lock(r, true, flow_input_number(in, "lockdep_addr"), name);
	return name && *name;
}

bool flow_decode_release(const struct flow_input *in, struct flow_record *r)
{
	set_lock(r, false, flow_input_number(in, "lockdep_addr"), NULL);
	return true;
}

/* Can this be the name of a network device, rather than arbitrary memory? */
static bool is_device(const char *name)
{
	size_t len = 0;

	for (; name && name[len]; len++)
		if (!isgraph((unsigned char)name[len]) || len == IFNAMSIZ - 1)
			return false;
	return len > 1;
}

/*
 * Without lockdep, a mutex that is a variable of the kernel has the name of the variable, and the
 * lock of a network device is shown with the device. Other mutexes have no names and are omitted.
 */
bool flow_decode_mutex(const struct flow_input *in, bool taken, struct flow_record *r)
{
	uint64_t address = flow_input_number(in, "f0");
	const struct mt_symbol *s = mt_symbol_of(in->d->t->symbols, address);
	const char *device;
	char text[IFNAMSIZ + 16];

	set_lock(r, taken, address, NULL);
	if (!taken)
		return true;
	if (s && !s->code && s->address == address) {
		r->func = flow_input_intern(in->d, s->name);
		return true;
	}
	device = tep_find_field(in->event, "f1") ? flow_input_string(in, "f1") : NULL;
	if (!is_device(device))
		return false;
	snprintf(text, sizeof(text), "netdev_lock(%s)", device);
	r->func = flow_input_intern(in->d, text);
	return true;
}
