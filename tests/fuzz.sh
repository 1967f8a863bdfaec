#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the fuzz targets inside the lab (make fuzz, make check-fuzz, make fuzz-coverage).  A run
# starts from the inputs recorded in tests/fuzz/corpus/TARGET.pack, and saves the inputs it finds
# in build/fuzz/corpus/TARGET.
set -euo pipefail
PROG=tests/fuzz.sh
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib/common.sh"
cd -- "$TOP"

TABLE=tests/fuzz/targets.tbl
HOURS=tests/fuzz/hours.tbl
NEW_HOURS=build/fuzz/hours.tbl
FOUND=build/fuzz/corpus

# With longer call stacks or a larger quarantine the sanitizer would use most of the time.
export ASAN_OPTIONS=detect_leaks=1:quarantine_size_mb=8:malloc_context_size=8
export UBSAN_OPTIONS=print_stacktrace=1
# Discard the profiles of the programs in build/cov, except in do_coverage().
export LLVM_PROFILE_FILE=/dev/null

usage()
{
	cat <<-END
	Usage: tests/fuzz.sh run SECONDS [TARGET]...
	           fuzz each TARGET for SECONDS; if one crashes, save the input in
	           build/fuzz/TARGET-crash-... and exit with status 1
	       tests/fuzz.sh coverage [TARGET]...
	           print the line coverage of the recorded inputs
	       tests/fuzz.sh coverage --empty SECONDS [TARGET]...
	           print the line coverage of the inputs found by fuzzing each TARGET
	           for SECONDS from an empty corpus
	       tests/fuzz.sh merge TARGET...
	           record the smallest set of inputs that has the coverage of the
	           recorded inputs and of the inputs in $FOUND
	       tests/fuzz.sh hours
	           print the total of the recorded CPU time
	       tests/fuzz.sh record
	           add the CPU time of all runs since the last record to $HOURS
	The targets are listed in $TABLE.
	FUZZ_JOBS=N runs N targets at a time (default: one per CPU).
	END
}

targets()
{
	sed -n 's/^\([a-z_]*\):.*/\1/p' "$TABLE"
}

