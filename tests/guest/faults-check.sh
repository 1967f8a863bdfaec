#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check the results of faults.test.  Runs in the directory of the results.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh
PATH=/repo/build/bin:$PATH
log=${logs:?}/vconnectx-0.jsonl

ops()
{
	mlx5-trace ops --json ftrace | jq -r -f /repo/tests/guest/data/ops.jq
}

fired()
{
	jq -r 'select(.fault) | "\(.op) status=\(.status) syndrome=\(.syndrome)"' "$log"
}

# census - print the objects on the device at each mark, one line per mark.  A mark is a QUERY_SQ
# command; further ones before the next change are ignored.
census()
{
	jq -nc '
		foreach inputs as $line ({alive: {}, mark: false, show: null};
			.show = null |
			if $line.created then .alive["\($line.created.type) \($line.created.id)"] = 1 else . end |
			if $line.destroyed then del(.alive["\($line.destroyed.type) \($line.destroyed.id)"]) else . end |
			if $line.op == "QUERY_SQ" then
				(if .mark then . else .show = (.alive | keys) end) | .mark = true
			elif $line.op and ($line.op | test("^(CREATE|DESTROY|MODIFY|SET|DELETE)_")) then .mark = false
			else . end;
			.show // empty)' "$log"
}

# at MARK - print the objects at MARK, except EQs: the driver creates an EQ when a vector is first
# used, and keeps the EQ until the driver is unloaded
at()
{
	sed -n "$1p" alive | jq -r ".[]" | grep -v "^EQ "
}

# kinds MARK - print the number of objects of each type at MARK
kinds()
{
	at "$1" | cut -d" " -f1 | sort | uniq -c
}

# unchanged at|kinds MARK MARK - succeed if the output for both marks is the same
unchanged()
{
	(("$("$1" "$2" | wc -l)" > 10)) && diff <("$1" "$2") <("$1" "$3")
}

# recorded EVENT KEY=VALUE... - succeed if an EVENT with these values was recorded
recorded()
{
	local lines word

	lines=$(grep -h ": $1: " ftrace/trace.txt rebind/trace.txt)
	shift
	for word in "$@"; do
		lines=$(grep -F " $word " <<<"${lines//$'\n'/ $'\n'} ") || {
			echo "no such event has $word"
			return 1
		}
	done
}

# failed - print the opcode and syndrome of each failed command in the events, in order
failed()
{
	sed -nE 's/.*: mlx5_cmd_done: .* opcode=([A-Z_]+)\(0x[0-9a-f]+\) .* syndrome=(0x5e1f0[0-9a-f]) err=-[0-9]+ .*/\1 \2/p' \
		ftrace/trace.txt rebind/trace.txt
}

# never_failed - print the events that have an errno field but were never recorded with an errno
never_failed()
{
	awk '$1 == "event" && / err:d/ { print $2 }' /repo/analysis/base/events.tbl | while read -r event; do
		grep -qE ": $event: .* err=-[0-9]+( |\$)" ftrace/trace.txt rebind/trace.txt || echo "$event"
	done
}

channels()
{
	mlx5-trace channels --json ftrace | jq -e "$1"
}

same "the faults fired in the expected order" /repo/tests/guest/expected/faults-fired fired
check "mlx5_cmd_done shows each fault in this order" \
	diff <(jq -r 'select(.fault) | "\(.op) \(.syndrome)"' "$log" |
		while read -r op syndrome; do printf '%s 0x%x\n' "$op" "$syndrome"; done) <(failed)
same "the operations and their failed steps are the expected ones" <(sequence faults-ops) ops
# the queue id of an AF_XDP socket on channel 1 of 2
qid=$((2 * ($(expect rx_queues_of_channel) - 1) + 1))
census >alive
# Marks without a change between them count as one.  The last mark is the snapshot at the start of
# a recording, which queries the queues.
check "the log has ten marks and the snapshot of a recording" test "$(wc -l <alive)" = 11
check "a failed CREATE_RQ leaves the objects unchanged" unchanged at 1 2
check "a failed CREATE_CQ leaves the objects unchanged" unchanged at 3 4
check "a failed CREATE_SQ leaves the objects unchanged" unchanged at 4 5
check "a failed MODIFY_RQ leaves the objects unchanged" unchanged at 5 6
check "a failed SET_FLOW_TABLE_ENTRY leaves the objects unchanged" unchanged at 7 8
check "a failed CREATE_RQ of an XSK leaves the number of objects of each type unchanged" unchanged kinds 9 10
check "the failed channels have no numbers" recorded mlx5e_open_channel ix=2 rqn=0 cqn=0 err=-22
check "the failed XSK has no numbers" recorded mlx5e_open_xsk ix=1 qid=$qid xsk_rqn=0 xsk_cqn=0 xsk_sqn=0 err=-22
check "the failed bind has its errno" recorded mlx5e_xsk_setup_pool qid=$qid enable=1 opened=1 xdp=1 err=-22
check "RSS that was not redirected to the drop RQ has its errno" recorded mlx5e_rss_redirect drop=1 nch=0 err=-16
check "a channel that was not redirected to the drop RQ has its errno" recorded mlx5e_rx_channel_redirect ix=0 drop=1 err=-16
check "RSS that was not redirected to the channels has its errno" recorded mlx5e_rss_redirect drop=0 nch=4 err=-16
check "a channel that was not redirected to its RQ has its errno" recorded mlx5e_rx_channel_redirect ix=0 drop=0 err=-16
check "the failed rule has no entry" recorded mlx5e_ethtool_rule location=5 table=0 entry=0 add=1 err=-11
check "the destination of the failed rule has its errno" recorded mlx5_fs_rule_dst add=1 dst_type=TIR err=-11
check "the failed changes replaced no channels" recorded mlx5e_switch_params changed=CHANNELS replaced=0 err=-22
check "reading the time stamping settings failed with an errno" recorded mlx5e_hwtstamp_get err=-95
check "changing the time stamping settings failed with an errno" recorded mlx5e_hwtstamp_set err=-95
check "the TIR that was not created has no number" recorded mlx5e_rss_tir tt=IPV4_TCP tirn=0 err=-22
same "every event with an errno field was recorded with an errno" /dev/null never_failed
check "the TIR of channel 1 leads to the channel's own RQ at the end" channels \
	'.recordings[0].map[0].channels[1] | .rqn == .rq_in_use and .state == "active"'
check "trace and device agree" crosscheck ftrace "$log"
check "trace and device agree when the driver cannot be bound to the device" crosscheck rebind "$log"
done_testing
