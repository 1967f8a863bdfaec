#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# mlx5-trace export: each format has the same bars, times and texts as JSON when it is read back.

bats_require_minimum_version 1.5.0

load recording

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
	recording rec
	sample=$top/tests/recordings/v7.3/binary
}

# bars REC - print kind, name, start and end of each bar in the JSON output
bars()
{
	mlx5-trace export --json "$1" |
		jq -c '.recordings[].bars[] | [.kind, .name, .start_ns, .end_ns]' | sort
}

@test "export: the bars match the output of the other verbs" {
	for rec in rec "$sample"; do
		mlx5-trace export --json "$rec" >all
		mlx5-trace ops --json "$rec" >ops
		mlx5-trace stats --json "$rec" >stats
		jq -e --slurpfile ops ops '[.recordings[].bars[] | select(.kind == "operation") | [.start_ns, .end_ns]] ==
			[$ops[].recordings[].ops[] | [.start_ns, .end_ns]]' all
		# each completed command, and each channel that was opened
		jq -e --slurpfile stats stats '([.recordings[].bars[] | select(.kind == "command" and (.goes_on | not))] | length) ==
			([$stats[].recordings[].stats[] | select(.group == "command") | .count] | add)' all
		mlx5-trace channels --json "$rec" >channels
		jq -e --slurpfile c channels '([.recordings[].bars[] | select(.kind == "channel" and (.begun_before | not))] | length) ==
			([$c[].recordings[].changes[] | select(.event == "mlx5e_open_channel")] | length)' all
	done
}

@test "export: bars in the same lane do not overlap" {
	mlx5-trace export --json "$sample" |
		jq -e '[.recordings[].bars | group_by([.kind, .dev, .lane,
				(if .kind == "steering" or .kind == "rss" then .rqtn
				 elif .kind == "rule" then .location
				 elif (.kind | test("channel|xsk")) then .ix else null end)])[] |
			sort_by(.start_ns) | range(1; length) as $i |
			select(.[$i].start_ns < .[$i - 1].end_ns)] == []'
}

@test "export --jsonl: each row of each list is one object per line" {
	mlx5-trace export --jsonl rec "$sample" >lines
	jq -es 'all(.[]; .list and .recording)' lines
	for list in bars ops findings xsk changes stats; do
		mlx5-trace export --json rec "$sample" >all
		jq -es --arg list $list --slurpfile all all \
			'[.[] | select(.list == $list) | del(.list, .recording)] ==
			 [$all[].recordings[][$list][]]' lines
	done
	[[ $(jq -r 'select(.list == "recordings") | .path' lines) == "rec"*"$sample" ]]
	# other verbs also print their lists
	mlx5-trace events --jsonl rec | jq -es '[.[] | select(.list == "trace_events")] | length > 10'
}

@test "export --csv: there is a row for each bar" {
	mlx5-trace export --csv "$sample" >csv
	[[ $(head -n 1 csv) == recording,kind,name,dev,netdev,comm,pid,start_ns,end_ns,* ]]
	[[ $(tail -n +2 csv | wc -l) == "$(bars "$sample" | wc -l)" ]]
	tail -n +2 csv | awk -F, '{ print $2, $8, $9 }' | sort >got
	bars "$sample" | jq -r '"\(.[0]) \(.[2]) \(.[3])"' | sort | cmp - got
}

@test "export --perfetto: there is a slice for each bar, in microseconds, on a named track" {
	mlx5-trace export --perfetto rec "$sample" >trace.json
	jq -c '.traceEvents[] | select(.ph == "X" and .name != "wait for a slot") |
		[.cat, .name, .args.start_ns, .args.end_ns]' trace.json | sort >got
	{
		bars rec
		bars "$sample"
	} | sort | cmp - got
	# the times are exact to half a nanosecond
	jq -e '[.traceEvents[] | select(.ph == "X" and .args) |
		select((.ts * 1000 - .args.start_ns | fabs) > 0.5 or
		       (.dur * 1000 - (.args.end_ns - .args.start_ns) | fabs) > 0.5)] == []' trace.json
	jq -e '([.traceEvents[] | select(.name == "thread_name") | [.pid, .tid]] | unique) as $named |
		([.traceEvents[] | select(.ph == "X") | [.pid, .tid]] | unique) == $named' trace.json
	[[ $(jq -r '.traceEvents[] | select(.name == "process_name") | .args.name' trace.json) == \
		*"0000:01:00.0 eth0 (rec)"*"0000:01:00.0 eth0 ($sample)" ]]
	jq -e '[.traceEvents[] | select(.ph == "i") | .name] | contains(["operation_failed"])' trace.json
}

