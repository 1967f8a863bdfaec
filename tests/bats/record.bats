#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Errors that scripts/record reports before it changes anything, and its counting functions.
# tests/guest/record.test tests recording itself in a guest.

bats_require_minimum_version 1.5.0

setup()
{
	out=$BATS_TEST_TMPDIR/rec
}

# refused STATUS WORDS ARGUMENT... - expect STATUS, one line with WORDS, and no recording
# shellcheck disable=SC2154 # run sets stderr
refused()
{
	local expected=$1 words=$2
	shift 2
	run --separate-stderr env PATH="${path:-$PATH}" scripts/record "$@"
	[ "$status" -eq "$expected" ] && [[ $stderr == "record: "*"$words"* ]] &&
		[ "$(printf '%s\n' "$stderr" | wc -l)" -eq 1 ] && [ ! -e "$out" ] && return
	echo "record $* exited with status $status: $stderr"
	return 1
}

# tally FUNCTION ARGUMENT... - run one of the counting functions on stdin
tally()
{
	bash -c 'set -euo pipefail; . scripts/lib/record-tools.sh; "$@"' bash "$@"
}

@test "record: --help shows the usage" {
	for args in --help 'perf --help'; do
		# shellcheck disable=SC2086 # two words
		run --separate-stderr scripts/record $args
		[ "$status" -eq 0 ]
		[[ $output == "Usage: scripts/record perf|trace-cmd|ftrace|bpftrace "* ]]
	done
}

@test "record: a usage error is reported in one line, with status 2" {
	refused 2 "give perf, trace-cmd, ftrace or bpftrace first, not ''"
	refused 2 "not 'strace'" strace -- true
	refused 2 "no command: give it after --" perf -o "$out"
	refused 2 "no command: give it after --" perf -o "$out" --
	refused 2 "unexpected argument 'true'" perf -o "$out" true
	refused 2 "--date is an option of trace-cmd, not of perf" perf --date -o "$out" -- true
	refused 2 "option -o requires a value" perf -o
	refused 2 "-b requires a number of KB, not '10M'" perf -o "$out" -b 10M -- true
	refused 2 "--probe and --filter are options of bpftrace, not of perf" perf --probe dev_ioctl -o "$out" -- true
	refused 2 "cannot run 'no-such-program'" perf -o "$out" -- no-such-program
}

@test "record: existing files are not overwritten" {
	((EUID == 0)) || skip "requires root"
	mkdir "$BATS_TEST_TMPDIR/full dir"
	echo mine >"$BATS_TEST_TMPDIR/full dir/file"
	refused 2 "full dir is not empty" perf -o "$BATS_TEST_TMPDIR/full dir" -- true
	refused 2 "file exists and is not a directory" perf -o "$BATS_TEST_TMPDIR/full dir/file" -- true
	[ "$(cat "$BATS_TEST_TMPDIR/full dir/file")" = mine ]
	[ "$(ls "$BATS_TEST_TMPDIR/full dir")" = file ]
}

@test "record: only root can record" {
	((EUID == 0)) || skip "requires root"
	run --separate-stderr setpriv --reuid 65534 --clear-groups scripts/record perf -o "$out" -- true
	[ "$status" -eq 1 ]
	[ "$stderr" = "record: only root can record events: run it with sudo" ]
}

@test "record: all missing tools are named at once, with the command that installs them" {
	((EUID == 0)) || skip "requires root"
	mkdir "$BATS_TEST_TMPDIR/bin"
	for tool in bash dirname readlink realpath basename true cat ls stat id mount mountpoint sed; do
		ln -s "$(type -P "$tool")" "$BATS_TEST_TMPDIR/bin/$tool"
	done
	path=$BATS_TEST_TMPDIR/bin
	unset SUDO_UID
	refused 1 "not installed: jq perf; run: apt-get update && apt-get install --no-install-recommends jq linux-perf" \
		perf -o "$out" -- true
	export SUDO_UID=0
	refused 1 "jq trace-cmd; run: sudo apt-get update && sudo apt-get install --no-install-recommends jq trace-cmd" \
		trace-cmd -o "$out" -- true
	refused 1 "not installed: jq; run: " ftrace -o "$out" -- true
	ln -s "$(type -P jq)" "$BATS_TEST_TMPDIR/bin/jq"
	refused 1 "not installed: perf; run: " perf -o "$out" -- true
}

