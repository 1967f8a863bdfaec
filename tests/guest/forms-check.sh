#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the directory of events.test's results: a binary recording and what the tools
# print of it must say the same; the function_graph tracer is read, too.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh
PATH=/repo/build/bin:$PATH

# conclusions ARGUMENT... - all that mlx5-trace concludes, without where it is from
conclusions()
{
	mlx5-trace report --json "$@" | jq '.recordings[0] |
		{events, stacks, lost: .lost.events, ops, xsk, map: [.map[].channels], changes, graph}'
}

# The printed form names no kernel, which words depend on.
same_as()
{
	diff <(conclusions "$1") <("${@:2}" 2>/dev/null | conclusions --kallsyms perf/kallsyms -)
}

check "trace.dat and trace-cmd report are one" same_as trace-cmd \
	trace-cmd report -q -t -i trace-cmd/trace.dat
check "perf.data and perf script are one" same_as perf \
	perf script --ns -i perf/perf.data --kallsyms perf/kallsyms

top=$(expect hwtstamp_set_function)

# calls NAME - how often the tracer saw the function, below that one
calls()
{
	mlx5-trace graph --json --from "$top" fgraph | jq --arg name "$1" '
		[.recordings[0].graph.by_call | .. | objects | select(.name == $name) | .count] | add'
}

check "the function graph begins at the function" test "$(calls "$top")" = 1
check "... and goes on into what it calls" test "$(calls mutex_lock)" -ge 1
done_testing
