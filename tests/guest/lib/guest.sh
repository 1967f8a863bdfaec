# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions for the guest tests, each of which sources this file in the checkout.  Starting a
# program is slow in an emulated guest, so most functions use shell builtins only.
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=scripts/guest/driver.sh
. scripts/guest/driver.sh
# shellcheck source=scripts/guest/netdev.sh
. scripts/guest/netdev.sh
# shellcheck source=tests/guest/lib/kernels.sh
. tests/guest/lib/kernels.sh

# uptime_note WHAT - append the uptime to /out/times, from which durations are calculated: when the
# network device exists, and at the end of the test
uptime_note()
{
	local up rest

	read -r up rest </proc/uptime
	[[ ! -d /out ]] || echo "$1 $up" >>/out/times
}
# kmemleak_clean - succeed if kmemleak finds no leak.  kmemleak reports objects older than 5 s that
# are unreferenced in two scans.
kmemleak_clean()
{
	local found=/sys/kernel/debug/kmemleak

	echo scan >$found
	sleep 6
	echo scan >$found
	! grep . $found
}

at_exit()
{
	uptime_note end
	[[ ! -e /sys/kernel/debug/kmemleak ]] || check "kmemleak finds no leak" kmemleak_clean
}
uptime_note netdev
trap at_exit EXIT

# The duration of /bin/true in a guest on an idle host, in milliseconds.
true_ms=80

# within MS COMMAND... - succeed if COMMAND succeeds in less than MS milliseconds.  On a loaded
# host the limit is scaled by the slowdown of /bin/true.
within()
{
	local limit=$1 now start took
	shift

	now_ms
	start=$now
	"$@" || return
	now_ms
	took=$((now - start))
	((took >= limit)) || return 0
	start=$now
	/bin/true
	now_ms
	((now - start <= true_ms)) || limit=$((limit * (now - start) / true_ms))
	((took < limit)) || {
		echo "'$*' took $took ms, the limit is $limit (/bin/true takes $((now - start)))"
		return 1
	}
}

# combined DEV - print the number of channels in use
combined()
{
	local line value=

	while read -r line; do
		[[ $line != Combined:* ]] || value=${line##*[[:blank:]]}
	done < <(ethtool -l "$1")
	echo "$value"
}

# armed FAULT COMMAND... - run COMMAND while /out/FAULT exists, which arms a fault rule
armed()
{
	local rule=/out/$1 status=0
	shift

	: >"$rule"
	"$@" || status=$?
	rm -- "$rule"
	return "$status"
}

# rebind PCI - unbind the driver from the device and bind it again
rebind()
{
	echo "$1" >/sys/bus/pci/drivers/mlx5_core/unbind
	echo "$1" >/sys/bus/pci/drivers/mlx5_core/bind
}

# in_table DEV - print the queues in the RSS table, in ascending order
in_table()
{
	local at queues queue seen=()

	while read -r at queues; do
		[[ $at =~ ^[0-9]+:$ ]] || continue
		for queue in $queues; do
			seen[queue]=1
		done
	done < <(ethtool -x "$1")
	echo "${!seen[*]}"
}

# rss_key DEV - print the RSS key
rss_key()
{
	local line

	while read -r line; do
		[[ ! $line =~ ^[0-9a-f]{2}(:[0-9a-f]{2})+$ ]] || echo "$line"
	done < <(ethtool -x "$1")
}

# upto N - print "0 1 ... N-1"
upto()
{
	local i list=()

	for ((i = 0; i < $1; i++)); do
		list+=("$i")
	done
	echo "${list[*]}"
}

# change_channels DEV N - set N channels with ethtool -L, and succeed if the network core then has
# the corresponding number of queues
change_channels()
{
	local queues

	within 2000 ethtool -L "$1" combined "$2" || return
	queues=("/sys/class/net/$1/queues/rx-"*)
	((${#queues[@]} == $2 * $(expect rx_queues_of_channel))) || {
		echo "the network core has ${#queues[@]} rx queues with $2 channels"
		return 1
	}
}

# channels_are DEV N - succeed if ethtool -l shows N channels and the RSS table has N queues
channels_are()
{
	is_set "$2" combined "$1" && is_set "$(upto "$2")" in_table "$1"
}
