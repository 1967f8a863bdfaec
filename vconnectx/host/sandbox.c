// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/sandbox.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "vconnectx/host/address.h"
#include "vconnectx/host/descriptors.h"
#include "vconnectx/host/filter.h"
#include "vconnectx/host/privileges.h"

#define DESCRIPTORS 256			/* for 64 vectors, clients, files and messages */
#define DATA_MAX    (UINT64_C(3) << 30) /* objects: 512 MiB; --impair: 1 GiB; malloc() overhead */

#if defined(__SANITIZE_ADDRESS__)
#define SHADOWED true
#elif defined(__has_feature)
#define SHADOWED __has_feature(address_sanitizer)
#else
#define SHADOWED false
#endif

static int lower(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit limit;

	if (getrlimit(what, &limit))
		return -errno;
	if (limit.rlim_max > most)
		limit.rlim_max = most;
	if (limit.rlim_cur > limit.rlim_max)
		limit.rlim_cur = limit.rlim_max;
	return setrlimit(what, &limit) ? -errno : 0;
}

/*
 * Captures and command logs have no size limit.  Guest memory is shared, and therefore does not
 * count towards RLIMIT_DATA.
 */
static int lower_all(void)
{
	int err = lower(RLIMIT_CORE, 0);

	if (!err)
		err = lower(RLIMIT_NPROC, 0);
	if (!err)
		err = lower(RLIMIT_MEMLOCK, 0);
	if (!err)
		err = lower(RLIMIT_NOFILE, DESCRIPTORS);
	/* the shadow memory of a sanitizer exceeds the limit */
	if (!err && !SHADOWED)
		err = lower(RLIMIT_DATA, DATA_MAX);
	return err;
}

int vcx_sandbox_enter(const char *device, bool reconnects, char *err, size_t errlen)
{
	const char *what = "/proc/self/fd";
	int ret = vcx_inherited_close();

	/* tzset() reads a file, which will be forbidden when the first message is logged */
	tzset();
	if (!ret) {
		what = "addresses";
		ret = vcx_address_seal();
	}
	if (!ret) {
		what = "limits";
		ret = lower_all();
	}
	if (!ret) {
		what = "capabilities";
		ret = vcx_capabilities_drop();
	}
	if (!ret) {
		what = "seccomp";
		ret = vcx_filter_load(device, reconnects);
	}
	if (ret)
		snprintf(err, errlen,
			 "cannot enter the sandbox: %s: %s (--no-sandbox runs without it)", what,
			 strerror(-ret));
	return ret;
}
