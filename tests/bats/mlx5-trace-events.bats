#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# mlx5-trace events: each event of a recording is compared with the output of trace-cmd.

bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$BATS_TEST_TMPDIR"
	PATH=$top/build/bin:$PATH
	zcat "$top/tests/recordings/v7.3/binary/trace.dat.gz" >trace.dat
}

# Print one line per event: CPU, PID, microseconds, name and text, separated by single spaces
by_trace_cmd()
{
	trace-cmd report -N -i trace.dat 2>/dev/null |
		sed -nE 's/^ *.*-([0-9]+) +\[0*([0-9]+)\] [^ ]+ +([0-9]+)\.([0-9]{6}): ([a-z0-9_]+): +(.*)$/\2 \1 \3\4 \5 \6/p' |
		tr -s ' ' | sed 's/ $//'
}

@test "trace-cmd report has the same events, with the same text" {
	by_trace_cmd >theirs
	mlx5-trace events --json trace.dat >json
	# trace-cmd rounds to microseconds
	jq -r '.recordings[0].trace_events[] | "\(.cpu) \(.pid) \((.time_ns + 500) / 1000 | floor) \(.event) \(.text)"' json |
		tr -s ' ' | sed 's/ $//' >ours
	(($(wc -l <theirs) > 100))
	diff theirs ours
	# the text output of trace-cmd has the same events, with timestamps in microseconds
	trace-cmd report -N -i trace.dat 2>/dev/null | mlx5-trace events --json - |
		jq -r '.recordings[0].trace_events[] | "\(.cpu) \(.pid) \(.time_ns / 1000) \(.event) \(.text)"' |
		tr -s ' ' | sed 's/ $//' | diff theirs -
}

@test "JSON has fields by name, with numbers as numbers, and --event selects by a pattern" {
	mlx5-trace events --json --event 'mlx5:mlx5e_set_channels' trace.dat |
		jq -e '.recordings[0].trace_events | length > 0 and all(.[]; .event == "mlx5e_set_channels" and
			(.fields | .netdev == "eth0" and (.old_count | type == "number")))'
	run -0 mlx5-trace events --event nosuch trace.dat
	[[ $output == *"No such event was recorded."* ]]
}

@test "CSV has all fields in one column" {
	mlx5-trace events --csv --event mlx5e_set_channels trace.dat >csv
	[[ $(head -n 1 csv) == recording,time_ns,cpu,comm,pid,system,event,line,text,fields ]]
	[[ $(sed -n 2p csv) == trace.dat,*',mlx5,mlx5e_set_channels,,dev='*',"{""dev"":""'* ]]
}
