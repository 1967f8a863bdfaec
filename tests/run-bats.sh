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
	bats --formatter tap "$1" >"$tap" || true
	grep -q '^1\.\.[0-9]' "$tap" || echo "not ok - $1 was run" >>"$tap"
	flock tests/bats cat -- "$tap"
	rm -f -- "$tap"
}

export -f one
# Large files take long, mostly; they begin.
find tests/bats -maxdepth 1 -name '*.bats' -printf '%s %p\n' | sort -rn | cut -d' ' -f2 |
	xargs -P "$(nproc)" -I '{}' bash -c 'one "$1"' - '{}'
