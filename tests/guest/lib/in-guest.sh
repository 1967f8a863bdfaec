#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# in-guest.sh NAME... - run these guest tests, one after the other.  Each finds the driver
# loaded, as the first does.  Lines of several begin with their names.
set -uo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." || exit
# shellcheck source=scripts/guest/driver.sh
. scripts/guest/driver.sh

(($# > 1)) || exec bash "tests/guest/$1.test"
status=0
for name in "$@"; do
	[[ -d /sys/module/mlx5_core ]] || driver_load 1 || exit
	bash "tests/guest/$name.test" | sed -uE "s/^(not ok|ok)( [0-9]+)? - /\1 - $name: /" || status=1
done
exit "$status"
