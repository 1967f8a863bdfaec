#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# dmesg-check.sh DMESG ALLOW... - print each kernel line that needs a reason and
# has none: anything at level warning or above, and any line of mlx5.  DMESG is
# the output of `dmesg --raw`; ALLOW files hold a regex (ERE) a line, its reason
# in the comment before it.  What the
# guest says at the end of its time (scripts/guest/setup.sh) is no fault.  Exit 1 when
# something is printed.
set -euo pipefail

dmesg=$1
shift
patterns=$(mktemp)
trap 'rm -f -- "$patterns"' EXIT
sed -e '/^#/d' -e '/^[[:space:]]*$/d' -- "$@" >"$patterns"
[[ -s $patterns ]] || echo '^$' >"$patterns"

# <prio> is facility * 8 + level; continuation lines start with a blank.
! awk -F'[<>]' '/sysrq: Show Blocked State/ { exit }
	/^</ { level = $2 % 8; text = $0; sub(/^<[0-9]+>\[ *[0-9.]+\] /, "", text)
		if (level <= 4 || text ~ /mlx5/) print text }' "$dmesg" |
	grep -vE -f "$patterns" | grep .
