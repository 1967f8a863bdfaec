# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the tests of mlx5-trace flow share; sourced after guest.sh.  Flows are kept in $flows.
flows=${flows:-/out}
flow_top=/sys/kernel/tracing

# What a flow changes of the kernel's tracing
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
	# As large as it is once it has been used; the kernel rounds up to whole pages of its own.
	size=$(sed -E 's/.*expanded: ([0-9]+).*/\1/' $flow_top/buffer_size_kb)
	echo "buffer_size_kb: about $((size / 16 * 16))"
	ls $flow_top/instances
	ls /run/mlx5-trace-flow.json 2>/dev/null
}

# as_before WHAT - nothing of a flow is left; flow_before is the state at the beginning
as_before()
{
	check "$1: tracing is as it was" diff <(echo "$flow_before") <(flow_state)
}

# flowed NAME STATUS OPTION... - run a flow, kept as NAME.json, its tree in NAME.txt; the
# exit status is the command's own
flowed()
{
	local name=$1 want=$2 got=0
	shift 2

	mlx5-trace flow -o "$flows/$name.json" "$@" >"$flows/$name.txt" 2>"$flows/$name.err" || got=$?
	cat "$flows/$name.err"
	((got == want)) || { echo "status $got, not $want"; tail -n 8 "$flows/$name.txt"; false; }
}

# tree NAME FILTER - holds of the nodes of the tree; in it nodes(TYPE; NAME) are those of that
# name, below(TYPE; NAME) those below a node
tree()
{
	jq -e 'def every(t): [recurse(.children[]) | select(.type == t)];
		def below(t; n): every(t) | map(select((.name // "") == n));
		def nodes(t; n): [.tasks[] | below(t; n)] | add // [];
		'"$2" "$flows/$1.json" >/dev/null || { head -n 40 "$flows/$1.txt"; false; }
}

# unbroken FILE - a tree as it is read, each line whole
unbroken()
{
	awk '
		/^$/ { exit }
		/^[|` ]*[|`]- / || /^[^|` ]/ { if (NR > 1) printf "\n"; printf "%s", $0; next }
		{ sub(/^[|` ]*/, " "); printf "%s", $0 }
		END { printf "\n" }' "$1"
}

# shown NAME REGEX... - lines of the tree as it is read (ERE), in this order
shown()
{
	local tree regex at=0 next
	tree=$(unbroken "$flows/$1.txt")
	shift

	for regex in "$@"; do
		next=$(tail -n "+$((at + 1))" <<<"$tree" | grep -nE -m1 -- "$regex" | cut -d: -f1)
		[[ $next ]] || { echo "after line $at there is no /$regex/ in"; head -n 60 <<<"$tree"; return 1; }
		at=$((at + next))
	done
}

# refused_at NAME FUNCTION ERRNO - this function returned the errno and none that it called
# did; the device was asked nothing
refused_at()
{
	tree "$1" '.commands == 0 and (nodes("call"; "'"$2"'") | any(.result == -'"$3"' and
		([.children[] | every("call")[] | select(.result == -'"$3"')] == [])))'
}

# journey NAME - its recipe, and what holds of each journey; sets flows
journey()
{
	local flow

	flows=/out/$1
	flow_before=$(flow_state)
	check "the recipe runs to its end" scripts/journeys run --out /out "$1"
	as_before "$1"
	for flow in "$flows"/*.json; do
		flow=$(basename "$flow" .json)
		check "$flow: nothing was lost, and what tracing cost was measured" tree "$flow" '
			.lost == 0 and .record_ns > 0 and .own_records > 0'
	done
}
