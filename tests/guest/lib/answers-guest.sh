#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# answers-guest.sh [FUNCTION] - create the recordings that are analysed, in the guest of
# answers.test.  A hold suspends the scenario until the host side has saved the state of the
# devices.
# shellcheck source=tests/guest/lib/guest.sh
. tests/guest/lib/guest.sh

dev=eth0 other=eth1

# hold NAME - save the time of the trace clock, and wait for the host side
hold()
{
	local up rest i

	# Wait until the work deferred by the last command is done.
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

# refused COMMAND... - succeed if COMMAND exits with status 1
refused()
{
	local status=0

	"$@" || status=$?
	((status == 1))
}

# record TOOL NAME FUNCTION [OPTION...] - record the operations of FUNCTION in /out/NAME
record()
{
	scripts/record "$1" -o "/out/$2" "${@:4}" -- bash "$0" "$3"
}

# clean - run operations on two devices and an AF_XDP socket without a fault
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

# rqs_made - print the number of RQs created on the other device
rqs_made()
{
	cat "/sys/kernel/debug/mlx5/$(basename "$(readlink "/sys/class/net/$other/device")")/commands/CREATE_RQ/n"
}

# bound - run further operations while the socket is bound to channel 3; two tasks change the two
# devices concurrently
bound()
{
	local before

	set -e
	steer "$dev" rule udp4 dst-port 4243 channel 3 xsk loc 3
	hold bound
	before=$(rqs_made)
	[[ $before ]]
	ethtool -L "$other" combined 3 &
	# Start the second change after the first, so that their order in the reports is fixed.
	until (($(rqs_made) > before)); do
		kill -0 $! 2>/dev/null || break
	done
	ip link set "$dev" mtu 1400
	wait $!
	hold moved
}

# begun - make a recording that begins after the socket is bound and ends before it is unbound
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

# trouble - run operations that fail
trouble()
{
	set -e
	armed rq refused ethtool -L "$dev" combined 3
	armed rqt ip link set "$dev" mtu 1450
	refused hwtstamp set "$dev" --tx ONESTEP_SYNC --rx NONE
	armed xskrq xsk --program before --channel 2 "$dev"
	# A worker releases the socket after it is closed.
	xsk --zerocopy --program none --channel 1 "$dev"
	sleep 1
	ip link set "$dev" down
	xsk --zerocopy --program before --channel 0 "$dev"
	sleep 1
	ip link set "$dev" up
	sleep 1
}

# more - change the channels until events are lost, which depends on how fast they are read
more()
{
	local tries

	for ((tries = 0; tries < 20; tries++)); do
		ethtool -L "$dev" combined $((3 + tries % 2)) || return
		! awk '/^(overrun|dropped events):/ { lost += $NF } END { exit !lost }' \
			/sys/kernel/tracing/{,instances/*/}per_cpu/cpu*/stats || return 0
	done
	echo "the channels were changed $tries times, and no event was lost"
	return 1
}

# changes - change the channels while the link is up, and while it is down
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
check "two network devices exist" netdevs_wait 2
for one in $dev $other; do
	check "$one: two channels are set" ethtool -L "$one" combined 2
	check "$one: the link comes up" netdev_up "$one"
done
check "operations without a fault are recorded" record ftrace clean clean
check "operations with a previously bound socket are recorded" \
	xsk --zerocopy --program before --channel 2 "$dev" -- bash "$0" begun
check "failing operations are recorded" record ftrace trouble trouble
check "two channels are set again" ethtool -L "$dev" combined 2
check "events are lost with a small buffer" record ftrace lost more -b 8
echo ':mod:mlx5_core' >/sys/kernel/tracing/set_ftrace_filter
check "the calls of ethtool -L are recorded" \
	record ftrace calls changes --no-stack --graph mlx5e_ethtool_set_channels
echo >/sys/kernel/tracing/set_ftrace_filter
check "the driver is unloaded" modprobe -r mlx5_core
done_testing
