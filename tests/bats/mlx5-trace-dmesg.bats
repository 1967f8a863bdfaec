#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Kernel logs as input: findings and report explain the driver's messages.

bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
}

# printk SECONDS TEXT - print a line of dmesg
printk()
{
	printf '[%12.6f] %s\n' "$1" "$2"
}

# core SECONDS DEVICE FUNCTION TEXT - print a message of the driver from FUNCTION
core()
{
	printk "$1" "mlx5_core 0000:$2: $3:123:(pid 77): $4"
}

# found FILTER ARGUMENT... - expect findings (exit status 1) for which the jq filter FILTER is true
found()
{
	local filter=$1
	shift
	run --separate-stderr -1 mlx5-trace findings --json "$@"
	# shellcheck disable=SC2154 # set by run
	jq -e "[.recordings[].findings[]] | $filter" <<<"$output"
}

@test "a failed command is explained: its request, status, errno, and the opaque syndrome" {
	core 101 08:00.0 mlx5_cmd_out_err 'CREATE_SQ(0x904) op_mod(0x0) failed, status bad parameter(0x3), syndrome (0xd61c0b), err(-22)' >dmesg
	run -1 mlx5-trace findings dmesg
	text=$(tr -s ' \n' ' ' <<<"$output")
	[[ $text == *'command_failed on 0000:08:00.0 (error)'* ]]
	[[ $text == *'refused CREATE_SQ: the driver tried to create a send queue.'* ]]
	[[ $text == *'bad parameter'*'EINVAL'*'0xd61c0b'*'opaque'* ]]
	[[ $text == *'Normal?'* && $text == *'dmesg:1: 101.000000'* ]]
}

@test "equal messages and suppressed messages are combined in one finding" {
	{
		for i in 1 2 3; do
			core $i 41:00.0 mlx5_cmd_check 'CREATE_MKEY(0x200) op_mod(0x0) failed, status limits exceeded(0x8), syndrome (0x59c8a4)'
		done
		printk 4 'cmd_status_print: 353031 callbacks suppressed'
		printk 5 'net_ratelimit: 12 callbacks suppressed'
	} >dmesg
	found 'length == 1 and .[0].count == 353034 and (.[0].words | contains("353031"))' dmesg
}

@test "thirty commands without a completion are combined in one finding" {
	{
		for i in {10..39}; do
			core "$i" 03:00.0 wait_func_handle_exec_timeout "cmd[$i]: QUERY_Q_COUNTER(0x773) No done completion"
			core "$i.1" 03:00.0 wait_func 'QUERY_Q_COUNTER(0x773) timeout. Will cause a leak of a command resource'
		done
	} >dmesg
	found 'length == 1 and .[0].finding == "firmware_silent" and .[0].severity == "fatal"' dmesg
	found '.[0].words | contains("stopped answering at 10.000000: 30 commands") and contains("30 command slots")' dmesg
	# a timeout hours later is another finding
	core 9000 03:00.0 wait_func 'QUERY_Q_COUNTER(0x773) timeout. Will cause a leak of a command resource' >>dmesg
	found 'length == 2' dmesg
}

@test "a completion after the driver's timeout shows that the firmware is slow, not dead" {
	{
		core 257 56:00.0 wait_func 'ACCESS_REG(0x805) timeout. Will cause a leak of a command resource'
		core 270 56:00.0 mlx5_cmd_comp_handler 'Command completion arrived after timeout (entry idx = 0).'
	} >dmesg
	found 'length == 1 and (.[0].words | contains("slow rather than dead") and (contains("leaked") | not))' dmesg
	# each answer frees its slot: no fatal state, and no advice to reset the device
	found '.[0].severity == "error" and (.[0].advice | contains("No reset is required") and (contains("keeps its slot") | not))' dmesg
	jq -e '.recordings[0].log.messages[0].severity == "error"' <<<"$output"
	# another command is still without an answer
	core 271 56:00.0 wait_func 'QUERY_SQ(0x907) timeout. Will cause a leak of a command resource' >>dmesg
	found '.[0].severity == "fatal" and (.[0].words | contains("1 command slot leaked, until the answer arrives or the driver is unloaded"))' dmesg
}

