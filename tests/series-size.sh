#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# series-size.sh BASE... - check that the counts in the table of scripts/series size match the
# patches, and that its sizes add up.  TAP is written to standard output, the tables to standard
# error.
set -uo pipefail
PROG=scripts/check
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib/common.sh"
# shellcheck source=tests/lib/tap.sh
. "$TOP/tests/lib/tap.sh"

table=$(mktemp)
events_table=$(mktemp)
trap 'rm -f -- "$table" "$events_table"' EXIT

size()
{
	bash "$TOP/scripts/series" size "$base" >"$table" && [[ $(wc -l <"$table") == 2 ]] &&
		bash "$TOP/scripts/series" size --events "$base" >"$events_table"
}

counted()
{
	[[ $patches == "${#files[@]}" && $events == $(cat -- "${files[@]}" | grep -cE '^\+(TRACE|DEFINE)_EVENT\(') ]] &&
		[[ "$driver $docs" == "$(cd / && git apply --numstat "${files[@]}" | awk '
			/\.rst$/ { doc += $1; gone += $2; next }
			{ added += $1; removed += $2 }
			END { printf "+%d/-%d +%d/-%d", added, removed, doc, gone }')" ]]
}

# The lower limits only detect missing data: ten events take more than 1 kB, and the driver more
# than 400 kB.
adds_up()
{
	awk -v n="$events" -v text="$text" -v with="$with" -v grown="$grown" -v each="$each" -v other="$other" '
		function near(a, b) { return a - b < 0.16 && b - a < 0.16 }
		BEGIN { exit !(text > 400 && grown > n / 10 && near(with, text + grown) && near(grown, n * each) && other > 1) }'
}

events_add_up()
{
	awk -v n="$events" -v grown="$grown" '
		NR == 1 { next }
		$1 ~ /^mlx5/ { events += $2; bytes += $3; if ($3 < 300 * $2) few = 1; next }
		$1 == "all" { all = $(NF - 1); if (all != bytes || events != n) few = 1 }
		$1 == "calls," { rest = $(NF - 1) }
		$1 == ".text" { total = $(NF - 1) }
		END { exit few || total != all + rest || rest < 0 || total - grown * 1000 > 60 || grown * 1000 - total > 60 }' \
		"$events_table"
}

# The distribution's module was built from the same source, so its text has nearly the same size.
as_the_distribution()
{
	lab_run bash -c 'xz -dc /usr/lib/modules/*/kernel/drivers/net/ethernet/mellanox/mlx5/core/mlx5_core.ko.xz >/tmp/stock.ko
		size -A /tmp/stock.ko' | awk -v text="$text" '
		/^\.(static_call\.)?text/ { stock += $2 }
		END { exit !(stock > 0 && stock - text * 1000 < 500 && text * 1000 - stock < 500) }'
}

for base; do
	check "$base: the series is measured" size
	cat -- "$table" "$events_table" >&2
	mapfile -t files < <(printf '%s\n' "$TOP/patches/$base"/0*.patch | grep -v /0000-)
	read -r _ patches driver docs events text with grown each other < <(tail -n1 -- "$table")
	check "$base: patches, lines and events match patches/$base" counted
	check "$base: the sizes add up" adds_up
	check "$base: the sizes of the events add up" events_add_up
	check "$base: at most 1.5 kB per event" awk -v each="$each" 'BEGIN { exit !(each > 0 && each <= 1.5) }'
	! base_has "$base" sized || check "$base: without the series the driver is as large as the distribution's" as_the_distribution
done
done_testing
