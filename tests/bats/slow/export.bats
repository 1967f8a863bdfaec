#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/series export: the patch emails of a set, for a git tree with the kernel's own
# get_maintainer.pl.  This is part of make check-series.

bats_require_minimum_version 1.5.0

# bats sets stderr
# shellcheck disable=SC2154
setup()
{
	BATS_TEST_DIRNAME=${BATS_TEST_DIRNAME%/slow}
	load tree
	cd "$TOP" || return
	tree=$BATS_FILE_TMPDIR/linux
	to=$BATS_TEST_TMPDIR/mails
}

# The files by which get_maintainer.pl recognizes a kernel tree are created without contents.
setup_file()
{
	local tree=$BATS_FILE_TMPDIR/linux name

	BATS_TEST_DIRNAME=${BATS_TEST_DIRNAME%/slow}
	load tree
	tree_copy "$tree"
	rm -f -- "$tree/.hash"
	tar -xJf /usr/src/linux-source-6.12.tar.xz -C "$tree" --strip-components=1 --wildcards \
		'*/MAINTAINERS' '*/scripts/get_maintainer.pl' '*/scripts/spdxcheck.py'
	for name in arch fs init ipc kernel lib; do
		mkdir "$tree/$name"
		echo >"$tree/$name/Kconfig"
	done
	for name in COPYING CREDITS Kbuild README; do
		echo >"$tree/$name"
	done
	sed -i 's/rule->dest_attr\.type &$/rule->dest_attr.type ==/' "$tree/drivers/net/ethernet/mellanox/mlx5/core/diag/fs_tracepoint.h"
	tree_commit "$tree"
	plain_git -C "$tree" config user.name 'Ann Author'
	plain_git -C "$tree" config user.email ann@example.org
	# In a second commit, the lines have moved.
	plain_git -C "$tree" branch exported
	find "$tree/drivers/net/ethernet/mellanox/mlx5/core" -name '*.c' -exec sed -i '1a /*\n * moved\n */' {} +
	plain_git -C "$tree" commit -q -a -m 'net/mlx5: Move all lines'
	plain_git -C "$tree" branch moved
	plain_git -C "$tree" switch -q exported
}

mails()
{
	printf '%s\n' "$to"/*.patch | grep -v 0000-cover
}

@test "series export: the emails of the first set are complete" {
	run -0 --separate-stderr scripts/series export --set first --onto "$tree" --to "$to"
	[[ $output == "ok - the emails apply to "*"ok - checkpatch --strict of this tree"* ]]
	[[ $output == *"git send-email --to=netdev@vger.kernel.org "* && $output == *"b4 send"* ]]
	mapfile -t mails < <(mails)
	count=${#mails[@]}
	((count >= 3))
	head=$(plain_git -C "$tree" rev-parse exported)
	grep -q "^Subject: \[PATCH net-next 0/$count\] net/mlx5: Trace reconfiguration and firmware commands" "$to/0000-cover-letter.patch"
	# It appears once, where git format-patch writes it.
	grep -qx "base-commit: $head" "$to/0000-cover-letter.patch"
	[[ $(cat "${mails[@]}" | grep -c '^base-commit:') == 0 ]]
	for ((i = 1; i <= count; i++)); do
		grep -q "^Subject: \[PATCH net-next $i/$count\] " "${mails[i - 1]}"
		grep -qx 'From: Ann Author <ann@example.org>' "${mails[i - 1]}"
		grep -q 'netdev@vger.kernel.org' "${mails[i - 1]%.patch}.cc"
	done
	run -1 grep -riE 'Signed-off-by|\*\*\*|noreply' "$to"
	grep -q 'saeedm@nvidia.com' "$to/cc.txt"
	grep -q 'linux-trace-kernel@vger.kernel.org' "$to/cc.txt"
	# The blob IDs are those of this tree.
	while read -r id; do
		plain_git -C "$tree" cat-file -e "$id"
	done < <(sed -nE 's/^index ([0-9a-f]{40})\.\..*/\1/p' "${mails[0]}" | grep -v '^0*$')
	# The tree was only read.
	[[ -z $(plain_git -C "$tree" status --porcelain) && $(plain_git -C "$tree" rev-parse exported) == "$head" ]]
}

@test "series export: git am applies the emails to the tree, and git am -3 also where lines have moved" {
	scripts/series export --set all --onto "$tree" --to "$to"
	plain_git -C "$tree" switch -q -c here exported
	mails | (cd "$tree" && export -f plain_git && xargs -d '\n' bash -c 'plain_git am -q "$@"' -)
	plain_git -C "$tree" switch -q -c there moved
	mails | (cd "$tree" && export -f plain_git && xargs -d '\n' bash -c 'plain_git am -q -3 "$@"' -)
	# Both branches have the same change.
	[[ $(plain_git -C "$tree" diff --shortstat exported here) == "$(plain_git -C "$tree" diff --shortstat moved there)" ]]
	plain_git -C "$tree" switch -q exported
}