@test "a failed CREATE command is not called normal, and a device without an interface is named" {
	{
		core 101 08:00.0 mlx5_cmd_out_err 'CREATE_SQ(0x904) op_mod(0x0) failed, status bad parameter(0x3), syndrome (0xd61c0b), err(-22)'
		core 102 08:00.0 mlx5e_ipsec_init 'IPSec initialization failed, -22'
	} >dmesg
	found '(.[0].normal | startswith("No, except for ACCESS_REG and QUERY commands")) and (.[1].words | startswith("An offload of 0000:08:00.0 could not be set up: IPSec"))' dmesg
}

@test "the findings of kernel logs are sorted by severity, then by time" {
	{
		core 1 01:00.0 mlx5_pcie_event 'Detected insufficient power on the PCIe slot (27W).'
		core 2 02:00.0 mlx5_pcie_event 'Detected insufficient power on the PCIe slot (27W).'
		core 3 02:00.0 poll_health 'Fatal error 1 detected'
	} >dmesg
	found 'map(.finding + .dev) == ["fatal_sensor0000:02:00.0","pcie_power0000:01:00.0","pcie_power0000:02:00.0"]' dmesg
}

@test "the header gives the number of lines of each host, and of lines without a host name" {
	{
		core 1 01:00.0 poll_health 'Fatal error 1 detected'
		core 2 01:00.0 poll_health 'Fatal error 1 detected'
		echo "Nov 30 00:00:00 node7 kernel: mlx5_core 0000:01:00.0: poll_health:852:(pid 0): Fatal error 1 detected"
	} >dmesg
	run -1 mlx5-trace findings dmesg
	[[ $output == *'hosts    2 lines without a host name'*'node7: 1 line'$'\n'* ]]
}

# cqe - print an error completion of a send queue with its dumps
cqe()
{
	printk 300 'mlx5_core 0000:3b:00.1 eth1: Error cqe on cqn 0x817, ci 0x8, qn 0x1db, opcode 0xd, syndrome 0x1, vendor syndrome 0x68'
	for at in 00 10 20; do
		printk 300 "000000$at: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
	done
	printk 300 '00000030: 00 00 00 00 60 10 68 01 0a 00 01 db 00 0f 9f d2'
	printk 300 'WQE DUMP: WQ size 1024 WQ cur size 0, WQE index 0xf, len: 64'
	printk 300 '00000000: 00 00 0f 0a 00 01 db 03 00 00 00 08 00 00 00 00'
	printk 300 '00000010: 00 00 00 00 00 00 00 00 00 00 00 00 00 12 00 00'
	printk 300 '00000020: 00 00 00 2b 00 08 00 00 00 00 00 05 9e e3 08 00'
	printk 300 '00000030: 00 00 00 2b 00 08 00 00 00 00 00 05 9e e3 08 00'
	printk 300 'mlx5_core 0000:3b:00.1 eth1: ERR CQE on SQ: 0x1db'
}

@test "an error completion and its descriptor are decoded" {
	cqe >dmesg
	found 'length == 2 and .[0].finding == "error_cqe" and .[1].finding == "queue_recovery"' dmesg
	words=$(jq -r '.recordings[0].findings[0].words' <<<"$output")
	[[ $words == *'Send queue 0x1db (475) of eth1'*'local length error'* ]]
	[[ $words == *'vendor syndrome 0x68'*'counter) 0xf of opcode 0x0a (SEND), qpn 0x1db'* ]]
	[[ $words == *'WQE: opcode 0x0a (SEND), counter 0xf, qpn 0x1db, ds 3'*'inline header size 18'* ]]
}

# recording CLOCK - create a recording directory of the device, with SQ 0x1db in channel 3
recording()
{
	mkdir -p rec
	printf '{"command":["true"],"clock":"%s","tool":"ftrace"}\n' "$1" >rec/meta.json
	cat >rec/snapshot.json <<-'END'
	{"kernel":{"release":"6.12.0","machine":"x86_64"},"devices":[{"netdev":"eth1","pci":"0000:3b:00.1",
	 "driver":{"name":"mlx5_core"},
	 "devlink_health_tx":{"SQs":[{"channel ix":3,"tc":0,"txq ix":3,"sqn":475}]}}]}
	END
	{
		echo '# tracer: nop'
		echo ' ethtool-312 [001] ..... 299.000000: mlx5e_set_channels: dev=0000:3b:00.1 netdev=eth1 ifindex=2 old_count=1 new_count=2 err=-22'
		echo ' ethtool-312 [001] ..... 301.000000: mlx5e_set_channels: dev=0000:3b:00.1 netdev=eth1 ifindex=2 old_count=1 new_count=2 err=-22'
	} >rec/trace.txt
}

