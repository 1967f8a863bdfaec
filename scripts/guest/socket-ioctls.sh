#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# socket-ioctls.sh DIR - record the requests of sockets in a guest: build/bin/ioctls issues all of
# them, for a dummy device and a simulated wireless device, and mlx5-trace flow traces it.  Writes
# flow.json and results.txt, the output of the program, to DIR.
set -euo pipefail
out=$1
mkdir -p -- "$out"

# load MODULE [OPTION]... - load a module, which may also be built into the kernel or missing
load()
{
	modprobe -q "$@" 2>/dev/null || true
}

load dummy numdummies=0
load bridge
load 8021q
load mac80211_hwsim radios=1
# The kernel must not start modprobe for each device that does not exist.
echo >/proc/sys/kernel/modprobe

ip link add dummy0 type dummy
ip addr add 192.0.2.1/24 dev dummy0
# A dummy device has no ARP, for which requests would be rejected.
ip link set dummy0 arp on up
wireless=dummy0
[[ ! -d /sys/class/net/wlan0 ]] || wireless=wlan0

# The functions of these two modules are recorded if they are modules.
modules=()
for module in bridge 8021q; do
	! grep -q "^$module " /proc/modules || modules+=(--module "$module")
done
# The buffers are limited by the memory.
buffer=16384
[[ ! -d /sys/kernel/tracing/events/lock/lock_acquire ]] || buffer=1000000
# shellcheck disable=SC2016 # expanded by the shell in the flow
mlx5-trace flow --locks --settle 0 --buffer "$buffer" "${modules[@]}" -o "$out/flow.json" -- \
	sh -c 'exec ioctls dummy0 "$1" >"$2"' sh "$wireless" "$out/results.txt" | tail -n 6
