# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Two network devices of one guest that are connected by a wire; the second device is in the network
# namespace far.  Sourced after netdev.sh.
# shellcheck disable=SC2034 # used by the sourcing scripts
here=10.1.0.1
there=10.1.0.2

# far COMMAND... - run the command at the other end of the wire
far()
{
	ip netns exec far "$@"
}

# far_carrier DEV - wait for the carrier of a device at the other end of the wire
far_carrier()
{
	# shellcheck disable=SC2016 # for that shell
	far bash -c '. scripts/guest/netdev.sh; netdev_carrier "$1" 1' - "$1"
}

# pair_place NEAR FAR - move FAR to the namespace, and assign addresses to both devices, which stay
# down
pair_place()
{
	ip netns add far
	ip link set "$2" netns far
	ip addr add "$here/24" dev "$1"
	far ip addr add "$there/24" dev "$2"
}

# pair_up NEAR FAR - bring both up and wait for the carrier
pair_up()
{
	far ip link set "$2" up
	netdev_up "$1" && far_carrier "$2"
}

# pair_acquaint NEAR FAR [HERE THERE] - add permanent neighbour entries, so that no ARP is sent
pair_acquaint()
{
	ip neigh replace "${4-$there}" lladdr "$(far cat "/sys/class/net/$2/address")" nud permanent dev "$1"
	far ip neigh replace "${3-$here}" lladdr "$(<"/sys/class/net/$1/address")" nud permanent dev "$2"
}
