# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# In the guest: a network device up or down, and really so.

# netdev_carrier DEV 0|1 - wait until the carrier is off or on
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