@test "series export: every set applies to a tree that has the sets before it" {
	local set sets

	plain_git -C "$tree" switch -q -c sets exported
	mapfile -t sets < <(awk '/^[a-z]/ && !seen[$1]++ { print $1 }' patches/sets.tbl)
	((${#sets[@]} >= 3))
	for set in "${sets[@]}"; do
		run -0 --separate-stderr scripts/series export --set "$set" --onto "$tree@sets" --to "$to.$set" --proof none
		[[ $output == *"ok - checkpatch --strict of this tree"* ]]
		printf '%s\n' "$to.$set"/*.patch | grep -v 0000-cover |
			(cd "$tree" && export -f plain_git && xargs -d '\n' bash -c 'plain_git am -q "$@"' -)
	done
	plain_git -C "$tree" switch -q exported
}

@test "series export: version 2 has a changelog that git am leaves out" {
	printf '0: new title\n1: take the opcode before sending\n' >"$BATS_TEST_TMPDIR/changes"
	scripts/series export --set first --onto "$tree" --to "$to" --version 2 --changes "$BATS_TEST_TMPDIR/changes" \
		--trailer 'Assisted-by: Tool:1.0' --signoff --proof none
	mapfile -t mails < <(mails)
	grep -q "^Subject: \[PATCH net-next v2 1/" "${mails[0]}"
	[[ $(sed '1,/^---$/d' "${mails[0]}" | head -n2) == $'v2:\n- take the opcode before sending' ]]
	[[ $(sed '1,/^---$/d' "${mails[1]}" | head -n2) == $'v2:\n- no change' ]]
	plain_git -C "$tree" switch -q -c v2 exported
	mails | (cd "$tree" && export -f plain_git && xargs -d '\n' bash -c 'plain_git am -q "$@"' -)
	run -0 plain_git -C "$tree" log --format=%B exported..
	[[ $output == *"Assisted-by: Tool:1.0"* && $output != *"v2:"* ]]
	# git recognizes both trailers, as an empty line precedes them.
	run -0 plain_git -C "$tree" log --format='%(trailers)' exported..
	[[ $(sed '/^$/d' <<<"$output" | sort | uniq -c | awk '{ print $1 }' | sort -u) == "${#mails[@]}" ]]
	[[ $output == $'Assisted-by: Tool:1.0\nSigned-off-by: Ann Author <ann@example.org>'* ]]
	plain_git -C "$tree" switch -q exported
}

@test "series export: nothing is written for a tree in which a patch conflicts" {
	plain_git -C "$tree" switch -q -c conflict exported
	sed -i 's/^\(.*\)\tnapi_enable(&c->napi);$/\1\tnapi_enable_locked(\&c->napi);/; /^static void mlx5e_activate_channel(/,/^}/s/^\tint tc;$/\tint tc = 0;/' \
		"$tree/drivers/net/ethernet/mellanox/mlx5/core/en_main.c"
	sed -i '/^static void mlx5e_close_channel(/,/^}/s/^\t.*$/\t\/* elsewhere *\//' "$tree/drivers/net/ethernet/mellanox/mlx5/core/en_main.c"
	plain_git -C "$tree" commit -q -a -m 'Something else'
	run -1 --separate-stderr scripts/series export --set first --onto "$tree" --to "$to"
	[[ $stderr == *"does not apply to this tree: drivers/net/ethernet/mellanox/mlx5/core/en_main.c; nothing was written; "* ]]
	[[ ! -e $to ]]
	plain_git -C "$tree" switch -q exported
}

@test "series export: the kernel selftest is included for a tree that has such tests" {
	local tests=tools/testing/selftests/drivers/net/hw
	run -0 --separate-stderr scripts/series export --set first --onto "$tree" --to "$to"
	[[ $stderr == *"has no $tests, so the selftest is omitted"* ]]
	run -1 grep -lr '^Subject: .* selftests: ' "$to"
	plain_git -C "$tree" switch -q -c tests exported
	mkdir -p "$tree/$tests"
	# The context lines of the patch that adds the test.
	sed -n '/^@@/,/^diff/s/^ //p' patches/selftest/*.patch >"$tree/$tests/Makefile"
	plain_git -C "$tree" add -A
	plain_git -C "$tree" commit -q -m 'selftests: drv-net: hw: Add tests'
	run -0 scripts/series export --set first --onto "$tree" --to "$to.tests"
	[[ $(mails | wc -l) == 3 ]]
	to=$to.tests
	[[ $(mails | wc -l) == 4 ]]
	plain_git -C "$tree" switch -q -c tested tests
	mails | (cd "$tree" && export -f plain_git && xargs -d '\n' bash -c 'plain_git am -q "$@"' -)
	[[ -x $tree/$tests/mlx5_reconfig.py ]]
	grep -q mlx5_reconfig.py "$tree/$tests/Makefile"
	plain_git -C "$tree" switch -q exported
}

@test "series export: the proofs are run for the emails on a whole kernel" {
	local whole=$BATS_TEST_TMPDIR/whole version

	version=$(ls -d "$MLX5T_CACHE"/src/v7.3-*.tar.xz)
	mkdir "$whole"
	tar -xJf "$version" -C "$whole" --strip-components=1
	tree_commit "$whole"
	plain_git -C "$whole" config user.name 'Ann Author'
	plain_git -C "$whole" config user.email ann@example.org
	run -0 --separate-stderr scripts/series export --set first --onto "$whole" --to "$to" --proof build
	[[ $output == *"ok - the emails apply to "*"ok - checkpatch --strict of this tree"* ]]
	count=$(mails | wc -l)
	((count == 4))
	# The newest series is exported in the form for the kernel.
	grep -q '^+.*issue_ts;$' < <(sed -n '/^+++ .*driver\.h$/,/^diff /p' "$to"/0001-*.patch)
	run -1 grep -r cmd_traced "$to"
	[[ $output == *": gcc W=1, sparse: patch $count compiles, no new messages"*": clang W=1: patch $count compiles, no new messages"* ]]
	# No part of the copy is kept.
	[[ -z $(find "$MLX5T_CACHE/bases" "$MLX5T_CACHE/tree" -maxdepth 1 -name 'v*-????????????*') ]]
}
