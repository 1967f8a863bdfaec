#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# answers-check.sh [DIR] - check the results of answers.test.  Runs in the directory of the
# results.  With DIR, the expected reports are written to DIR instead of being compared.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh
PATH=/repo/build/bin:$PATH
here=/repo/tests/guest
write=${1-}
# shellcheck disable=SC2034 # used by kernels.sh
base=${base:?is set by tests/guest/run}
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
per_channel=$(expect rx_queues_of_channel)
# the queue id of an AF_XDP socket on channel 3 of 4
queue=$((4 * (per_channel - 1) + 3))

# --- the map compared with the devices ----------------------------------------

# claims RECORDING HOLD N - print the values in the map that differ from those of device N, and the
# number of values compared
claims()
{
	local at rest

	read -r at rest <"hold-$2"
	mlx5-trace map --json --at "$at" "$1" |
		jq --arg dev "eth$3" '.recordings[0].map[] | select(.netdev == $dev)' |
		jq -r --slurpfile device "device-$2-$3.json" -f "$here/data/answers.jq"
}

# true_of RECORDING HOLD N LEAST - succeed if no value differs and at least LEAST values were
# compared
true_of()
{
	local shown

	shown=$(claims "$1" "$2" "$3")
	echo "$shown"
	[[ $shown != *WRONG* && $shown =~ ([0-9]+)" claims"$ ]] && ((BASH_REMATCH[1] >= $4))
}

for hold in plain bound moved end; do
	check "map at '$hold': the values for eth0 match the device" true_of clean $hold 0 20
	check "map at '$hold': the values for eth1 match the device" true_of clean $hold 1 4
done
check "map from the snapshot alone: the values match the device" true_of begun begun 0 4

# map_matches RECORDING HOLD FILTER [OPTION...] - succeed if the jq FILTER is true for the map
map_matches()
{
	local at rest

	read -r at rest <"hold-$2"
	mlx5-trace map --json --at "$at" "${@:4}" "$1" | jq -e "$3" >/dev/null || {
		mlx5-trace map --at "$at" "${@:4}" "$1"
		return 1
	}
}

eth0='.recordings[0].map[] | select(.netdev == "eth0")'
check "map: rule 3 leads to the XSK RQ of channel 3" map_matches clean bound \
	"$eth0 | any(.paths[]; .ix == 3 and .rq_is_xsk and .rules == [3])"
check "map: rule 1 leads to the regular RQ of channel 1" map_matches clean bound \
	"$eth0 | any(.paths[]; .ix == 1 and .rq_is_xsk == false and .rules == [1])"
