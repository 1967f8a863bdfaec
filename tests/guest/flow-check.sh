#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# flow-check.sh LOG FLOW.json... - compare the firmware commands of each FLOW with the device's
# command log.  A firmware command is identified by its opcode and, with the series, its token.
# The device must have executed each command in the tree, and the commands issued by the traced
# task in the same order.  Between the first and the last of these, the device must have executed
# only commands that are in the tree or counted there as others.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/tap.sh"

log=$1
shift

# commands FLOW - print "OP TOKEN OWN" for each command in the tree, in the order of completion.
# TOKEN is - if no event shows it; OWN is 1 if the command was issued by the traced task itself.
commands()
{
	jq -r '
		.tasks[0].pid as $pid |
		[.tasks[] | recurse(.children[]) | select(.type == "command")] | sort_by(.end_ns)[] |
		"\(.name) \([.args | capture("token=(?<t>[0-9]+)").t][0] // "-") \(if .pid == $pid then 1 else 0 end)"
	' "$1"
}

# seen FLOW - print "OP TOKEN" for each command executed by the device; TOKEN is - if it is unknown
# for FLOW
seen()
{
	local tokens=1

	! grep -q ' - ' <(commands "$1") || tokens=0
	jq -r --argjson tokens "$tokens" 'select(.op != null and .token != null) |
		"\(.op) \(if $tokens == 1 then .token else "-" end)"' "$log"
}

# holds FLOW - succeed if FLOW agrees with the command log
# shellcheck disable=SC2317 # called by check
holds()
{
	local others

	others=$(jq .others "$1")
	awk -v others="$others" '
		NR == FNR { all[++nr] = $1 " " $2; next }
		{ tree[++nt] = $1 " " $2; if ($3) own[++no] = $1 " " $2 }
		# from(I) - find the own commands in order, starting at all[I] and within a limited
		# distance; return the index of the last one, or 0
		function from(i,   k, end) {
			end = i + nt + others
			for (k = 1; k <= no && i <= nr && i < end; i++)
				if (all[i] == own[k])
					k++
			return k > no ? i - 1 : 0
		}
		END {
			if (!no) {
				print "the tree has no command of the task itself"
				exit 1
			}
			for (first = 1; first <= nr; first++)
				if (all[first] == own[1] && (last = from(first)))
					break
			if (first > nr) {
				print "the device did not execute the " no " commands of the task in this order"
				exit 1
			}
			# Commands issued by other threads may precede or follow them.
			for (i = first - nt; i <= last + nt; i++)
				near[all[i]]++
			for (i = 1; i <= nt; i++)
				if (near[tree[i]]-- <= 0) {
					print "the device did not execute " tree[i]
					bad = 1
				}
			for (i = 1; i <= nt; i++)
				in_tree[tree[i]]++
			for (i = first; i <= last; i++)
				if (in_tree[all[i]]-- <= 0) {
					not_ours++
					missing = missing " " all[i]
				}
			if (not_ours > others) {
				print "the device executed " not_ours " other commands, the tree counts " others ":" missing
				bad = 1
			}
			print no " own and " nt - no " deferred commands, and between them " not_ours + 0 " of " others " others"
			exit bad
		}' <(seen "$1") <(commands "$1")
}

# without FLOW - print FLOW without its CREATE_RQ commands
without()
{
	jq 'def drop: .children |= map(select(.name != "CREATE_RQ") | drop);
		.tasks |= map(drop) | .others = 0' "$1"
}

# shellcheck disable=SC2317 # called by check
notices()
{
	! holds "$1"
}

for flow in "$@"; do
	name=${flow##*/}
	check "${name%.json}: the device executed the commands in the tree and no others" holds "$flow"
done
# A tree with missing commands and a tree with invented commands must be detected.
sabotaged=$(mktemp)
without "$1" >"$sabotaged"
check "a tree without some of its commands is detected" notices "$sabotaged"
jq '(.. | objects | select(.type == "command") | .name) |= "NO_SUCH_COMMAND"' "$1" >"$sabotaged"
check "commands that the device did not execute are detected" notices "$sabotaged"
rm -f -- "$sabotaged"
done_testing
