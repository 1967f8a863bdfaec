#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# coverage.sh [--missing] DIR... - print the share of the driver's messages at warning level or
# above that are in the table of kernel log messages.  DIR is a kernel's source tree (or its
# drivers/net/ethernet/mellanox/mlx5/core).  Each message is printed as the kernel would print it,
# with values for its conversions, and read by mlx5-trace.  One line is printed per DIR:
#   NAME  FORMATS  IN_THE_TABLE  PERCENT
# --missing also lists the formats that are not in the table.  Exits with status 1 if a share is
# below 95 %.
#
# If DIR is named BASE-VERSION, where BASE is a base in analysis/dmesg/origins.tbl, the origins of
# the messages are compared as well: for each difference, "BASE: lacks" or "BASE: wrong" and the
# row are printed, and the exit status is 1.
set -euo pipefail

here=$(dirname -- "${BASH_SOURCE[0]}")
mlx5_trace=${MLX5_TRACE:-$here/../../build/bin/mlx5-trace}
origins=$here/../../analysis/dmesg/origins.tbl
missing=0
[[ ${1-} != --missing ]] || { missing=1; shift; }
[[ $# -gt 0 ]] || { echo "usage: coverage.sh [--missing] DIR..." >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
low=0

# origins BASE - compare the table of origins with the source
origins()
{
	awk -f "$here/filled.awk" -f "$here/origins.awk" "$work/all" | tr '\t' ' ' | LC_ALL=C sort -u >"$work/source"
	awk -v base="$1" -f "$here/origins-of.awk" "$origins" | LC_ALL=C sort >"$work/table"
	diff "$work/table" "$work/source" >"$work/differ" || true
	awk -v base="$1" '
		/^</ { print base ": wrong  " substr($0, 3) }
		/^>/ { print base ": lacks  " substr($0, 3) }' "$work/differ"
	[[ ! -s $work/differ ]]
}

for dir in "$@"; do
	core=$dir/drivers/net/ethernet/mellanox/mlx5/core
	[[ -d $core ]] || core=$dir
	find "$core" -name '*.[ch]' -print0 | LC_ALL=C sort -z |
		xargs -0 awk -v all=1 -v root="$core/" -f "$here/formats.awk" >"$work/all"
	awk -F'\t' '$3 !~ /(_info(_rl|_once)?|_notice|printf)$/' "$work/all" >"$work/formats"
	if [[ ! -s $work/formats ]]; then
		echo "coverage.sh: $dir: contains no message of the mlx5 driver" >&2
		exit 2
	fi
	awk -F'\t' -f "$here/filled.awk" -f "$here/print.awk" "$work/formats" >"$work/dmesg"
	rc=0
	"$mlx5_trace" findings --json "$work/dmesg" >"$work/json" || rc=$?
	[[ $rc -le 1 ]] || exit 2
	jq '.recordings[0].log | .of_driver - .not_in_table' "$work/json" >"$work/known"
	awk -v name="$(basename -- "${dir%/drivers/*}")" -v known="$(<"$work/known")" '
		END { printf "%-24s %5d %5d %6.2f %%\n", name, NR, known, 100 * known / NR
			exit known / NR < 0.95 }' "$work/dmesg" || low=1
	base=$(basename -- "$dir")
	base=${base%%-*}
	! grep -q "^base .*\<$base\>" "$origins" || origins "$base" || low=1
	((!missing)) || jq -r '.recordings[0].log.unknown[].text' "$work/json"
done
exit "$low"
