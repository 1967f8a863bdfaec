#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check that a binary recording and the text that the tools print from it give the same results,
# and that the output of function_graph is read.  Runs in the directory of the results of
# events.test.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh
PATH=/repo/build/bin:$PATH

# conclusions ARGUMENT... - print all results of mlx5-trace without the name of the recording
conclusions()
{
	mlx5-trace report --json "$@" | jq '.recordings[0] |
		{events, stacks, lost: .lost.events, ops, xsk, map: [.map[].channels], changes, graph}'
}

# same_as RECORDING COMMAND... - compare the results for RECORDING and for the text that COMMAND
# prints.  Sentences are not compared: they depend on the kernel version, which the text lacks.
same_as()
{
	diff <(conclusions "$1") <("${@:2}" 2>/dev/null | conclusions --kallsyms perf/kallsyms -)
}

check "trace.dat and the output of trace-cmd report give the same results" same_as trace-cmd \
	trace-cmd report -q -t -i trace-cmd/trace.dat
check "perf.data and the output of perf script give the same results" same_as perf \
	perf script --ns -i perf/perf.data --kallsyms perf/kallsyms

top=$(expect hwtstamp_set_function)

# calls NAME - print the number of recorded calls of function NAME, at or below the traced function
calls()
{
	mlx5-trace graph --json --from "$top" fgraph | jq --arg name "$1" '
		[.recordings[0].graph.by_call | .. | objects | select(.kind == "kernel" and .name == $name) | .count] | add'
}

check "the function graph begins with the traced function" test "$(calls "$top")" = 1
check "the function graph includes the callees" test "$(calls mutex_lock)" -ge 1
done_testing
