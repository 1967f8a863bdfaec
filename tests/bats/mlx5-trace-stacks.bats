#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Call stacks printed by the kernel in its log or in /proc, and by bpftrace: graph draws the
# stacks, and findings names the fault and the driver's operation.

bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$top/tests/dmesg/fixtures/stacks" || return
	PATH=$(cd "$top" && pwd)/build/bin:$PATH
}

# graph FILE - set drawn to the call graph, with single spaces
graph()
{
	run -0 mlx5-trace graph "$1"
	drawn=$(tr -s ' ' <<<"$output")
}

# paths FILE - print each path of the graph from task to cause, as COUNT FUNCTION>...
paths()
{
	mlx5-trace graph --json "$1" | jq -r '
		def walk_down: (.name) as $n | if .calls then .calls[] | walk_down | {p: ([$n] + .p), n} else {p: [$n], n: .count} end;
		.recordings[].graph.by_stack[] | walk_down | "\(.n) \(.p | join(">"))"'
}

# found FILTER FILE - expect findings for which the jq filter FILTER is true
found()
{
	run --separate-stderr -1 mlx5-trace findings --json "$2"
	# shellcheck disable=SC2154 # set by run
	jq -e "[.recordings[].findings[]] | $1" <<<"$output" || { jq . <<<"$output"; return 1; }
}

@test "a WARN is shown with its source line, task and operation; its stack has no unreliable frames" {
	found 'length == 1 and .[0].finding == "kernel_warning" and .[0].severity == "error"' warn.txt
	words=$(jq -r '.recordings[0].findings[0].words' <<<"$output")
	[[ $words == *'in mlx5e_open_channels() '*'en_main.c:2703'*'ethtool[4211]'* ]]
	[[ $words == *'ethtool -L (mlx5e_ethtool_set_channels(), by netlink)'* ]]
	graph warn.txt
	[[ $drawn == *'1 ethtool (task)'*' entry_SYSCALL_64_after_hwframe'*' mlx5e_ethtool_set_channels'*' mlx5e_safe_switch_params'*' mlx5e_open_channels'*'* kernel_warning'* ]]
	[[ $drawn != *asm_exc_invalid_op* && $drawn == *'omitted: 4 unreliable frames ("? ")'* ]]
	# the rest of the log has no effect
	mlx5-trace findings --json warn.txt | jq -e --argjson lines "$(wc -l <warn.txt)" '.recordings[0].log.lines == $lines'
}

