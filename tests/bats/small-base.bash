# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A small kernel base, v6.1, in the checkout and the cache made by own_checkout, for tests of
# scripts/kernel without a network.  Load tree.bash first.
# shellcheck disable=SC2154 # own_checkout sets checkout

core=drivers/net/ethernet/mellanox/mlx5/core

# small_base - create v6.1 with three source files and a series of two patches, without an archive
small_base()
{
	rm -r "$checkout/patches"
	mkdir -p "$checkout/patches/v6.1" "$MLX5T_CACHE/src" "$MLX5T_CACHE/kernels/6.1.0-1-amd64" \
		"$MLX5T_CACHE/roots/bookworm/usr/lib/modules/6.1.0-1-amd64"
	touch "$MLX5T_CACHE/kernels/6.1.0-1-amd64/vmlinuz"
	ln -s nowhere "$MLX5T_CACHE/roots/bookworm/usr/lib/modules/6.1.0-1-amd64/build"
	small_source 1
	small_series en.c '	open();' '	open();\n	trace_open();'
}

# small_source VERSION
small_source()
{
	local dir=$MLX5T_CACHE/src/v6.1-$1

	mkdir -p "$dir/$core"
	{
		printf 'int version = %s;\n\n\n\n' "$1"
		printf 'void up(void)\n{\n	prepare();\n	open();\n	finish();\n}\n'
		printf '\n/* %s */\n' {1..9}
		printf 'void down(void)\n{\n	close();\n}\n'
	} >"$dir/$core/en.c"
	printf 'rx\n' >"$dir/$core/rx.c"
	printf 'tx\n' >"$dir/$core/tx.c"
	printf 'obj-y := en.o\n' >"$dir/$core/Makefile"
	echo "$1" >"$dir/.hash"
	echo "$1" >"$MLX5T_CACHE/src/v6.1.version"
	printf 'series=6.1\nsuite=bookworm\nrelease=6.1.*-amd64\nbuild=module\npackage=linux-source-6.1\nversion=%s\nhash=%s\n' \
		"$1" "$1" >"$checkout/patches/v6.1/base"
}

# small_series FILE LINE NEW - create a series that changes LINE of FILE to NEW, and adds diag/new.h
small_series()
{
	local work=$BATS_TEST_TMPDIR/series

	rm -rf "$work"
	cp -a "$MLX5T_CACHE/src/v6.1-$(<"$MLX5T_CACHE/src/v6.1.version")" "$work"
	rm "$work/.hash"
	tree_commit "$work"
	sed -i "s|^$2\$|$3|" "$work/$core/$1"
	plain_git -C "$work" commit -q -a -m "net/mlx5e: Trace one"
	mkdir "$work/$core/diag"
	echo "/* new */" >"$work/$core/diag/new.h"
	plain_git -C "$work" add -A
	plain_git -C "$work" commit -q -m "net/mlx5e: Add a header"
	rm -f "$checkout"/patches/v6.1/*.patch
	plain_git -C "$work" format-patch -q -o "$checkout/patches/v6.1" HEAD~2
}