@test "record: a function graph has a large buffer with trace-cmd, too, and the old size is restored" {
	mkdir "$BATS_TEST_TMPDIR/tracing"
	echo '7 (expanded: 1408)' >"$BATS_TEST_TMPDIR/tracing/buffer_size_kb"
	# prepared GRAPH KB - print the size of the buffer while trace-cmd records, its options, and the
	# size afterwards
	prepared()
	{
		bash -c 'set -euo pipefail
			. scripts/lib/record-tools.sh
			tracefs=$1 inside=/i stack="" date="" graph=$2 buffer_kb=$3 events=()
			affordable() { echo "$1"; }
			trace_cmd_prepare
			cat -- "$tracefs/buffer_size_kb"
			echo "${recorder[*]}"
			trace_cmd_finish
			trace_cmd_finish
			cat -- "$tracefs/buffer_size_kb"' sh "$BATS_TEST_TMPDIR/tracing" "$1" "$2"
	}
	run prepared '' ''
	[[ ${lines[0]} == '7 (expanded: 1408)' && ${lines[2]} == '7 (expanded: 1408)' ]]
	run prepared mlx5e_open_locked ''
	[[ ${lines[0]} == 32768 && ${lines[1]} == *'-p function_graph -g mlx5e_open_locked'* && ${lines[2]} == 1408 ]]
	run prepared mlx5e_open_locked 100
	[[ ${lines[0]} == 100 && ${lines[2]} == 1408 ]]
}

@test "record: losses are counted per CPU from the ring buffer's statistics" {
	stats='CPU: 0
entries: 26
overrun: 500
commit overrun: 3
bytes: 2100
oldest event ts:    47.030639
now ts:    47.035908
dropped events: 4
read events: 9016

CPU: 1
entries: 0
overrun: 0
commit overrun: 0
dropped events: 0
CPU: 12
entries: 1
overrun: 0'
	run tally ring_losses <<<"$stats"
	[ "$output" = "lost 0 507" ]
}

@test "record: the same losses in two kinds of perf records are not counted twice" {
	run tally perf_losses <<-'END'
	1 62337369919 0x10718 [0x38]: PERF_RECORD_LOST: id:52: lost:10
	0 62338580629 0x11640 [0x38]: PERF_RECORD_LOST: id:43: lost:20
	1 62384758341 0xc9790 [0x38]: PERF_RECORD_LOST: id:34: lost:2
	1 62384758341 0xc9790 [0x38]: PERF_RECORD_SAMPLE(IP, 0x1): 3/3: 0 period: 1
	0 0 0x3f34e8 [0x30]: PERF_RECORD_LOST_SAMPLES: id:28: lost samples :19
	1 0 0x3f3518 [0x30]: PERF_RECORD_LOST_SAMPLES: id:30: lost samples :43
	3 0 0x3f3548 [0x30]: PERF_RECORD_LOST_SAMPLES: id:32: lost samples :5
	END
	[ "$(sort <<<"$output")" = "$(printf 'lost 0 20\nlost 1 43\nlost 3 5')" ]
}

@test "record: events are counted in text with stacks, unusual task names and function graphs" {
	run tally text_events <<-'END'
	# tracer: nop
	#
	#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
	CPU:1 [LOST 55 EVENTS]
	         ethtool-321   [001] d..2.    46.193766: mlx5e_open_channel: dev=0000:01:00.0 netdev=eth0
	         ethtool-321   [001] d..2.    46.193844: <stack trace>
	 => trace_event_raw_event_mlx5e
	 => __x64_sys_ioctl
	  my task: [3]-322     [000] .....    46.200000: mlx5e_close_channel:  dev=0000:01:00.0
	       trace-cmd-307   [001] .....    46.701505: kernel_stack:         <stack trace >
	=> kmem_cache_alloc_noprof (ffffffffa37c45b3)
	              ip-569   [000] ...1.   140.115690: funcgraph_entry:                   |  dev_change_flags() {
	  158.812501 |   0)     ip-599     |               |    __dev_change_flags() {
	  158.815399 |   1)    <idle>-0    |               |  /* sched_wakeup: comm=kworker/1:2 pid=234 */
	  158.812550 |   0)     ip-599     | + 49.373 us   |    } /* __dev_change_flags */
	END
	[ "$output" = "events 3" ]
}

# program FILTER PROTOTYPE... - print the program of bpftrace for functions with these lines FUNC,
# TYPE and NAME of BTF, separated by tabs
program()
{
	local filter=$1
	shift
	awk -v filter="$filter" -v stack=1 -v PROG=record -f scripts/lib/probe-program.awk \
		<(printf 'SIOCGHWTSTAMP 0x89b1\n') <(printf '%b\n' "$@") \
		<(printf '%b\n' "$@" | awk -F'\t' '!seen[$1]++ { print $1, $1, "vmlinux" }')
}

