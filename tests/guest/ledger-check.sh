#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ledger-check.sh LOG COUNT - check that a device's command log has COUNT leak ledgers, one for
# each time the driver released the device, and that all are empty.  Any deviation is printed.
set -euo pipefail

jq -srn --argjson want "$2" '
	[inputs[] | select(has("ledger"))] as $ledgers |
	if ($ledgers | length) != $want then
		"\($ledgers | length) ledgers, not \($want)" +
			if $ledgers == [] then ": the driver never tore the device down" else "" end
	else empty end,
	($ledgers[] | select(.count > 0) |
		"\(.count) objects left at \(.ledger): " +
		([.left[] | "\(.type) \(.id)"] | join(", ")))' -- "$1" | if grep .; then exit 1; fi
