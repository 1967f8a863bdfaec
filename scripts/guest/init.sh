#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What scripts/boot runs in the guest: load the driver, run the command, leave
# its status.  The task (driver, base, load, nics, deadline, command) was written by
# scripts/boot.
set -u
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source=scripts/guest/setup.sh
. "$here/setup.sh"

# Nothing was done yet, so that scripts/boot can begin again.
memory_is_shared || {
	: >/out/.unshared
	exit 1
}
: >/out/.started
tell_where_it_hangs "${deadline:?}" >/dev/null 2>&1 &

status=1
if guest_setup; then
	"${command[@]:?}"
	status=$?
fi
# Levels and all, for who wants to judge what the kernel said.
dmesg --raw >/out/dmesg.raw
echo "$status" >/out/.status.new && mv /out/.status.new /out/.status
exit "$status"
