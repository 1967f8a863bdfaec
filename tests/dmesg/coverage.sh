#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# coverage.sh [--missing] DIR... - the share of the driver's messages at warning or above
# that the table of kernel log messages has, for each DIR, a kernel's source tree (or its
# drivers/net/ethernet/mellanox/mlx5/core).  Each message is printed as the kernel would,
# with values for its conversions, and read by mlx5-trace.  One line per DIR:
#   NAME  FORMATS  IN_THE_TABLE  PERCENT
# --missing also lists the formats that are not in it.  Exit 1 if a share is below 95 %.
set -euo pipefail

here=$(dirname -- "${BASH_SOURCE[0]}")
mlx5_trace=${MLX5_TRACE:-$here/../../build/bin/mlx5-trace}
missing=0
[[ ${1-} != --missing ]] || { missing=1; shift; }
[[ $# -gt 0 ]] || { echo "usage: coverage.sh [--missing] DIR..." >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
low=0

for dir in "$@"; do
	core=$dir/drivers/net/ethernet/mellanox/mlx5/core
	[[ -d $core ]] || core=$dir
	find "$core" -name '*.[ch]' -print0 | LC_ALL=C sort -z |
		xargs -0 awk -v root="$core/" -f "$here/formats.awk" >"$work/formats"
	if [[ ! -s $work/formats ]]; then
		echo "coverage.sh: $dir: no message of the driver in it" >&2
		exit 2
	fi
	awk -F'\t' -f "$here/print.awk" "$work/formats" >"$work/dmesg"
	rc=0
	"$mlx5_trace" findings --json "$work/dmesg" >"$work/json" || rc=$?
	[[ $rc -le 1 ]] || exit 2
	jq '.recordings[0].log | .of_driver - .not_in_table' "$work/json" >"$work/known"
	awk -v name="$(basename -- "${dir%/drivers/*}")" -v known="$(<"$work/known")" '
		END { printf "%-24s %5d %5d %6.2f %%\n", name, NR, known, 100 * known / NR
			exit known / NR < 0.95 }' "$work/dmesg" || low=1
	((!missing)) || jq -r '.recordings[0].log.unknown[].text' "$work/json"
done
exit "$low"