@test "with a recording, all findings are in one list by time, and the queue is named" {
	recording mono
	cqe >dmesg
	for files in 'rec dmesg' 'dmesg rec'; do
		# shellcheck disable=SC2086 # two words
		found 'map(.finding) == ["operation_failed","error_cqe","queue_recovery","operation_failed"]' $files
		jq -e '.recordings | length == 1' <<<"$output"
		jq -re '.recordings[0].findings[1].words' <<<"$output" | grep -F 'transmit queue 3 of eth1: channel 3, traffic class 0'
	done
	run -1 mlx5-trace findings rec dmesg
	[[ $output == *'joined with the recording by the time since boot'* ]]
}

@test "the findings of several logs are in one list, with the file of each finding" {
	core 10 01:00.0 poll_health 'Fatal error 1 detected' >boot-1
	core 5 01:00.0 poll_health 'Fatal error 1 detected' >boot-2
	core 6 01:00.0 mlx5_pcie_event 'Detected insufficient power on the PCIe slot (27W).' >>boot-2
	found 'map(.finding) == ["fatal_sensor","fatal_sensor","pcie_power"] and map(.evidence[0].file) == ["boot-1","boot-2","boot-2"] and map(.count) == [1,1,1]' boot-1 boot-2
	jq -e '.recordings | length == 1 and (.[0].log | .lines == 3 and .files == ["boot-1","boot-2"])' <<<"$output"
	run -1 mlx5-trace findings boot-1 boot-2
	[[ $output == *'boot-1  (kernel log)'*'boot-2  (kernel log)'*'3 of the kernel'* ]]
	# the dates of two hosts are of the same clock
	for host in a b; do
		for minute in 1 3; do
			echo "Nov 30 00:0$((minute + (${#rest} > 0))):00 $host kernel: mlx5_core 0000:01:00.0: poll_health:852:(pid 0): Fatal error $minute detected"
		done >"journal-$host"
		rest=1
	done
	found 'map(.host) == ["a","b","a","b"]' journal-a journal-b
	found 'map(.host) == ["b","b"]' --host b journal-a journal-b
	# with a recording, in any order
	recording mono
	cqe >dmesg
	core 300.5 3b:00.1 poll_health 'Fatal error 1 detected' >other
	found 'map(.finding) == ["operation_failed","error_cqe","queue_recovery","fatal_sensor","operation_failed"]' dmesg rec other
	jq -e '.recordings | length == 1' <<<"$output"
	run -1 mlx5-trace findings dmesg rec other
	[[ $(grep -c 'joined with the recording' <<<"$output") == 2 ]]
	# a log is not joined with two recordings
	run -1 mlx5-trace findings --json rec rec dmesg
	jq -e '.recordings | length == 3' <<<"$output"
}

@test "a log is not joined with a recording whose clock cannot be compared" {
	recording x86-tsc
	cqe >dmesg
	found 'map(.finding) == ["operation_failed","operation_failed","error_cqe","queue_recovery"]' rec dmesg
	run -1 mlx5-trace findings rec dmesg
	[[ $(tr -s ' \n' ' ' <<<"$output") == *'clock x86-tsc cannot be compared'* ]]
	recording mono
	sed 's/^\[[^]]*\]/[Mon Nov 30 00:00:00 2026]/' dmesg >dmesg-T
	run -1 mlx5-trace findings rec dmesg-T
	[[ $(tr -s ' \n' ' ' <<<"$output") == *'no times since boot'* ]]
}

@test "the journal of several hosts, and the selection of one host" {
	for host in a b; do
		echo "Nov 30 00:00:0$((${#host})) $host kernel: mlx5_core 0000:01:00.0: poll_health:852:(pid 0): Fatal error 1 detected"
		echo "Nov 30 00:00:02 $host sshd[12]: session opened"
	done >journal
	found 'map(.host) | sort == ["a","b"]' journal
	found 'map(.host) == ["b"]' --host b journal
	run --separate-stderr -2 mlx5-trace findings --host c journal
	# shellcheck disable=SC2154 # set by run
	[[ $stderr == *'no line is a kernel message of host c'* ]]
}

