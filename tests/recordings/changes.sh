#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# changes.sh DEV - one operation of each kind, on a device that is up and has two channels:
# what the recordings in this directory are of.  /out/rq arms the fault of record.sh.
set -euo pipefail
dev=$1

ethtool -L "$dev" combined 1
ip link set "$dev" mtu 3000
ip link set "$dev" mtu 1500
ethtool -G "$dev" rx 256
xsk --zerocopy --channel 0 --program before "$dev"
# A closed socket is released by a worker, with a delay.
sleep 1
ethtool -N "$dev" flow-type udp4 dst-port 4242 action 0 loc 3
ethtool -N "$dev" delete 3
hwtstamp set "$dev" --tx ON --rx ALL
hwtstamp set "$dev" --tx OFF --rx NONE
: >/out/rq
if ethtool -L "$dev" combined 2; then
	exit 1
fi
rm /out/rq
