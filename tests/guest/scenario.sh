#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# scenario.sh DEV - run one operation of each kind for which the series has events, on a device that
# is up and uses two of its four channels.  The scenario also works with the stock driver.  Its
# recordings are compared with sequences.tbl.
set -euo pipefail
dev=$1

# refused COMMAND... - succeed if COMMAND exits with status 1
refused()
{
	local status=0

	"$@" || status=$?
	((status == 1))
}

# settle - wait until a worker has released a closed socket
settle()
{
	sleep 1
}

ethtool -L "$dev" combined 4
# The core rejects this number before it calls the driver.
refused ethtool -L "$dev" combined 5

# A socket is bound to channel 1 before an XDP program is attached, and one to channel 2 after.
# Both are bound when the number of channels is changed (which v5.10 rejects).
inner="xsk --zerocopy --channel 2 --program none $dev -- ethtool -L $dev combined 3; sleep 1"
xsk --zerocopy --channel 1 --program after "$dev" -- bash -c "$inner"
settle

# A socket is bound while the link is down: its queues are opened when the link comes up.
ip link set "$dev" down
ethtool -L "$dev" combined 2
xsk --zerocopy --channel 0 --program before "$dev" -- ip link set "$dev" up
settle

hwtstamp get "$dev"
hwtstamp set "$dev" --tx ON --rx PTP_V2_EVENT
refused hwtstamp set "$dev" --tx ONESTEP_SYNC --rx NONE
hwtstamp set "$dev" --tx OFF --rx NONE

# The channels are reopened, but their number does not change.
ethtool -G "$dev" rx 256
ethtool -G "$dev" rx 1024
channels set --combined 1 "$dev"
