#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# series-size.sh table|events BASE - how large the series is, and what it adds to the
# module; inside the lab and under the base's lock.
#
# Only the objects that the series touches are compiled, with and without it, as parts
# of the module that proof `link` has linked; all others are the same.  They are linked
# as the whole is, since objtool writes its tables (ORC, return sites) at that time.
#
#   series/BASE/size       a clone in which this is done
#   series/BASE/size.data  what was measured, and of what (key)
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

# sections OBJECT - bytes of code that stays, and of all else that is in memory
sections()
{
	readelf --sections --wide "$1" | awk '
		{ sub(/^ *\[ *[0-9]+\] */, "") }
		$7 !~ /A/ || $1 ~ /^\.(discard|export_symbol)/ { next }
		$7 ~ /X/ && $1 !~ /^\.(init|exit|altinstr)/ { text += strtonum("0x" $5); next }
		{ other += strtonum("0x" $5) }
		END { print text + 0, other + 0 }'
}

# size_make COMMIT - the touched objects, as mlx5_core.o
size_make()
{
	series_checkout "$base" size "$1" || return
	# Kbuild reads this file before Makefile.  Some objects are not in every configuration.
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
	{
		if [[ $(base_value "$base" build) == module ]]; then
			module_key "$base" "$(kernel_release "$base")"
		else
			full_key "$base" full
		fi
		cat -- "${BASH_SOURCE[0]}"
	} | hash_of -
}

# measure - linked: sections of the module; old, new: those of the touched objects;
# symbols: SIZE NAME of the functions in them
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

# lines - added and removed in the driver, added and removed in documentation
lines()
{
	local patches

	mapfile -t patches < <(series_patches "$base")
	(cd / && git_plain apply --numstat -- "${patches[@]}") | awk '
		{ docs = $3 ~ /^Documentation\//; added[docs] += $1; removed[docs] += $2 }
		END { printf "+%d/-%d +%d/-%d\n", added[0], removed[0], added[1], removed[1] }'
}

# table_row - for size_row of scripts/series
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

# event_rows - the functions that the macros make of each event.  A class's are shared:
# it is one row, with the number of its events.
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
esac
