#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ledger-check.sh LOG - the last leak ledger in a device's command log must be
# there and empty; prints what is in it otherwise.
set -euo pipefail

ledger=$(jq -c 'select(.ledger != null)' -- "$1")
if [[ -z $ledger ]]; then
	echo "no ledger in the log: the driver never tore the device down"
	exit 1
fi
jq -ce 'select(.ledger | length > 0)' <<<"$ledger" || exit 0
exit 1
