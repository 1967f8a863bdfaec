#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# smoke-row.sh RELEASE SUITE - run one kernel, print its row of the table of scripts/smoke, and
# write the row to build/smoke/RELEASE/row.  Without arguments, print the header of the table.
set -euo pipefail
PROG=scripts/smoke
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"
# shellcheck source=scripts/lib/boot/stage.sh
. "$TOP/scripts/lib/boot/stage.sh"

# The step names of scripts/guest/smoke.sh.
STEPS=(probe up -L xsk hwtstamp unload)

# line CELL... - print the cells of a row
line()
{
	printf '%-31s %-10s %-7s %-7s %-7s %-7s %-9s %-7s %-7s %s\n' "$@"
}

if (($# == 0)); then
	line KERNEL DEBIAN PROBE UP -L XSK HWTSTAMP UNLOAD LEDGER 'NEW KERNEL LINES'
	exit
fi
release=$1 suite=$2 out=$TOP/build/smoke/$1 cells=() lines=- ledger=- keep=''

# done_with LINE - write and print the row, and exit
done_with()
{
	printf '%s\n' "$1" >"$out/row"
	note "$1"
	exit 0
}

# step_cell NAME - print the duration of the step, or nothing
step_cell()
{
	[[ ! -f $out/steps ]] || awk -v n="$1" '$1 == n { printf "%.1fs", $2 / 1000 }' "$out/steps"
}

rm -rf -- "$out"
mkdir -p -- "$out"
# Images that were already in the cache are kept.
[[ ! -d $(cache_dir)/kernels/$release ]] || keep=1
if ! "$TOP/scripts/kernel" image "$release" >"$out/fetch.log" 2>&1; then
	lacks=$(tail -n 1 -- "$out/fetch.log" | sed -n 's/.*UNAVAILABLE (\(.*\))$/\1/p')
	[[ -n $lacks ]] || done_with "$(line "$release" "$suite" "FAIL (fetch: ${out#"$TOP"/}/fetch.log)" '' '' '' '' '' '' '')"
	done_with "$(printf '%-31s %-10s UNAVAILABLE (%s)' "$release" "$suite" "$lacks")"
fi
"$TOP/scripts/boot" "$release" --stock --cpus 4 --no-driver --timeout 400 --out "$out" \
	-- bash scripts/guest/smoke.sh >"$out/guest.log" 2>&1 || true
[[ $keep ]] || "$TOP/scripts/kernel" clean "$release"
# If the first step was not started, the driver is not the cause of the failure.
if ! grep -q " command " "$out/timing" 2>/dev/null; then
	done_with "$(printf '%-31s %-10s FAIL (boot: %s; %s)' "$release" "$suite" "$(stage_text "$out/timing")" "${out#"$TOP"/}/guest.log")"
fi

for name in "${STEPS[@]}"; do
	spent=$(step_cell "$name")
	cells+=("${spent:-FAIL}")
	[[ -n $spent ]] || break
done
while ((${#cells[@]} < ${#STEPS[@]})); do
	cells+=(-)
done
if [[ ${cells[-1]} == *s ]]; then
	ledger=empty
	bash "$TOP/tests/guest/ledger-check.sh" "$out/vconnectx-0.jsonl" 1 >"$out/ledger" 2>&1 || ledger=FAIL
fi
if [[ -s $out/dmesg.raw ]]; then
	bash "$TOP/tests/guest/dmesg-check.sh" "$out/dmesg.raw" "$TOP/tests/guest/allow"/dmesg*.allow >"$out/dmesg.new" || true
	lines=$(wc -l <"$out/dmesg.new")
fi
done_with "$(line "$release" "$suite" "${cells[@]}" "$ledger" "$lines")"
