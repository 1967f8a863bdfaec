#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# smoke.sh - test this kernel's driver on the virtual ConnectX, in a guest with one device and four
# CPUs in which the driver is not loaded.  Each successful step adds a line "NAME MILLISECONDS" to
# /out/steps; the first failure ends the run.
set -euo pipefail
# shellcheck source=scripts/guest/driver.sh
. scripts/guest/driver.sh
# shellcheck source=scripts/guest/netdev.sh
. scripts/guest/netdev.sh
dev=eth0

# step NAME COMMAND... - run a step
step()
{
	local name=$1 start=${EPOCHREALTIME/[^0-9]/}
	shift

	echo "-- $name"
	"$@"
	echo "$name $(((${EPOCHREALTIME/[^0-9]/} - start) / 1000))" >>/out/steps
}

# channels_to N... - set each of these numbers of channels, and verify it
channels_to()
{
	local n queues

	for n; do
		ethtool -L "$dev" combined "$n"
		# The receive queues are not counted, as before 6.1 there were twice as many.
		queues=("/sys/class/net/$dev/queues/tx-"*)
		((${#queues[@]} == n)) || {
			echo "$dev has ${#queues[@]} tx queues after ethtool -L $dev combined $n"
			return 1
		}
	done
}

# xsk_bind - check that a zero-copy socket sends frames, and that they are completed
xsk_bind()
{
	local out

	out=$(xsk --zerocopy --channel 0 --tx 8 "$dev")
	echo "$out"
	[[ $out == *"bound, zero copy"*"completed 8"* ]]
}

hwtstamp_set()
{
	hwtstamp set "$dev" --tx ON --rx ALL
	[[ $(hwtstamp get "$dev") == *ON*ALL* ]]
	hwtstamp set "$dev" --tx OFF --rx NONE
}

step probe driver_load 1
step up netdev_up "$dev"
step -L channels_to 2 4 1
step xsk xsk_bind
step hwtstamp hwtstamp_set
step unload modprobe -r mlx5_core
