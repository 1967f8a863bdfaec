#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Several recordings, separate or merged, and usage errors of mlx5-trace live.

bats_require_minimum_version 1.5.0

bin=$BATS_TEST_DIRNAME/../../build/bin

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$bin:$PATH
	dev='dev=0000:01:00.0 netdev=eth0 ifindex=2'
	line=' ethtool-312     [001] .....'
	# the same change, recorded by two tracers
	cat >open.txt <<-END
	# tracer: nop
	$line 10.000000: mlx5e_open_channel: $dev ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 num_tc=1 xdp=0 err=-12
	END
	cat >set.txt <<-END
	# tracer: nop
	$line 10.000050: mlx5e_open_channel: $dev ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 num_tc=1 xdp=0 err=-12
	$line 10.001000: mlx5e_set_channels: $dev old_count=1 new_count=2 err=-12
	what is this
	END
}

# refused REGEX ARGUMENT... - expect status 2, and exactly one line on stderr, which matches
refused()
{
	local want=$1
	shift
	run --separate-stderr -2 "$@"
	# shellcheck disable=SC2154 # set by run
	[[ -z $output && ${#stderr_lines[@]} == 1 && ${stderr_lines[0]} =~ $want ]] || {
		printf 'printed: %s\n' "${stderr_lines[@]}"
		return 1
	}
}

@test "several files are reported one after the other" {
	mlx5-trace ops --json open.txt set.txt | jq -e '.recordings | length == 2 and
		.[0].path == "open.txt" and .[1].path == "set.txt" and .[1].ops[0].op == "set_channels"'
	[[ $(mlx5-trace ops open.txt set.txt | grep -c '^  events ') == 2 ]]
}

@test "--merge: the result is one recording, and common events are shown once" {
	mlx5-trace ops --merge --json open.txt set.txt | jq -e '.recordings | length == 1 and
		(.[0] | .path == "open.txt + set.txt" and .events == 2 and .in_several_files == 1 and
		.machine == null and .ops[0].steps[0].count == 1 and (.ops | length) == 1)'
	mlx5-trace ops --merge open.txt set.txt | grep -q 'events   2, .*1 in several files, shown once'
	# there is only one machine, so there is no list of all machines
	run -0 mlx5-trace ops --merge open.txt set.txt
	[[ $output != *"Operations of all machines"* ]]
}

@test "--merge: evidence and unreadable lines are shown with the name of their file" {
	run -1 mlx5-trace findings --merge open.txt set.txt
	[[ $output == *'open.txt:2: 10.000000'* && $output == *'set.txt:3: 10.001000'* ]]
	[[ $output == *'set.txt:4: not a line of a trace'* ]]
}

@test "--merge: recordings that are not comparable are rejected, and nothing is shown" {
	sed 's/ 10\.0/ 99910.0/' open.txt >far.txt
	refused '^mlx5-trace: (far|set).txt has no clock.*without --merge each' \
		mlx5-trace ops --merge set.txt far.txt
	for clock in mono boot; do
		mkdir $clock
		cp set.txt $clock/trace.txt
		echo "{\"clock\":\"$clock\"}" >$clock/meta.json
	done
	refused 'the times of mono \(clock mono\) and boot \(clock boot\) cannot be compared: record both' \
		mlx5-trace ops --merge mono boot
	refused 'standard input has no clock' mlx5-trace ops --merge set.txt - <open.txt
	refused '^mlx5-trace: nosuch: No such file' mlx5-trace ops --merge set.txt nosuch
}

@test "live: usage errors, and a machine without events" {
	mlx5-trace live --help | grep -q '^usage: mlx5-trace live'
	mlx5-trace --help | grep -q '^  live '
	refused '^mlx5-trace: live: not a time in seconds: soon' mlx5-trace live --duration soon
	refused '^mlx5-trace: live: not a name for an instance: a/b' mlx5-trace live --instance a/b
	refused '^mlx5-trace: live: unknown option.*--nosuch' mlx5-trace live --nosuch
	refused '^mlx5-trace: live: live watches this machine.*trace.dat' mlx5-trace live trace.dat
	run -1 --separate-stderr mlx5-trace live
	[[ ${#stderr_lines[@]} == 1 && $stderr =~ ^mlx5-trace:\ live:\ (tracefs\ is\ not\ mounted|no\ events\ to\ watch|.*requires\ root) ]]
}
