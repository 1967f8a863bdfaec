#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# demo-replay.sh DEV - what the demo shows: channel changes without and with
# AF_XDP sockets, and time stamping by ioctl.
set -euo pipefail
dev=$1

say()
{
	printf '\n-- %s\n' "$*"
}

say "ethtool -L without any AF_XDP socket: no mlx5e_open_xsk"
ethtool -L "$dev" combined 4
channels get "$dev"

say "AF_XDP zero-copy sockets on queues 1 and 2, then ethtool -L with them bound"
# shellcheck disable=SC2016 # the inner shell expands it
xsk --zerocopy --queue 1 --queue 2 "$dev" -- bash -c '
	ethtool -L "$1" combined 3
	echo "-- shrinking below queue 2 is refused before the driver is asked:"
	ethtool -L "$1" combined 2 || true' bash "$dev"

say "hardware time stamping, by ioctl"
hwtstamp get "$dev"
hwtstamp set "$dev" --tx ON --rx ALL
hwtstamp set "$dev" --tx OFF --rx NONE

say "back, by ioctl (SIOCETHTOOL)"
channels set --combined 1 "$dev"
