#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Why does traffic not arrive at my AF_XDP socket?  By experiment: a socket is bound to
# channel 2 of eth0, 100 packets to UDP port 4242 are sent from eth1 at the other end of the
# wire, each from a different port, and the counters of eth0 show where they went: without
# a rule, with a rule to the number of the channel, and with a rule to the queue of the
# socket in this kernel's driver.  Requires a guest with two connected devices
# (scripts/boot --nics 2 --wire peer).
set -euo pipefail
# shellcheck source=scripts/guest/netdev.sh
. scripts/guest/netdev.sh
# shellcheck source=scripts/guest/pair.sh
. scripts/guest/pair.sh

packets=100

# counts - packets received by each channel for the stack, and by its XSK RQ for a socket
counts()
{
	local all i

	all=$(ethtool -S eth0)
	for i in 0 1 2 3; do
		sed -nE "s/^ *rx${i}_packets: //p; s/^ *rx${i}_xsk_xdp_redirect: //p" <<<"$all"
	done
}

# each run: the rule, if any, and the packets
with_rule()
{
	"$@"
	far bash -c 'for ((i = 0; i < $1; i++)); do echo >/dev/udp/10.1.0.1/4242; done' - "$packets"
	sleep 0.5
}

# row NAME COMMAND... - set the rule by COMMAND while the socket is bound; print the
# distribution of the packets
row()
{
	local name=$1 before after i cells=()
	shift

	mapfile -t before < <(counts)
	xsk --zerocopy --program before --channel 2 eth0 -- bash -c 'with_rule "$@"' - "$@" >/run/xsk
	mapfile -t after < <(counts)
	for i in "${!after[@]}"; do
		cells+=($((after[i] - before[i])))
	done
	printf '%-44s %4d %4d %4d %4d %11d %7s\n' "$name" "${cells[0]}" "${cells[2]}" "${cells[4]}" "${cells[6]}" \
		"${cells[5]}" "$(sed -nE 's/.*: received ([0-9]+),.*/\1/p' /run/xsk)"
	steer eth0 delete all
}

export -f far with_rule
export packets
quiet
pair_place eth0 eth1
pair_up eth0 eth1
ethtool -L eth0 combined 4
netdev_carrier eth0 1
ethtool -N eth0 rx-flow-hash udp4 sdfn
pair_acquaint eth0 eth1

printf 'Linux %s, a socket on channel 2 of four, %d packets to port 4242\n\n' "$(uname -r)" "$packets"
printf '%-44s %19s %11s %7s\n' '' 'to the stack by' 'XSK RQ of' 'in the'
printf '%-44s %4s %4s %4s %4s %11s %7s\n' rule 'ch 0' 'ch 1' 'ch 2' 'ch 3' 'channel 2' socket
row "none: RSS" true
row "ethtool -N ... action 2: the channel's number" ethtool -N eth0 flow-type udp4 dst-port 4242 action 2
row "steer eth0 rule ... channel 2 xsk" steer eth0 rule udp4 dst-port 4242 channel 2 xsk
