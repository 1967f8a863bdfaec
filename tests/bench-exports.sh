#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# bench-exports.sh [MB]... - print a table of the CPU seconds, memory and output size of each
# export format for text recordings of these sizes (default: 1 10 100).  A recording is a sample
# repeated at later times.  Runs in the lab with the layer pictures.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
sizes=("$@")
((${#sizes[@]})) || sizes=(1 10 100)

printf '%6s  %-10s %9s %9s %9s\n' MB export 'cpu s' 'RSS MB' 'size MB'
for mb in "${sizes[@]}"; do
	zcat tests/recordings/v7.3/text/trace.txt.gz | awk -v most="$mb" -f tests/lib/repeat.awk >"$work/trace.txt"
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
