#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The lanes of the KernelShark plugin, without KernelShark: they have the same bars as
# mlx5-trace export. pictures/kernelshark.bats tests the plugin in KernelShark.

bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

setup()
{
	PATH=$top/build/bin:$PATH
	cd "$BATS_TEST_TMPDIR" || return
}

@test "kslanes has the same bars as mlx5-trace export for each recording" {
	local kept bars

	for kept in "$top"/tests/recordings/*/*; do
		mlx5-trace export --jsonl "$kept" >rows
		bars=$(jq -r 'select(.list == "bars") | [.kind, .start_ns, .end_ns, .name] | @tsv' rows | sort)
		[[ $bars == *channel_active* && $bars == *steering* && $bars == *command* ]]
		diff <(kslanes --bars "$kept" | cut -f 3- | sort) - <<<"$bars"
	done
}

@test "kslanes has as many channels as mlx5-trace channels" {
	local kept

	for kept in "$top"/tests/recordings/*/*; do
		mlx5-trace channels --json "$kept" >json
		[[ $(kslanes --bars "$kept" | cut -f 3 | grep -cx channel) == \
			$(jq '[.recordings[0].changes[] | select(.event | test("^mlx5e_(open|activate|deactivate|close)_channel$")) |
				[.dev, .ix, .rqn]] | unique | length' json) ]]
	done
}

@test "kslanes lists each lane once, under a number that is not the pid of a task" {
	local rec=$top/tests/recordings/v6.12/binary

	run -0 --separate-stderr kslanes "$rec"
	[[ ${lines[0]} == "5000000 eth0 operations" && $output == *"eth0 channel 1"* && $output == *"eth0 RSS"* ]]
	[[ -z $(cut -d ' ' -f 2- <<<"$output" | sort | uniq -d) ]]
	[[ $(kslanes --pids "$rec") == $(cut -d ' ' -f 1 <<<"$output" | paste -sd,) ]]
	[[ $(kslanes --colours | cut -d ' ' -f 2 | sort -u | wc -l) == 11 ]]
}

@test "kslanes prints nothing for a trace of other events, and one line for an invalid argument" {
	printf '          bash-1     [000] .....     1.000000: sched_wakeup: comm=cat pid=2 prio=120 target_cpu=000\n' >trace.txt
	run -0 kslanes trace.txt
	[[ -z $output ]]
	run -2 kslanes nowhere
	[[ $output == "kslanes: nowhere: "* && $output != *$'\n'* ]]
	run -2 kslanes
	[[ $output == "Usage: kslanes "* ]]
	run -2 kslanes --pids
}
