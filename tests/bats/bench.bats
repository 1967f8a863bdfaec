#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Usage errors of scripts/bench, reported before anything is built or started.

bats_require_minimum_version 1.5.0

setup()
{
	cd "$BATS_TEST_DIRNAME/../.." || return
}

# refused TEXT ARGUMENT... - expect status 2, and one line on stderr that contains TEXT
# bats sets stderr and stderr_lines
# shellcheck disable=SC2154
refused()
{
	local text=$1
	shift
	run -2 --separate-stderr scripts/bench "$@"
	[[ $stderr == "scripts/bench: "*"$text"* ]] || { echo "stderr: $stderr"; return 1; }
	((${#stderr_lines[@]} == 1))
	[[ -z $output ]]
}

@test "--help names the cards and the options" {
	run -0 scripts/bench --help
	for word in vconnectx igb e1000e --seconds --cpus; do
		[[ $output == *"$word"* ]] || { echo "$word"; return 1; }
	done
}

@test "invalid cards and numbers" {
	refused "'mlx5' is not a card: the cards are vconnectx, igb, e1000e" mlx5
	refused "'--second' is not a card" --second
	refused "--seconds requires a value" --seconds
	for value in 0 1000 1.5 -1 x ''; do
		refused "--seconds requires a number from 1 to 999, not '$value'" --seconds "$value"
	done
}
