# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions for the tests of mlx5-trace flow; sourced after guest.sh.  Flows are kept in $flows.
flows=${flows:-/out}
flow_top=/sys/kernel/tracing

# flow_state - print the tracing settings of the kernel that a flow changes
flow_state()
{
	local file size

	for file in current_tracer trace_clock tracing_on set_event set_event_pid set_ftrace_pid \
		set_ftrace_filter set_ftrace_notrace set_graph_function set_graph_notrace \
		max_graph_depth dynamic_events kprobe_events options/function-fork options/event-fork \
		options/stacktrace events/enable events/raw_syscalls/enable events/workqueue/enable \
		events/timer/enable events/irq/enable; do
		[[ ! -e $flow_top/$file ]] || echo "$file: $(<"$flow_top/$file")"
	done
	# Round the size of the buffer, as the kernel rounds it up to whole pages.
	size=$(sed -E 's/.*expanded: ([0-9]+).*/\1/' $flow_top/buffer_size_kb)
	echo "buffer_size_kb: about $((size / 16 * 16))"
	ls $flow_top/instances
	ls /run/mlx5-trace-flow.json 2>/dev/null
}

# as_before WHAT - check that the state equals flow_before, the state at the beginning
as_before()
{
	check "$1: the tracing settings are restored" diff <(echo "$flow_before") <(flow_state)
}

# flowed NAME STATUS OPTION... - run a flow, and succeed if its exit status, which is that of the
# command, is STATUS; the data are written to NAME.json, and the printed tree to NAME.txt
flowed()
{
	local name=$1 want=$2 got=0
	shift 2

	mlx5-trace flow -o "$flows/$name.json" "$@" >"$flows/$name.txt" 2>"$flows/$name.err" || got=$?
	cat "$flows/$name.err"
	((got == want)) || { echo "status $got, not $want"; tail -n 8 "$flows/$name.txt"; false; }
}

# tree NAME FILTER - succeed if the jq FILTER is true for the tree.  In FILTER, nodes(TYPE; NAME)
# are the nodes with this type and name, and below(TYPE; NAME) those below a node.
tree()
{
	jq -e 'def every(t): [recurse(.children[]) | select(.type == t)];
		def below(t; n): every(t) | map(select((.name // "") == n));
		def nodes(t; n): [.tasks[] | below(t; n)] | add // [];
		'"$2" "$flows/$1.json" >/dev/null || { head -n 40 "$flows/$1.txt"; false; }
}

# unbroken FILE - print the tree in FILE with wrapped lines joined
unbroken()
{
	awk '
		/^$/ { exit }
		/^[|` ]*[|`]- / || /^[^|` ]/ { if (NR > 1) printf "\n"; printf "%s", $0; next }
		{ sub(/^[|` ]*/, " "); printf "%s", $0 }
		END { printf "\n" }' "$1"
}

# shown NAME REGEX... - succeed if the printed tree has lines that match each REGEX (ERE), in this
# order
shown()
{
	local tree regex at=0 next
	tree=$(unbroken "$flows/$1.txt")
	shift

	for regex in "$@"; do
		next=$(tail -n "+$((at + 1))" <<<"$tree" | grep -nE -m1 -- "$regex" | cut -d: -f1)
		[[ $next ]] || { echo "after line $at, no line matches /$regex/ in"; head -n 60 <<<"$tree"; return 1; }
		at=$((at + next))
	done
}

# refused_at NAME FUNCTION ERRNO - succeed if FUNCTION returned ERRNO, but none of its callees did,
# and no firmware command was issued
refused_at()
{
	tree "$1" '.commands == 0 and (nodes("call"; "'"$2"'") | any(.result == -'"$3"' and
		([.children[] | every("call")[] | select(.result == -'"$3"')] == [])))'
}

# journey NAME - run the recipe of the journey NAME and the checks common to all journeys; sets flows
journey()
{
	local flow

	flows=/out/$1
	flow_before=$(flow_state)
	check "the recipe runs to completion" scripts/journeys run --out /out "$1"
	as_before "$1"
	for flow in "$flows"/*.json; do
		flow=$(basename "$flow" .json)
		check "$flow: no event was lost, and the cost of tracing was measured" tree "$flow" '
			.lost == 0 and .record_ns > 0 and .own_records > 0'
	done
}