# set_targets [TARGET]... - set chosen to the given targets, or to all targets
set_targets()
{
	local target

	mapfile -t chosen < <(if (($#)); then printf '%s\n' "$@"; else targets; fi)
	for target in "${chosen[@]}"; do
		targets | grep -qxF -- "$target" || die "no target '$target': the targets are $(targets | paste -sd' ')"
	done
}

check_table()
{
	diff <(targets | sort) <(make --no-print-directory -s list-fuzz-targets) >&2 ||
		die "$TABLE does not list the targets that are built"
}

seconds()
{
	[[ ${1-} =~ ^[1-9][0-9]*$ ]] || die "'${1-}' is not a number of seconds"
}

# row TARGET - print the maximum length of an input and the options of TARGET
row()
{
	sed -n "s/^$1: *//p" -- "$TABLE"
}

# unpacked TARGET DIRECTORY - write the recorded inputs of TARGET, if any, to DIRECTORY
unpacked()
{
	mkdir -p -- "$2"
	"build/cov/$1" --unpack "$2"
}

# fuzz_one TARGET SECONDS DIRECTORY - fuzz TARGET for SECONDS with the corpus in DIRECTORY, and
# print a summary line
fuzz_one()
{
	local target=$1 limit=$2 dir=$3 log length options cpu inputs crashes=0 steps
	local TIMEFORMAT='%U %S'

	log=build/fuzz/$target.log
	read -r length options < <(row "$target")
	mkdir -p -- "$dir"
	rm -f -- "build/fuzz/$target"-crash-*
	# shellcheck disable=SC2086 # several options
	{ time FUZZ_STEPS=1 "build/fuzz/$target" -max_total_time="$limit" -max_len="$length" -timeout=30 \
		-rss_limit_mb=4096 $options -artifact_prefix="build/fuzz/$target-" -verbosity=0 -print_funcs=0 \
		-print_final_stats=1 "$dir" >"$log" 2>&1 || crashes=1; } 2>"$log.time"
	cpu=$(awk '{ print $1 + $2 }' "$log.time")
	inputs=$(sed -n 's/.*stat::number_of_executed_units: *//p' "$log")
	steps=$(sed -n "s/^$target: \(.*steps.*\)/, \1/p" "$log" | tail -n 1)
	printf '%s %.0f %s %s\n' "$target" "$cpu" "${inputs:-0}" "$crashes" >>"$NEW_HOURS"
	awk -v target="$target" -v s="$cpu" -v inputs="${inputs:-0}" -v steps="$steps" 'BEGIN {
		printf "%-17s %9d inputs, %7d a second, %6.1f s of CPU time%s\n", target, inputs,
			(s ? inputs / s : 0), s, steps }'
	((crashes)) || return 0
	printf '%-17s crashed: %s (see the log %s)\n' "$target" "$(find build/fuzz -maxdepth 1 -name "$target-*-*" | paste -sd' ')" "$log"
	return 1
}
export -f fuzz_one row
export TABLE NEW_HOURS

# build KIND TARGET... - build the programs build/KIND/TARGET
build()
{
	local kind=$1
	shift
	make --no-print-directory -s -j"$(nproc)" "${@/#/build/$kind/}"
}

# fuzz_all SECONDS DIRECTORY - fuzz each chosen target for SECONDS with its corpus in DIRECTORY
fuzz_all()
{
	printf '%s\n' "${chosen[@]}" | xargs -P "${FUZZ_JOBS:-$(nproc)}" -I '{}' bash -c 'fuzz_one "$1" "$2" "$3/$1"' - '{}' "$1" "$2"
}

do_run()
{
	seconds "$@"
	set_targets "${@:2}"
	build fuzz "${chosen[@]}"
	build cov "${chosen[@]}"
	for target in "${chosen[@]}"; do
		unpacked "$target" "$FOUND/$target"
	done
	fuzz_all "$1" "$FOUND"
}

# report PROFILE OBJECT... - print the lines and covered lines of each directory and of each part
report()
{
	llvm-cov export -summary-only -instr-profile="$1" "${@:2}" 2>/dev/null |
		jq -r '.data[0].files[] | [.filename, .summary.lines.count, .summary.lines.covered] | @tsv' |
		awk -F '\t' '
		function add(name) { lines[name] += $2; covered[name] += $3 }
		function show(name) { printf "%-28s %6d of %6d lines  %5.1f %%\n", name, covered[name], lines[name], 100 * covered[name] / lines[name] }
		{
			sub(/^\/repo\//, "", $1)
			if ($1 ~ /^\/|\/tests\/|^tests\//) next
			dir = $1
			sub(/\/[^\/]*$/, "", dir)
			add(dir)
			if (!(dir in seen)) { order[++nr] = dir; seen[dir] }
			if (dir ~ /^vconnectx/) add("all of vconnectx")
			if (dir ~ /^analysis\/(base|dmesg|source)$/) add("the readers of analysis")
		}
		END {
			for (i = 1; i <= nr; i++) show(order[i])
			for (part in lines) if (part ~ / /) show(part)
		}'
}

do_coverage()
{
	local start=$SECONDS target from=build/fuzz/recorded objects=() parts=() part object

	if [[ ${1-} == --empty ]]; then
		seconds "${2-}"
		set_targets "${@:3}"
		from=build/fuzz/from-empty
		rm -rf -- "$from"
		build fuzz "${chosen[@]}"
		build cov "${chosen[@]}"
		start=$SECONDS
		fuzz_all "$2" "$from"
	else
		set_targets "$@"
		build cov "${chosen[@]}"
		rm -rf -- "$from"
		for target in "${chosen[@]}"; do
			unpacked "$target" "$from/$target"
		done
	fi
	rm -f -- build/cov/*.profraw
	for target in "${chosen[@]}"; do
		LLVM_PROFILE_FILE=build/cov/$target.profraw "build/cov/$target" "$from/$target" >/dev/null
		objects+=(-object "build/cov/$target")
		part=vconnectx
		[[ $target != an_* ]] || part=analysis
		parts+=("$part")
	done
	# Also count the files of these parts that belong to no target.
	for part in $(printf '%s\n' "${parts[@]}" | sort -u); do
		for object in $(make --no-print-directory -s list-fuzz-unreached | grep "/obj-cov/$part/"); do
			make --no-print-directory -s "$object"
			objects+=(-object "$object")
		done
	done
	llvm-profdata merge -sparse -o build/cov/all.profdata build/cov/*.profraw
	report build/cov/all.profdata "${objects[@]}"
	printf '%d s elapsed\n' $((SECONDS - start))
}

do_merge()
{
	local target length options

	(($#)) || die "merge requires a target"
	set_targets "$@"
	build fuzz "${chosen[@]}"
	build cov "${chosen[@]}"
	for target in "${chosen[@]}"; do
		read -r length options < <(row "$target")
		unpacked "$target" "$FOUND/$target"
		rm -rf -- "build/fuzz/merged/$target"
		mkdir -p -- "build/fuzz/merged/$target"
		# Compare edges only, not how often they are taken: this keeps a tenth of the inputs.
		# shellcheck disable=SC2086 # several options
		"build/fuzz/$target" -merge=1 -use_counters=0 -max_len="$length" $options "build/fuzz/merged/$target" "$FOUND/$target" >"build/fuzz/$target.log" 2>&1 ||
			die "cannot merge the inputs of $target: see build/fuzz/$target.log"
		"build/cov/$target" --pack "build/fuzz/merged/$target"
		printf '%s: %d inputs, %d bytes\n' "$target" "$(find "build/fuzz/merged/$target" -type f | wc -l)" \
			"$(stat -c %s "tests/fuzz/corpus/$target.pack")"
	done
}

do_hours()
{
	awk '
		/^#/ { next }
		{ printf "%-17s %8.2f h, %12d inputs, %d crashes\n", $1, $2 / 3600, $3, $4
		  s += $2; n += $3; c += $4 }
		END { printf "%-17s %8.2f h, %12d inputs, %d crashes\n", "all", s / 3600, n, c }' "$HOURS"
}

do_record()
{
	[[ -e $NEW_HOURS ]] || die "nothing to record: no target was run since the last record"
	touch -- "$HOURS"
	{
		echo "# TARGET CPU-SECONDS INPUTS CRASHES: the totals of all recorded runs (tests/fuzz.sh record)"
		cat -- "$HOURS" "$NEW_HOURS" | awk '
			/^#/ { next }
			{ s[$1] += $2; n[$1] += $3; c[$1] += $4 }
			END { for (t in s) print t, s[t], n[t], c[t] }' | sort
	} >"$HOURS.new"
	mv -- "$HOURS.new" "$HOURS"
	rm -f -- "$NEW_HOURS"
	do_hours
}

mkdir -p build/fuzz build/cov
case ${1-} in
run | coverage | merge) check_table ;;&
run) do_run "${@:2}" ;;
coverage) do_coverage "${@:2}" ;;
merge) do_merge "${@:2}" ;;
hours) do_hours ;;
record) do_record ;;
-h | --help) usage ;;
*)
	usage >&2
	exit 2
	;;
esac
