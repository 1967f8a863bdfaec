#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# series-diff.sh A B - print the lines that only one of the series of two bases adds or removes, by
# file, regardless of their position.  Only the patches are read.
set -euo pipefail
PROG=scripts/series
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/series/series.sh
. "$TOP/scripts/lib/series/series.sh"

# changes BASE - print "FILE: +LINE" or "FILE: -LINE", file by file, for each line of code that all
# patches together add or remove; file names are relative to the driver's directory.  Lines of
# documentation are excluded, as they contain recorded output, which differs on every kernel.
changes()
{
	local patches

	mapfile -t patches < <(series_patches "$1")
	((${#patches[@]})) || fail "there is no series for $1: patches/$1 has no patches"
	awk '
		/^diff --git / {
			file = $4
			sub(/^b\/(.*\/mlx5\/core\/)?/, "", file)
			left = 0
		}
		/^@@ / {
			split($2, old, ","); split($3, new, ",")
			left = (old[2] == "" ? 1 : old[2]) + (new[2] == "" ? 1 : new[2])
			next
		}
		left > 0 {
			left -= /^[-+]/ ? 1 : 2
			if (!/^[-+]/ || file ~ /\.rst$/)
				next
			key = file "\t" substr($0, 2)
			if (!(key in sum))
				order[++n] = key
			sum[key] += /^\+/ ? 1 : -1
		}
		END {
			for (i = 1; i <= n; i++) {
				sign = sum[order[i]] > 0 ? "+" : "-"
				split(order[i], part, "\t")
				line = substr(order[i], length(part[1]) + 2)
				for (k = sum[order[i]] < 0 ? -sum[order[i]] : sum[order[i]]; k > 0; k--)
					print part[1] "\t" sign line
			}
		}' "${patches[@]}" | LC_ALL=C sort -s -t'	' -k1,1 | sed 's/\t/: /'
}

tmp=$(mktemp -d)
trap 'rm -rf -- "$tmp"' EXIT
changes "$1" >"$tmp/$1"
changes "$2" >"$tmp/$2"
status=0
diff -U0 --label "$1" --label "$2" "$tmp/$1" "$tmp/$2" >"$tmp/diff" || status=$?
((status < 2)) || fail "diff failed"
sed '/^@@/d' "$tmp/diff"
