#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# A fault that several sources report is one finding. For example, the recovery of a queue is
# in the driver's commands, in the devlink report and in the kernel log.

bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
}

# event SECONDS TEXT - print an event of the health reporter's task
event()
{
	printf '  kworker/u8:1-77     [000] .....    %s: %s\n' "$1" "$2"
}

# report SECONDS TEXT [DEVICE] - print a devlink report of a fault
report()
{
	event "$1" "devlink_health_report: bus_name=pci dev_name=${3-0000:01:00.0} driver_name=mlx5_core reporter_name=tx: $2"
}

# command SECONDS OPCODE FUNCTION - print a command of the recovery with its stack
command()
{
	event "$1" "mlx5_cmd_done: dev=0000:01:00.0 opcode=$2 op_mod=0 uid=0 token=7 slot=0 async=0 status=OK syndrome=0x0 err=0 wait_ns=0 ns=1000000"
	event "$1" '<stack trace>'
	printf ' => %s\n' mlx5_cmd_exec "$3" devlink_health_report process_one_work
}

# recovery SECONDS - print the commands of a recovery
recovery()
{
	command "$1.002000" 'QUERY_SQ(0x907)' mlx5e_tx_reporter_err_cqe_recover
	command "$1.004000" 'MODIFY_SQ(0x905)' mlx5e_tx_reporter_err_cqe_recover
	command "$1.006000" 'MODIFY_SQ(0x905)' mlx5e_tx_reporter_err_cqe_recover
}

# log SECONDS TEXT - print a line of the kernel log
log()
{
	printf '[%12.6f] mlx5_core 0000:01:00.0 eth0: %s\n' "$1" "$2"
}

# kinds FILE... - set kinds to the findings in their order
kinds()
{
	run --separate-stderr -1 mlx5-trace findings --json "$@"
	# shellcheck disable=SC2154 # set by run
	kinds=$(jq -r '[.recordings[].findings[].finding] | join(" ")' <<<"$output")
}

@test "a recovery and its devlink report are one finding" {
	{ report 10.000000 'ERR CQE on SQ: 0x1dbb' && recovery 10; } >trace.txt
	kinds trace.txt
	[[ $kinds == queue_recovered ]]
	jq -e '.recordings[0].findings[0] | (.evidence | map(.event) | index("devlink_health_report")) and (.words | contains("0x1dbb"))' <<<"$output"
	# a report of another queue or device is another fault
	{ report 9.000000 'ERR CQE on SQ: 0x1111' && report 10.000000 'ERR CQE on SQ: 0x1dbb' && recovery 10; } >trace.txt
	kinds trace.txt
	[[ $kinds == 'device_fault queue_recovered' ]]
	{ report 10.000000 'ERR CQE on SQ: 0x1dbb' && recovery 10 && report 11.000000 'ERR CQE on SQ: 0x1dbb' 0000:02:00.0; } >trace.txt
	kinds trace.txt
	[[ $kinds == 'queue_recovered device_fault' ]]
}

@test "a recovery, its devlink report and its message in the kernel log are one finding" {
	{ report 10.000000 'ERR CQE on SQ: 0x1dbb' && recovery 10; } >trace.txt
	log 10.000100 'ERR CQE on SQ: 0x1dbb' >dmesg
	kinds trace.txt dmesg
	[[ $kinds == queue_recovered ]]
	jq -e '.recordings[0].findings[0] | .severity == "error" and (.evidence | map(.file) | index("dmesg")) and .origin[0].function == "mlx5e_reporter_tx_err_cqe"' <<<"$output"
	# a message minutes later belongs to another recovery
	log 500.000100 'ERR CQE on SQ: 0x1dbb' >dmesg
	kinds trace.txt dmesg
	[[ $kinds == 'queue_recovered queue_recovery' ]]
}

@test "for a recovery without a devlink report, the queue is taken from the kernel log" {
	recovery 10 >trace.txt
	log 10.000100 'ERR CQE on SQ: 0x1dbb' >dmesg
	kinds trace.txt dmesg
	[[ $kinds == queue_recovered ]]
	jq -e '.recordings[0].findings[0].words | contains("0x1dbb") and (contains("unknown") | not)' <<<"$output"
}

@test "a devlink report and the same message in the kernel log are one finding" {
	report 10.000000 'TX timeout on queue: 2, SQ: 0x1dbb, CQ: 0x77, SQ Cons: 0x1 SQ Prod: 0x2, usecs since last trans: 1' >trace.txt
	log 10.000100 'TX timeout on queue: 2, SQ: 0x1dbb, CQ: 0x77, SQ Cons: 0x1 SQ Prod: 0x2, usecs since last trans: 1' >dmesg
	kinds trace.txt dmesg
	[[ $kinds == tx_timeout_queue ]]
	jq -e '.recordings[0].findings[0] | .evidence | map(.event) | index("devlink_health_report")' <<<"$output"
}
