#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# vconnectx is built with the mlx5_ifc.h of one kernel, but works with the drivers of other
# kernels.  Its assumptions must be true for the header of each base in the cache.

bats_require_minimum_version 1.5.0

setup_file()
{
	cd "$BATS_FILE_TMPDIR" || return
	export TOP
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	local base dir
	describe built "$TOP/build/gen/ifc/linux/mlx5"
	for base in "$TOP"/patches/v*; do
		base=$(basename "$base")
		dir=$(printf '%s\n' /cache/src/"$base"-*/include/linux/mlx5 | sort -V | tail -n1)
		[[ ! -e $dir/mlx5_ifc.h ]] || describe "$base" "$dir"
	done
}

setup()
{
	cd "$BATS_FILE_TMPDIR" || return
	bases=(v*.cmds)
	[[ -e ${bases[0]} ]] || skip "no kernel source in the cache (scripts/kernel fetch BASE)"
}

# describe NAME DIR - write the definitions of the header in DIR to two files.  NAME.cmds has lines
# of structure and bytes for each input and output in the command table (the outputs of queries may
# be shorter), and NAME.caps has lines of capability, bit offset and width.
describe()
{
	mkdir -p "$1/linux"
	ln -s "$2" "$1/linux/mlx5"
	awk -f "$TOP/vconnectx/gen-ifc.awk" -v what=caps "$2/mlx5_ifc.h" >"$1/ifc-caps.inc"
	find "$TOP/vconnectx" -name '*.c' -exec cat {} + | tr -d '\n\t' |
		sed -E 's/VCX_CMD\(([A-Z0-9_]+), *([a-z0-9_]+), *([a-z0-9_]+), *[A-Z]+, *[a-z0-9_]+\)/\nROW(\2) ROW(\3)\n/g
			s/VCX_QUERY\(([A-Z0-9_]+), *([a-z0-9_]+), *[a-z0-9_]+, *[A-Z]+, *[a-z0-9_]+\)/\nROW(\2)\n/g' |
		grep '^ROW' >"$1/cmds.inc"
	cat >main.c <<-END
	#include <stdio.h>
	#include "vconnectx/card/core/ifc.h"
	#define ROW(s) fprintf(cmds, "%s %zu\n", #s, VCX_ST_SZ(s));
	#define VCX_CAP(grp, s, f) \
		fprintf(caps, "%s.%s %zu %zu\n", #grp, #f, offsetof(struct s, f), sizeof(((struct s *)0)->f));
	int main(void)
	{
		FILE *cmds = fopen("$1.cmds", "w"), *caps = fopen("$1.caps", "w");
	#include "cmds.inc"
	#include "ifc-caps.inc"
		return fclose(cmds) | fclose(caps);
	}
	END
	# v5.10's header includes one that requires more kernel headers
	gcc -w -include linux/types.h -D'__packed=__attribute__((packed))' \
		-isystem "$1" -I "$TOP" -o main main.c
	./main
}

# shorter BASE - print the commands that may be shorter in the driver of BASE than the device
# requires, and fail if there are any
shorter()
{
	awk -v base="$1" '
		FNR == NR { size[$1] = $2; next }
		!($1 in size) || size[$1] < $2 {
			printf "%s: %s has %d bytes, the device expects %d\n", base, $1, size[$1], $2
			bad = 1
		}
		END { exit bad }' "$1.cmds" built.cmds
}

# moved BASE - print the capabilities of the profile that have a different offset in the driver of
# BASE, and fail if there are any
moved()
{
	sed -nE 's/^([a-z_0-9]+\.[^ =]+) *=.*/\1/p' "$TOP/vconnectx/profiles/connectx-5.profile" |
		grep -v '^device\.' >used
	awk -v base="$1" '
		FILENAME == "used" { used[$1] = 1; next }
		FILENAME == "built.caps" { at[$1] = $2 " " $3; next }
		$1 in used && at[$1] != $2 " " $3 {
			printf "%s: %s is at %d, %d bits; the device has it at %s\n", base, $1, $2, $3, at[$1]
			bad = 1
		}
		END { exit bad }' used built.caps "$1.caps"
}

@test "no driver's commands are shorter than the device requires" {
	(($(wc -l <built.cmds) > 130))
	for base in "${bases[@]%.cmds}"; do
		shorter "$base"
	done
}

@test "each capability of the profile has the same offset in every driver" {
	for base in "${bases[@]%.cmds}"; do
		moved "$base"
		(($(wc -l <used) > 150))
	done
}

@test "each field of caps-newer.tbl has the same offset as in the newest header" {
	newest=$(printf '%s\n' "${bases[@]%.cmds}" | sort -V | tail -n1)
	[[ $newest == "$(cd "$TOP/patches" && printf '%s\n' v* | sort -V | tail -n1)" ]] ||
		skip "the source of the newest base is not in the cache"
	while read -r group field at bits; do
		grep -qxF "$group.$field $((at)) $bits" "$newest.caps" || {
			echo "$newest: $group.$field is not at $at, $bits bits"
			exit 1
		}
	done < <(grep '^[a-z]' "$TOP/vconnectx/caps-newer.tbl")
}

@test "a shorter command and a moved capability are detected" {
	sed 's/^create_rq_in [0-9]*$/create_rq_in 16/' built.cmds >v0.cmds
	sed 's/^general.log_max_rq 867 /general.log_max_rq 868 /' built.caps >v0.caps
	run ! shorter v0
	[[ $output == "v0: create_rq_in has 16 bytes, the device expects 272" ]]
	run ! moved v0
	[[ $output == "v0: general.log_max_rq is at 868, 5 bits; the device has it at 867 5" ]]
	rm v0.cmds v0.caps
}
