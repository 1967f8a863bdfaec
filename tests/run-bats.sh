#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run-bats.sh [DIR] - run the bats files in DIR (default: tests/bats) inside the lab, one per
# CPU at a time.  The TAP output of a file is printed when all its tests have finished.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

# one FILE - run the bats file FILE and print its TAP output
one()
{
	local tap

	tap=$(mktemp)
	# Move the duration of each test to a separate line, which scripts/check reads.
	bats --timing --formatter tap "$1" | awk '
		match($0, /^(not )?ok [0-9]+ .* in [0-9]+ms($| #)/) && match($0, / in [0-9]+ms($| #)/) {
			ms = substr($0, RSTART + 4) + 0
			name = substr($0, 1, RSTART - 1)
			print name substr($0, RSTART + 4 + length(ms) + 2)
			sub(/^(not )?ok [0-9]+ /, "", name)
			printf "# took %.3f s: %s\n", ms / 1000, name
			next
		}
		{ print }' >"$tap" || true
	grep -q '^1\.\.[0-9]' "$tap" || echo "not ok - $1 was run" >>"$tap"
	flock tests/bats cat -- "$tap"
	rm -f -- "$tap"
}

export -f one
# Run large files first, as they usually take the longest.
find "${1:-tests/bats}" -maxdepth 1 -name '*.bats' -printf '%s %p\n' | sort -rn | cut -d' ' -f2 |
	xargs -P "$(nproc)" -I '{}' bash -c 'one "$1"' - '{}'
