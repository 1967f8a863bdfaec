#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Requests that scripts/series export rejects.  slow/export.bats tests the patch emails.

bats_require_minimum_version 1.5.0

# bats sets stderr, own_checkout checkout
# shellcheck disable=SC2154
setup()
{
	load tree
	cd "$TOP" || return
	tree=$BATS_TEST_TMPDIR/linux
	to=$BATS_TEST_TMPDIR/mails
}

# small_tree - create a git tree with the files that export checks before it reads the driver
small_tree()
{
	local core=drivers/net/ethernet/mellanox/mlx5/core

	mkdir -p "$tree/scripts" "$tree/$core/diag"
	cp -- "$(pristine)/Makefile" "$tree/"
	cp -- "$(pristine)/$core/Makefile" "$tree/$core/"
	cp -- "$(pristine)/$core/diag/fs_tracepoint.h" "$tree/$core/diag/"
	echo 'exit 1;' >"$tree/scripts/get_maintainer.pl"
	tree_commit "$tree"
	plain_git -C "$tree" config user.name 'Ann Author'
	plain_git -C "$tree" config user.email ann@example.org
}

# with_patch SUBJECT LOG - create a checkout whose series is one patch with SUBJECT and LOG
with_patch()
{
	local cache=$MLX5T_CACHE

	own_checkout
	ln -s "$cache/src" "$MLX5T_CACHE/src"
	rm -- "$checkout/patches/$BASE"/0*.patch
	printf 'From: A <a@example.org>\nSubject: [PATCH 1/1] %s\n\n%s\n---\n Makefile | 1 +\n\ndiff --git a/Makefile b/Makefile\n' "$1" "$2" \
		>"$checkout/patches/$BASE/0001-one.patch"
	cd "$checkout" || return
}

# refused PATTERN ARGUMENT... - expect one line that matches PATTERN, and that nothing is written
refused()
{
	local pattern=$1
	shift

	run --separate-stderr scripts/series export "$@"
	((status == 1 || status == 2)) || { echo "status $status: $output $stderr"; return 1; }
	# shellcheck disable=SC2053 # it is a pattern
	[[ $stderr == $pattern && $stderr != *$'\n'* ]] || { echo "stderr does not match $pattern: $stderr"; return 1; }
	[[ ! -e $to || -e $to/mine ]]
	[[ -z $(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name 'mails.*') ]]
}

@test "series export: a usage error or a directory that is not a tree is reported in one line" {
	refused '*: export requires --onto TREE and --to DIR'
	refused "*: no set 'best': the sets are first * all" --set best --onto "$tree" --to "$to"
	refused "*: no directory '$tree'" --onto "$tree" --to "$to"
	refused "*: 'two' is not a version: 1, 2 ..." --onto "$tree" --to "$to" --version two
	refused "*: version 2 requires --changes FILE: *" --onto "$tree" --to "$to" --version 2
	refused "*: a sign-off is a statement by the sender of the patches: add it with --signoff" --onto "$tree" --to "$to" --trailer 'Signed-off-by: A <a@example.org>'
	refused "*: '$BASE' is a base, but emails are for a commit of a git tree: *" --onto "$BASE" --to "$to"
	mkdir "$tree"
	refused "*: '$tree' is not a git tree, *" --onto "$tree" --to "$to"
	small_tree
	refused "*: '$tree' has no commit 'none'" --onto "$tree@none" --to "$to"
	echo '# mine' >>"$tree/Makefile"
	refused "*: '$tree' has uncommitted changes (Makefile): *" --onto "$tree" --to "$to"
	plain_git -C "$tree" reset -q --hard
	plain_git -C "$tree" config --unset user.email
	HOME=$BATS_TEST_TMPDIR refused "*: there is no author: run git -C '$tree' config user.name *" --onto "$tree" --to "$to"
	plain_git -C "$tree" config user.email ann@example.org
	mkdir "$to"
	echo 1 >"$to/mine"
	refused "*: '$to' exists and is not empty: *" --onto "$tree" --to "$to"
	[[ $(<"$to/mine") == 1 ]]
}

