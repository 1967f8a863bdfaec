#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Messages of the workload programs for devices that every machine has, and for a
# veth pair in a separate network namespace. Tests with the mlx5 driver are in
# tests/guest/.

bats_require_minimum_version 1.5.0

setup()
{
	PATH=$PWD/build/bin:$PATH
}

one_line()
{
	[ -n "$stderr" ] && [ "$(printf '%s\n' "$stderr" | wc -l)" -eq 1 ]
}

# refused STATUS WORDS COMMAND... - expect STATUS, and one line with WORDS on stderr
refused()
{
	local expected=$1 words=$2
	shift 2
	run --separate-stderr "$@"
	[ "$status" -eq "$expected" ] && one_line && [[ $stderr == *"$words"* ]] && return
	echo "$* exited with status $status: $stderr"
	return 1
}

# in_netns [-STATUS] CODE - run CODE with v0 and v1, a veth pair with 4 rx and 4 tx queues each
# shellcheck disable=SC2016 # the inner shell expands it
in_netns()
{
	unshare -n true 2>/dev/null || skip "cannot create a network namespace"
	local expected=()

	if [[ $1 == -* ]]; then
		expected=("$1")
		shift
	fi
	run "${expected[@]}" --separate-stderr unshare -n bash -euc '
		ip link add v0 numrxqueues 4 numtxqueues 4 type veth \
			peer name v1 numrxqueues 4 numtxqueues 4 || exit 99
		ip link set v0 up; ip link set v1 up; ip link set lo up
		eval "$1"' bash "$1"
	[ "$status" -ne 99 ] || skip "this kernel has no veth"
}

bind_works()
{
	in_netns 'xsk --no-prog --copy v0'
	[ "$status" -eq 0 ] || skip "AF_XDP is not available: $stderr"
}

@test "workloads: --help of each program shows its usage" {
	for program in channels fwctl hwtstamp ioctls xsk snapshot steer sockets; do
		run --separate-stderr "$program" --help
		[ "$status" -eq 0 ]
		[[ $output == "Usage: $program "*"Exit status:"* ]]
	done
}

@test "workloads: a device that does not exist is reported" {
	refused 1 "nope0: no such network device" channels get nope0
	refused 1 "nope0: no such network device" hwtstamp get nope0
	refused 1 "nope0: no such network device" xsk nope0
	refused 1 "nope0: no such network device" snapshot nope0
	refused 1 "nope0: no such network device" steer nope0 rules
	refused 1 "is not the name of a device" channels get a-name-that-is-too-long
}

@test "workloads: usage errors have status 2 and refer to --help" {
	refused 2 "give 'get' or 'set'" channels
	refused 2 "give 'get' or 'set'" channels put lo
	refused 2 "name a network device" channels get
	refused 2 "unexpected argument 'eth1'" channels get lo eth1
	refused 2 "set requires one of" channels set lo
	refused 2 "--combined requires a number, not '2x'" channels set --combined 2x lo
	refused 2 "--rx requires a value" channels set lo --rx
	refused 2 "unknown option --foo" channels get --foo lo
	refused 2 "unknown option -z" xsk -z lo
	refused 2 "set requires both --tx and --rx" hwtstamp set --tx ON lo
	refused 2 "not both" xsk --zerocopy --copy lo
	refused 2 "--queue 1 is given twice" xsk --queue 1 --queue 1 lo
	refused 2 "--channel 1 is given twice" xsk --channel 1 --channel 1 lo
	refused 2 "--queue or --channel, not both" xsk --channel 1 --queue 2 lo
	refused 2 "--channel" xsk --channel 4294967295 lo
	refused 2 "--program requires before, after or none" xsk --program never lo
	refused 2 "no command after --" xsk lo --
	refused 2 "only one of" xsk --hold 1 --until-stdin-closes lo
	refused 2 "only one of" xsk --hold 1 lo -- true
	refused 2 "name a network device" steer
	refused 2 "after the device give rules" steer lo
	refused 2 "after the device give rules" steer lo steer
	refused 2 "hash has no --json" steer lo hash udp4 --json
	refused 2 "unexpected argument 'all'" steer lo rules all
	refused 2 "delete requires a location or all" steer lo delete
	refused 2 "delete requires a location or all, not 'x'" steer lo delete x
}

@test "hwtstamp: list shows the names and numbers from the kernel header" {
	run --separate-stderr hwtstamp list
	[ "$status" -eq 0 ]
	[[ $output == *"tx_type     1 ON"* ]]
	[[ $output == *"rx_filter   1 ALL"* ]]
	[[ $output == *"rx_filter  12 PTP_V2_EVENT"* ]]
	[ "$(grep -c ^rx_filter <<<"$output")" -ge 16 ]
}

@test "hwtstamp: an unknown name is rejected before the ioctl" {
	refused 2 "there is no rx_filter 'EVERYTHING'" hwtstamp set --tx ON --rx EVERYTHING lo
	refused 2 "there is no tx_type 'ALL'" hwtstamp set --tx ALL --rx ALL lo
}

