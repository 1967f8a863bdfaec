#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks the results of events.test, in their directory: compares the output of
# mlx5-trace for each recording with the scenario and with the device's command log;
# then repeats each check with modified data, which must fail.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh
PATH=/repo/build/bin:$PATH
log=${logs:?}/vconnectx-0.jsonl
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# The format files in a recording, for the events of the series.
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

# Only the graph, without the header of the recording.
graph()
{
	mlx5-trace graph --from mlx5e_ethtool_set_channels "$1" | sed '1,/^$/d'
}

# verdicts: why mlx5e_open_xsk did or did not fire, in order
verdicts()
{
	mlx5-trace report --json "$1" | jq -r '.recordings[0].xsk[] |
		[.verdict, .op, .qid // "-", .ix // "-"] | join(" ")'
}

# holds RECORDING VERB FILTER - the filter is true for the JSON
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
# The numbers of channels and XSK queues opened by all operations.
opened=$(sequence scenario-ops | grep -o 'open_channel=[0-9]*' | awk -F= '{ sum += $2 } END { print sum }')
opened_xsk=$(sequence scenario-ops | grep -o ' open_xsk=[0-9]*' | awk -F= '{ sum += $2 } END { print sum }')

# --- contents of the recordings -----------------------------------------------

for tool in trace-cmd perf ftrace; do
	check "$tool: no event is lost or malformed, and each has its stack" holds $tool ops \
		'.recordings[0] | .lost.events == 0 and .lost.gaps == 0 and .malformed.count == 0 and
		 .series_events > 150 and .stacks == .events and .orphan_stacks == 0 and .patched'
	same "$tool: the operations are those of the scenario" <(sequence scenario-ops) ops $tool
	same "$tool: why mlx5e_open_xsk did or did not fire" <(sequence scenario-xsk) verdicts $tool
	check "$tool: queue id and channel index: $same_qid" holds $tool report \
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
	same "$tool: the call graph of ethtool -L" "$file" graph $tool
	check "$tool: it matches the source, with AF_XDP sockets too" \
		mlx5-trace graph --expect "set_channels@$base" $tool
	check "$tool: commands are below the functions that issue them" grep -q '[*] mlx5_cmd_done' <(
		mlx5-trace graph --event mlx5_cmd_done --from mlx5e_ethtool_set_channels --through mlx5_core_modify_rqt $tool)
	check "$tool: the report shows the stack from the system call on" holds $tool report \
		'[.recordings[0].graph.by_stack[] | [.. | .name? // empty]] |
		 any(index("__x64_sys_sendto") and index("mlx5e_ethtool_set_channels")) and
		 any(index("__x64_sys_ioctl") and index("ethtool_set_channels") and index("mlx5e_ethtool_set_channels"))'
	check "$tool: trace and device agree" crosscheck $tool "$log"
done

# --- modified data must be detected -------------------------------------------

# judge RECORDING LOG - all of the above checks of one recording
judge()
{
	local bad=0

	crosscheck "$1" "$2" || bad=1
	diff <(ops "$1") <(sequence scenario-ops) || bad=1
	return "$bad"
}

# damage - copy the ftrace recording and the log, for modification
damage()
{
	rm -rf -- "$work/ftrace"
	cp -r -- ftrace "$work/ftrace"
	cp -- "$log" "$work/log"
}

# without EVENT N - the recording without the Nth of these events and its stack
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
	# Commands before the first recorded one are unknown.
	for nth in $([[ $event == mlx5_cmd_done ]] && echo 2 3 || echo 1 2); do
		without "$event" "$nth"
		cmp -s ftrace/trace.txt "$work/ftrace/trace.txt" && continue
		refuse "$event number $nth deleted is detected" '^DISAGREES|^[<>] ' judge "$work/ftrace" "$work/log"
	done
done < <(awk '$1 == "event" { print $2 }' /repo/analysis/base/events.tbl)

# rqn N - the RQ number of the Nth channel opened in the recording
rqn()
{
	sed -nE 's/.*: mlx5e_open_channel: .* rqn=([0-9]+) .*/\1/p' ftrace/trace.txt | sed -n "$1p"
}

# swapped FILTER - the log with the numbers of two RQs swapped where FILTER is true
swapped()
{
	damage
	jq -c --argjson a "$(rqn 1)" --argjson b "$(rqn 2)" "
		def swap: if .type == \"RQ\" and .id == \$a then .id = \$b
			elif .type == \"RQ\" and .id == \$b then .id = \$a else . end;
		if $1 then walk(if type == \"object\" then swap else . end) else . end" "$log" >"$work/log"
}

swapped true
refuse "two RQ numbers exchanged in the whole log" '^DISAGREES' judge "$work/ftrace" "$work/log"
swapped '.op == "CREATE_RQ"'
refuse "two RQ numbers exchanged where they are created" '^DISAGREES' judge "$work/ftrace" "$work/log"
swapped '.op == "DESTROY_RQ"'
refuse "two RQ numbers exchanged where they are destroyed" '^DISAGREES' judge "$work/ftrace" "$work/log"
swapped '.op == "MODIFY_RQT"'
refuse "two RQ numbers exchanged where packets are steered to them" '^DISAGREES' judge "$work/ftrace" "$work/log"

damage
grep -v '"CREATE_RQ"' "$log" >"$work/log"
refuse "a log without the creation of RQs" '^DISAGREES' judge "$work/ftrace" "$work/log"
damage
jq '.lost = { total: 3, per_cpu: [3] }' ftrace/meta.json >"$work/ftrace/meta.json"
refuse "a recording that lost events" '^crosscheck: not available \(the recording lost events\)$' \
	judge "$work/ftrace" "$work/log"
damage
sed -i '/: mlx5e_/d' "$work/ftrace/trace.txt"
refuse "a recording without the series' events" \
	'^crosscheck: not available \(the recording has no event of the mlx5 series\)$' \
	judge "$work/ftrace" "$work/log"
done_testing