check "map: the advice is to bind to queue $queue and steer to it" map_matches clean bound \
	"$eth0 | .answers | length == 1 and (.[0] | .ix == 3 and .queue == $queue and
	 (.words | test(\"bind to queue $queue; steer with .ethtool -N eth0 ... action $queue\")))"
check "map: there is no queue to bind before that" map_matches clean plain "$eth0 | .answers == []"
read -r moved _ <hold-moved
check "map: --diff shows the changes between two times" map_matches clean plain \
	'[.recordings[0].diff[].what] | index("eth0 channel 3 XSK RQ") and index("eth0 rule at location 3") and
	 index("eth1 channel 2 state") and (index("eth0 channel 3 state") | not)' --diff "$moved"
check "map: the SQs of channels opened before the recording are known from the snapshot" map_matches begun begun \
	"$eth0 | .channels | length == 4 and all(.sqns | length == 1)"
check "map: the SQs of channels opened during the recording are unknown" map_matches clean end \
	"$eth0 | [.channels[] | select(.state == \"active\")] | length == 4 and all(.sqns == null)"
check "map: rules older than the recording are shown" map_matches begun begun \
	"$eth0 | [.rules[] | [.location, .table, .queue]] | sort == [[0, null, null], [1, null, 1]]"

# --- operations -----------------------------------------------------------------

# ops_match RECORDING FILTER - succeed if the jq FILTER is true for the operations
ops_match()
{
	mlx5-trace ops --json "$1" | jq -e ".recordings[0] | $2" >/dev/null || {
		mlx5-trace ops "$1"
		return 1
	}
}

check "ops: concurrent changes of two devices by two tasks are separate" ops_match clean '
	(.ops[] | select(.op == "set_channels" and .netdev == "eth1")) as $other |
	(.ops[] | select(.trigger == "mtu")) as $mtu |
	$other.pid != $mtu.pid and $mtu.netdev == "eth0" and $mtu.comm == "ip"'
check "ops: the cause of each change of channels is shown" ops_match clean '
	[.ops[] | select(.op | test("^channels_")) | .trigger] |
	index("mtu") and index("rings") and index("link_up") and index("link_down") and index("xdp")'
check "ops: netlink, ioctl and worker are distinguished" ops_match clean '
	any(.ops[]; .op == "set_channels" and .way == "netlink") and
	any(.ops[]; .op == "hwtstamp_set" and .way == "ioctl") and any(.ops[]; .op == "xsk_unbind" and .way == "worker")'
check "ops: background work is shown separately for each device" ops_match clean '
	any(.background[]; .dev != .recordings and .work == "statistics") and
	([.background[] | select(.work == "statistics") | .dev] | unique | length == 2)'
check "ops: a command belongs to at most one operation" ops_match clean '
	([.ops[].commands.count] | add) + .commands_outside.count == ([.background[].commands.count] | add) + ([.ops[].commands.count] | add)'
check "ops: steps and commands have durations" ops_match clean '
	.ops[0] | .op == "set_channels" and ([.steps[].ns] | all(. > 0)) and .commands.ns > 0 and
	.commands.ns <= .commands.last_ns - .commands.first_ns and .commands.last_ns <= .end_ns and ([.steps[].ns] | add) <= .duration_ns'
check "ops: a failure is shown with its step, its errno and the rollback" ops_match trouble '
	.ops[0] | .op == "set_channels" and .errno == "EINVAL" and
	any(.steps[]; .step == "open_channel" and .failed_ix == 2 and .errno == "EINVAL") and
	.unwound == "The driver closed the 2 it had opened before: the old channels were not touched." and
	any(.commands.by_opcode[]; .opcode == "CREATE_RQ" and .failed == 1 and .syndrome == 6168321)'
for rec in clean begun trouble; do
	check "ops: no operation in '$rec' is incomplete" ops_match $rec '.ops | length > 0 and all(.incomplete | not)'
done
# Lost events that only the recorder counted have no position in the recording.
check "ops: an operation that lost events is incomplete" ops_match lost 'any(.ops[]; .incomplete) or .lost.gaps == 0'

# --- findings ---------------------------------------------------------------------

# found RECORDING KIND... - succeed if exactly these kinds are found, each with evidence, and the
# exit status is correct
found()
{
	local status=0 want kinds

	mlx5-trace findings --json "$1" >"$work/findings" || status=$?
	want=$(printf '%s\n' "${@:2}" | sort -u)
	kinds=$(jq -r '.recordings[0].findings[].finding' "$work/findings" | sort -u)
	if [[ $kinds != "$want" ]] || ((status != (${#want} > 0))) || ! jq -e '.recordings[0].findings |
			all(.finding == "events_lost" or (.evidence | length > 0 and all(.line > 0)))' \
			"$work/findings" >/dev/null; then
		mlx5-trace findings "$1"
		return 1
	fi
}

check "findings: a recording without a fault has no finding" found clean
check "findings: open channels and a bound socket at the end are not faults" found begun
check "findings: all faults are found" found trouble command_failed operation_failed zero_copy_refused xsk_without_queue
# finds RECORDING FILTER - succeed if the jq FILTER is true for the list of findings
finds()
{
	local list

	list=$(mlx5-trace findings --json "$1")
	jq -e ".recordings[0].findings | $2" <<<"$list" >/dev/null || {
		mlx5-trace findings "$1"
		return 1
	}
}

check "findings: a missing program or link is named as the reason for a missing XSK queue" finds trouble \
	'[.[] | select(.finding == "xsk_without_queue") | .words] |
	 length == 2 and any(test("no XDP program")) and any(test("interface was down"))'
check "findings: lost events are reported first" finds lost '.[0].finding == "events_lost"'

# without EVENT [N [M [TEXT]]] - copy `clean` to $work/cut without the EVENTs, or without the Nth to
# the Mth of those that contain TEXT, and without their stacks
without()
{
	rm -rf -- "$work/cut"
	mkdir -- "$work/cut"
	cp -r clean/meta.json clean/snapshot.json "$work/cut"
	awk -v event=": $1: " -v from="${2-1}" -v to="${3-1000000}" -v text="${4-}" '
		cut && (/<stack trace>$/ || /^ => /) { next }
		{ cut = 0 }
		index($0, event) && index($0, text) && ++n >= from && n <= to { cut = 1; next }
		{ print }' clean/trace.txt >"$work/cut/trace.txt"
}

# Remove the second close of channel 1: the channel closed first was opened before the recording.
nth=$(grep ": mlx5e_close_channel: " clean/trace.txt | grep -n "netdev=eth0 .* ix=1 " | sed -n '2s/:.*//p')
without mlx5e_close_channel "$nth" "$nth"
check "findings: a channel that is not closed with the others is found" found "$work/cut" queue_never_closed
without mlx5e_rx_channel_redirect 5 8 " drop=1 "
check "findings: an RQT that still refers to a closed RQ is found" found "$work/cut" steered_to_closed_rq
without mlx5e_open_xsk
check "findings: a bound socket whose queue was not opened is found" found "$work/cut" xsk_without_queue

# --- with missing events the output is incomplete, but not wrong -------------------

whole=$(mlx5-trace ops --json clean | jq -c '[.recordings[0].ops[] | [.op, .netdev, .err]]')

# careful - succeed if the values in the map of $work/cut match the device
careful()
{
	local hold n bad=0

	for hold in plain bound moved end; do
		for n in 0 1; do
			true_of "$work/cut" "$hold" "$n" 0 >"$work/output" || {
				echo "at '$hold', eth$n:"
				cat "$work/output"
				bad=1
			}
		done
	done
	return "$bad"
}

# noticed - succeed if the operations in $work/cut differ or are incomplete, or commands are unknown
noticed()
{
	mlx5-trace ops --json "$work/cut" | jq -e --argjson whole "$whole" '.recordings[0] |
		[.ops[] | [.op, .netdev, .err]] != $whole or any(.ops[]; .incomplete) or (.commands_seen | not)' >/dev/null
}

while read -r event; do
	grep -q ": $event: " clean/trace.txt || continue
	without "$event"
	check "without any $event: the map has no wrong value" careful
	case $event in
	# These events are not part of an operation.
	mlx5_fs_rule_dst | mlx5e_rss_tir | mlx5_cmd_issue | mlx5_cmd_submit) ;;
	*) check "without any $event: the operations differ or are incomplete" noticed ;;
	esac
done < <(awk '$1 == "event" { print $2 }' /repo/analysis/base/events.tbl)

# --- the graph ----------------------------------------------------------------------

graph=/repo/analysis/graphs/set_channels.$base.txt

# as_expected RECORDING GRAPH - succeed if the calls in RECORDING match GRAPH
as_expected()
{
	mlx5-trace graph --expect "$2" "$1" >"$work/graph" || {
		sed -n '/^Against/,$p' "$work/graph"
		return 1
	}
}

check "graph: the calls of ethtool -L match the source" as_expected calls "set_channels@$base"
check "graph: the call stacks of ethtool -L match the source" as_expected clean "set_channels@$base"

# damaged SCRIPT - edit the graph with sed and compare the recording with it
damaged()
{
	sed "$@" "$graph" >"$work/damaged.txt"
	! cmp -s "$graph" "$work/damaged.txt" && as_expected calls "$work/damaged.txt"
}

# For each required line, change the name of its function to one that does not exist.
lines=0
while read -r line name; do
	lines=$((lines + 1))
	refuse "graph: line $line: a missing call of $name is reported" \
		"(missing|inlined) +nosuch_$name\$|extra +$name( |\$)" damaged "$line s/$name/nosuch_$name/"
done < <(awk '
	/^mlx5e/ { on = 1; next }
	{ sub(/#.*/, ""); match($0, /[^ ]/) }
	!on || !NF || optional && RSTART > optional { next }
	{ optional = 0; name = $1 == "*" ? $2 : $1 }
	# These are optional, but were called because the link was up.
	name ~ /^mlx5e_(safe_switch_channels|selq_prepare_params|open_channels|switch_priv_channels)$/ { sub(/[?]/, "") }
	/[?]/ { optional = RSTART }
	!/[?~^]/ { print NR, name }' "$graph")
check "graph: more than 40 lines were tested" test "$lines" -gt 40
refuse "graph: an additional call is reported" 'extra +mlx5e_open_channels ' damaged '/^      mlx5e_open_channels/,/health_channels/d'
refuse "graph: a different order of calls is reported" 'other_order +mlx5_eq_del_cq ' \
	damaged '/mlx5_eq_del_cq/{N;s/\(.*\)\n\(.*\)/\2\n\1/}'
# the first inlined function, which the tracer did not record
inlined=$(grep -oE '^ +[a-z0-9_]+ ~ *($|#)' "$graph" | awk '{ print $1 }' | grep -vxFm1 -f <(
	mlx5-trace graph --json calls | jq -r '.. | .name? // empty' | sort -u))
refuse "graph: an inlined function is reported" "inlined +$inlined\$" damaged "s/ $inlined ~/ $inlined/"

# --- complete reports ---------------------------------------------------------------

# unwrapped - join the wrapped lines of each field in the header
unwrapped()
{
	awk '/^  [a-z]+ / && !body { if (NR > 2) print fact; fact = $0; next }
		/^           [^ ]/ && !body { sub(/^ +/, " "); fact = fact $0; next }
		NR > 1 && !body { print fact; body = 1 }
		{ print }'
}

# plain - remove or replace times, task and CPU numbers, and column widths
plain()
{
	unwrapped | sed -E 's/(^|[^:0-9])[0-9]+\.[0-9]+( ms| s)?/\1T/g; s/\[[0-9]+\]/[PID]/g; s#kworker/[^[]*#kworker#g
		s/^  (kernel|tool|command|events) .*/  \1/; s/firmware [^ ]+ [^ ]+/firmware/
		s/(trace.txt:)[0-9]+/\1N/; s/cpu [0-9]+/cpu N/; s/since T/since T/
		s/(commands|statistics|carrier|rx mode|moderation|port registers|task queries|other workers) +[0-9]+ .*/\1/
		/^ +before that, waits for a slot: /d; /^Commands of no operation/,/^$/d' | sed -E 's/ +/ /g; s/ $//'
}

# findings_plain RECORDING - print the findings in unwrapped lines
findings_plain()
{
	mlx5-trace findings --json "$1" | jq -r '.recordings[0].findings[] | "\(.finding) \(.netdev // "-") x\(.count)",
		"  \(.words)", "  -> \(.advice)", (.evidence[] | "  \(.event)")' | sed -E 's/lost [0-9]+ events/lost N events/'
}

# stats_plain RECORDING - print the statistics without times
stats_plain()
{
	mlx5-trace stats --json "$1" | jq -r '.recordings[0].stats[] | select(.group != "command" and .group != "wait") |
		[.group, .name, .count, .failed, .timed, (.timed == 0 or (.p50_ns <= .p99_ns and .p99_ns <= .max_ns and .max_ns <= .sum_ns))] |
		map(tostring) | join(" ")'
}

# golden NAME COMMAND... - check that the output equals the expected report of this base
golden()
{
	local file=$here/expected/$base/answers-$1

	[[ $base != "$(expect home)" ]] || file=$here/expected/answers-$1
	if [[ $write ]]; then
		"${@:2}" >"$write/answers-$1"
	elif [[ -e $file ]]; then
		same "the report '$1' is the expected one" "$file" "${@:2}"
	else
		skip "the report '$1' is the expected one" "$base has no expected report"
	fi
}

at()
{
	local at rest

	read -r at rest <"hold-$2"
	mlx5-trace map --at "$at" "$1" | sed -E 's/at [0-9.]+ of/at T of/' | plain
}

# of VERB RECORDING - print the comparable part of the report.  The results of call stacks are
# checked above.  The reasons for opening XSK queues contain times, so that their lines wrap
# differently; events-check.sh checks them.
of()
{
	mlx5-trace "$1" "$2" | plain | sed -E '/^ (cause:|by [a-z]+$)/d; /^XSK queues/,/^$/d; /^Call graph/,$d'
}

golden ops of ops clean
golden ops-trouble of ops trouble
golden map at clean bound
golden map-begun at begun begun
golden findings findings_plain trouble
golden stats stats_plain clean
golden report of report clean
done_testing
