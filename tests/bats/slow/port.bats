#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/series port: to a tree with a conflict, for one patch, and between two bases.  This is
# part of make check-series.

bats_require_minimum_version 1.5.0

# bats sets stderr
# shellcheck disable=SC2154
setup()
{
	BATS_TEST_DIRNAME=${BATS_TEST_DIRNAME%/slow}
	load tree
	load mutations
	cd "$TOP" || return
	# Use a separate directory from the user's port, in the cache, because the root file systems
	# with compilers can access only this and the checkout.
	export MLX5T_SERIES=$MLX5T_CACHE/series-port-test
	rm -rf -- "$MLX5T_SERIES"
	repo=$MLX5T_SERIES/port/repo
	to=$BATS_TEST_TMPDIR/ported
}

teardown()
{
	rm -rf -- "$MLX5T_SERIES"
}

# applied_to DIR - create a git tree with the files of DIR and the patches in $to
applied_to()
{
	rm -rf -- "$BATS_TEST_TMPDIR/applied"
	cp -a -- "$1" "$BATS_TEST_TMPDIR/applied"
	tree_commit "$BATS_TEST_TMPDIR/applied"
	printf '%s\n' "$to"/*.patch | grep -v /0000- |
		(cd "$BATS_TEST_TMPDIR/applied" && export -f plain_git && xargs -d '\n' bash -c 'plain_git am -q "$@"' -)
}

@test "series port: a conflict is shown with its site, and the port continues after it is resolved" {
	tree_copy "$BATS_TEST_TMPDIR/linux"
	(cd "$BATS_TEST_TMPDIR/linux" &&
		edit "$core/en_main.c" '/^int mlx5e_open_channels\(/,/^}/s/err = mlx5e_open_channel\(priv, i, &chs->params,/err = mlx5e_open_channel(priv, i, NULL, \&chs->params,/')
	run -1 --separate-stderr scripts/series port --tree "$BATS_TEST_TMPDIR/linux" --from "$BASE" --to "$to"
	[[ $output == *" conflicts in:"*"$core/en_main.c"* ]]
	grep -qE '^body changed +mlx5e_open_channel +mlx5e_open_channels +en_main.c:[0-9]+ +after: err = mlx5e_open_channel' <<<"$output"
	grep -qE '^\+err = mlx5e_open_channel\(priv, i, NULL,' <<<"$output"
	[[ $stderr == *"resolve this in $repo, git add the files, and run: scripts/series port --continue"* ]]
	[[ ! -e $to ]]
	run -1 --separate-stderr scripts/series port --tree "$BATS_TEST_TMPDIR/linux" --from "$BASE" --to "$to"
	[[ $stderr == *"is in progress in $repo: "* ]]
	run -1 --separate-stderr scripts/series port --continue
	[[ $stderr == *"still in conflict: $core/en_main.c; "* ]]
	plain_git -C "$repo" add -A
	run -1 --separate-stderr scripts/series port --continue
	[[ $stderr == *"contain conflict markers"* ]]
	# Keep both the change in the tree and the lines that the patch adds after it.
	awk '/^<<<<<<< / { ours = 1; next }
		/^\|\|\|\|\|\|\| / { ours = 0; skip = 1; next }
		/^=======$/ { ours = 0; skip = 0; theirs = 1; next }
		/^>>>>>>> / { theirs = 0; next }
		skip || (theirs && /err = mlx5e_open_channel\(/) { next }
		{ print }' "$repo/$core/en_main.c" >"$repo/$core/en_main.c.new"
	mv "$repo/$core/en_main.c.new" "$repo/$core/en_main.c"
	plain_git -C "$repo" add -A
	scripts/series port --continue
	[[ ! -e $MLX5T_SERIES/port ]]
	applied_to "$BATS_TEST_TMPDIR/linux"
	grep -A2 'err = mlx5e_open_channel(priv, i, NULL, &chs->params,' "$BATS_TEST_TMPDIR/applied/$core/en_main.c" | grep -q trace_mlx5e_open_channel
	[[ $(ls "$to"/0*.patch | wc -l) == "$(ls "$TOP/patches/$BASE"/0*.patch | wc -l)" ]]
}

@test "series port: --abort leaves no files" {
	tree_copy "$BATS_TEST_TMPDIR/linux"
	(cd "$BATS_TEST_TMPDIR/linux" &&
		edit "$core/en_main.c" '/^int mlx5e_open_channels\(/,/^}/s/err = mlx5e_open_channel\(priv, i, &chs->params,/err = mlx5e_open_channel(priv, i, NULL, \&chs->params,/')
	run -1 scripts/series port --tree "$BATS_TEST_TMPDIR/linux" --from "$BASE" --to "$to"
	run -0 scripts/series port --abort
	[[ ! -e $MLX5T_SERIES/port && ! -e $to ]]
	run -2 --separate-stderr scripts/series port --abort
	[[ $stderr == "scripts/series: no port is in progress" ]]
}

@test "series port: one patch is ported, and the other patches of the target base are applied after it" {
	local cache=$MLX5T_CACHE patch source

	own_checkout
	export MLX5T_CACHE=$cache
	cd "$checkout" || return
	patch=$(grep -l '^+TRACE_EVENT(mlx5e_set_channels,' patches/v6.12/0*.patch)
	cp -- "$patch" "$BATS_TEST_TMPDIR/was.patch"
	sed -i 's/^+ \* mlx5e_set_channels - /&in short: /' "$patch"
	grep -q 'in short: ' "$patch"
	scripts/series port v6.18 --from v6.12 --to "$to" --proof apply --was "$BATS_TEST_TMPDIR/was.patch" "$patch"
	[[ $(ls "$to"/0*.patch | wc -l) == "$(ls patches/v6.18/0*.patch | wc -l)" ]]
	run -1 grep -l 'amend!' "$to"/0*.patch
	grep -l 'in short: ' "$to"/0*.patch
	# There is no other difference.
	source=$(ls -d "$cache"/src/v6.18-*/)
	applied_to "$source"
	mv -- "$BATS_TEST_TMPDIR/applied" "$BATS_TEST_TMPDIR/one"
	rm -rf -- "$to"
	mkdir "$to"
	cp patches/v6.18/0*.patch "$to/"
	applied_to "$source"
	run -1 diff -r "$BATS_TEST_TMPDIR/applied/drivers" "$BATS_TEST_TMPDIR/one/drivers"
	[[ $(grep -c '^[<>]' <<<"$output") == 2 ]]
	diff -r "$BATS_TEST_TMPDIR/applied/Documentation" "$BATS_TEST_TMPDIR/one/Documentation"
}

