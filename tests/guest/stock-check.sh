#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check the results of stock.test: a driver without the series is reported as such, and missing
# values are reported as unavailable.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
PATH=/repo/build/bin:$PATH

holds()
{
	mlx5-trace "$1" --json trace-cmd | jq -e "$2"
}

scenario_done()
{
	[[ $(jq .exit_status trace-cmd/meta.json) == 0 ]]
}

refuse "the cross-check is not available" \
	'^crosscheck: not available \(the recording has no event of the mlx5 series\)$' \
	crosscheck trace-cmd "${logs:?}/vconnectx-1.jsonl"
check "the scenario was executed" scenario_done
check "the recording shows that the driver is not patched" holds report \
	'.recordings[0] | .patched == false and .series_events == 0 and .events > 0'
check "the report has no operations or results, and only the queues of the snapshot" holds report \
	'.recordings[0] | .ops == [] and [.xsk[].verdict] == ["nothing_bound"] and (.map | length) == 3 and
	 ([.map[].channels[] | [.cpu, .tirn, .rqtn, .rq_in_use, .steered_since_ns][] | select(. != null)] == [])'
check "the report states that the events are missing" bash -c \
	'mlx5-trace report trace-cmd >report.txt; grep -q "mlx5_core, stock driver\$" report.txt && grep -q "no event of the mlx5 series in this recording" report.txt'
done_testing
