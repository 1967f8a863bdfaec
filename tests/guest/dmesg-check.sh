#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# dmesg-check.sh DMESG ALLOW... - print each kernel message at warning level or above and each
# mlx5 message that no ALLOW file matches.  DMESG is the output of `dmesg --raw`.  An ALLOW file
# contains a regex (ERE) per line, with its reason in the comment before it.  The messages shortly
# before the guest's deadline (scripts/guest/setup.sh) are ignored.  Exits with status 1 if
# anything is printed.
set -euo pipefail

dmesg=$1
shift
patterns=$(mktemp)
trap 'rm -f -- "$patterns"' EXIT
sed -e '/^#/d' -e '/^[[:space:]]*$/d' -- "$@" >"$patterns"
[[ -s $patterns ]] || echo '^$' >"$patterns"

# <prio> is facility * 8 + level; continuation lines start with a space.
! awk -F'[<>]' '/sysrq: Show Blocked State/ { exit }
	/^</ { level = $2 % 8; text = $0; sub(/^<[0-9]+>\[ *[0-9.]+\] /, "", text)
		if (level <= 4 || text ~ /mlx5/) print text }' "$dmesg" |
	grep -vE -f "$patterns" | grep .
