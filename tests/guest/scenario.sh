#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# scenario.sh DEV - one of each kind of operation that the series has events for,
# on a device that is up and has two channels of four.  The stock driver does the
# same.  Those who record it know what happens here (sequences.tbl).
set -euo pipefail
dev=$1

# refused COMMAND... - ends with status 1
refused()
{
	local status=0

	"$@" || status=$?
	((status == 1))
}

# A socket that was closed is undone by a worker, some time later.
settle()
{
	sleep 1
}

ethtool -L "$dev" combined 4
# The core refuses before the driver is asked.
refused ethtool -L "$dev" combined 5

# Channel 1 is bound before there is an XDP program, channel 2 after; both are there
# when the number of channels changes (which v5.10 refuses).
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