@test "series export: a tree of the cache, which is not a whole kernel, is refused" {
	small_tree
	plain_git -C "$tree" rm -q scripts/get_maintainer.pl
	plain_git -C "$tree" commit -q -m 'Only the driver'
	refused "*: '$tree' has no scripts/get_maintainer.pl: a whole kernel source is needed, not a tree from the cache*git clone https://git.kernel.org/*" \
		--onto "$tree" --to "$to"
	# The base on which a set is built must have the sets that precede it.
	plain_git -C "$tree" reset -q --hard HEAD~1
	refused "*: the set 'queues' is sent after 'first', which is not in this tree (no drivers/*/diag/en_tracepoint.c): *" \
		--set queues --onto "$tree" --to "$to"
}

@test "series export: times measured on the emulated device, a sign-off, or too many patches are refused" {
	small_tree
	with_patch 'net/mlx5: One' 'It takes 14 ms.'
	refused '*: 0001-one.patch has times of the emulated device, *: line 1 of the message: It takes 14 ms.' --set all --onto "$tree" --to "$to"
	sed -i 's/^It takes .*/  124.069243: mlx5e_open_channel: ix=0/' patches/"$BASE"/0001-one.patch
	refused '*0001-one.patch has times of the emulated device*' --set all --onto "$tree" --to "$to"
	sed -i 's/^  124.*/Signed-off-by: A <a@example.org>/' patches/"$BASE"/0001-one.patch
	refused '*0001-one.patch already has a sign-off*' --set all --onto "$tree" --to "$to"
	sed -i '/^Signed-off-by/d' patches/"$BASE"/0001-one.patch
	for n in {02..16}; do cp patches/"$BASE"/0001-one.patch patches/"$BASE/00$n-one.patch"; done
	refused '*: 16 patches are more than the 15 that netdev accepts at once: name a set (first *)' --set all --onto "$tree" --to "$to"
	refused "*: the series for $BASE has no patch of the set 'first' (patches/sets.tbl)" --set first --onto "$tree" --to "$to"
}

@test "series export: a patch that depends on a fix or a commit missing from the tree is refused" {
	small_tree
	with_patch 'net/mlx5: fs, Add tracepoint for the destinations of flow rules' 'Text.'
	refused '*0001-one.patch depends on a fix that is not in this tree: net/mlx5: fs, fix invalid pointer*' --set all --onto "$tree" --to "$to"
	sed -i 's/rule->dest_attr\.type &$/rule->dest_attr.type ==/' "$tree/drivers/net/ethernet/mellanox/mlx5/core/diag/fs_tracepoint.h"
	plain_git -C "$tree" commit -q -a -m 'The fix'
	sed -i 's/^Text\.$/Since commit 123456789abc ("net: Nothing") it is so./' patches/"$BASE"/0001-one.patch
	refused '*0001-one.patch depends on commit 123456789abc, which is not in this tree' --set all --onto "$tree" --to "$to"
	# A commit that is in the tree is accepted; the patch is found to be invalid
	# only after that.
	sed -i "s/123456789abc/$(plain_git -C "$tree" rev-parse HEAD)/" patches/"$BASE"/0001-one.patch
	run --separate-stderr scripts/series export --set all --onto "$tree" --to "$to"
	[[ $stderr != *"depends on"* && ! -e $to ]]
}

@test "series export: the documentation lists the types that checkpatch ignores" {
	# shellcheck source=scripts/lib/series/style.sh
	. "$TOP/scripts/lib/series/style.sh"
	((${#CHECKPATCH_IGNORES[@]} > 0))
	for type in "${CHECKPATCH_IGNORES[@]}"; do
		grep -q "^\`\`$type\`\` " "$TOP/Documentation/upstreaming.rst" || { echo "$type is not listed"; return 1; }
	done
}
