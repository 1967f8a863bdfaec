#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run-series.sh [--events | --debug] [BASE]... - test the kernels of each BASE in guests: by
# default the stock and the patched driver, with --events the events of the series, and with
# --debug a kernel with KASAN, lockdep and kmemleak.  TAP is written to standard output, and a
# table of durations to build/log/series-times (events-times, debug-times).  A base that is not
# available from the archive is skipped, and the missing package is printed.
set -euo pipefail
PROG=scripts/check
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"

# The guest tests run on each base with the stock and with the patched driver, one guest per
# word.  The series on the base with the role `once` is covered by `make check`.  The roles are
# described in scripts/lib/bases.sh.
STOCK=(control xsk+devlink+ib+kernels packets+steering queues+steer+xsk-where no-packets reset)
PATCHED=(control answers)
# Tests of this project's commands and of the cross-check, each in a separate guest.  Running
# them on one kernel is enough.
ONCE=(record fleet flow-other socket-ioctls boots variant fixes log-kinds recovery reload)
# Tests of the parts to be sent upstream, run on the base whose series is sent.
UPSTREAM=(fwctl selftest)
# The journeys of mlx5-trace flow.  All of them run on bases with the role `journeys`, the most
# kernel-dependent ones on all bases.  flow-ends runs on all bases because function_graph cannot
# be used in an instance before 6.11.
JOURNEYS=(journey-sockets journey-channels+journey-mtu+journey-hwtstamp+journey-xsk-bind+journey-deferred journey-rule journey-wireless flow-ends)
JOURNEY=(journey-sockets journey-channels+journey-mtu+journey-hwtstamp+flow-ends)
# The recorder of functions, with the stock driver, and the transcripts of Documentation/recipes, on
# bases with the role `journeys`.
RECIPES=(record-bpftrace recipes)
EVENTS=(events faults)
DEBUG=(control xsk)