@test "a log is read from standard input, with colours, as JSON and in the format of /dev/kmsg" {
	printf '\033[32m[   66.816635] \033[0m\033[33mmlx5_core 0000:03:00.0: \033[0mpoll_health:852:(pid 0): device'"'"'s health compromised - reached miss count\r\n' |
		mlx5-trace findings - >text || (($? == 1))
	grep -q 'health_compromised on 0000:03:00.0 (fatal)' text
	echo '{"MESSAGE":"mlx5_core 0000:5c:00.0: Port module event[error]: module 0, Cable error, High Temperature","PRIORITY":"3","_TRANSPORT":"kernel","__REALTIME_TIMESTAMP":"1700000000000000"}' >json
	found '.[0].finding == "module_error" and .[0].time_ns == null and .[0].evidence[0].stamp == "1700000000.000000"' json
	echo '4,12,66816635,-;mlx5_core 0000:01:00.0: mlx5_pcie_event:326:(pid 165): Detected insufficient power on the PCIe slot (27W).' >kmsg
	found '.[0].finding == "pcie_power" and .[0].time_ns == 66816635000 and (.[0].words | contains("27 W"))' kmsg
}

@test "for a healthy boot of each kernel, nothing is found, and the lines are counted" {
	for log in "$top"/tests/dmesg/fixtures/healthy/*; do
		run -0 mlx5-trace findings "$log"
		[[ $output == *'Nothing was found.'* ]]
		mlx5-trace findings --json "$log" | jq -e '.recordings[0].log | .of_driver > 5 and .of_driver == .usual + .not_in_table'
	done
}

@test "the report has usual messages and messages that are not in the table" {
	{
		core 1 01:00.0 mlx5_pci_vsc_init 'Failed to get valid vendor specific ID'
		core 2 01:00.0 mlx5_future_function 'the flux is out of phase'
		printk 3 'mlx5_core 0000:01:00.0: a message without a function'
	} >dmesg
	found 'map(.finding) == ["message_not_in_table"] and (.[0].words | contains("the flux is out of phase (in mlx5_future_function)"))' dmesg
	run -0 mlx5-trace report dmesg
	[[ $output == *'vsc_missing'* && $output == *'a message without a function'* ]]
}

@test "a file that is not a log is refused with its first line; other verbs refuse a kernel log" {
	printf 'Dear all,\nthe card does not work.\n' >prose
	run --separate-stderr -2 mlx5-trace findings prose
	[[ $stderr == *'Dear all,'* ]]
	core 1 01:00.0 poll_health 'Fatal error 1 detected' >dmesg
	run --separate-stderr -2 mlx5-trace ops dmesg
	[[ $stderr == *'is a kernel log: use graph, findings or report'* ]]
	run --separate-stderr -2 mlx5-trace findings --merge dmesg dmesg
	[[ $stderr == *'a kernel log is not merged'* ]]
	# lines of an email that are not part of the log are counted
	cat prose dmesg >mail
	run -1 mlx5-trace findings mail
	[[ $output == *'skipped  2 lines'*'the first in line 1'* ]]
}

# origins - print the origin of each finding in the JSON output as "FUNCTION FILE KERNELS"
origins()
{
	jq -r '.recordings[].findings[] | .origin | map("\(.function) \(.file | sub(".*/core/"; "")) \(.kernels)") | join("; ")' <<<"$output"
}

