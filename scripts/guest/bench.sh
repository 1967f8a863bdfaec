#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# bench.sh SECONDS DRIVER... - in the guest, measure the traffic between the two network devices of
# each driver, one of which is in a separate network namespace.  Prints the beginning and the end of
# each step with its results:
#
#	begin DRIVER STEP
#	end DRIVER STEP NAME=VALUE...
set -euo pipefail
# shellcheck source=scripts/guest/driver.sh
. scripts/guest/driver.sh
# shellcheck source=scripts/guest/netdev.sh
. scripts/guest/netdev.sh
# shellcheck source=scripts/guest/pair.sh
. scripts/guest/pair.sh

seconds=$1
shift

# join DRIVER - set near to the first device of the driver, and move the other one to the namespace
join()
{
	local devs

	modprobe "$1"
	mapfile -t devs < <(netdevs_of "$1")
	((${#devs[@]} == 2)) || {
		echo "$1 has ${#devs[@]} network devices, not 2" >&2
		return 1
	}
	near=${devs[0]}
	pair_place "${devs[@]}"
	pair_up "${devs[@]}"
	busybox ping -q -c 3 -W 5 "$there" >/dev/null
}

part()
{
	ip addr flush dev "$near"
	ip link set "$near" down
	ip netns del far
}

# rtt - print the round-trip time of 200 pings
rtt()
{
	busybox ping -q -c 200 -i 0.01 "$there" | sed -nE 's|^round-trip min/avg/max = ([0-9.]+)/([0-9.]+)/([0-9.]+) ms$|min_ms=\1 avg_ms=\2 max_ms=\3|p'
}

# iperf FILTER OPTION... - run iperf3, and apply the jq FILTER to the sender's report
iperf()
{
	local filter=$1 server
	shift

	far iperf3 -s -1 >/run/server 2>&1 &
	server=$!
	# shellcheck disable=SC2016 # for that shell
	far bash -c '. scripts/guest/netdev.sh; listening 5201'
	iperf3 -c "$there" -t "$seconds" -J "$@" >/run/client || {
		jq -r '.error // empty' /run/client >&2
		kill "$server"
		return 1
	}
	wait "$server"
	jq -r "$filter" /run/client
}

tcp()
{
	iperf '"mbit_s=\(.end.sum_received.bits_per_second / 1e6)"'
}

# udp BYTES - send datagrams of this size as fast as possible
udp()
{
	iperf '.end.sum | "sent_pps=\(.packets / .seconds) received_pps=\((.packets - .lost_packets) / .seconds) received_mbit_s=\(.bits_per_second * (1 - .lost_percent / 100) / 1e6) lost_percent=\(.lost_percent)"' \
		-u -b 0 -l "$1"
}

# measure DRIVER STEP COMMAND... - print the beginning of the step, and its end with the results
measure()
{
	local driver=$1 step=$2
	shift 2

	echo "begin $driver $step"
	# the output of the command is one line
	echo "end $driver $step $("$@")"
}

for driver; do
	join "$driver"
	measure "$driver" ping rtt
	measure "$driver" tcp tcp
	measure "$driver" udp_1400 udp 1400
	measure "$driver" udp_64 udp 64
	part
done
