#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check the results of events.test.  Runs in the directory of the results.  The output of
# mlx5-trace for each recording is compared with the scenario and with the device's command log.
# The checks are then repeated with modified data, and must fail.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh
PATH=/repo/build/bin:$PATH
log=${logs:?}/vconnectx-0.jsonl
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# formats - compare the format files in a recording with events.tbl
formats()
{
	local event files=()

	while read -r event; do
		files+=("trace-cmd/formats/mlx5/$event/format")
	done < <(awk '$1 == "event" { print $2 }' /repo/analysis/base/events.tbl)
	awk -f /repo/tests/guest/data/formats.awk /repo/analysis/base/events.tbl "${files[@]}"
}

ops()
{
	mlx5-trace ops --json "$1" | jq -r -f /repo/tests/guest/data/ops.jq
}

# graph RECORDING - print the graph without the header of the recording
graph()
{
	mlx5-trace graph --from mlx5e_ethtool_set_channels "$1" | sed '1,/^$/d'
}

# verdicts RECORDING - print the reasons why mlx5e_open_xsk did or did not fire, in order
verdicts()
{
	mlx5-trace report --json "$1" | jq -r '.recordings[0].xsk[] |
		[.verdict, .op, .qid // "-", .ix // "-"] | join(" ")'
}

# holds RECORDING VERB FILTER - succeed if the jq FILTER is true for the JSON output of VERB
holds()
{
	local out

	out=$(mlx5-trace "$2" --json "$1" | jq -e "$3") || {
		echo "$out"
		return 1
	}
}

same "the format files match events.tbl" /dev/null formats
expected_file scenario-graph
same_qid='.qid == .ix'
(($(expect rx_queues_of_channel) == 1)) || same_qid='.qid > .ix'
# Count the channels and XSK queues that all operations open.
opened=$(sequence scenario-ops | grep -o 'open_channel=[0-9]*' | awk -F= '{ sum += $2 } END { print sum }')
opened_xsk=$(sequence scenario-ops | grep -o ' open_xsk=[0-9]*' | awk -F= '{ sum += $2 } END { print sum }')

# --- contents of the recordings -----------------------------------------------

for tool in trace-cmd perf ftrace; do
	check "$tool: no event is lost or malformed, and each has its stack" holds $tool ops \
		'.recordings[0] | .lost.events == 0 and .lost.gaps == 0 and .malformed.count == 0 and
		 .series_events > 150 and .stacks == .events and .orphan_stacks == 0 and .patched'
	same "$tool: the operations match the scenario" <(sequence scenario-ops) ops $tool
	same "$tool: the reasons why mlx5e_open_xsk fired or not match the scenario" <(sequence scenario-xsk) verdicts $tool
	check "$tool: queue id and channel index satisfy $same_qid" holds $tool report \
		"[.recordings[0].xsk[] | select(.ix != null)] | length == $opened_xsk and all($same_qid and .xsk_rqn > 0)"
	check "$tool: at the end only channel 0 is active, with its own RQ" holds $tool channels \
		'[.recordings[0].map[0].channels[] | select(.state == "active")] |
		 length == 1 and (.[0] | .ix == 0 and .cpu == 0 and .rqn == .rq_in_use and (.to_drop_rq | not))'
	check "$tool: the other indices lead to the drop RQ" holds $tool channels \
		'[.recordings[0].map[0].channels[] | select(.ix > 0)] | length == 3 and
		 all(.to_drop_rq and .state == "closed") and ([.[].rq_in_use] | unique | length) == 1'
	check "$tool: no RQ or CQ number is used by two channels" holds $tool channels \
		"[.recordings[0].changes[] | select(.event == \"mlx5e_open_channel\")] |
		 length == $opened and ([.[].rqn] | unique | length) == $opened and ([.[].cqn] | unique | length) == $opened"
	same "$tool: the call graph of ethtool -L is the expected one" "$file" graph $tool
	check "$tool: the call graph matches the source" \
		mlx5-trace graph --expect "set_channels@$base" $tool
	check "$tool: commands are shown below the functions that issue them" grep -q '[*] mlx5_cmd_done' <(
		mlx5-trace graph --event mlx5_cmd_done --from mlx5e_ethtool_set_channels --through mlx5_core_modify_rqt $tool)
	check "$tool: the report shows the call stack beginning with the system call" holds $tool report \
		'[.recordings[0].graph.by_stack[] | [.. | .name? // empty]] |
		 any(index("__x64_sys_sendto") and index("mlx5e_ethtool_set_channels")) and
		 any(index("__x64_sys_ioctl") and index("ethtool_set_channels") and index("mlx5e_ethtool_set_channels"))'
	check "$tool: trace and device agree" crosscheck $tool "$log"
done

# --- modified data must be detected -------------------------------------------

# judge RECORDING LOG - compare RECORDING with LOG and with the scenario
judge()
{
	local bad=0

	crosscheck "$1" "$2" || bad=1
	diff <(ops "$1") <(sequence scenario-ops) || bad=1
	return "$bad"
}

# damage - copy the ftrace recording and the log to $work, to be modified there
damage()
{
	rm -rf -- "$work/ftrace"
	cp -r -- ftrace "$work/ftrace"
	cp -- "$log" "$work/log"
}

# without EVENT N - copy the recording without the Nth EVENT and its stack
without()
{
	damage
	awk -v event=": $1: " -v nth="$2" '
		cut && (/<stack trace>$/ || /^ => /) { next }
		{ cut = 0 }
		index($0, event) && ++n == nth { cut = 1; next }
		{ print }' ftrace/trace.txt >"$work/ftrace/trace.txt"
}

damage
check "unmodified data passes" judge "$work/ftrace" "$work/log"
while read -r event; do
	# Skip the first command: a missing command before the first recorded one is not detectable.
	for nth in $([[ $event == mlx5_cmd_done ]] && echo 2 3 || echo 1 2); do
		without "$event" "$nth"
		cmp -s ftrace/trace.txt "$work/ftrace/trace.txt" && continue
		refuse "the removal of $event number $nth is detected" '^DISAGREES|^[<>] ' judge "$work/ftrace" "$work/log"
	done
done < <(awk '$1 == "event" { print $2 }' /repo/analysis/base/events.tbl)

# rqn N - print the RQ number of the Nth channel opened in the recording
rqn()
{
	sed -nE 's/.*: mlx5e_open_channel: .* rqn=([0-9]+) .*/\1/p' ftrace/trace.txt | sed -n "$1p"
}

# swapped FILTER - copy the log with the numbers of two RQs swapped in lines for which the jq FILTER
# is true
swapped()
{
	damage
	jq -c --argjson a "$(rqn 1)" --argjson b "$(rqn 2)" "
		def swap: if .type == \"RQ\" and .id == \$a then .id = \$b
			elif .type == \"RQ\" and .id == \$b then .id = \$a else . end;
		if $1 then walk(if type == \"object\" then swap else . end) else . end" "$log" >"$work/log"
}

swapped true
refuse "two RQ numbers swapped in the whole log are detected" '^DISAGREES' judge "$work/ftrace" "$work/log"
swapped '.op == "CREATE_RQ"'
refuse "two RQ numbers swapped when the RQs are created are detected" '^DISAGREES' judge "$work/ftrace" "$work/log"
swapped '.op == "DESTROY_RQ"'
refuse "two RQ numbers swapped when the RQs are destroyed are detected" '^DISAGREES' judge "$work/ftrace" "$work/log"
swapped '.op == "MODIFY_RQT"'
refuse "two RQ numbers swapped when RQTs are modified are detected" '^DISAGREES' judge "$work/ftrace" "$work/log"

damage
grep -v '"CREATE_RQ"' "$log" >"$work/log"
refuse "a log in which no RQ is created is detected" '^DISAGREES' judge "$work/ftrace" "$work/log"
damage
jq '.lost = { total: 3, per_cpu: [3] }' ftrace/meta.json >"$work/ftrace/meta.json"
refuse "a recording that lost events is not compared" '^crosscheck: not available \(the recording lost events\)$' \
	judge "$work/ftrace" "$work/log"
damage
sed -i '/: mlx5e_/d' "$work/ftrace/trace.txt"
refuse "a recording without the series' events is not compared" \
	'^crosscheck: not available \(the recording has no event of the mlx5 series\)$' \
	judge "$work/ftrace" "$work/log"
done_testing
