#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# scenario.sh DEV - one operation of each kind for which the series has events,
# on a device that is up and has two channels of four.  It also works with the stock
# driver.  Its recordings are compared with sequences.tbl.
set -euo pipefail
dev=$1

# refused COMMAND... - ends with status 1
refused()
{
	local status=0

	"$@" || status=$?
	((status == 1))
}

# A closed socket is released by a worker, with a delay.
settle()
{
	sleep 1
}

ethtool -L "$dev" combined 4
# The core rejects it before calling the driver.
refused ethtool -L "$dev" combined 5

# Channel 1 is bound before an XDP program is attached, channel 2 after; both are bound
# when the number of channels changes (which v5.10 rejects).
inner="xsk --zerocopy --channel 2 --program none $dev -- ethtool -L $dev combined 3; sleep 1"
xsk --zerocopy --channel 1 --program after "$dev" -- bash -c "$inner"
settle

# Bound while the link is down: the queues are opened with the link.
ip link set "$dev" down
ethtool -L "$dev" combined 2
xsk --zerocopy --channel 0 --program before "$dev" -- ip link set "$dev" up
settle

hwtstamp get "$dev"
hwtstamp set "$dev" --tx ON --rx PTP_V2_EVENT
refused hwtstamp set "$dev" --tx ONESTEP_SYNC --rx NONE
hwtstamp set "$dev" --tx OFF --rx NONE

# The channels are reopened without a change of their number.
ethtool -G "$dev" rx 256
ethtool -G "$dev" rx 1024
channels set --combined 1 "$dev"
