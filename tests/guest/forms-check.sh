#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the directory of events.test's results: a binary recording and the text printed from
# it by the tools must give the same results; function_graph is read, too.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh
PATH=/repo/build/bin:$PATH

# conclusions ARGUMENT... - all results of mlx5-trace, without the name of the recording
conclusions()
{
	mlx5-trace report --json "$@" | jq '.recordings[0] |
		{events, stacks, lost: .lost.events, ops, xsk, map: [.map[].channels], changes, graph}'
}

# The text lacks the kernel version, which sentences depend on.
same_as()
{
	diff <(conclusions "$1") <("${@:2}" 2>/dev/null | conclusions --kallsyms perf/kallsyms -)
}

check "trace.dat and trace-cmd report are equal" same_as trace-cmd \
	trace-cmd report -q -t -i trace-cmd/trace.dat
check "perf.data and perf script are equal" same_as perf \
	perf script --ns -i perf/perf.data --kallsyms perf/kallsyms

top=$(expect hwtstamp_set_function)

# calls NAME - the number of recorded calls of the function below the traced one
calls()
{
	mlx5-trace graph --json --from "$top" fgraph | jq --arg name "$1" '
		[.recordings[0].graph.by_call | .. | objects | select(.kind == "kernel" and .name == $name) | .count] | add'
}

check "the function graph begins at the function" test "$(calls "$top")" = 1
check "... and includes its callees" test "$(calls mutex_lock)" -ge 1
done_testing
