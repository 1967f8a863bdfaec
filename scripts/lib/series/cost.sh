# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # base and work are set by inside/series.sh
#
# Proof `cost` of scripts/series: disabled events cost nothing in the data path.  Requires trees.sh,
# and tap() of inside/series.sh.

# The objects of the packet path.
DATA_PATH=(en_rx.o en_tx.o en_txrx.o en/xdp.o en/xsk/rx.o en/xsk/tx.o)

# data_path COMMIT OUT - write the contents and relocations of all sections, without debug
# information, which contains line numbers.  The objects are always compiled in the same directory,
# as messages in them contain file names; make compiles the files that the checkout of COMMIT
# changes.
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
		tap "the kernel to compile for is prepared" false
		return
	fi
	tap "the objects of the data path are the same" data_path_same
}