# theirs SUBJECT - print the commit of the patch SUBJECT in the tree with the series for v7.3
theirs()
{
	plain_git -C "$BATS_TEST_TMPDIR/theirs" log --format='%H %s' | awk -v subject="$1" '{ id = $1; sub(/^[^ ]* /, "") } $0 == subject { print id }'
}

@test "series port: v6.18 to v7.3, compared with the series for v7.3" {
	local source status=0 subject id file rounds=0

	# This also fetches the two sources.
	run scripts/series port v7.3 --from v6.18 --to "$to" --proof apply
	((status == 1))
	source=$(ls -d "$MLX5T_CACHE"/src/v7.3-*/)
	cp -a -- "$source" "$BATS_TEST_TMPDIR/theirs"
	rm -f -- "$BATS_TEST_TMPDIR/theirs/.hash"
	tree_commit "$BATS_TEST_TMPDIR/theirs"
	series v7.3 | (cd "$BATS_TEST_TMPDIR/theirs" && export -f plain_git && xargs -d '\n' bash -c 'plain_git am -q "$@"' -)
	# Conflicts are resolved as in the series for v7.3; changes without a counterpart are
	# omitted.
	while [[ -d $repo/.git/rebase-apply ]]; do
		((++rounds < 30))
		subject=$(plain_git -C "$repo" mailinfo /dev/null /dev/null <"$repo/.git/rebase-apply/$(printf '%04d' "$(<"$repo/.git/rebase-apply/next")")" | sed -n 's/^Subject: //p')
		id=$(theirs "$subject")
		while IFS= read -r file; do
			if [[ $id ]]; then
				plain_git -C "$BATS_TEST_TMPDIR/theirs" show "$id:$file" >"$repo/$file"
			else
				plain_git -C "$repo" checkout -q --ours -- "$file"
			fi
		done < <(plain_git -C "$repo" diff --name-only --diff-filter=U)
		plain_git -C "$repo" add -A
		run scripts/series port --continue
	done
	((status == 0)) || { echo "$output"; return 1; }
	((rounds > 0))
	[[ $output == *"ok - v7.3: git am applies "* ]]
	applied_to "$source"
	# The code that emits events is the same.  The files that the series adds and its
	# documentation differ on purpose, in kernel types and recorded samples.
	run diff -r -q -x diag "$BATS_TEST_TMPDIR/theirs/$core" "$BATS_TEST_TMPDIR/applied/$core"
	echo "$output"
	[[ -z $output ]]
}

@test "series port: the port to a served kernel that is not a base passes the proofs" {
	local version start=$SECONDS

	# Use the newest version; a version is listed once for each kind of image.
	version=$(scripts/kernel list --all | awk '
		NR > 1 { split($1, v, "."); name = v[1] "." v[2]; if (!(name in base)) order[++n] = name; base[name] += $3 != "-" }
		END { for (i = 1; i <= n; i++) if (!base[order[i]]) { print order[i]; exit } }')
	[[ $version ]] || skip "the archives serve no other kernel"
	# There are no conflicts, because the nearest base is a neighbour.
	run --separate-stderr scripts/series port "$version" --from v7.3 --to "$to"
	((status == 0)) || { printf '%s\n' "$output" "$stderr"; return 1; }
	echo "# $version: $((SECONDS - start)) s" >&3
	count=$(ls "$to"/0*.patch | grep -vc /0000-)
	[[ $output == *"ok - v$version: git am applies $count patches"*"ok - v$version: checkpatch: "* ]]
	[[ $output == *"ok - v$version: gcc W=1, sparse: patch $count compiles, no new messages"* ]]
	[[ $output == *"ok - v$version: clang W=1: all patches compile, no new messages"* ]]
	[[ $stderr == *"to make it a base: cp -r $to patches/v$version" ]]
	# After the printed command is run, this version is a base.
	own_checkout
	cp -r -- "$to" "$checkout/patches/v$version"
	run -0 bash -c '. "$1/scripts/lib/common.sh"; . "$1/scripts/lib/bases.sh"; bases; base_value "$2" hash' - "$checkout" "v$version"
	[[ $output == *"v$version"* && ${lines[-1]} =~ ^[0-9a-f]{64}$ ]]
}
