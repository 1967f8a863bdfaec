# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# In the guest: bring network devices up and down, wait for carriers and TCP listeners, and disable
# IPv6.

# netdev_carrier DEV 0|1 - wait up to 10 s until the carrier is off or on
netdev_carrier()
{
	local tries

	for ((tries = 0; tries < 100; tries++)); do
		[[ $(cat "/sys/class/net/$1/carrier" 2>/dev/null || echo 0) != "$2" ]] || return 0
		sleep 0.1
	done
	echo "$1: carrier is not $2 after 10 s" >&2
	return 1
}

netdev_up()
{
	ip link set "$1" up && netdev_carrier "$1" 1
}

netdev_down()
{
	ip link set "$1" down
}

# listening PORT - wait up to 10 s for a TCP listener on this port
listening()
{
	local tries line

	printf -v line ':%04X 0+:0000 0A' "$1"
	for ((tries = 0; tries < 100; tries++)); do
		! grep -qE "$line" /proc/net/tcp /proc/net/tcp6 || return 0
		sleep 0.1
	done
	echo "no TCP listener on port $1 after 10 s" >&2
	return 1
}

# quiet - disable IPv6, so that it neither sends packets nor joins groups
quiet()
{
	echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
	echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
}
