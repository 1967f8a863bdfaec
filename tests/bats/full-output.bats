#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Each program reports that its output cannot be written, for example to a full disk.
# mlx5-trace-short.bats tests mlx5-trace.

bats_require_minimum_version 1.5.0

load vconnectx.bash

top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

setup()
{
	PATH=$top/build/bin:$PATH
	cd "$BATS_TEST_TMPDIR" || return
	server=
}

teardown()
{
	[[ -z $server ]] || kill "$server" 2>/dev/null || true
	wait
}

# full COMMAND... - expect COMMAND to fail with one line if its output is /dev/full
full()
{
	run --separate-stderr bash -c '"$@" >/dev/full' - "$@"
	# shellcheck disable=SC2154 # set by run
	((status == 1 || status == 2)) && ((${#stderr_lines[@]} == 1)) &&
		[[ $stderr == "$1: cannot write the output: ${why:-No space left on device}: it is incomplete" ]] && return
	echo "$* exited with status $status: $stderr"
	return 1
}

@test "each program reports a full disk when it prints its help" {
	# The output of xsk is line-buffered, so errno is lost before the final check.
	why='a write failed' full xsk --help
	for program in channels fwctl hwtstamp ioctls snapshot steer vconnectx crosscheck offpath kslanes mlx5-trace; do
		full "$program" --help
	done
	full vconnectx --version
	full vconnectx ctl --help
	full kslanes --colours
}

@test "the workloads report a full disk when they print results" {
	full hwtstamp list
	full ioctls --list
	full snapshot lo
}

@test "crosscheck and kslanes report a full disk when they print results" {
	local rec=$top/tests/recordings/v6.12/text

	echo '{"seq":1,"op":"NOP","opcode":1,"status":0}' >log
	full crosscheck "$rec" log
	for option in '' --bars --pids; do
		# shellcheck disable=SC2086 # no option, or one
		full kslanes $option "$rec"
	done
}

@test "crosscheck reports that it is out of memory, and prints no comparison" {
	local want limit short=0

	awk 'BEGIN { for (i = 0; i < 4000; i++)
		printf "{\"seq\":%d,\"op\":\"CREATE_RQ\",\"opcode\":2312,\"status\":0,\"created\":{\"type\":\"RQ\",\"id\":%d}}\n", i, i }' >log
	want=$(crosscheck "$top/tests/recordings/v6.12/text" log) || (($? == 1))
	for ((limit = 800; limit < 8000; limit += 400)); do
		run --separate-stderr bash -c 'ulimit -d '"$limit"'; crosscheck "$1" log' - "$top/tests/recordings/v6.12/text"
		((status != 1)) || [[ $output != "$want" || -n $stderr ]] || continue
		((status == 2 && ++short)) && [[ -z $output && $stderr == crosscheck:*"emory"* ]] && ((${#stderr_lines[@]} == 1)) && continue
		echo "$limit: $status: $output: $stderr"
		return 1
	done
	((short > 1))
}

@test "vconnectx ctl reports a full disk" {
	start --control c
	for what in objects queues counters steering commands; do
		full vconnectx ctl c show --json "$what"
		# There are no rules.
		[[ $what == steering ]] || full vconnectx ctl c show "$what"
	done
	full vconnectx ctl c faults list
}
