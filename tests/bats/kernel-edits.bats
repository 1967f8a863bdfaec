#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/kernel never loses edits in the cached source of a base.  The tests use a small
# source and a separate series, and no network.

bats_require_minimum_version 1.5.0

setup()
{
	load tree
	load small-base
	own_checkout
	small_base
	# shellcheck disable=SC2154 # own_checkout sets it
	kernel=$checkout/scripts/kernel
	tree=$MLX5T_CACHE/tree/v6.1
	"$kernel" apply v6.1
}

# edit - make edits without a conflict: change a file that the series changes and another file,
# add a file, and remove a file
edit()
{
	sed -i 's/close();/close_mine();/' "$tree/$core/en.c"
	echo mine >>"$tree/$core/rx.c"
	echo mine >"$tree/$core/mine.h"
	rm "$tree/$core/tx.c"
}

edited()
{
	grep -q 'close_mine();' "$tree/$core/en.c" && [[ $(tail -n1 "$tree/$core/rx.c") == mine ]] &&
		[[ -f $tree/$core/mine.h && ! -e $tree/$core/tx.c ]]
}

conflict()
{
	sed -i 's/trace_open();/trace_mine();/' "$tree/$core/en.c"
}

@test "kernel edits: changes, additions and removals are carried over when the series is removed and applied" {
	edit
	run -0 "$kernel" apply --revert v6.1
	[[ $output == *"edits in $tree are kept: en.c, mine.h, rx.c, ... (4 files)" ]]
	edited
	run -1 grep trace_open "$tree/$core/en.c"
	[[ ! -e $tree/$core/diag ]]
	# Edits in a tree without the series are kept as well.
	echo more >>"$tree/$core/mine.h"
	run -0 "$kernel" apply v6.1
	edited
	grep -q trace_open "$tree/$core/en.c"
	[[ -f $tree/$core/diag/new.h && $(tail -n1 "$tree/$core/mine.h") == more ]]
}

@test "kernel edits: edits and object files are kept with a new series and a new point release" {
	edit
	echo object >"$tree/$core/en.o"
	touch -d 2020-01-01 "$tree/$core/rx.c"
	small_series en.c '	finish();' '	trace_finish();'
	run -0 "$kernel" apply v6.1
	edited
	grep -q trace_finish "$tree/$core/en.c"
	run -1 grep trace_open "$tree/$core/en.c"
	small_source 2
	run -0 "$kernel" apply v6.1
	edited
	grep -q 'version = 2' "$tree/$core/en.c"
	[[ -f $tree/$core/en.o && $(stat -c %y "$tree/$core/rx.c") == 2020-* ]]
	# A change that is now part of the series is no longer an edit.
	small_series en.c '	close();' '	close_mine();'
	run -0 "$kernel" apply v6.1
	[[ $output == *"are kept: mine.h, rx.c, tx.c (3 files)" ]]
}

@test "kernel edits: a conflict changes nothing, and the suggested command saves the edits and continues" {
	edit
	conflict
	cp -a "$tree" "$BATS_TEST_TMPDIR/before"
	run -1 "$kernel" apply --revert v6.1
	one_line
	[[ $output == *"edits in $tree conflict "*"(en.c), nothing was changed; "*": scripts/kernel apply --revert --save-edits v6.1" ]]
	diff -r "$BATS_TEST_TMPDIR/before" "$tree"
	# The next command must not overwrite the edits.
	run -0 "$kernel" apply v6.1
	diff -r "$BATS_TEST_TMPDIR/before" "$tree"
	small_series en.c '	open();' '	trace_other();'
	run -1 "$kernel" apply v6.1
	[[ $output == *": scripts/kernel apply --save-edits v6.1" ]]
	run -1 "$kernel" build v6.1
	[[ $output == *"nothing was changed; "*": scripts/kernel apply --save-edits v6.1" ]]
	diff -r "$BATS_TEST_TMPDIR/before" "$tree"
	run -0 "$kernel" apply --save-edits v6.1
	patch=("$MLX5T_CACHE"/saved/v6.1-*.patch)
	[[ $output == *"the edits (4 files) are saved as ${patch[0]}"* ]]
	grep -q trace_other "$tree/$core/en.c"
	[[ -f $tree/$core/tx.c && ! -e $tree/$core/mine.h ]]
	# git can apply the saved patch to the original source.
	small_series en.c '	open();' '	open();\n	trace_open();'
	"$kernel" apply v6.1
	(cd "$tree" && plain_git apply "${patch[0]}")
	rm -rf "$BATS_TEST_TMPDIR/before/.hash" "$tree/.hash"
	diff -r "$BATS_TEST_TMPDIR/before" "$tree"
}

