#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check the results of fwctl.test: compare the commands with a uid in the events with those that
# the device received.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh

shown()
{
	grep -o 'mlx5_cmd_done: .*' trace.txt |
		sed -nE 's/.* opcode=([^ ]+\(0x[0-9a-f]+\)) op_mod=([0-9]+) uid=([1-9][0-9]*) .* syndrome=(0x[0-9a-f]+) .*/\1 \2 \3 \4/p'
}

# received - print the first four commands with a uid that the device received; later ones are sent
# by the driver with the fix, after the trace was read.  The uid 65535 is that of shared objects,
# with which the driver creates its EQs.
received()
{
	local op opcode mod uid syndrome

	jq -rn 'limit(4; inputs | select((.uid // 0) > 0 and .uid != 65535)) | "\(.op) \(.opcode) \(.op_mod) \(.uid) \(.syndrome)"' \
		"${logs:?}/vconnectx-0.jsonl" |
		while read -r op opcode mod uid syndrome; do
			printf '%s(0x%x) %s %s 0x%x\n' "$op" "$opcode" "$mod" "$uid" "$syndrome"
		done
}

check "the events show four commands with a uid" test "$(shown | wc -l)" = 4
check "the events match the commands that the device received" diff <(shown) <(received)
done_testing
