#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the lab, in the folder of analysis.test's results: the recordings of one and
# the same replay, whatever tool made them and in whatever form they are read,
# must say the same; and what they say must be what the device saw.
# The functions below are called through check().
# shellcheck disable=SC2317
set -euo pipefail
top=$(dirname -- "${BASH_SOURCE[0]}")/../..
# shellcheck source=tests/guest/tap.sh
. "$top/tests/guest/tap.sh"
trace=$top/build/bin/mlx5-trace
cross=$top/build/bin/crosscheck
log=vconnectx-0.jsonl
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

for name in trace-cmd perf ftrace report.txt perf-script.txt; do
	"$trace" report --json "$name" >"$work/$name.json" || true
done
"$trace" graph --json fgraph >"$work/fgraph.json" || true

# json NAME FILTER - must hold of a recording
json()
{
	jq -e ".recordings[0] | $2" "$work/$1.json" >/dev/null ||
		{ jq -c '.recordings[0] | del(.changes, .graph)' "$work/$1.json" | cut -c1-2000; false; }
}

# same_json A B FILTER - two recordings agree on it
same_json()
{
	diff <(jq ".recordings[0] | $3" "$work/$1.json") <(jq ".recordings[0] | $3" "$work/$2.json")
}

for tool in trace-cmd perf ftrace; do
	check "$tool: all of it understood, nothing lost" json $tool '.error == null and .malformed.count == 0 and
		.lost.events == 0 and .lost.gaps == 0 and .series_events > 100 and .clock_went_back == 0'
	check "$tool: a call stack for each event" json $tool '.stacks == .events and .orphan_stacks == 0'
	check "$tool: kernel and state of the driver are known" json $tool '(.kernel | startswith("6.12")) and
		.patched == true and .devices[0].combined == 2'
	check "$tool: each ethtool -L, with its counts" json $tool '[.ops[] | select(.op == "set_channels") |
		[.comm, .old_count, .new_count, .err]] == [["ethtool",2,4,0],["ethtool",4,3,0],["channels",3,1,0]]'
	check "$tool: each bind and unbind, the first one deferred" json $tool '[.ops[] | select(.op | startswith("xsk_")) |
		[.op, .err]] == [["xsk_bind",0],["xsk_bind",0],["xsk_unbind",0],["xsk_unbind",0]] and
		[.xsk[].verdict | select(startswith("deferred"))] == ["deferred_no_xdp_program"]'
	check "$tool: why mlx5e_open_xsk fired and did not" json $tool '[.xsk[] | select(.op == "set_channels") |
		[.verdict, .ix]] == [["not_fired_no_xdp_program",null],["fired_at_reopen",1],["fired_at_reopen",2],
		["not_fired_no_xdp_program",null]]'
	check "$tool: hwtstamp by name" json $tool '[.ops[] | select(.op == "hwtstamp_set") | .tx_type] ==
		["ON", "OFF"]'
	check "$tool: one channel at the end, steered to its own RQ" json $tool '[.map[].channels[] |
		select(.state != "unknown" and .state != "closed")] |
		length == 1 and .[0].state == "active" and .[0].rq_in_use == .[0].rqn and
		.[0].rq_in_use_is_xsk == false'
	check "$tool: the call graph from the system call to the event" json $tool '
		[.graph.by_stack | .. | objects | select(.name == "mlx5e_ethtool_set_channels")] |
		length == 2 and all([.. | .name? // empty] | contains(["mlx5e_safe_switch_params",
		"mlx5e_open_channels", "mlx5e_open_channel"]))'
	check "$tool: the device saw what it says" "$cross" $tool $log
done

# an AF_XDP socket that was closed is undone by a worker, at its own time
steps='[.ops[] | [.op, .old_count, .new_count, .qid, .errno, (.steps | map([.step, .count]))]]'
check "trace-cmd and ftrace recorded the same operations" same_json trace-cmd ftrace "[.ops[].op] | sort"
check "trace-cmd and perf recorded the same operations" same_json trace-cmd perf "[.ops[].op] | sort"
check "trace.dat and its printed report are one" same_json trace-cmd report.txt \
	'{ops, map: [.map[].channels], changes, series_events, stacks, graph}'
check "perf.data and its printed form are one" same_json perf perf-script.txt \
	'{ops, map: [.map[].channels], changes, series_events, stacks, graph}'
check "steps are told by the printed form as well" same_json trace-cmd report.txt "$steps"
check "the text report names the answer" grep -q 'mlx5e_open_xsk fired for queue 1' <("$trace" report trace-cmd)
check "the function_graph tracer's calls" json fgraph '.malformed.count == 0 and
	([.graph.by_call | .. | objects | select(.name == "mlx5e_hwstamp_set" and .count == 1 and .ns > 0)] | length == 1)'

# --- sabotage: the check must fail and say what ---------------------------

# disagrees EVENTS LOG PATTERN - must be told apart, and say so
disagrees()
{
	local out status=0
	out=$("$cross" "$1" "$2") || status=$?
	if ((status != 1)) || ! grep -qE "$3" <<<"$out"; then
		printf 'status %s\n%s\n' "$status" "$out"
		return 1
	fi
}

# Events that change nothing on the device: nothing can be held against them.
silent='mlx5e_hwtstamp_|xsk_setup_pool:.* (xdp=0|opened=0)'

each_missing_event()
{
	local n left=0

	while IFS=: read -r n line; do
		sed "${n}d" report.txt >"$work/less.txt"
		if "$cross" "$work/less.txt" "$log" >"$work/said"; then
			echo "not missed: $line"
			left=1
		fi
	done < <(grep -nE ': mlx5e_[a-z_]+: ' report.txt | grep -vE "$silent")
	return "$left"
}
check "each event that is deleted from the recording is missed" each_missing_event

# swap KEY A B - the log with two object numbers changed over
swap()
{
	sed -E "s/(\"$1\":\{\"type\":\"RQ\",\"id\":)$2\}/\1@}/; s/(\"$1\":\{\"type\":\"RQ\",\"id\":)$3\}/\1$2}/
		s/@\}/$3}/" $log >"$work/swapped.jsonl"
}
mapfile -t rqns < <(jq -r '.recordings[0].changes[] | select(.event == "mlx5e_open_channel") | .rqn' \
	"$work/trace-cmd.json")
swap created "${rqns[0]}" "${rqns[1]}"
check "two rqns swapped where they were created" disagrees trace-cmd "$work/swapped.jsonl" "RQ (${rqns[0]}|${rqns[1]})"
swap destroyed "${rqns[0]}" "${rqns[1]}"
check "two rqns swapped where they were destroyed" disagrees trace-cmd "$work/swapped.jsonl" "RQ (${rqns[0]}|${rqns[1]})"
jq -c 'if .op == "CREATE_RQ" and .created.id == '"${rqns[2]}"' then .op = "NOP" | del(.created) else . end' \
	$log >"$work/less.jsonl"
check "an RQ that the device never created" disagrees trace-cmd "$work/less.jsonl" "RQ ${rqns[2]}"
check "the stock driver: not available" disagrees stock $log 'not available \(the recording has no event'
done_testing
