#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# bench-exports.sh [MB]... - seconds of processor, memory and size of each export of a text recording of these
# sizes (default: 1 10 100): a sample repeated at later times.  A table on standard output; run
# in the lab, layer pictures.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
sizes=("$@")
((${#sizes[@]})) || sizes=(1 10 100)

# recording MB - the sample, repeated; its queues have the same numbers each time
recording()
{
	zcat tests/recordings/v7.3/text/trace.txt.gz | awk -v most="$1" '
		{ line[NR] = $0 }
		match($0, / [0-9]+\.[0-9]+: /) { at = substr($0, RSTART + 1, RLENGTH - 3) + 0; if (!first) first = at; last = at }
		END {
			for (n = 0; size < most * 1000000; n++)
				for (i = 1; i <= NR; i++) {
					text = line[i]
					if (match(text, / [0-9]+\.[0-9]+: /))
						text = sprintf("%s %.6f: %s", substr(text, 1, RSTART - 1),
							substr(text, RSTART + 1, RLENGTH - 3) + n * (last - first + 1),
							substr(text, RSTART + RLENGTH))
					print text
					size += length(text) + 1
				}
		}'
}

printf '%6s  %-10s %9s %9s %9s\n' MB export 'cpu s' 'RSS MB' 'size MB'
for mb in "${sizes[@]}"; do
	recording "$mb" >"$work/trace.txt"
	for format in html svg perfetto jsonl csv json folded ctf; do
		output=()
		rm -rf -- "$work/out"
		[[ $format != ctf ]] || output=(--output "$work/out")
		status=0
		command time -o "$work/time" -f '%U %S %M' build/bin/mlx5-trace export "--$format" "${output[@]}" "$work/trace.txt" >"$work/stdout" || status=$?
		((status < 2)) || exit "$status"
		[[ $format == ctf ]] || mv -- "$work/stdout" "$work/out"
		read -r user system kb < <(tail -n 1 -- "$work/time")
		bytes=$(du -sb -- "$work/out" | cut -f 1)
		awk -v mb="$mb" -v f="$format" -v s="$user" -v y="$system" -v kb="$kb" -v b="$bytes" \
			'BEGIN { printf "%6s  %-10s %9.2f %9.1f %9.2f\n", mb, f, s + y, kb / 1024, b / 1000000 }'
	done
done