@test "a hung task is shown with the function in which it waits; tasks outside the driver are no finding" {
	found 'length == 1 and .[0].finding == "hung_task" and .[0].count == 2' hung.txt
	words=$(jq -r '.recordings[0].findings[0].words' <<<"$output")
	[[ $words == *'ethtool[312]'*'waits in wait_for_completion(), called by cmd_exec() of the driver'* ]]
	[[ $words == *'ethtool -L (mlx5e_ethtool_set_channels(), by ioctl)'* ]]
	jq -e '.recordings[0].log | .of_driver == 2 and .not_in_table == 0' <<<"$output"
	run -0 paths hung.txt
	((${#lines[@]} == 3))
	[[ $output == *'1 ip>netlink_dump>rtnl_dumpit>__mutex_lock>'*'>hung_task'* ]]
}

@test "a bug in an interrupt during an operation is found" {
	found 'length == 1 and .[0].finding == "kernel_bug" and .[0].severity == "fatal"' kasan.txt
	words=$(jq -r '.recordings[0].findings[0].words' <<<"$output")
	[[ $words == *'slab-use-after-free'*'in mlx5e_napi_poll()'*'kworker/u8:3[77]'*'a transmit timeout'*'by worker'* ]]
	run -0 paths kasan.txt
	((${#lines[@]} == 1))
	[[ $output == '1 kworker/u8:3>ret_from_fork_asm>'*'>process_one_work>mlx5e_tx_timeout_work>'*'>mlx5e_napi_poll>'*'>kernel_bug' ]]
}

@test "stacks without timestamps, in the format of new kernels, and of another architecture are read" {
	found 'length == 1 and .[0].finding == "kernel_warning"' new-warn.txt
	words=$(jq -r '.recordings[0].findings[0].words' <<<"$output")
	[[ $words == *'in mlx5e_channels_get() '*'en/channels.c:11'*'ip[410]'*'link up (mlx5e_open(), by netlink)'* ]]
	run -0 paths new-warn.txt
	[[ $output == '1 ip>el0t_64_sync>'*'>mlx5e_open>mlx5e_open_locked>mlx5e_activate_priv_channels>mlx5e_channels_get>kernel_warning' ]]
}

@test "a lockdep report is shown with the function that takes the lock; its chains are not read as stacks" {
	found 'length == 1 and .[0].finding == "lock_dependency"' lockdep.txt
	words=$(jq -r '.recordings[0].findings[0].words' <<<"$output")
	[[ $words == *'possible circular locking dependency'*'mlx5e_ethtool_set_channels()'*'ethtool[501]'*'ethtool -L'* ]]
	run -0 paths lockdep.txt
	((${#lines[@]} == 1))
	[[ $output == '1 ethtool>do_syscall_64>'* ]]
}

@test "/proc/PID/stack is read" {
	run -0 paths proc.txt
	[[ $output == '1 task 312>do_syscall_64>__x64_sys_ioctl>dev_ethtool>mlx5e_ethtool_set_channels>mlx5_core_create_sq>cmd_exec>wait_for_completion>stack' ]]
	run -0 mlx5-trace graph - <proc.txt
	[[ $output == *'kernel stacks'* ]]
	run -0 mlx5-trace graph --from mlx5e_ethtool_set_channels proc.txt
	[[ $output != *do_syscall_64* && $output == *cmd_exec* ]]
	run -0 mlx5-trace findings proc.txt
}

@test "stacks of bpftrace are read from maps and from printed text, also without offsets or with addresses" {
	run -0 paths bpftrace-map.txt
	((${#lines[@]} == 2))
	[[ ${lines[0]} == '3 ethtool>entry_SYSCALL_64_after_hwframe>netlink_sendmsg>ethnl_set_channels>mlx5e_ethtool_set_channels>mlx5e_safe_switch_params>mlx5e_open_channels>mlx5e_open_channel>stack' ]]
	[[ ${lines[1]} == '2 ip>__dev_open>mlx5e_open>mlx5e_open_locked>mlx5e_open_channels>mlx5e_open_channel>stack' ]]
	run -0 paths bpftrace-print.txt
	((${#lines[@]} == 2))
	[[ ${lines[0]} == '1 ethtool>[unknown]>mlx5e_ethtool_set_channels>mlx5e_open_channels>mlx5e_open_channel>stack' ]]
	[[ ${lines[1]} == '1 ethtool>mlx5e_ethtool_set_channels>mlx5e_open_channels>mlx5e_open_channel>stack' ]]
}

@test "a file without a stack is rejected, but a stack in an email is read" {
	printf 'The meeting\n    is at ten\n    o clock\n' >"$BATS_TEST_TMPDIR/prose"
	run --separate-stderr -2 mlx5-trace graph "$BATS_TEST_TMPDIR/prose"
	# shellcheck disable=SC2154 # set by run
	[[ $stderr == *'The meeting'* ]]
	{ echo 'Hello, it hangs:' && sed 's/^/> /' hung.txt; } >"$BATS_TEST_TMPDIR/mail"
	run -0 paths "$BATS_TEST_TMPDIR/mail"
	((${#lines[@]} == 3))
	run --separate-stderr -2 mlx5-trace ops proc.txt
	[[ $stderr == *'use graph, findings or report, not ops'* ]]
}

@test "the JSON output for stacks conforms to the schema" {
	for file in *.txt; do
		for verb in graph findings report; do
			mlx5-trace "$verb" --json "$file" >"$BATS_TEST_TMPDIR/json" || (($? == 1))
			jq -nr -f "$top/tests/schema.jq" --slurpfile schema "$top/Documentation/mlx5-trace.schema.json" \
				--slurpfile json "$BATS_TEST_TMPDIR/json" >"$BATS_TEST_TMPDIR/faults"
			[[ ! -s $BATS_TEST_TMPDIR/faults ]] || { cat "$BATS_TEST_TMPDIR/faults"; return 1; }
		done
	done
}
