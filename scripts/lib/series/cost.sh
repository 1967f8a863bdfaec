# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # base and work are set by inside/series.sh
#
# Proof `cost` of scripts/series: the cost of disabled events.  Requires
# trees.sh; tap() of inside/series.sh.

# The objects of the packet path.
DATA_PATH=(en_rx.o en_tx.o en_txrx.o en/xdp.o en/xsk/rx.o en/xsk/tx.o)

# data_path COMMIT OUT - contents and relocations of all sections, without debug
# information, which contains line numbers.  Compiled in the same directory each time, as
# messages contain file names; make compiles the files changed by the checkout of COMMIT.
data_path()
{
	local dir object

	dir=$(series_dir "$base")/gcc/$CORE
	series_checkout "$base" gcc "$1" || return
	series_make "$base" gcc "${DATA_PATH[@]}" || return
	for object in "${DATA_PATH[@]}"; do
		objcopy --strip-debug "$dir/$object" "$work/object" || return
		echo "== $object"
		objdump --full-contents --reloc "$work/object" | sed 1,3d
	done >"$2"
}

data_path_same()
{
	data_path base "$work/old.dump" && data_path series "$work/new.dump" || return
	[[ $(wc -l <"$work/old.dump") -gt 1000 ]] || { echo "nothing to compare"; return 1; }
	cmp "$work/old.dump" "$work/new.dump"
}

proof_cost()
{
	if ! series_kernel "$base" gcc >&2; then
		tap "a kernel to compile for" false
		return
	fi
	tap "the objects of the data path are the same" data_path_same
}
