#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# rule-check.sh DIR LOG - check the results of journey-rule.test: the flow of a rule shows the same
# TIR as the device's log.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/tap.sh"
dir=$1 log=$2

# on_device - print the TIRs of the flow table entry that the device set for the command in the
# tree, which is identified by its token
on_device()
{
	local token

	token=$(jq -r '[.tasks[] | recurse(.children[]) | select(.name == "SET_FLOW_TABLE_ENTRY") | .args |
		capture("token=(?<t>[0-9]+)").t][0]' "$dir/rule.json")
	jq -r --argjson token "$token" 'select(.op == "SET_FLOW_TABLE_ENTRY" and .token == $token) |
		.refs[]? | select(.type == "TIR") | .id' "$log" | sort -u
}

in_tree()
{
	jq -r '.tasks[] | recurse(.children[]) | select(.name == "mlx5_fs_rule_dst") | .args |
		capture("add=1 .*dst_type=TIR dst_id=(?<id>[0-9]+)").id' "$dir/rule.json" | sort -u
}

check "the tree shows a TIR" test -n "$(in_tree)"
check "the entry on the device leads to the same TIR" diff <(in_tree) <(on_device)
done_testing
