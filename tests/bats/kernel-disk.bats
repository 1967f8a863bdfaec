#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/kernel on a small file system: no step is started without enough space.  If the file
# system becomes full, the command fails with one line and leaves nothing incomplete.

bats_require_minimum_version 1.5.0

setup()
{
	load tree
	load small-base
	own_checkout
	# shellcheck disable=SC2154 # own_checkout sets it
	kernel=$checkout/scripts/kernel
}

teardown()
{
	! mountpoint -q "$MLX5T_CACHE" || umount "$MLX5T_CACHE"
}

# cache_of SIZE - mount a file system of SIZE as the cache
cache_of()
{
	mount -t tmpfs -o size="$1" small "$MLX5T_CACHE" || skip "cannot mount a tmpfs"
}

# more_space - report more free space than exists to programs, as if another process used the rest
more_space()
{
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\nprintf "Avail\\n99999\\n"\n' >"$BATS_TEST_TMPDIR/bin/df"
	chmod +x "$BATS_TEST_TMPDIR/bin/df"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# left - list the files in the cache, except for locks
left()
{
	(cd "$MLX5T_CACHE" && find . -path ./lock -prune -o -type f -print | sort)
}

# lacks WHAT MB COMMAND... - expect COMMAND to report that WHAT requires MB, and to change nothing
lacks()
{
	local what=$1 mb=$2 before
	shift 2

	before=$(left)
	run -1 "$@"
	one_line
	[[ $output == "scripts/kernel: $what requires $mb MB, and "*" MB are free in $MLX5T_CACHE: free some, or set XDG_CACHE_HOME"* ]] || {
		printf '%s\n' "$output"
		return 1
	}
	[[ $(left) == "$before" ]]
}

@test "kernel disk: no step is started without enough space, regardless of what the cache lacks" {
	cache_of 150m
	lacks "mlx5_core of v6.12" 450 "$kernel" build v6.12
	lacks "a whole kernel of v6.12" 6050 "$kernel" build --full v6.12
	lacks "v6.1, image, headers and source," 1350 "$kernel" fetch v6.1
	lacks "mlx5_core of v6.1" 1750 "$kernel" build v6.1
	lacks "a root of Debian bookworm" 400 "$kernel" image v6.1
	mount -o remount,size=20m "$MLX5T_CACHE"
	small_base
	lacks "the source of v6.1" 50 "$kernel" apply v6.1
	mount -o remount,size=60m "$MLX5T_CACHE"
	"$kernel" apply v6.1
	mount -o remount,size=30m "$MLX5T_CACHE"
	"$kernel" apply v6.1
	lacks "the source of v6.1" 40 "$kernel" apply --revert v6.1
}

@test "kernel disk: a source that was only partly unpacked is not used as a complete source" {
	local dir=$BATS_TEST_TMPDIR/linux

	cache_of 1m
	small_base
	# The source is a tarball in the cache; half of it can be unpacked.
	mkdir -p "$dir/include/linux/mlx5"
	mv "$MLX5T_CACHE"/src/v6.1-1/* "$dir/"
	rm -r "$MLX5T_CACHE/src/v6.1-1"
	head -c 600k /dev/zero >"$dir/$core/rx.c"
	tar -C "$BATS_TEST_TMPDIR" -cf "$MLX5T_CACHE/src/v6.1-1.tar" linux
	sed -i 's/^package=.*/package=tree/' "$checkout/patches/v6.1/base"
	more_space
	run -1 "$kernel" apply v6.1
	((${#lines[@]} == 2))
	[[ $output == *$'\n'"scripts/kernel: 'v6.1: source 1' failed: no space is left"*"; the whole log: build/log/v6.1-source-1.log" ]]
	[[ $(ls "$MLX5T_CACHE/src") == $'v6.1-1.tar\nv6.1.version' && ! -e $MLX5T_CACHE/tree/v6.1 ]]
	mount -o remount,size=20m "$MLX5T_CACHE"
	"$kernel" apply v6.1
	cmp "$dir/$core/rx.c" "$MLX5T_CACHE/tree/v6.1/$core/rx.c"
}

@test "kernel disk: an incomplete copy of a tree is removed" {
	cache_of 1m
	small_base
	head -c 300k /dev/zero >"$MLX5T_CACHE/src/v6.1-1/$core/rx.c"
	head -c 300k /dev/zero >"$MLX5T_CACHE/src/v6.1-1/$core/tx.c"
	more_space
	run -1 "$kernel" apply v6.1
	one_line
	[[ $output == "scripts/kernel: cannot copy the source of v6.1: no space is left" ]]
	[[ -z $(compgen -G "$MLX5T_CACHE/tree/*.new*") && ! -e $MLX5T_CACHE/tree/v6.1 ]]
	mount -o remount,size=20m "$MLX5T_CACHE"
	"$kernel" apply v6.1
	cmp "$MLX5T_CACHE"/{src/v6.1-1,tree/v6.1}/"$core/rx.c"
}

@test "kernel disk: edits are kept when a tree cannot be changed on a full disk" {
	local tree=$MLX5T_CACHE/tree/v6.1 used

	cache_of 100m
	small_base
	"$kernel" apply v6.1
	sed -i 's/close();/close_mine();/' "$tree/$core/en.c"
	echo mine >"$tree/$core/mine.h"
	rm "$tree/$core/tx.c"
	small_source 2
	used=$(df --output=used --block-size=1K "$MLX5T_CACHE" | tail -n1)
	more_space
	for room in 4 24 60 120 240; do
		mount -o remount,size=$((used + room))k "$MLX5T_CACHE"
		run "$kernel" apply v6.1
		grep -q 'close_mine();' "$tree/$core/en.c"
		[[ $(<"$tree/$core/mine.h") == mine && ! -e $tree/$core/tx.c ]]
		((status)) || break
		one_line
		[[ $output == *": no space is left" ]]
	done
	mount -o remount,size=100m "$MLX5T_CACHE"
	run -0 "$kernel" apply v6.1
	[[ $output == *"edits in $tree are kept: en.c, mine.h, tx.c (3 files)" ]]
	grep -q 'version = 2' "$tree/$core/en.c"
	grep -q 'close_mine();' "$tree/$core/en.c"
	grep -q 'trace_open();' "$tree/$core/en.c"
	[[ $(<"$tree/$core/mine.h") == mine && ! -e $tree/$core/tx.c ]]
	[[ -z $(compgen -G "$tree.out.*") ]]
}
