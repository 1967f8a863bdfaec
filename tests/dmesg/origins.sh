#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# origins.sh DIR... - the table of origins of the driver's messages, analysis/dmesg/origins.tbl,
# from the sources of all bases.  DIR is a kernel's source tree in a directory BASE-VERSION, as
# v7.3-7.3.4-1.
set -euo pipefail

here=$(dirname -- "${BASH_SOURCE[0]}")
[[ $# -gt 0 ]] || { echo "usage: origins.sh DIR..." >&2; exit 2; }

# one DIR - FILE FUNCTION PATTERN of one kernel
one()
{
	local core=$1/drivers/net/ethernet/mellanox/mlx5/core

	find "$core" -name '*.[ch]' -print0 | LC_ALL=C sort -z |
		xargs -0 awk -v all=1 -v root="$core/" -f "$here/formats.awk" |
		awk -f "$here/filled.awk" -f "$here/origins.awk" | LC_ALL=C sort -u
}

cat <<-'END'
	# SPDX-License-Identifier: GPL-2.0-only
	#
	# Where in the driver's source each message is printed, by the sources of the bases.
	# tests/dmesg/origins.sh makes this table, tests/dmesg/coverage.sh compares it with the
	# source of each kernel.
	#
	#   base NAME...                 the kernels, in their order
	#   file NAME                    below drivers/net/ethernet/mellanox/mlx5/core
	#     BASES FUNCTION PATTERN     BASES: a digit for each base that has the message there;
	#                                PATTERN: its text, * for each value
END
names=()
for dir in "$@"; do
	base=$(basename -- "$dir")
	names+=("${base%%-*}")
done
printf '\nbase %s\n' "${names[*]}"
i=0
for dir in "$@"; do
	i=$((i + 1))
	one "$dir" | sed "s/^/$i\t/"
done | awk -F'\t' '
	{ key = $2 "\t" $3 "\t" $4; bases[key] = bases[key] $1 }
	END { for (key in bases) print key "\t" bases[key] }' | LC_ALL=C sort |
	awk -F'\t' '
	$1 != file { file = $1; printf "\nfile %s\n", file }
	{ printf "\t%s %s %s\n", $4, $2, $3 }'
