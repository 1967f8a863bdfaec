# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions for tests of the traffic between two devices that are connected by a wire: eth0, and
# eth1 in the network namespace far.  Sourced after guest.sh.
# shellcheck disable=SC2034 # used by the tests
# shellcheck source=scripts/guest/pair.sh
. scripts/guest/pair.sh
dev=eth0
far=eth1
here6=fd00::1
there6=fd00::2
max=4
# An RSS key that spreads flows over all channels even if they differ only in ports.  The driver's
# key is random.
spreading_key=6d:5a:56:da:25:5b:0e:c2:41:67:25:3d:43:a3:8f:b0:d0:ca:2b:cb:ae:7b:30:b4:77:cb:2d:a3:80:30:f2:0c:6a:42:b7:3b:be:ac:01:fa

# far_shell - start a permanent shell in the namespace far, as starting a shell is slow
far_shell()
{
	mkfifo /run/far.in /run/far.out /run/far.never
	exec {far_never}<>/run/far.never {far_in}<>/run/far.in {far_out}<>/run/far.out
	far bash <&"$far_in" >&"$far_out" &
}

# at_far LINE - run LINE in the shell in the namespace far, with the output in /run/far.output
at_far()
{
	local status

	printf '%s\n' "{ $1; } >/run/far.output 2>&1; echo \$?" >&"$far_in"
	read -r status <&"$far_out"
	((status == 0)) || cat /run/far.output >&2
	return "$status"
}

# one_end_down - succeed if there is no carrier while the other end is down
one_end_down()
{
	ip link set "$dev" up && sleep 1 && netdev_carrier "$dev" 0
}

# ends_up - bring both ends up with addresses, and set $max channels on $dev
ends_up()
{
	check "two network devices exist" netdevs_wait 2
	# Avoid unrelated packets, as the tests compare exact counts.
	quiet
	pair_place "$dev" "$far"
	far bash -c "$(declare -f quiet); quiet"
	mac=$(cat "/sys/class/net/$dev/address")
	far_mac=$(far cat "/sys/class/net/$far/address")
	check "there is no link while the other end is down" one_end_down
	check "the link comes up at the far end" far bash -c ". scripts/guest/netdev.sh; netdev_up $far"
	check "the link comes up at this end" netdev_carrier "$dev" 1
	check "four channels are set" ethtool -L "$dev" combined "$max"
	check "the link is up after that" netdev_carrier "$dev" 1
	far_shell
}

# ends_down - undo ends_up, and unload the driver
ends_down()
{
	echo exit >&"$far_in"
	rm /run/far.in /run/far.out /run/far.never
	ip netns del far
	check "the other device is bound again" within 10000 netdevs_wait 2
	check "the driver is unloaded" modprobe -r mlx5_core
}

# counter DEV NAME - print a counter of ethtool -S; DEV may be $far
counter()
{
	local end=command

	[[ $1 != "$far" ]] || end=far
	"$end" ethtool -S "$1" | sed -n "s/^ *$2: //p"
}

# received - set received to the number of packets received by each channel
received()
{
	local all i

	all=$(ethtool -S "$dev")
	received=()
	for ((i = 0; i < max; i++)); do
		[[ $all =~ [[:blank:]]rx${i}_packets:\ ([0-9]+) ]] || return
		received+=("${BASH_REMATCH[1]}")
	done
}

# settle - set received as soon as the counters no longer change, as packets may be delayed on a
# loaded host
settle()
{
	local before tries

	sleep 0.2
	received || return
	for ((tries = 0; tries < 20; tries++)); do
		before=${received[*]}
		sleep 0.2
		received || return
		[[ ${received[*]} != "$before" ]] || return 0
	done
	echo "packets are still arriving" >&2
	return 1
}

# soon COMMAND... - repeat COMMAND a few times until it succeeds, as addresses are set by a worker
# (mlx5e_set_rx_mode_work())
soon()
{
	local tries

	for ((tries = 0; tries < 10; tries++)); do
		! "$@" >/dev/null || return 0
	done
	"$@"
}

# arrived COMMAND... - run COMMAND, and print the number of packets that each channel received
arrived()
{
	local before i received

	received || return
	before=("${received[@]}")
	"$@" || return
	settle || return
	for i in "${!received[@]}"; do
		((received[i] -= before[i]))
	done
	echo "${received[*]}"
}

# flows N PORT [ADDRESS] [udp|tcp] - send N packets to PORT of $dev, each from a different port
flows()
{
	local one="echo >/dev/${4-udp}/${3-$here}/$2"

	[[ ${4-udp} == udp ]] || one+=" || true"	# nothing listens on the port
	at_far "for ((i = 0; i < $1; i++)); do $one; done"
}

# spread N PORT [ADDRESS] [udp|tcp] - send packets like flows, and print the number of packets that
# each channel received
spread()
{
	arrived flows "$@"
}

# sent N [SETTING...] - send N UDP packets (slightly more with "burst") with pktgen, by default to
# port 9 of $dev.  SETTING is a line for pktgen, for example "vlan_id 5".  The device stays
# attached to pktgen and is reconfigured each time: devices are added, removed and started by
# pktgen's thread, which on a loaded host is done after the write to the file has returned.
sent()
{
	local set=/proc/net/pktgen setting

	[[ -d $set ]] || modprobe pktgen || return
	{
		echo "[[ -e $set/$far ]] || echo add_device $far >$set/kpktgend_0 || exit"
		for setting in "count $1" "delay 0" "burst 1" "pkt_size 100" "flag !IPV6" "vlan_id 4096" \
			"src_mac $far_mac" "dst_mac $mac" "src_min $there" "src_max $there" "dst $here" \
			"udp_src_min 9" "udp_src_max 9" "udp_dst_min 9" "udp_dst_max 9" "${@:2}"; do
			echo "echo '$setting' >$set/$far || exit"
		done
		echo "echo start >$set/pgctrl"
		echo "for ((i = 0; i < 300; i++)); do"
		echo "	[[ \$(<$set/$far) != *' usec, '[0-9]*' ('* ]] || exit 0"
		echo "	read -t 0.1 -u $far_never || true"
		echo "done; cat $set/$far; exit 1"
	} >/run/far.todo
	at_far "( . /run/far.todo )"
}

# ntuple ARGUMENT... - add a receive rule, and print its number
ntuple()
{
	ethtool -N "$dev" "$@" | sed -n 's/^Added rule with ID //p'
}