@test "the function that printed a message is shown for the kernel of the log" {
	core 1 01:00.0 mlx5_cmd_init 'Driver cmdif rev(5) differs from firmware'"'"'s(6)' >dmesg
	core 2 01:00.0 mlx5_load 'failed to start' >>dmesg
	printk 3 'mlx5_core 0000:01:00.0 eth0: Error cqe on cqn 0x1, ci 0x8, qn 0x1, opcode 0xd, syndrome 0x2, vendor syndrome 0x68' >>dmesg
	# if the kernel is unknown, the function and all kernels with this message are shown
	found 'length == 3' dmesg
	[[ $(origins) == $'mlx5_cmd_init cmd.c 5.10\nmlx5e_dump_error_cqe en/txrx.h 5.10 to 7.3' ]]
	run -1 mlx5-trace findings dmesg
	[[ $output == *'Printed from mlx5_cmd_init(), '*'drivers/net/ethernet/mellanox/mlx5/core/cmd.c'* ]]
	# the kernel is given by the user or by the log
	found 'length > 0' --kernel 6.18 dmesg
	[[ $(tail -n 1 <<<"$(origins)") == 'mlx5e_dump_error_cqe en/txrx.h 6.18' ]]
	{ printk 0 'Linux version 6.1.0-57-amd64 (debian-kernel@lists.debian.org)' && cat dmesg; } >boot
	found 'length > 0' boot
	[[ $(tail -n 1 <<<"$(origins)") == 'mlx5e_dump_error_cqe en/txrx.h 6.1' ]]
	# a kernel between two known kernels is treated as the older one
	found 'length > 0' --kernel 6.6.31 boot
	[[ $(tail -n 1 <<<"$(origins)") == 'mlx5e_dump_error_cqe en/txrx.h 6.1' ]]
	run --separate-stderr -2 mlx5-trace findings --kernel amd64 dmesg
	# shellcheck disable=SC2154 # set by run
	[[ $stderr == *'--kernel is a release such as 6.12'* ]]
}

@test "a trace in text format is read as a trace even if it contains kernel messages" {
	echo '     swapper     0 [000]    12.345678: printk:console: [   12.345] mlx5_core 0000:01:00.0: hello' >perf.txt
	mlx5-trace findings --json perf.txt | jq -e '.recordings[0].kind == "perf script text"'
}

@test "the JSON of a kernel log conforms to the schema" {
	cqe >dmesg
	recording mono
	for verb in findings report; do
		for files in dmesg 'rec dmesg'; do
			# shellcheck disable=SC2086 # two words
			mlx5-trace "$verb" --json $files >json || (($? == 1))
			jq -nr -f "$top/tests/schema.jq" --slurpfile schema "$top/Documentation/mlx5-trace.schema.json" \
				--slurpfile json json >faults
			[[ ! -s faults ]] || { cat faults; return 1; }
		done
	done
}

@test "the table of message kinds in the documentation matches the program" {
	awk -f "$top/tests/dmesg/kinds.awk" "$top"/analysis/dmesg/{report,device,probe,network}.tbl >kinds
	sed -n '/^   \* - /,/^$/{/^$/d;p}' "$top/Documentation/dmesg.rst" | tail -n +4 >documented
	diff kinds documented
}

@test "the table has the driver's messages of each kernel whose source is in the cache" {
	trees=()
	for base in "$top"/patches/v*/; do
		for tree in "${MLX5T_CACHE:-/nonexistent}/src/$(basename "$base")"-*/; do
			[[ ! -d $tree/drivers/net/ethernet/mellanox/mlx5/core ]] || trees+=("$tree")
		done
	done
	((${#trees[@]})) || skip "no kernel source in the cache (scripts/kernel fetch)"
	run -0 "$top/tests/dmesg/coverage.sh" "${trees[@]}"
	((${#lines[@]} == ${#trees[@]}))
	# a missing row in the table of origins and a row with a wrong function are reported
	mkdir -p tests analysis/dmesg
	cp -r "$top/tests/dmesg" tests/
	cp "$top/analysis/dmesg/origins.tbl" analysis/dmesg/
	base=$(basename "${trees[0]}")
	sed -i '0,/cb_timeout_handler/s//cb_timeout_other/' analysis/dmesg/origins.tbl
	MLX5_TRACE=$top/build/bin/mlx5-trace run -1 tests/dmesg/coverage.sh "${trees[0]}"
	[[ $output == *"${base%%-*}: lacks  cmd.c cb_timeout_handler cmd["* ]]
	[[ $output == *"${base%%-*}: wrong  cmd.c cb_timeout_other cmd["* ]]
	# a message that is missing from the table is reported
	mkdir core
	echo 'void f(void) { mlx5_core_warn(dev, "flux %d out of phase\n", n); mlx5_core_err(dev, "start\n"); }' >core/x.c
	run -1 "$top/tests/dmesg/coverage.sh" --missing core
	[[ $output == *'2     1  50.00 %'*'flux 7 out of phase'* ]]
}
