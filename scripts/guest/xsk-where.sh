#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Shows by experiment which traffic arrives at an AF_XDP socket.  A socket is bound to channel 2 of
# eth0.  100 packets, each from a different port, are sent to UDP port 4242 from eth1 at the other
# end of the wire, and the counters of eth0 show where they went: without a rule, with a rule whose
# action is the number of the channel, and with a rule whose action is the socket's queue in this
# kernel's driver.  Requires a guest with two connected devices (scripts/boot --nics 2 --wire peer).
set -euo pipefail
# shellcheck source=scripts/guest/netdev.sh
. scripts/guest/netdev.sh
# shellcheck source=scripts/guest/pair.sh
. scripts/guest/pair.sh

packets=100

# counts - print the number of packets that each channel received for the stack, and that its XSK RQ
# received for a socket
counts()
{
	local all i

	all=$(ethtool -S eth0)
	for i in 0 1 2 3; do
		sed -nE "s/^ *rx${i}_packets: //p; s/^ *rx${i}_xsk_xdp_redirect: //p" <<<"$all"
	done
}

# with_rule COMMAND... - add the rule, if any, by the command, and send the packets
with_rule()
{
	"$@"
	far bash -c 'for ((i = 0; i < $1; i++)); do echo >/dev/udp/10.1.0.1/4242; done' - "$packets"
	sleep 0.5
}

# row NAME COMMAND... - add the rule by the command while the socket is bound, and print where the
# packets went
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
