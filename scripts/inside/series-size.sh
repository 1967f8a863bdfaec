#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# series-size.sh table|events|sets BASE - print the size of the series and of the code that it adds
# to the module; inside the lab and under the base's lock.
#
# Only the objects that the series changes are compiled with and without the series, as all other
# objects are the same in the module that the proof `link` has linked.  The objects are linked like
# the whole module, as objtool writes its tables (ORC, return sites) at that time.
#
#   series/BASE/size       the clone in which the objects are compiled
#   series/BASE/size.data  the results, and the key of their input
set -euo pipefail
PROG=scripts/series
# shellcheck source=scripts/lib/kernel/libs.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/kernel/libs.sh"
# shellcheck source=scripts/lib/series/trees.sh
. "$TOP/scripts/lib/series/trees.sh"
# shellcheck source=scripts/lib/series/build.sh
. "$TOP/scripts/lib/series/build.sh"
# shellcheck source=scripts/lib/series/link.sh
. "$TOP/scripts/lib/series/link.sh"
# shellcheck source=scripts/lib/series/sets.sh
. "$TOP/scripts/lib/series/sets.sh"

# sections OBJECT - print the sizes in bytes of resident code and of all other sections in memory
sections()
{
	readelf --sections --wide "$1" | awk '
		{ sub(/^ *\[ *[0-9]+\] */, "") }
		$7 !~ /A/ || $1 ~ /^\.(discard|export_symbol)/ { next }
		$7 ~ /X/ && $1 !~ /^\.(init|exit|altinstr)/ { text += strtonum("0x" $5); next }
		{ other += strtonum("0x" $5) }
		END { print text + 0, other + 0 }'
}

# size_make COMMIT - link the changed objects as mlx5_core.o
size_make()
{
	series_checkout "$base" size "$1" || return
	# Kbuild prefers this file to Makefile.  Some objects are not in every configuration.
	cat >"$clone/$CORE/Kbuild" <<-END || return
		include \$(src)/Makefile
		mlx5_core-y := \$(filter $(series_objects "$base" series | paste -sd' '),\$(mlx5_core-y))
	END
	if [[ $(base_value "$base" build) == module ]]; then
		make_module "$base" "$clone" "$(kernel_release "$base")" mlx5_core.o
	else
		full_make "$base" full M="$clone/$CORE" mlx5_core.o
	fi
}

linked_sections()
{
	link_module >&2 && sections "$(linked_module)"
}

size_key()
{
	# The id of edits in the tree is not part of the key, as edits are not measured.
	local tree_id=''

	{
		if [[ $(base_value "$base" build) == module ]]; then
			module_key "$base" "$(kernel_release "$base")"
		else
			full_key "$base" full
		fi
		cat -- "${BASH_SOURCE[0]}"
	} | hash_of -
}

# measure - create the files linked (the sections of the module), old and new (the sections of the
# changed objects), and symbols (SIZE NAME of the functions in these objects)
measure()
{
	local key object=$clone/$CORE/mlx5_core.o

	key=$(size_key)
	! stamp_ok "$data/key" "$key" || return 0
	rm -rf -- "$data"
	mkdir -p -- "$data"
	with_lock "$(link_lock)" linked_sections >"$data/linked" || return
	step build "$base: touched objects without the series" size_make base || return
	sections "$object" >"$data/old"
	step build "$base: touched objects with the series" size_make series || return
	sections "$object" >"$data/new"
	readelf --symbols --wide "$object" | awk '$4 == "FUNC" { print strtonum($3), $8 }' >"$data/symbols"
	stamp_write "$data/key" "$key"
}

