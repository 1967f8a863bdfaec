#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check the findings of mlx5-trace in the kernel log of log-kinds.test.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
# shellcheck source=tests/guest/lib/kernels.sh
. /repo/tests/guest/lib/kernels.sh
PATH=/repo/build/bin:$PATH

mlx5-trace findings --json log-kinds.dmesg >log-kinds.json || true

# found KIND FILTER - succeed if there is a finding of KIND for which the jq FILTER is true
found()
{
	jq -e --arg kind "$1" "[.recordings[0].findings[] | select(.finding == \$kind) | select($2)] | length > 0" log-kinds.json ||
		{ jq -c '.recordings[0].findings[] | {finding, words}' log-kinds.json; return 1; }
}

check "a failed command is reported by name" found command_failed '.words | test("CREATE_RQ") and test("bad resource|BAD_RESOURCE"; "i")'
if [[ $(expect command_timeout) == announced ]]; then
	check "a late completion is reported as slow rather than dead" found firmware_silent '.words | test("MODIFY_RQT") and test("1 answer came after the driver had given up") and test("slow rather than dead")'
	check "the finding shows where the driver prints the message" found firmware_silent '.origin | length == 1 and (.[0].file | endswith("/core/cmd.c"))'
fi
check "an error completion is reported with its syndrome" found error_cqe '.words | test("syndrome")'
check "the recovery of the queue is reported" found queue_recovery true
check "the transmit timeout is reported" found tx_timeout true
check "the syndrome of the firmware is reported" found firmware_syndrome true
check "the stopped health counter is reported" found health_compromised true
check "all messages of the driver are known" test "$(jq '.recordings[0].log.not_in_table' log-kinds.json)" = 0
done_testing
