// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/ioctl_requests.h"

#include <linux/sockios.h>
#include <linux/types.h>
#include <linux/wireless.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

static struct ioctl_request requests[] = {
#define NAME(name) { #name, name },
#include "workloads/ioctl_names.inc"
#undef NAME
	/* numbers without a meaning: in the range of the devices, of wireless, and in none */
	{ "0x89c5", 0x89c5 },
	{ "0x8b5f", 0x8b5f },
	{ "0x1234", 0x1234 },
};

#define NR_REQUESTS ((int)(sizeof(requests) / sizeof(*requests)))

static const struct link {
	const char *name, *other;
} preceding[] = {
	{ "SIOCDELRT", "SIOCADDRT" },	  { "SIOCGARP", "SIOCSARP" },
	{ "SIOCDARP", "SIOCSARP" },	  { "SIOCDELMULTI", "SIOCADDMULTI" },
	{ "SIOCBRDELBR", "SIOCBRADDBR" }, { "SIOCBRADDIF", "SIOCBRADDBR" },
	{ "SIOCBRDELIF", "SIOCBRADDBR" }, { "SIOCBRDELIF", "SIOCBRADDIF" },
}, following[] = {
	/* also after those that should have removed something, as they may have been rejected */
	{ "SIOCADDRT", "SIOCDELRT" },	    { "SIOCDELRT", "SIOCDELRT" },
	{ "SIOCADDMULTI", "SIOCDELMULTI" }, { "SIOCDELMULTI", "SIOCDELMULTI" },
	{ "SIOCBRADDBR", "SIOCBRDELBR" },   { "SIOCBRDELBR", "SIOCBRDELBR" },
	{ "SIOCBRADDIF", "SIOCBRDELBR" },   { "SIOCBRDELIF", "SIOCBRDELBR" },
};

static int by_number(const void *a, const void *b)
{
	const struct ioctl_request *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

const struct ioctl_request *ioctl_request_at(int i)
{
	static bool sorted;

	if (!sorted)
		qsort(requests, (size_t)NR_REQUESTS, sizeof(*requests), by_number);
	sorted = true;
	return i < NR_REQUESTS ? &requests[i] : NULL;
}

const struct ioctl_request *ioctl_request_named(const char *name)
{
	for (int i = 0; i < NR_REQUESTS; i++)
		if (!strcmp(requests[i].name, name))
			return &requests[i];
	return NULL;
}

static const char *linked(const struct link *links, size_t nr, const char *name, int i)
{
	for (size_t at = 0; at < nr; at++)
		if (!strcmp(links[at].name, name) && !i--)
			return links[at].other;
	return NULL;
}

const char *ioctl_request_before(const char *name, int i)
{
	return linked(preceding, sizeof(preceding) / sizeof(*preceding), name, i);
}

const char *ioctl_request_after(const char *name, int i)
{
	return linked(following, sizeof(following) / sizeof(*following), name, i);
}