@test "channels and hwtstamp: devices without support are reported" {
	refused 1 "not supported" channels get lo
	refused 1 "not supported" hwtstamp get lo
}

@test "channels: get shows current and max, set changes only the given kinds" {
	in_netns 'channels set --rx 2 v0; channels get v0'
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "rx: 4 -> 2" ]
	[[ $output =~ rx\ +2\ +4 ]]
	[[ $output =~ tx\ +4\ +4 ]]
}

@test "channels: the error for too many channels names the maximum" {
	in_netns 'channels set --rx 5 v0'
	[ "$status" -eq 1 ]
	one_line
	[[ $stderr == *"v0: 5 rx channels are more than the device's maximum of 4"* ]]
}

@test "channels and hwtstamp: the error without privilege names the capability" {
	in_netns 'setpriv --bounding-set -all --reuid 65534 --clear-groups channels set --rx 2 v0'
	[ "$status" -eq 1 ]
	one_line
	[[ $stderr == *"not permitted (requires CAP_NET_ADMIN"* ]]
	in_netns 'setpriv --bounding-set -all --reuid 65534 --clear-groups hwtstamp set --tx ON --rx ALL v0'
	[ "$status" -eq 1 ]
	[[ $stderr == *"not permitted (requires CAP_NET_ADMIN"* ]]
}

@test "xsk: binds two queues, prints the mode, sends, and runs the command while bound" {
	bind_works
	in_netns 'xsk --no-prog --queue 0 --queue 3 --tx 5 v0 -- xsk --no-prog --queue 1 --queue 3 v0'
	[ "$status" -eq 1 ]
	one_line
	[[ $stderr == *"v0 queue 3: EBUSY: another AF_XDP socket has this queue"* ]]
	[[ $output == *"v0 queue 0: bound, copy mode"* ]]
	[[ $output == *"v0 queue 1: bound, copy mode"* ]]
	[[ $output == *"v0 queue 3: not bound"* ]]
	[[ $output == *"v0 queue 0: received 0, sent 5, completed 5"* ]]
}

@test "xsk: returns the command's status, also if the command cannot be started" {
	bind_works
	in_netns 'xsk --no-prog v0 -- sh -c "exit 7"'
	[ "$status" -eq 7 ]
	in_netns 'xsk --no-prog v0 -- sh -c "kill -9 \$\$"'
	[ "$status" -eq 137 ]
	in_netns -127 'xsk --no-prog v0 -- no-such-program'
	[ "$status" -eq 127 ]
	one_line
	[[ $stderr == *"cannot run no-such-program"* ]]
}

@test "xsk: reports why a queue is not available" {
	bind_works
	in_netns 'xsk --no-prog --queue 4 v0'
	[ "$status" -eq 1 ]
	[[ $stderr == *"v0 queue 4: EINVAL: the queue does not exist, v0 has queues 0 to 3"* ]]
	in_netns 'xsk --no-prog --channel 4 v0'
	[[ $stderr == *"v0 queue 4: EINVAL: the queue does not exist, v0 has queues 0 to 3"* ]]
	in_netns 'xsk --no-prog --zerocopy v0'
	[[ $stderr == *"EOPNOTSUPP: the driver does not support zero copy"* ]]
	in_netns 'xsk --no-prog --frame-size 3000 v0'
	[[ $stderr == *"EINVAL: the frame size must be a power of two"* ]]
}

# shellcheck disable=SC2016 # the inner shell expands it
@test "xsk: stays bound until stdin closes or a signal arrives" {
	bind_works
	in_netns 'mkfifo "$BATS_TEST_TMPDIR/in"
		xsk --no-prog --until-stdin-closes v0 <"$BATS_TEST_TMPDIR/in" & pid=$!
		exec 9>"$BATS_TEST_TMPDIR/in"; sleep 1
		xsk --no-prog v0 || true
		exec 9>&-; wait $pid; xsk --no-prog v0'
	[ "$status" -eq 0 ]
	[ "$(grep -c 'not bound' <<<"$output")" -eq 1 ]
	in_netns 'xsk --no-prog --hold 60 v0 >"$BATS_TEST_TMPDIR/held" & pid=$!
		until grep -q ": bound" "$BATS_TEST_TMPDIR/held"; do kill -0 $pid; sleep 0.1; done; kill $pid; wait $pid'
	[ "$status" -eq 0 ]
}

@test "xsk: one UMEM can serve several queues" {
	bind_works
	in_netns 'xsk --no-prog --shared-umem --queue 0 --queue 1 --queue 2 --tx 10 v0'
	[ "$status" -eq 0 ]
	[ "$(grep -c 'sent 10, completed 10' <<<"$output")" -eq 3 ]
}

