#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check the results of variant.test: the missing tracepoint call must be detected when the
# recording is compared with the device's log and with the scenario.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh
PATH=/repo/build/bin:$PATH

ops()
{
	mlx5-trace ops --json trace-cmd | jq -r -f /repo/tests/guest/data/ops.jq
}

# differs - print 2 if one operation differs, and only in the step without an event
differs()
{
	diff <(ops) <(sequence scenario-ops) | grep '^[<>]' |
		sed -E 's/ open_xsk=1//' | cut -c3- | uniq -c | awk '{ print $1 }'
}

refuse "the cross-check reports an RQ without an event" \
	'^DISAGREES: the device created RQ [0-9]+ \(seq [0-9]+\), without an event$' \
	crosscheck trace-cmd "${logs:?}/vconnectx-0.jsonl"
check "the operations differ only in the missing step open_xsk" test "$(differs)" = 2
done_testing