subject=series mode=()
case ${1-} in
--events | --debug)
	subject=${1#--} mode=("$1")
	shift
	;;
esac
work=$(log_dir)/$subject
times=$work/times.tsv

# took BASE WHAT SECONDS - record that WHAT took SECONDS on BASE
took()
{
	printf '%s\t%s\t%s\n' "$@" >>"$times"
}

# prepare BASE WHAT COMMAND... - run COMMAND as a timed step and print its TAP line.  Returns 3
# if a package is not available.
prepare()
{
	local base=$1 what=$2 log=$work/$1-${2// /-}.log start=$SECONDS lacks
	shift 2

	if "$@" >"$log" 2>&1 </dev/null; then
		took "$base" "$what" $((SECONDS - start))
		echo "ok - $base: $what"
		return
	fi
	lacks=$(sed -n 's/.*\(UNAVAILABLE.*\)/\1/p' "$log" | paste -sd' ')
	# Only the last line counts: an archive that does not respond is a failure.
	if [[ $(tail -n 1 -- "$log") == *UNAVAILABLE* ]]; then
		echo "ok - $base: $what # SKIP $lacks"
		return 3
	fi
	echo "not ok - $base: $what"
	tail -n 20 -- "$log" | sed 's/^/# /'
	return 1
}

# build_patched BASE - build the driver with the series, or the whole kernel if necessary
build_patched()
{
	local whole=()

	[[ $(base_value "$1" build) == module ]] || whole=(--full)
	prepare "$1" build "$TOP/scripts/kernel" build "${whole[@]}" "$1"
}

# series_base BASE - fetch and build BASE, and print its jobs to file descriptor 3 as BASE DRIVER
# TEST.  If DRIVER is -, the driver named in the header of the test is used.
series_base()
{
	local base=$1 source=1

	# If the headers or the source are missing, the stock driver is still tested.
	if ! prepare "$base" fetch "$TOP/scripts/kernel" fetch "$base"; then
		source=
		prepare "$base" image "$TOP/scripts/kernel" image "$base" || return 0
	fi
	printf "$base stock %s\n" "${STOCK[@]}" >&3
	! base_has "$base" td-order || echo "$base stock td-order" >&3
	[[ $source ]] || return 0
	! base_has "$base" once || printf "$base - %s\n" "${ONCE[@]}" >&3
	! base_has "$base" upstream || printf "$base - %s\n" "${UPSTREAM[@]}" >&3
	build_patched "$base" || return 0
	base_has "$base" once || printf "$base patched %s\n" "${PATCHED[@]}" >&3
	if base_has "$base" journeys; then
		printf "$base patched %s\n" "${JOURNEYS[@]}" >&3
		printf "$base - %s\n" "${RECIPES[@]}" >&3
	else
		printf "$base patched %s\n" "${JOURNEY[@]}" >&3
	fi
}

# events_base BASE - like series_base, for the tests of the events
events_base()
{
	prepare "$1" fetch "$TOP/scripts/kernel" fetch "$1" || return 0
	! build_patched "$1" || printf "$1 patched %s\n" "${EVENTS[@]}" >&3
}

# debug_base BASE - like series_base, for the kernel with KASAN, lockdep and kmemleak
debug_base()
{
	prepare "$1" fetch "$TOP/scripts/kernel" fetch "$1" || return 0
	! prepare "$1" "build debug" "$TOP/scripts/kernel" build --debug "$1" ||
		printf "$1 debug %s\n" "${DEBUG[@]}" >&3
}

# job BASE DRIVER TEST - run TEST in a guest, and print its whole TAP output when the guest has
# finished
job()
{
	local out=$work/$1-$2-$3.tap up netdev='' end='' what of_driver=(--driver "$2")

	[[ $2 != - ]] || of_driver=()
	bash "$TOP/tests/guest/run" --base "$1" "${of_driver[@]}" "$3" >"$out" 2>&1 </dev/null ||
		echo "not ok - $1 $2 $3: the guest test was run" >>"$out"
	while read -r what up; do
		case $what in
		netdev) netdev=${netdev:-${up%.*}} ;;
		end) end=${up%.*} ;;
		esac
	done < <(cat -- "$TOP/build/guest/$1-$2/$3/times" 2>/dev/null)
	[[ -z $netdev ]] || took "$1" "boot $2" "$netdev"
	[[ -z $end ]] || took "$1" "scenario $2" $((end - netdev))
	flock "$work/lock" cat -- "$out"
}

# times_table - print the durations in seconds of fetching and building, of the shortest boot
# until the network device appears, and of all tests inside the guests
times_table()
{
	awk -F'\t' '
		!($1 in seen) { seen[$1]; base[++bases] = $1 }
		$2 ~ /^boot/ { if (!(($1, $2) in t) || $3 < t[$1, $2]) t[$1, $2] = $3; next }
		{ t[$1, $2] += $3 }
		END {
			n = split("fetch,build,build debug,boot stock,boot patched,boot debug," \
				"scenario stock,scenario patched,scenario debug", what, ",")
			printf "%-8s", "seconds"
			for (i = 1; i <= n; i++) printf " %16s", what[i]
			printf "\n"
			for (b = 1; b <= bases; b++) {
				printf "%-8s", base[b]
				for (i = 1; i <= n; i++)
					printf " %16s", (base[b], what[i]) in t ? t[base[b], what[i]] : "-"
				printf "\n"
			}
		}' "$times"
}

if [[ ${1-} == --job ]]; then
	job "${@:2}"
	exit
fi
wanted=("$@")
((${#wanted[@]})) || case $subject in
debug) mapfile -t wanted < <(bases_with debug) ;;
*) mapfile -t wanted < <(bases) ;;
esac

rm -rf -- "$work"
mkdir -p -- "$work"
: >"$times"
for base in "${wanted[@]}"; do
	"${subject}_base" "$base"
done 3>"$work/jobs"
# A guest uses about one CPU.
xargs -r -P "$(nproc)" -L 1 bash "$TOP/tests/run-series.sh" "${mode[@]}" --job <"$work/jobs"
times_table | tee -- "$(log_dir)/$subject-times" >&2
