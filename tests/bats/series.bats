#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The patch series against the kernel's source: applies, reads as the netdev checks
# want it, and leaves the data path alone.  bases.bats has what the patches alone tell.

bats_require_minimum_version 1.5.0

setup_file()
{
	load tree
	"$TOP/scripts/kernel" fetch "$BASE"
	tree_copy "$BATS_FILE_TMPDIR/tree"
	tree_commit "$BATS_FILE_TMPDIR/tree"
	local patches
	mapfile -t patches < <(series)
	plain_git -C "$BATS_FILE_TMPDIR/tree" am "${patches[@]}" >"$BATS_FILE_TMPDIR/am.log" 2>&1 || true
}

setup()
{
	load tree
	tree=$BATS_FILE_TMPDIR/tree
	core=drivers/net/ethernet/mellanox/mlx5/core
	mapfile -t patches < <(series)
}

# new_files - the files the series makes, as the tree has them
new_files()
{
	plain_git -C "$tree" diff --name-only --diff-filter=A HEAD~"${#patches[@]}"
}

@test "series: every patch applies with git am, in order, without fuzz" {
	cat "$BATS_FILE_TMPDIR/am.log"
	[[ $(plain_git -C "$tree" rev-list --count HEAD) == $((${#patches[@]} + 1)) ]]
	run -1 grep -iE 'fuzz|3-way|offset' "$BATS_FILE_TMPDIR/am.log"
}

@test "series: the source it was made on is the one that is named" {
	# shellcheck source=scripts/lib/common.sh
	. "$TOP/scripts/lib/common.sh"
	# shellcheck source=scripts/lib/bases.sh
	. "$TOP/scripts/lib/bases.sh"
	# shellcheck source=scripts/lib/series.sh
	. "$TOP/scripts/lib/series.sh"
	# shellcheck source=scripts/lib/kernel-package.sh
	. "$TOP/scripts/lib/kernel-package.sh"
	# shellcheck source=scripts/lib/kernel-source.sh
	. "$TOP/scripts/lib/kernel-source.sh"
	plain_git -C "$tree" worktree add -q "$BATS_TEST_TMPDIR/old" HEAD~"${#patches[@]}"
	if [[ $(source_version "$BASE") != "$(base_value "$BASE" version)" ]]; then
		skip "the archive now serves $(source_version "$BASE")"
	fi
	[[ $(tree_hash "$BATS_TEST_TMPDIR/old") == "$(base_value "$BASE" hash)" ]]
}

@test "series: checkpatch --strict has nothing to say but that the sign-off is missing" {
	# The types that the netdev CI ignores, and MISSING_SIGN_OFF: who submits adds it.
	ignore=COMMIT_LOG_LONG_LINE,MACRO_ARG_REUSE,ALLOC_SIZEOF_STRUCT,NO_AUTHOR_SIGN_OFF,GIT_COMMIT_ID
	ignore+=,CAMELCASE,FILE_PATH_CHANGES,BAD_REPORTED_BY_LINK,MISSING_SIGN_OFF
	words=$(find /usr/lib/python3 /usr/share -name dictionary.txt -path '*codespell*' -print -quit)
	[[ -n $words ]]
	cd "$tree"
	for patch in "${patches[@]}"; do
		perl scripts/checkpatch.pl --no-tree --strict --max-line-length=80 --codespell \
			--codespellfile "$words" --ignore "$ignore" "$patch" >"$BATS_TEST_TMPDIR/out" || true
		grep -qE '^total: 0 errors, 0 warnings, 0 checks, [1-9]' "$BATS_TEST_TMPDIR/out" || {
			cat "$BATS_TEST_TMPDIR/out"
			return 1
		}
	done
}

@test "series: kernel-doc of the new headers is complete" {
	mapfile -t headers < <(new_files | grep '\.h$')
	cd "$tree"
	run -0 perl scripts/kernel-doc -none -Wall -Werror "${headers[@]}"
	[[ -z $output ]]
}

@test "series: code and data of the data path stay the same" {
	release=$(basename /usr/lib/modules/6.12.*-amd64)
	objects=(en_rx.o en_tx.o en_txrx.o en/xdp.o en/xsk/rx.o en/xsk/tx.o)
	# Two trees whose paths are of one length, for the names of files in warnings.
	for side in old new; do
		plain_git -C "$tree" worktree add -q --detach "$BATS_TEST_TMPDIR/$side" \
			"$([[ $side == new ]] && echo HEAD || echo HEAD~"${#patches[@]}")"
		env -u MAKEFLAGS make -s -C "/usr/lib/modules/$release/build" M="$BATS_TEST_TMPDIR/$side/$core" \
			-j"$(nproc)" "${objects[@]}"
		for object in "${objects[@]}"; do
			# Debug information names lines; sections that are loaded do not.
			objcopy --strip-debug "$BATS_TEST_TMPDIR/$side/$core/$object"
			objdump --full-contents --reloc -j .text -j .rodata -j .data -j .data.once -j .bss -j __jump_table \
				"$BATS_TEST_TMPDIR/$side/$core/$object" 2>/dev/null | sed 1,3d
		done >"$BATS_TEST_TMPDIR/$side.dump"
	done
	[[ $(wc -l <"$BATS_TEST_TMPDIR/old.dump") -gt 1000 ]]
	cmp "$BATS_TEST_TMPDIR/old.dump" "$BATS_TEST_TMPDIR/new.dump"
}
