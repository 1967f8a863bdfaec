#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernels-check.sh ROW... - compares the device's command log of kernels.test with these
# rows of kernels.tbl.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh

# seen ROW - its value in the command log
seen()
{
	jq -nr --arg row "$1" -f /repo/tests/guest/data/kernels.jq "${logs:?}/vconnectx-0.jsonl"
}

# as_expected ROW - the two agree
as_expected()
{
	local want

	want=$(expect "$1") && is_set "$want" seen "$1"
}

for row in "$@"; do
	check "the command log agrees with kernels.tbl: $row" as_expected "$row"
done
done_testing
