#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# bench-memory.sh [--only VERB]... [MB]... - print a table of the memory and CPU seconds that each
# VERB of mlx5-trace uses in each of its formats, for text recordings of these sizes (default: 10
# 100).  A recording is a sample without call stacks, repeated at later times.  Exits with status
# 1 if any run uses more than 64 MB.  Runs in the lab with the layer pictures; MLX5_TRACE sets the
# program.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
program=${MLX5_TRACE:-build/bin/mlx5-trace}
most=64
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
only=()
while [[ ${1-} == --only ]]; do
	only+=("$2")
	shift 2
done
sizes=("$@")
((${#sizes[@]})) || sizes=(10 100)

runs=(
	stats 'stats --csv' ops 'ops --json' 'ops --jsonl' 'ops --csv' findings 'findings --json' xsk 'xsk --json'
	channels map events 'events --csv' 'events --json' report 'report --json'
	'export --jsonl' 'export --csv' 'export --json' 'export --perfetto' 'export --folded'
	'export --svg' 'export --html' 'export --ctf'
)

# selected RUN - succeed if RUN is selected by --only, or if --only is not used
selected()
{
	local verb
	((${#only[@]})) || return 0
	for verb in "${only[@]}"; do
		[[ $1 != "$verb" && ${1%% *} != "$verb" ]] || return 0
	done
	return 1
}

over=0
printf '%6s  %-18s %9s %9s\n' MB run 'RSS MB' 'cpu s'
for mb in "${sizes[@]}"; do
	zcat tests/recordings/v7.3/text/trace.txt.gz | awk '!/^ => / && !/<stack trace>/' |
		awk -v most="$mb" -v vary=1 -f tests/lib/repeat.awk >"$work/trace.txt"
	for run in "${runs[@]}"; do
		selected "$run" || continue
		output=()
		rm -rf -- "$work/out"
		[[ $run != *--ctf ]] || output=(--output "$work/out")
		status=0
		# $run consists of a verb and the option for a format.
		# shellcheck disable=SC2086
		command time -o "$work/time" -f '%U %S %M' "$program" $run "${output[@]}" "$work/trace.txt" >/dev/null ||
			status=$?
		((status < 2)) || exit "$status"
		read -r user system kb < <(tail -n 1 -- "$work/time")
		awk -v mb="$mb" -v run="$run" -v s="$user" -v y="$system" -v kb="$kb" \
			'BEGIN { printf "%6s  %-18s %9.1f %9.2f\n", mb, run, kb / 1024, s + y }'
		((kb <= most * 1024)) || over=1
	done
done
((!over)) || { echo "bench-memory.sh: a run used more than $most MB" >&2; exit 1; }
