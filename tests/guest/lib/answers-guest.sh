#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# answers-guest.sh - in the guest of answers.test: creates the recordings that are analysed.
# A hold suspends the scenario until the host side has saved the state of the devices.
# shellcheck source=tests/guest/lib/guest.sh
. tests/guest/lib/guest.sh

dev=eth0 other=eth1

# hold NAME - record the time by the trace clock, and wait for the host side
hold()
{
	local up rest i

	# the work deferred by the last command is done
	sleep 1
	read -r up rest </proc/uptime
	echo "$up" >"/out/hold-$1.new"
	mv "/out/hold-$1.new" "/out/hold-$1"
	for ((i = 0; i < 3000; i++)); do
		[[ ! -e /out/seen-$1 ]] || return 0
		sleep 0.1
	done
	return 1
}

# refused COMMAND... - ends with status 1
refused()
{
	local status=0

	"$@" || status=$?
	((status == 1))
}

# record TOOL NAME FUNCTION [OPTION...] - record the function's operations in /out/NAME
record()
{
	scripts/record "$1" -o "/out/$2" "${@:4}" -- bash "$0" "$3"
}

# Operations on two devices and an AF_XDP socket, without a fault.
clean()
{
	set -e
	ethtool -L "$dev" combined 4
	steer "$dev" rule udp4 dst-port 4241 channel 1 loc 1
	steer "$dev" rule udp4 dst-port 4240 drop loc 0
	hold plain
	xsk --zerocopy --program before --channel 3 "$dev" -- bash "$0" bound
	sleep 1
	steer "$dev" delete 3
	hwtstamp get "$dev"
	hwtstamp set "$dev" --tx ON --rx ALL
	hwtstamp set "$dev" --tx OFF --rx NONE
	ethtool -G "$dev" rx 512
	ip link set "$dev" down
	ip link set "$dev" up
	hold end
}

# rqs_made - the number of RQs created on the other device
rqs_made()
{
	cat "/sys/kernel/debug/mlx5/$(basename "$(readlink "/sys/class/net/$other/device")")/commands/CREATE_RQ/n"
}

# The same while the socket is bound to channel 3.  Two tasks change two devices concurrently.
bound()
{
	local before

	set -e
	steer "$dev" rule udp4 dst-port 4243 channel 3 xsk loc 3
	hold bound
	before=$(rqs_made)
	[[ $before ]]
	ethtool -L "$other" combined 3 &
	# started in this order, for the order in the reports
	until (($(rqs_made) > before)); do
		kill -0 $! 2>/dev/null || break
	done
	ip link set "$dev" mtu 1400
	wait $!
	hold moved
}

# The recording begins when the socket is bound, and ends before it is unbound.
begun()
{
	record ftrace begun changed --no-stack
}

changed()
{
	set -e
	hold begun
	ip link set "$dev" mtu 1500
}

# Failing operations.
trouble()
{
	set -e
	armed rq refused ethtool -L "$dev" combined 3
	armed rqt ip link set "$dev" mtu 1450
	refused hwtstamp set "$dev" --tx ONESTEP_SYNC --rx NONE
	armed xskrq xsk --program before --channel 2 "$dev"
	# a closed socket is released by a worker
	xsk --zerocopy --program none --channel 1 "$dev"
	sleep 1
	ip link set "$dev" down
	xsk --zerocopy --program before --channel 0 "$dev"
	sleep 1
	ip link set "$dev" up
	sleep 1
}

# Repeat until events are lost, which depends on how fast they are read.
more()
{
	local tries

	for ((tries = 0; tries < 20; tries++)); do
		ethtool -L "$dev" combined $((3 + tries % 2)) || return
		! awk '/^(overrun|dropped events):/ { lost += $NF } END { exit !lost }' \
			/sys/kernel/tracing/{,instances/*/}per_cpu/cpu*/stats || return 0
	done
	echo "$tries times, and no event was lost"
	return 1
}

# With the link up and with the link down.
changes()
{
	set -e
	ethtool -L "$dev" combined 2
	ip link set "$dev" down
	ethtool -L "$dev" combined 4
}

case ${1-} in
'') ;;
*)
	trap - EXIT
	"$1"
	exit
	;;
esac
: >"/out/ready-${token:?}"
check "two network devices" netdevs_wait 2
for one in $dev $other; do
	check "$one: two channels" ethtool -L "$one" combined 2
	check "$one: link up" netdev_up "$one"
done
check "operations without a fault: recorded" record ftrace clean clean
check "a socket bound before: recorded" xsk --zerocopy --program before --channel 2 "$dev" -- bash "$0" begun
check "failing operations: recorded" record ftrace trouble trouble
check "two channels again" ethtool -L "$dev" combined 2
check "a buffer that is too small: recorded" record ftrace lost more -b 8
echo ':mod:mlx5_core' >/sys/kernel/tracing/set_ftrace_filter
check "the calls of ethtool -L: recorded" \
	record ftrace calls changes --no-stack --graph mlx5e_ethtool_set_channels
echo >/sys/kernel/tracing/set_ftrace_filter
check "unload" modprobe -r mlx5_core
done_testing
