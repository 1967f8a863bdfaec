#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ledger-check.sh LOG COUNT [BEFORE [last]] - a device's command log must have COUNT leak
# ledgers, one for each time that the driver let go of the device, each empty, after the
# first BEFORE (default 0), which are of other tests; with `last` or without BEFORE no more
# than these.  Prints what is wrong otherwise.
set -euo pipefail

last=${4-}
[[ ${3-} ]] || last=last
jq -srn --argjson want "$2" --argjson before "${3:-0}" --arg last "$last" '
	[inputs[] | select(has("ledger"))][$before:] as $rest |
	(if $last == "last" then $rest else $rest[:$want] end) as $ledgers |
	if ($ledgers | length) != $want then
		"\($ledgers | length) ledgers, not \($want)" +
			if $ledgers == [] then ": the driver never tore the device down" else "" end
	else empty end,
	($ledgers[] | select(.count > 0) |
		"\(.count) objects left at \(.ledger): " +
		([.left[] | "\(.type) \(.id)"] | join(", ")))' -- "$1" | if grep .; then exit 1; fi