@test "xsk: an XDP program steers frames to the sockets and is detached afterwards" {
	bind_works
	for when in before after; do
		in_netns 'xsk --program '$when' --queue 0 --queue 1 --queue 2 --queue 3 v1 -- \
			sh -c "ip link show v1; xsk --no-prog --queue 2 --tx 50 v0"; ip link show v1'
		[ "$status" -ne 1 ] || skip "BPF is not available: $stderr"
		[ "$(grep -c xsk_def_prog <<<"$output")" -eq 1 ]
		[[ $output =~ "v1 queue "[0-3]": received 5"[0-9] ]]
	done
}

@test "steer: the error for an invalid rule names the word" {
	refused 2 "a rule requires a flow type: tcp4 udp4" steer lo rule
	refused 2 "no flow type 'udp5'; the types are tcp4" steer lo rule udp5 drop
	refused 2 "no field 'port' in udp4" steer lo rule udp4 port 1 drop
	refused 2 "'65536' is not a value for dst-port of udp4" steer lo rule udp4 dst-port 65536 drop
	refused 2 "dst-port requires a value" steer lo rule udp4 dst-port
	refused 2 "a rule requires an action" steer lo rule udp4 dst-port 1
	refused 2 "give only one of channel, context and drop" steer lo rule udp4 channel 1 drop
	refused 2 "xsk requires channel" steer lo rule udp4 drop xsk
	refused 2 "has letters other than" steer lo hash udp4 sdx
}

@test "steer: the error for an invalid flow names the word" {
	refused 2 "where requires a flow type" steer lo where
	refused 2 "'ether' is not a flow type" steer lo where ether
	refused 2 "a flow requires a source" steer lo where udp4
	refused 2 "the destination of 10.0.0.1:1 is missing" steer lo where udp4 10.0.0.1:1
	refused 2 "udp4 requires ADDRESS:PORT as source, not '10.0.0.1'" steer lo where udp4 10.0.0.1 10.0.0.2:1
	refused 2 "udp6 requires [ADDRESS]:PORT as destination, not '::2:1'" steer lo where udp6 [::1]:1 ::2:1
}

@test "steer: devices without rules or RSS are reported" {
	refused 1 "lo: cannot read the rules: not supported" steer lo rules
	refused 1 "lo: cannot set the rule: EOPNOTSUPP: the driver does not support ntuple rules" steer lo rule udp4 drop
	refused 1 "lo: cannot read the hash fields: not supported" steer lo hash udp4
	refused 1 "lo: cannot set the hash fields: EOPNOTSUPP" steer lo hash udp4 sd
	refused 1 "lo: cannot read the RSS table: not supported" steer lo where ip4 10.0.0.1 10.0.0.2
}

@test "snapshot: without mlx5_core there are no devices and no guessed values" {
	[ ! -d /sys/module/mlx5_core ] || skip "mlx5_core is loaded"
	run --separate-stderr snapshot
	[ "$status" -eq 0 ]
	jq -e --arg release "$(uname -r)" '.v == 1 and .kernel.release == $release and
		.module == { srcversion: null, build_id: null, patched: null, edited: null } and .devices == []' <<<"$output"
}

@test "snapshot: a device of any driver is shown if it is given" {
	in_netns 'channels set --rx 3 --tx 3 v0 >&2; snapshot v0; ip -j link show v0'
	[ "$status" -eq 0 ]
	jq -es '.[0].devices[0] as $dev | .[1][0] as $link |
		$dev.netdev == "v0" and $dev.ifindex == $link.ifindex and
		$dev.driver.name == "veth" and $dev.pci == null and
		$dev.channels.rx == 3 and $dev.channels.max_rx == 4 and
		$dev.netns > 0 and $dev.rss == null and $dev.devlink_health_rx == null' <<<"$output"
}

@test "ioctls: all requests of the headers are listed once, in the order of their numbers" {
	local name

	run -0 --separate-stderr ioctls --list
	for name in SIOCGIFMTU SIOCSIWESSID SIOCGSTAMP_NEW 0x89c5; do
		grep -q "^$name 0x" <<<"$output" || { echo "$name is not listed"; return 1; }
	done
	((${#lines[@]} > 120))
	[[ -z $(cut -d" " -f2 <<<"$output" | sort | uniq -d) ]]
}

@test "ioctls: invalid arguments are named" {
	refused 2 "give the name of a network device" ioctls
	refused 2 "no device argument" ioctls --list v0
	refused 2 "give the name" ioctls a b c
}

@test "fwctl: invalid input and a missing device are named" {
	refused 2 "no verb 'send'" fwctl send
	refused 2 "rpc requires one OPCODE" fwctl rpc
	refused 2 "--in-len requires at least 16 bytes, not 8" fwctl rpc --in-len 8 0x100
	refused 2 "--scope requires configuration" fwctl rpc --scope all 0x100
	refused 2 "QUERY" fwctl rpc QUERY_HCA_CAP
	refused 1 "cannot open '/nonexistent'" fwctl rpc --device /nonexistent 0x100
	refused 1 "'/dev/null' does not identify itself" fwctl info --device /dev/null
}
