#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest side of the demo: records the same operations first with trace-cmd and then with perf,
# from the same initial state.
set -euo pipefail
# shellcheck source=scripts/guest/netdev.sh
. /repo/scripts/guest/netdev.sh

dev=eth0
netdev_up "$dev"
for tool in trace-cmd perf; do
	out=/out/recording
	[[ $tool == trace-cmd ]] || out=/out/recording-$tool
	ethtool -L "$dev" combined 2
	echo "== recording with $tool"
	scripts/record "$tool" -o "$out" -- bash scripts/guest/demo-replay.sh "$dev"
done
netdev_down "$dev"
modprobe -r mlx5_core