@test "record: a filter is translated to the arguments of each function, with constants by value" {
	run program 'cmd == SIOCGHWTSTAMP && ifr->len > 3' 'dev_ioctl\tunsigned int\tcmd' 'dev_ioctl\tstruct ifreq *\tifr'
	[ "$status" -eq 0 ]
	[[ $output == *'fentry:vmlinux:dev_ioctl'$'\n''/ args.cmd == 0x89b1 && args.ifr->len > 3 /'* ]]
	[[ $output == *'dev_ioctl: cmd=0x%llx ifr=%s\n'* && $output == *'(uint64)(uint32)args.cmd, args.ifr->ifr_ifrn.ifrn_name'* ]]
	run program 'dev == "eth0"' 'f\tstruct net_device *\tdev'
	[[ $output == *'/ args.dev->name == "eth0" /'* ]]
}

@test "record: a filter with an unknown name, or with other characters, is refused in one line" {
	run program 'nope == 1' 'dev_ioctl\tunsigned int\tcmd' 'dev_ioctl\tint\tretval'
	[ "$status" -eq 1 ]
	[ "$output" = "record: nope in --filter is neither an argument of dev_ioctl (cmd) nor a known constant" ]
	run program 'cmd == 1; exit()' 'dev_ioctl\tunsigned int\tcmd'
	[ "$status" -eq 1 ]
	[[ $output == "record: --filter compares arguments with values, and may not contain ';'" ]]
}

@test "record: a filter applies only to the functions that have its arguments" {
	run --separate-stderr program 'cmd == 1' 'f\tint\tcmd' 'g\tint\tother'
	[ "$status" -eq 0 ]
	[ "$stderr" = "record: g has no argument of this --filter, so all its calls are recorded" ]
	[ "$(grep -c '^/ args' <<<"$output")" -eq 1 ]
}

# nearest FUNC RELEASE FUNCTION... - print why FUNC cannot be traced if these functions can be
nearest()
{
	awk -v func_="$1" -v release="$2" -f scripts/lib/nearest-callers.awk analysis/graphs/callers.tbl \
		<(printf '%s [mlx5_core]\n' "${@:3}")
}

@test "record: the nearest traceable callers of an inlined function are those of this kernel's source" {
	run nearest mlx5e_hwstamp_config_no_ptp_rx 6.12.118+deb13-amd64 mlx5e_hwstamp_set mlx5e_ioctl
	[[ $output == *'callers are mlx5e_hwstamp_set, by the source of Linux 6.12' ]]
	run nearest mlx5e_hwstamp_config_no_ptp_rx 6.12.118+deb13-amd64 mlx5e_ioctl
	[[ $output == *'callers are mlx5e_ioctl, by the source of Linux 6.12' ]]
	run nearest mlx5e_hwstamp_config_no_ptp_rx 7.3.4+deb13-amd64 mlx5e_hwtstamp_set
	[[ $output == *'callers are mlx5e_hwtstamp_set, by the source of Linux 7.3' ]]
}

@test "record: functions with similar names are listed for a function that does not exist" {
	run nearest mlx5e_open_chanel 6.12.118 mlx5e_open_channel mlx5e_close_channel dev_ioctl
	[ "$output" = "there is no such function in this kernel; similar names: mlx5e_open_channel" ]
}

@test "record: entries and returns become text of ftrace, sorted with its events" {
	printf 'SIOCGHWTSTAMP 0x89b1\n\nPROBE a b-12 [001] ..... 2.000500: f: cmd=0x89b1\n\n        bpf_trampoline_1+87\n        f+9\n        bpf_trampoline_2+9\n        f+9\n        g+0x1f\n\n' |
		awk -f scripts/lib/probe-text.awk >"$BATS_TEST_TMPDIR/probes"
	printf '# tracer: nop\n  x-1  [000] .....  2.000600: late: n=1\n  x-1  [000] .....  2.000601: <stack trace>\n => h\n' >"$BATS_TEST_TMPDIR/trace"
	run bash -c 'awk -f scripts/lib/merge-text.awk "$1/trace" "$1/probes" |
		LC_ALL=C sort -s -t "$(printf "\t")" -k1,1n -k2,2n | cut -f3- >"$1/trace.txt"
		cat "$1/trace.txt"; build/bin/mlx5-trace graph --folded --event "*" "$1/trace.txt"' - "$BATS_TEST_TMPDIR"
	[ "${lines[0]}" = '# tracer: nop' ]
	[[ ${lines[1]} == *'a b-12 [001] ..... 2.000500: f: cmd=SIOCGHWTSTAMP' && ${lines[2]} == *'2.000500: <stack trace>' ]]
	[[ ${lines[3]} == ' => f' && ${lines[4]} == ' => g' && ${lines[5]} == *'late: n=1' && ${lines[7]} == ' => h' ]]
	[[ $output == *'g;f'* ]]
}