@test "export --folded: the stacks and counts match graph" {
	mlx5-trace graph --folded rec >stacks
	awk 'NF != 2 || $2 !~ /^[0-9]+$/ { exit 1 }' stacks
	[[ $(awk '{ n += $2 } END { print n }' stacks) == \
		"$(mlx5-trace graph --json rec | jq '[.recordings[].graph | .. | objects | select(.kind? == "event") | .count] | add')" ]]
	grep -q '^[^;]*;.*mlx5e_ethtool_set_channels;.* [0-9]*$' stacks
	mlx5-trace export --folded rec | cmp - <(mlx5-trace graph --folded rec)
}

@test "export: special characters in names of tasks and devices are quoted" {
	{
		printf '   a"b,c;d-312     [001] .....    10.000000: mlx5_cmd_done: dev=0000:01:00.0 opcode=CREATE_RQ(0x908) op_mod=0 uid=0 token=7 slot=0 async=0 status=OK syndrome=0x0 err=0 wait_ns=0 ns=5000\n'
		printf ' => b c\n => sys\n'
	} >trace.txt
	mlx5-trace export --perfetto trace.txt | jq -e '[.traceEvents[].args.comm?] | contains(["a\"b,c;d"])'
	mlx5-trace export --csv trace.txt | grep -qF '"a""b,c;d"'
	mlx5-trace export --jsonl trace.txt | jq -es '[.[].comm?] | contains(["a\"b,c;d"])'
	! mlx5-trace export --folded trace.txt | awk 'NF != 2 { bad = 1 } END { exit !bad }' || false
}

@test "export: no file remains if the trace cannot be written completely" {
	run -2 --separate-stderr bash -c 'ulimit -f 1; mlx5-trace export --ctf --output there rec rec'
	[[ $stderr == 'mlx5-trace: cannot write there/'*': File too large' && ! -e there ]]
	mlx5-trace export --ctf --output there rec
	[[ -s there/metadata && -s there/recording_0 ]]
	for ((limit = 1000; limit < 12000; limit += 200)); do
		run --separate-stderr bash -c 'ulimit -d '"$limit"'; mlx5-trace export --ctf --output part rec'
		if ((status == 0)); then
			diff -r there part
			rm -r part
		else
			((status == 2 && ${#stderr_lines[@]} == 1)) && [[ $stderr == *emory* && ! -e part ]] || {
				echo "$limit: $status: $stderr"
				return 1
			}
		fi
	done
}

@test "export: a missing format, or a format for another verb, is reported in one line" {
	run -2 --separate-stderr mlx5-trace export rec
	[[ -z $output && $stderr == 'mlx5-trace: a format is required, such as --perfetto, for: export'* ]]
	run -2 --separate-stderr mlx5-trace ops --perfetto rec
	[[ -z $output && $stderr == 'mlx5-trace: --perfetto is for export, not for: ops'* ]]
	run -2 --separate-stderr mlx5-trace report --csv rec
	[[ -z $output && $stderr == 'mlx5-trace: there is no --csv of: report'* ]]
	mkdir there
	run -2 --separate-stderr mlx5-trace export --ctf --output there rec
	[[ -z $output && $stderr == 'mlx5-trace: there: exists: give --output a new directory' ]]
	run -2 --separate-stderr mlx5-trace export --ctf --output no/where rec
	[[ -z $output && $stderr == 'mlx5-trace: no/where: No such file or directory' ]]
	run -2 --separate-stderr mlx5-trace export --ctf rec
	[[ -z $output && $stderr == 'mlx5-trace: --ctf requires --output DIR'* ]]
	run -2 --separate-stderr mlx5-trace export --csv --output there rec
	[[ -z $output && $stderr == 'mlx5-trace: --output is only for --ctf'* ]]
	run -2 --separate-stderr mlx5-trace export --csv --folded rec
	[[ -z $output && $stderr == 'mlx5-trace: only one format at a time, not also: --folded'* ]]
}
