#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# in-guest.sh NAME SECONDS [NAME SECONDS]... - run these guest tests one after the other, each for
# at most SECONDS.  The driver is reloaded before each test.
#
# Marks in standard output, standard error and the kernel log delimit the output of each test for
# tests/guest/run (tests/guest/lib/parts.sh):
#
#   # guest test NAME begins
#   # guest test NAME ended: status STATUS, MS ms
set -uo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." || exit
# shellcheck source=scripts/guest/driver.sh
. scripts/guest/driver.sh
# shellcheck source=tests/lib/took.sh
. tests/lib/took.sh

# mark TEXT... - write a mark to standard output, standard error and the kernel log
mark()
{
	echo "# guest test $*"
	echo "# guest test $*" >&2
	echo "<6>guest test $*" >/dev/kmsg
}

loaded=''
[[ ! -d /sys/module/mlx5_core ]] || loaded=1
mapfile -t devs < <(mlx5_netdevs)
while (($#)); do
	now_ms
	begin=$now
	mark "$1 begins"
	status=0
	if [[ $loaded && ! -d /sys/module/mlx5_core ]]; then
		driver_load "${#devs[@]}" || status=$?
	fi
	((status)) || timeout --kill-after=10 "$2" bash "tests/guest/$1.test" || status=$?
	# Unload the driver for the next test, and so that the device writes its leak ledger.
	[[ -z $loaded || ! -d /sys/module/mlx5_core ]] || modprobe -r mlx5_core || status=1
	now_ms
	mark "$1 ended: status $status, $((now - begin)) ms"
	shift 2
done
