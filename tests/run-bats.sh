#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the bats files, inside the lab, as many at once as there are processors; the TAP
# of each comes when it is through.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

# one FILE
one()
{
	local tap

	tap=$(mktemp)
	# How long each took, as scripts/check reads it.
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
# Large files take long, mostly; they begin.
find tests/bats -maxdepth 1 -name '*.bats' -printf '%s %p\n' | sort -rn | cut -d' ' -f2 |
	xargs -P "$(nproc)" -I '{}' bash -c 'one "$1"' - '{}'
