#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# demo-replay.sh DEV - run the operations of the demo: change the number of channels without and
# with AF_XDP sockets, and set time stamping by ioctl.  DEV must be up and have two channels.
set -euo pipefail
dev=$1

title()
{
	printf '\n-- %s\n' "$*"
}

title "ethtool -L without any AF_XDP socket: no mlx5e_open_xsk"
ethtool -L "$dev" combined 4
channels get "$dev"

title "a zero-copy socket on queue 1 that is bound before an XDP program is attached,"
title "one on queue 2 that is bound afterwards, and ethtool -L with both bound"
xsk --zerocopy --queue 1 --program after "$dev" -- \
	xsk --zerocopy --queue 2 --program none "$dev" -- \
	ethtool -L "$dev" combined 3

title "hardware time stamping by ioctl"
hwtstamp get "$dev"
hwtstamp set "$dev" --tx ON --rx PTP_V2_EVENT
hwtstamp set "$dev" --tx OFF --rx NONE

title "back to the original number of channels by ioctl (SIOCETHTOOL)"
channels set --combined 2 "$dev"
