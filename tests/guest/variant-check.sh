#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks the results of variant.test: the missing call must be detected by the comparisons
# with the device's log and with the scenario.
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

# The operations differ only in the step without an event.
differs()
{
	diff <(ops) <(sequence scenario-ops) | grep '^[<>]' |
		sed -E 's/ open_xsk=1//' | cut -c3- | uniq -c | awk '{ print $1 }'
}

refuse "the cross-check reports an RQ without an event" \
	'^DISAGREES: the device created RQ [0-9]+ \(seq [0-9]+\), without an event$' \
	crosscheck trace-cmd "${logs:?}/vconnectx-0.jsonl"
check "the operations lack one step, open_xsk at bind" test "$(differs)" = 2
done_testing
