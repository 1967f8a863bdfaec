#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks the findings of mlx5-trace in the kernel log of log-kinds.test.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh
PATH=/repo/build/bin:$PATH

mlx5-trace findings --json log-kinds.dmesg >log-kinds.json || true

# found KIND FILTER - a finding of this kind for which the filter is true
found()
{
	jq -e --arg kind "$1" "[.recordings[0].findings[] | select(.finding == \$kind) | select($2)] | length > 0" log-kinds.json ||
		{ jq -c '.recordings[0].findings[] | {finding, words}' log-kinds.json; return 1; }
}

check "a failed command, by name" found command_failed '.words | test("CREATE_RQ") and test("bad resource|BAD_RESOURCE"; "i")'
if [[ $(expect command_timeout) == announced ]]; then
	check "a late completion: slow rather than dead" found firmware_silent '.words | test("MODIFY_RQT") and test("1 answer came after the driver had given up") and test("slow rather than dead")'
	check "... and where the driver prints it" found firmware_silent '.origin | length == 1 and (.[0].file | endswith("/core/cmd.c"))'
fi
check "a completion with error, its syndrome in words" found error_cqe '.words | test("syndrome")'
check "the recovery of its queue" found queue_recovery true
check "the transmit timeout" found tx_timeout true
check "the syndrome of the firmware" found firmware_syndrome true
check "the health counter" found health_compromised true
check "no line of the driver is unknown" test "$(jq '.recordings[0].log.not_in_table' log-kinds.json)" = 0
done_testing
