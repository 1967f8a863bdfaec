#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What scripts/boot runs in the guest: load the driver, run the command, leave
# its status.  The task (driver, base, load, nics, command) was written by
# scripts/boot.
set -u
: >/out/.started
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source=scripts/guest/setup.sh
. "$here/setup.sh"

status=1
if guest_setup; then
	"${command[@]:?}"
	status=$?
fi
# Levels and all, for who wants to judge what the kernel said.
dmesg --raw >/out/dmesg.raw
echo "$status" >/out/.status.new && mv /out/.status.new /out/.status
exit "$status"
