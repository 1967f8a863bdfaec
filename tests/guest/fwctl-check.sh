#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks the results of fwctl.test: each command with a uid, in the events and on the device.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh

shown()
{
	grep -o 'mlx5_cmd_done: .*' trace.txt |
		sed -nE 's/.* opcode=([^ ]+\(0x[0-9a-f]+\)) op_mod=([0-9]+) uid=([1-9][0-9]*) .* syndrome=(0x[0-9a-f]+) .*/\1 \2 \3 \4/p'
}

# The first four: later ones are those of the driver with the fix, after the trace was read.
# 65535 is the owner of shared objects, with which the driver creates its EQs.
received()
{
	local op opcode mod uid syndrome

	jq -rn 'limit(4; inputs | select((.uid // 0) > 0 and .uid != 65535)) | "\(.op) \(.opcode) \(.op_mod) \(.uid) \(.syndrome)"' \
		"${logs:?}/vconnectx-0.jsonl" |
		while read -r op opcode mod uid syndrome; do
			printf '%s(0x%x) %s %s 0x%x\n' "$op" "$opcode" "$mod" "$uid" "$syndrome"
		done
}

check "four commands with a uid" test "$(shown | wc -l)" = 4
check "the events match the commands that the device received" diff <(shown) <(received)
done_testing