# lines - print the numbers of lines added and removed, first in the driver, then in documentation
lines()
{
	local patches

	mapfile -t patches < <(series_patches "$base")
	(cd / && git_plain apply --numstat -- "${patches[@]}") | awk '
		{ docs = $3 ~ /^Documentation\//; added[docs] += $1; removed[docs] += $2 }
		END { printf "+%d/-%d +%d/-%d\n", added[0], removed[0], added[1], removed[1] }'
}

# table_row - print the arguments of size_row in scripts/series
table_row()
{
	printf '%s %s ' "$base" "$(series_patches "$base" | wc -l)"
	printf '%s ' "$(lines)" "$(series_events | wc -l)"
	cat -- "$data/linked" "$data/old" "$data/new" | awk -v events="$(series_events | wc -l)" '
		{ text[NR] = $1; other[NR] = $2 }
		END {
			grown = text[3] - text[2]
			printf "%.1f %.1f %.1f %.2f %.1f\n", (text[1] - grown) / 1000, text[1] / 1000, grown / 1000,
				grown / events / 1000, (other[3] - other[2]) / 1000
		}'
}

# event_rows - print the sizes of the functions that the macros generate for each event.  The events
# of a class share these functions, so there is one row for a class, with the number of its events.
event_rows()
{
	{
		series_classes | sed 's/^/class /'
		sed 's/^/symbol /' "$data/symbols"
		sed 's/^/old /' "$data/old"
		sed 's/^/new /' "$data/new"
	} | awk -v base="$base" '
		BEGIN {
			made = "trace_event_raw_event|trace_event_get_offsets|perf_trace|trace_raw_output|__bpf_trace|" \
				"__traceiter|__probestub|__SCT__tp_func|(__)?do_trace|trace"
			PROCINFO["sorted_in"] = "@ind_str_asc"
		}
		$1 == "class" { class[$2] = class[$3] = $3; events[$3]++; all++ }
		$1 == "symbol" {
			name = $3
			sub(/^__pfx_/, "", name)
			sub(/\..*/, "", name)
			if (sub("^(" made ")_", "", name) && name in class) {
				bytes[class[name]] += $2
				sum += $2
			}
		}
		$1 == "old" { grown -= $2 }
		$1 == "new" { grown += $2 }
		function row(name, events, bytes) { printf "%-26s  %6s  %6d  %8d\n", name, events, bytes, bytes / events }
		END {
			printf "%-26s  %6s  %6s  %8s\n", base, "events", "bytes", "an event"
			for (name in events)
				row(name, events[name], bytes[name])
			row("all functions of events", all, sum)
			row("calls, helpers, padding", all, grown - sum)
			row(".text", all, grown)
		}'
}

# set_sections COMMIT - print the sizes of the sections of the changed objects at this commit
set_sections()
{
	step build "$base: touched objects at ${1:0:12}" size_make "$1" && sections "$clone/$CORE/mlx5_core.o"
}

# set_rows - print the size in kB that each set of patches, which are adjacent, adds to the module
set_rows()
{
	local set patches commits=() last first patch

	mapfile -t commits < <(series_commits "$base")
	mapfile -t patches < <(series_patches "$base")
	printf '%-8s  %7s  %6s  %6s\n' set patches .text other
	for set in $(sets_known); do
		first='' last=''
		while read -r patch; do
			[[ $patch != */selftest/* ]] || continue
			for last in "${!patches[@]}"; do
				[[ ${patches[last]} != "$patch" ]] || break
			done
			first=${first:-$last}
		done < <(set_patches "$base" "$set")
		[[ $first ]] || continue
		{ set_sections "${commits[first]}^" && set_sections "${commits[last]}"; } >"$data/set" || return
		awk -v set="$set" -v patches=$((last - first + 1)) '
			{ text[NR] = $1; other[NR] = $2 }
			END { printf "%-8s  %7d  %6.1f  %6.1f\n", set, patches, (text[2] - text[1]) / 1000, (other[2] - other[1]) / 1000 }' "$data/set"
	done
}

base=$2
clone=$(series_dir "$base")/size
data=$clone.data
bash "$TOP/scripts/inside/kernel.sh" source "$base" >&2
[[ -n $(series_patches "$base") ]] || fail "there is no series for $base: patches/$base has no patches"
series_repo "$base"
measure
case $1 in
table) table_row ;;
events) event_rows ;;
sets) set_rows ;;
esac
