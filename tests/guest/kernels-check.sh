#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernels-check.sh ROW... - compare the device's command log from kernels.test with these rows of
# kernels.tbl.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh

# seen ROW - print the value of ROW that the command log shows
seen()
{
	jq -nr --arg row "$1" -f /repo/tests/guest/data/kernels.jq "${logs:?}/vconnectx-0.jsonl"
}

# as_expected ROW - succeed if the command log agrees with ROW
as_expected()
{
	local want

	want=$(expect "$1") && is_set "$want" seen "$1"
}

for row in "$@"; do
	check "the command log agrees with kernels.tbl: $row" as_expected "$row"
done
done_testing
