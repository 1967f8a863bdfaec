#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Usage, messages and exit status of mlx5-trace and crosscheck.

bats_require_minimum_version 1.5.0

bin=$BATS_TEST_DIRNAME/../../build/bin

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$bin:$PATH
	dev='dev=0000:01:00.0 netdev=eth0 ifindex=2'
	cat >trace.txt <<-END
	# tracer: nop
	       ethtool-312     [001] .....    10.000000: mlx5e_open_channel: $dev ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 num_tc=1 xdp=0 err=0
	       ethtool-312     [001] .....    10.001000: mlx5e_set_channels: $dev old_count=1 new_count=1 err=-22
	END
}

# refused REGEX ARGUMENT... - expect exit status 2, and exactly one line on stderr, which matches
refused()
{
	local want=$1
	shift
	run --separate-stderr "$@"
	((status == 2)) || { echo "status $status"; return 1; }
	# shellcheck disable=SC2154 # set by run
	((${#stderr_lines[@]} == 1)) || { printf '%s\n' "${stderr_lines[@]}"; return 1; }
	[[ ${stderr_lines[0]} =~ $want ]] || { echo "printed: ${stderr_lines[0]}"; return 1; }
}

@test "usage errors name the invalid argument" {
	run -2 --separate-stderr mlx5-trace
	[[ $stderr == 'mlx5-trace: no verb given (see mlx5-trace --help)' && $output == *'  map       '*'  flow      '* ]]
	refused '^mlx5-trace: no such verb: opps: is it ops\?' mlx5-trace opps trace.txt
	refused '^mlx5-trace: no such verb: fow: is it flow\?' mlx5-trace fow trace.txt
	refused '^mlx5-trace: no such verb: nosuch ' mlx5-trace nosuch trace.txt
	refused '^mlx5-trace: no recording given' mlx5-trace ops
	refused '^mlx5-trace: unknown option.*--nosuch' mlx5-trace ops --nosuch trace.txt
	refused '^mlx5-trace: unknown option, or one without its value: --event' mlx5-trace graph --event
	refused '^mlx5-trace: /nonexistent: No such file' mlx5-trace graph --kallsyms /nonexistent trace.txt
}

@test "the help of each verb has examples" {
	mlx5-trace --help | grep -q '^usage: mlx5-trace VERB'
	for verb in ops channels stats findings map xsk graph events report; do
		mlx5-trace "$verb" --help >help
		grep -q "^usage: mlx5-trace $verb" help
		grep -q "^  mlx5-trace $verb " help
	done
	mlx5-trace --version | grep -qE '^mlx5-trace [0-9.]+$'
}

@test "unreadable files are named with the reason" {
	: >empty
	head -c 5000 /dev/zero >zeros
	printf 'hello\nworld\n' >words
	printf '\x17\x08\x44tracing6\0' >short.dat
	mkdir directory
	refused '^mlx5-trace: nosuch: No such file' mlx5-trace ops nosuch
	refused '^mlx5-trace: empty: is empty$' mlx5-trace ops empty
	refused '^mlx5-trace: zeros: not a trace' mlx5-trace report zeros
	refused '^mlx5-trace: words: not a trace.*line 1 was not understood: "hello"' mlx5-trace graph words
	refused '^mlx5-trace: short.dat: .*truncated or corrupt' mlx5-trace ops short.dat
	refused '^mlx5-trace: directory: not a recording' mlx5-trace ops directory
	refused '^mlx5-trace: standard input: .*truncated or corrupt' \
		mlx5-trace ops - <short.dat
	cp trace.txt directory
	echo '{' >directory/snapshot.json
	refused '^mlx5-trace: directory/snapshot.json:' mlx5-trace ops directory
}

@test "a truncated perf.data is named, with and without perf" {
	printf 'PERFILE2xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' >perf.data
	refused '^mlx5-trace: perf.data: perf script failed' mlx5-trace ops perf.data
	refused '^mlx5-trace: perf.data: .*perf, which is not in PATH' \
		env "PATH=$PWD/nothing" "$bin/mlx5-trace" ops perf.data
}

@test "invalid lines are counted and shown with their position, and are not fatal" {
	echo 'what is this' >>trace.txt
	mlx5-trace ops trace.txt >out
	grep -q 'skipped  1 unreadable lines or records' out
	grep -q 'trace.txt:4: not a line of a trace' out
	grep -q 'ethtool -L 1 -> 1 .*EINVAL' out
}

@test "if one of several recordings is unreadable, the others are shown, and the status is 2" {
	refused '^mlx5-trace: nosuch:' mlx5-trace ops nosuch trace.txt
	[[ $output == *'ethtool -L 1 -> 1'* ]]
}

@test "text is also read from standard input" {
	mlx5-trace ops - <trace.txt | grep -q 'ethtool -L 1 -> 1'
	sed 's/^/  /' trace.txt | mlx5-trace report - | grep -q 'mlx5e_open_xsk did not fire'
}

@test "the JSON output of each verb is one object that names its schema" {
	for verb in ops channels stats findings map xsk graph events report; do
		mlx5-trace "$verb" --json trace.txt trace.txt >json || [[ $verb == findings ]]
		jq -e --arg schema "mlx5-trace/$verb/1" \
			'.schema == $schema and (.recordings | length) == 2' json
		jq -e '.recordings[0] | .lost.events == 0 and .malformed.count == 0 and
			.series_events == 2 and .error == null' json
	done
	mlx5-trace ops --json trace.txt |
		jq -e '.recordings[0].ops[0] | .op == "set_channels" and .errno == "EINVAL"'
	mlx5-trace ops --json nosuch >json || (($? == 2))
	jq -e '.recordings == []' json
}

@test "findings: exit status 1 and evidence with line numbers, or status 0 without findings" {
	run -1 mlx5-trace findings trace.txt
	[[ $output == *"ethtool -L from 1 to 1 failed with EINVAL"* ]]
	[[ $output == *"trace.txt:3: 10.001000 cpu 1 ethtool[312]"* ]]
	run -1 mlx5-trace findings trace.txt <(sed s/-22/0/ trace.txt)
	run -1 mlx5-trace findings - <trace.txt
	[[ $output == *"standard input:3: 10.001000"* ]]
	sed -i s/-22/0/ trace.txt
	mlx5-trace findings trace.txt | grep -q "Nothing was found"
	run -2 mlx5-trace findings trace.txt nosuch
}

@test "CSV has one header and a line for each item of a list" {
	for verb in ops channels stats findings xsk; do
		mlx5-trace "$verb" --csv trace.txt trace.txt >csv || [[ $verb == findings ]]
		[[ $(head -n 1 csv) == recording,* ]]
		(($(grep -c ^recording, csv) == 1 && $(wc -l <csv) > 2))
		awk -F, "NR == 1 { n = NF } !/\"/ && NF != n { exit 1 }" csv
	done
	refused "there is no --csv of: graph" mlx5-trace graph --csv trace.txt
	refused "only one format at a time" mlx5-trace ops --csv --json trace.txt
}

@test "map: the state at one time can be shown and compared with another time" {
	mlx5-trace map --at 10.0 trace.txt | grep -q "^   0   0 opened      100"
	refused "not a time in seconds: soon" mlx5-trace map --at soon trace.txt
	refused "for map, not for: ops" mlx5-trace ops --at 10 trace.txt
	cat >>trace.txt <<-END
	       ethtool-312     [001] .....    11.000000: mlx5e_close_channel: $dev ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 xsk=0
	       ethtool-312     [001] .....    12.000000: mlx5e_open_channel: $dev ix=0 cpu=0 rqn=200 cqn=1200 xsk_rqn=0 num_tc=1 xdp=0 err=0
	END
	mlx5-trace map --at 10 --diff 12 trace.txt | grep -q "^  eth0 channel 0 RQ  *100 -> 200$"
	mlx5-trace map --at 10 --diff 12 --json trace.txt |
		jq -e ".recordings[0].diff | any(.what == \"eth0 channel 0 RQ\" and .from == \"100\" and .to == \"200\")"
	mlx5-trace map --at 10 --diff 10.5 trace.txt | grep -q "No known differences"
}

@test "map: a time outside the recording is rejected, and the range of the recording is named" {
	refused "trace.txt: --at 99999 is outside the recording: its events are from 10.000000 to 10.001000$" \
		mlx5-trace map --at 99999 trace.txt
	refused "--at 9.99 is outside" mlx5-trace map --at 9.99 trace.txt
	refused "--diff 99999 is outside" mlx5-trace map --diff 99999 --at 10 trace.txt
	run -2 --separate-stderr mlx5-trace map --at 99999 trace.txt
	[[ -z $output && ${stderr_lines[0]} == "$stderr" ]]
	# the recording begins before its first event and ends after its last event
	mkdir rec
	cp trace.txt rec
	echo '{ "v": 1, "duration_ns": 5000000000 }' >rec/meta.json
	mlx5-trace map --at 7 rec | grep -q "^Map\|No channel event"
	mlx5-trace map --at 14 rec | grep -q "^Map"
	refused "--at 4 is outside" mlx5-trace map --at 4 rec
	refused "--at 16 is outside" mlx5-trace map --at 16 rec
}

@test "graph: the call graph is compared with the expected call graph" {
	cat >>trace.txt <<-END
	       ethtool-312     [001] .....    11.000000: mlx5e_close_channel: $dev ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 xsk=0
	       ethtool-312     [001] .....    11.000000: <stack trace>
	 => mlx5e_close_channels
	 => mlx5e_ethtool_set_channels
	END
	printf "mlx5e_ethtool_set_channels\n\tmlx5e_close_channels\n" >expected
	mlx5-trace graph --expect expected trace.txt | grep -q "As expected"
	printf "\tmlx5e_open_channels\n" >>expected
	run -1 mlx5-trace graph --expect expected trace.txt
	grep -A 1 "missing  *mlx5e_open_channels" <<<"$output" | grep -q "called by mlx5e_ethtool_set_channels"
	refused "nosuch: No such file" mlx5-trace graph --expect nosuch trace.txt
	refused "is for graph, not for: ops" mlx5-trace ops --expect expected trace.txt
	printf "a\nb\n" >two
	refused "two:2: a second root function" mlx5-trace graph --expect two trace.txt
}

@test "output on a terminal is coloured unless NO_COLOR is set" {
	script -qec 'mlx5-trace ops trace.txt' /dev/null </dev/null | grep -q $'\e\['
	run script -qec 'NO_COLOR=1 mlx5-trace ops trace.txt' /dev/null </dev/null
	[[ $output == *EINVAL* && $output != *$'\e['* ]]
	run mlx5-trace ops trace.txt
	[[ $output != *$'\e['* ]]
}

@test "a full disk is reported" {
	run -2 bash -c 'mlx5-trace ops trace.txt >/dev/full'
	[[ $output == *'cannot write'* ]]
}

@test "crosscheck: usage errors and unreadable input" {
	refused '^crosscheck: wrong arguments' crosscheck trace.txt
	refused '^crosscheck: wrong arguments' crosscheck --ptp many trace.txt log
	refused '^crosscheck: nosuch: No such file' crosscheck trace.txt nosuch
	echo 'not json' >log
	refused '^crosscheck: log:1: ' crosscheck trace.txt log
	echo '{"v":1,"seq":1,"opcode":1,"op":"NOP","status":0,"refs":[]}' >log
	refused '^crosscheck: nosuch: No such file' crosscheck nosuch log
	crosscheck --help | grep -q '^usage: crosscheck'
}

@test "crosscheck: the comparison is not available without events of the series" {
	echo '{"v":1,"seq":1,"opcode":1,"op":"NOP","status":0,"refs":[]}' >log
	echo 'ip-1 [000] ..... 1.000001: net_dev_queue: dev=eth0' >other.txt
	run -1 crosscheck other.txt log
	[[ $output == 'crosscheck: not available (the recording has no event of the mlx5 series)' ]]
	run -1 crosscheck trace.txt log
	[[ $output == 'crosscheck: not available (no event has an object of the command log)' ]]
	echo 'CPU:1 [LOST 3 EVENTS]' >>trace.txt
	run -1 crosscheck trace.txt log
	[[ $output == 'crosscheck: not available (the recording lost events)' ]]
}

@test "crosscheck: several devices require --dev" {
	sed 's/0000:01:00.0/0000:02:00.0/' trace.txt >>trace.txt.2
	cat trace.txt trace.txt.2 >both.txt
	echo '{"v":1,"seq":1,"opcode":1,"op":"NOP","status":0,"refs":[]}' >log
	refused 'events of several devices .*--dev' crosscheck both.txt log
	run -1 crosscheck --dev 0000:02:00.0 both.txt log
}