@test "kernel edits: a source with edits is not removed unless they are saved" {
	edit
	run -1 "$kernel" clean v6.1
	one_line
	[[ $output == *"(en.c, mine.h, rx.c, ...), nothing was removed; "*": scripts/kernel clean --save-edits v6.1" ]]
	edited
	plain_git -C "$tree" init -q
	run -0 "$kernel" clean --save-edits v6.1
	[[ ! -e $tree && $(cat "$MLX5T_CACHE"/saved/v6.1-*.patch) == *close_mine* ]]
	[[ -f $(echo "$MLX5T_CACHE"/saved/v6.1-*.git)/HEAD ]]
	# Nor is the source of a whole kernel, which is a separate tree.
	small_source 1
	"$kernel" apply v6.1
	cp -a "$tree" "$tree-whole"
	echo 1 >"$tree-whole.stamp"
	rm "$tree-whole/.hash"
	mkdir "$tree-whole/net"
	echo mine >"$tree-whole/net/mine.c"
	echo mine >>"$tree-whole/$core/rx.c"
	touch -d '1 hour ago' "$tree-whole.stamp"
	run -1 "$kernel" clean v6.1
	[[ $output == *"(rx.c, mine.c), nothing was removed"* ]]
	run -0 "$kernel" clean --save-edits v6.1
	[[ $(cat "$MLX5T_CACHE"/saved/v6.1-whole-*/net/mine.c) == mine && ! -e $tree-whole ]]
}

@test "kernel edits: no edit is lost if a command is killed between two files" {
	edit
	small_source 2
	printf 'one\n\n\n\nrx\n' >"$MLX5T_CACHE/src/v6.1-2/$core/rx.c"
	# This mv kills its caller after en.c was changed, but before rx.c is.
	mkdir "$BATS_TEST_TMPDIR/bin"
	cat >"$BATS_TEST_TMPDIR/bin/mv" <<-'END'
		#!/bin/bash
		[[ $* != *.out.*/rx.c* ]] || { kill -KILL "$PPID"; exit 1; }
		exec /usr/bin/mv "$@"
	END
	chmod +x "$BATS_TEST_TMPDIR/bin/mv"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run ! "$kernel" apply v6.1
	grep -q 'version = 2' "$tree/$core/en.c"
	[[ $(head -n1 "$tree/$core/rx.c") == rx ]]
	edited
	# Make another edit before the next command.
	echo later >>"$tree/$core/mine.h"
	run -0 "$kernel" apply v6.1
	edited
	[[ $(tail -n1 "$tree/$core/mine.h") == later && $(head -n1 "$tree/$core/rx.c") == one ]]
	grep -q trace_open "$tree/$core/en.c"
	[[ -z $(compgen -G "$tree.out.*") ]]
	run -0 "$kernel" apply v6.1
	[[ $output == *"(4 files)" ]]
}

@test "kernel edits: a tree whose original state is unknown is saved, not overwritten" {
	edit
	rm -rf "$tree.record" "$tree.stamp"
	run -0 "$kernel" apply v6.1
	[[ $output == *"is unknown: all differences count as edits"*"are saved as "* ]]
	[[ $(cat "$MLX5T_CACHE"/saved/v6.1-*.patch) == *close_mine* ]]
	# A tree without a record, as left by older checkouts, is identified by its stamp.
	edit
	rm -rf "$tree.record"
	run -0 "$kernel" apply v6.1
	edited
}

@test "kernel list: a module built from an edited tree is marked" {
	mkdir -p "$MLX5T_CACHE/build/v6.1/modules/6.1.0-1-amd64"
	touch "$MLX5T_CACHE/build/v6.1/module.stamp"
	run -0 "$kernel" list
	run -1 grep 'edited' <<<"$output"
	echo "$core/en.c" >"$MLX5T_CACHE/build/v6.1/edited"
	run -0 "$kernel" list
	grep -q '^v6.1 .* built for 6.1.0-1-amd64, edited ' <<<"$output"
}

@test "kernel edits: the ELF note of the module can be read by readelf" {
	cd "$BATS_TEST_TMPDIR"
	# shellcheck source=scripts/lib/kernel/build.sh
	. "$TOP/scripts/lib/kernel/build.sh"
	echo 'int mlx5;' >m.c
	gcc -c -o m.ko m.c
	module_mark m.ko $'one/en.c\ntwo.h'
	run -0 readelf --notes --wide m.ko
	[[ $output == *"mlx5-edited"*"0x0000000e"* ]]
	[[ $(readelf -S --wide m.ko) =~ \.note\.mlx5-edited\ +NOTE\ .*\ A\  ]]
	[[ $(readelf -p .note.mlx5-edited m.ko) == *one/en.c* ]]
}
