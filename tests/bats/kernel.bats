#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/kernel: changes to trees, and error messages.

bats_require_minimum_version 1.5.0

setup_file()
{
	load tree
	"$TOP/scripts/kernel" fetch "$BASE"
	tree_copy "$BATS_FILE_TMPDIR/pristine"
	tree_sum "$BATS_FILE_TMPDIR/pristine" >"$BATS_FILE_TMPDIR/pristine.sum"
}

setup()
{
	load tree
	kernel=$TOP/scripts/kernel
	# A path that reveals quoting errors.
	tree="$BATS_TEST_TMPDIR/my kernel \$tree"
	core=drivers/net/ethernet/mellanox/mlx5/core
}

# fresh_tree [DIR] - create an unmodified tree of the distribution
fresh_tree()
{
	cp -a -- "$BATS_FILE_TMPDIR/pristine" "${1:-$tree}"
}

unchanged()
{
	[[ $(tree_sum "$tree") == "$(<"$BATS_FILE_TMPDIR/pristine.sum")" ]]
}

@test "kernel: without a valid verb, the usage is shown" {
	run -2 "$kernel"
	[[ ${lines[0]} == "Usage: scripts/kernel list"* ]]
	run -2 "$kernel" frobnicate
	[[ ${lines[0]} == "Usage: scripts/kernel list"* ]]
	run -0 "$kernel" build --help
	[[ ${lines[0]} == "Usage: scripts/kernel list"* ]]
}

@test "kernel: an unknown base is named with the valid ones, and so is an unknown option" {
	run -2 "$kernel" fetch v5.4
	one_line
	[[ $output == *"no base 'v5.4': the bases are "*v6.12* ]]
	run -2 "$kernel" build ../v6.12
	one_line
	run -2 "$kernel" apply --force
	one_line
	[[ $output == *"'--force'"* ]]
	run -2 "$kernel" apply --tree
	one_line
}

@test "kernel list: the source, headers and image of each base are shown" {
	run -0 "$kernel" list
	[[ ${lines[0]} == BASE*SOURCE*HEADERS*IMAGE*MODULE* ]]
	grep -qE '^v6\.12 +present 6\.12\.[0-9].* +present 6\.12\..*-amd64 +present 6\.12\..*-amd64 ' <<<"$output"
}

@test "kernel apply --tree: a directory that is not a kernel tree is rejected" {
	run -2 "$kernel" apply --tree "$tree"
	one_line
	[[ $output == *"no directory '$tree'"* ]]
	mkdir "$tree"
	run -2 "$kernel" apply --tree "$tree"
	one_line
	[[ $output == *"'$tree' is not a kernel tree"* ]]
}

@test "kernel apply --tree: a version without a series is rejected" {
	fresh_tree
	sed -i 's/^PATCHLEVEL = .*/PATCHLEVEL = 4/; s/^VERSION = .*/VERSION = 5/' "$tree/Makefile"
	run -2 "$kernel" apply --tree "$tree"
	one_line
	[[ $output == *"no series for Linux 5.4."*"there are series for "*v6.12* ]]
}

@test "kernel apply --tree: 6.2, 6.120 and 7.12 are not mistaken for a base" {
	fresh_tree
	sed -i 's/^PATCHLEVEL = .*/PATCHLEVEL = 120/' "$tree/Makefile"
	run -2 "$kernel" apply --tree "$tree"
	sed -i 's/^PATCHLEVEL = .*/PATCHLEVEL = 2/; s/^SUBLEVEL = .*/SUBLEVEL = 1/' "$tree/Makefile"
	run -2 "$kernel" apply --tree "$tree"
	[[ $output == *"no series for Linux 6.2.1 "* ]]
	sed -i 's/^VERSION = .*/VERSION = 7/; s/^PATCHLEVEL = .*/PATCHLEVEL = 12/' "$tree/Makefile"
	run -2 "$kernel" apply --tree "$tree"
}

@test "kernel apply --tree: a tree without git is patched, and restored exactly" {
	fresh_tree
	touch -d 2020-01-01 "$tree/$core/en_rx.c" "$tree/$core/en_main.c"
	run -0 "$kernel" apply --tree "$tree"
	one_line
	grep -q trace_mlx5e_open_channel "$tree/$core/en_main.c"
	[[ -f $tree/$core/diag/en_tracepoint.h ]]
	[[ $(stat -c %y "$tree/$core/en_rx.c") == 2020-* ]]
	run -0 "$kernel" apply --tree "$tree" --revert
	one_line
	unchanged
	[[ -z $(find "$tree" -name '*.series-new' -o -name '*.orig' -o -name '*.rej') ]]
}

@test "kernel apply --tree: the tree may be of any point release and given by a relative path" {
	fresh_tree
	sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 0/; s/^EXTRAVERSION =.*/EXTRAVERSION = -distro/' "$tree/Makefile"
	cd "$BATS_TEST_TMPDIR"
	run -0 "$kernel" apply --tree "${tree##*/}"
	grep -q trace_mlx5e_open_channel "$tree/$core/en_main.c"
}

@test "kernel apply --tree: only the files of a clean git tree are changed" {
	fresh_tree
	tree_commit "$tree"
	run -0 "$kernel" apply v6.12 --tree "$tree"
	run -0 plain_git -C "$tree" status --porcelain
	[[ $output == *"$core/en_main.c"* && $output == *"?? $core/diag/en_tracepoint.h"* ]]
	[[ $(plain_git -C "$tree" rev-list --count HEAD) == 1 ]]
	run -0 "$kernel" apply --tree "$tree" --revert
	[[ -z $(plain_git -C "$tree" status --porcelain) ]]
}

@test "kernel apply --tree: a git tree with changes is rejected, and the changed file is named" {
	fresh_tree
	tree_commit "$tree"
	echo "/* mine */" >>"$tree/$core/en_tx.c"
	before=$(tree_sum "$tree")
	run -1 "$kernel" apply --tree "$tree"
	one_line
	[[ $output == *"has uncommitted changes ($core/en_tx.c)"* ]]
	[[ $(tree_sum "$tree") == "$before" ]]
}

@test "kernel apply --tree: a tree below another git repository is also changed" {
	mkdir "$BATS_TEST_TMPDIR/outer"
	plain_git -C "$BATS_TEST_TMPDIR/outer" init -q
	fresh_tree "$BATS_TEST_TMPDIR/outer/linux"
	run -0 "$kernel" apply --tree "$BATS_TEST_TMPDIR/outer/linux"
	grep -q trace_mlx5e_open_channel "$BATS_TEST_TMPDIR/outer/linux/$core/en_main.c"
}

@test "kernel apply --tree: applying the series twice is rejected and changes nothing" {
	fresh_tree
	"$kernel" apply --tree "$tree"
	before=$(tree_sum "$tree")
	run -1 "$kernel" apply --tree "$tree"
	one_line
	[[ $output == *"already applied to '$tree'"* ]]
	[[ $(tree_sum "$tree") == "$before" ]]
}

@test "kernel apply --tree: a series applied by git am is recognised" {
	fresh_tree
	tree_commit "$tree"
	mapfile -t patches < <(series)
	plain_git -C "$tree" am -q "${patches[@]}"
	run -1 "$kernel" apply --tree "$tree"
	one_line
	[[ $output == *"already applied"* ]]
}

@test "kernel apply --tree: a conflict is reported, and no file is changed" {
	fresh_tree
	sed -i 's/mlx5e_hwstamp_config_no_ptp_rx/mlx5e_other_name/' "$tree/$core/en_main.c"
	before=$(tree_sum "$tree")
	run -1 "$kernel" apply --tree "$tree"
	one_line
	[[ $output == *"does not apply to '$tree', nothing was changed: 0011-"*"$core/en_main.c"* ]]
	[[ $(tree_sum "$tree") == "$before" ]]
}

@test "kernel apply --base: for a kernel without a series, a series is merged three ways and can be reverted" {
	fresh_tree
	# the version and the lines next to a site differ, as in another kernel
	sed -i 's/^PATCHLEVEL = .*/PATCHLEVEL = 13/' "$tree/Makefile"
	sed -i '/^static int mlx5e_open_channel(/,/^}/s/^\tc->tstamp  = priv->tstamp;$/&\n\tc->other = 0;/;
		1i /* another first line */' "$tree/$core/en_main.c"
	before=$(tree_sum "$tree")
	run -2 "$kernel" apply --tree "$tree"
	[[ $output == *"no series for Linux 6.13."*"--base BASE tries one"* ]]
	run -0 "$kernel" apply --tree "$tree" --base v6.12
	one_line
	[[ $output == *"applied the series for v6.12 (12 patches) to '$tree' (Linux 6.13."*"three-way merge"* ]]
	grep -q trace_mlx5e_open_channel "$tree/$core/en_main.c"
	grep -q 'another first line' "$tree/$core/en_main.c"
	run -1 "$kernel" apply --tree "$tree" --base v6.12
	one_line
	[[ $output == *"already applied"* ]]
	run -0 "$kernel" apply --tree "$tree" --base v6.12 --revert
	[[ $(tree_sum "$tree") == "$before" ]]
	run -1 "$kernel" apply --tree "$tree" --base v6.12 --revert
	one_line
	[[ $output == *"is not applied"* ]]
}

@test "kernel apply --base: conflicts are marked in a git tree; a tree without git is not changed" {
	fresh_tree
	sed -i 's/mlx5e_hwstamp_config_no_ptp_rx/mlx5e_other_name/' "$tree/$core/en_main.c"
	rm -- "$tree/$core/en/rss.h"
	before=$(tree_sum "$tree")
	run -1 "$kernel" apply --tree "$tree" --base v6.12
	[[ $output == *"$core/en/rss.h: this tree does not have the file, which is changed by 0005-"*"in patches/v6.12"* ]]
	[[ $output == *"$core/en_main.c: 1 conflict"*"conflicts in 2 files, nothing was changed: put "*" into git to have conflicts marked in the files" ]]
	[[ $(tree_sum "$tree") == "$before" ]]
	tree_commit "$tree"
	run -1 "$kernel" apply --tree "$tree" --base v6.12
	[[ ${lines[-1]} == *"with conflicts in 2 files"*"stash -u undoes all" ]]
	grep -q '^<<<<<<< the tree' "$tree/$core/en_main.c"
	grep -q '^>>>>>>> v6.12 with the series' "$tree/$core/en_main.c"
	grep -q trace_mlx5_cmd_done "$tree/$core/cmd.c"
	[[ ! -e $tree/$core/en/rss.h ]]
	plain_git -C "$tree" stash -u -q
	[[ $(tree_sum "$tree") == "$before" ]]
}

@test "kernel apply --base: usage errors" {
	fresh_tree
	run -2 "$kernel" apply --base v6.12
	one_line
	run -2 "$kernel" apply --tree "$tree" --base v5.4
	one_line
	[[ $output == *"no base 'v5.4'"* ]]
	run -2 "$kernel" apply v6.12 --tree "$tree" --base v6.12
	one_line
	unchanged
}

@test "kernel apply --tree --revert: a series that is not applied cannot be reverted" {
	fresh_tree
	run -1 "$kernel" apply --revert --tree "$tree"
	one_line
	[[ $output == *"is not applied to '$tree', nothing was changed"* ]]
	unchanged
}

@test "kernel apply --tree: other changes in the files are kept when the series is reverted" {
	fresh_tree
	"$kernel" apply --tree "$tree"
	sed -i '1i /* mine */' "$tree/$core/en_main.c"
	run -0 "$kernel" apply --tree "$tree" --revert
	[[ $(sed -n 1p "$tree/$core/en_main.c") == "/* mine */" ]]
	sed -i 1d "$tree/$core/en_main.c"
	unchanged
}

@test "kernel fetch: a source that the series was not written for is reported, and used if the series applies" {
	source=$(pristine)
	own_checkout
	mkdir "$MLX5T_CACHE/src"
	cp -a -- "$source" "$MLX5T_CACHE/src/"
	# shellcheck disable=SC2154 # own_checkout sets it
	sed -i 's/^hash=.*/hash=0/; s/^version=.*/version=6.12.1-1/' "$checkout/patches/$BASE/base"
	run -0 "$checkout/scripts/kernel" fetch "$BASE"
	[[ ${lines[0]} == *"differs from that of 6.12.1-1, which the series was written for" ]]
	[[ ${lines[1]} == *"the series applies to "*" nevertheless" ]]
	# Now the series does not apply to the source.
	sed -i 's/^ static void mlx5e_close_channel(/ static void mlx5e_shut_channel(/' "$checkout/patches/$BASE"/0003-*
	run -1 "$checkout/scripts/kernel" fetch "$BASE"
	[[ ${lines[1]} == *"the series for $BASE does not apply to "*": 0003-"*"en_main.c"* ]]
}

@test "kernel fetch: of two parallel runs, only one unpacks the source" {
	own_checkout
	"$checkout/scripts/kernel" fetch "$BASE" >"$BATS_TEST_TMPDIR/one" 2>&1 &
	run -0 "$checkout/scripts/kernel" fetch "$BASE"
	wait $!
	[[ $(cat "$BATS_TEST_TMPDIR/one" - <<<"$output" | grep -c 'source .* done in') == 1 ]]
	[[ $(find "$MLX5T_CACHE/src" -mindepth 1 -maxdepth 1 | wc -l) == 1 ]]
	diff -r "$(pristine)" "$BATS_FILE_TMPDIR/pristine"
}

@test "kernel fetch: a killed run does not prevent the next run from completing" {
	own_checkout
	setsid "$checkout/scripts/kernel" fetch "$BASE" >/dev/null 2>&1 &
	until compgen -G "$MLX5T_CACHE/src/*.new.*/Makefile" >/dev/null; do
		sleep 0.1
	done
	# Also kill the steps, which have their own process groups.
	pkill -KILL -s "$!"
	wait || true
	[[ -z $(compgen -G "$MLX5T_CACHE/src/*/.hash") ]]
	run -0 "$checkout/scripts/kernel" fetch "$BASE"
	[[ $(find "$MLX5T_CACHE/src" -mindepth 1 -maxdepth 1 | wc -l) == 1 ]]
	diff -r "$(pristine)" "$BATS_FILE_TMPDIR/pristine"
}

@test "kernel apply, clean: the series is applied to and reverted in the cached tree, which is then removed" {
	source=$(pristine)
	own_checkout
	mkdir "$MLX5T_CACHE/src"
	cp -a -- "$source" "$MLX5T_CACHE/src/"
	touch "$MLX5T_CACHE/keep"
	run -0 "$checkout/scripts/kernel" apply "$BASE"
	grep -q trace_mlx5e_open_channel "$MLX5T_CACHE/tree/$BASE/$core/en_main.c"
	run -0 "$checkout/scripts/kernel" apply --revert "$BASE"
	diff -r "$MLX5T_CACHE/tree/$BASE" "$source"
	run -1 "$checkout/scripts/kernel" apply --revert "$BASE"
	run -0 "$checkout/scripts/kernel" apply "$BASE"
	grep -q trace_mlx5e_open_channel "$MLX5T_CACHE/tree/$BASE/$core/en_main.c"
	touch -d 2020-01-01 "$MLX5T_CACHE/tree/$BASE/$core/en_rx.c"
	echo >>"$checkout/patches/$BASE/$(series | sed -n '1s|.*/||p')"
	run -0 "$checkout/scripts/kernel" apply "$BASE"
	one_line
	[[ $(stat -c %y "$MLX5T_CACHE/tree/$BASE/$core/en_rx.c") == 2020-* ]]
	run -0 "$checkout/scripts/kernel" clean "$BASE"
	run -0 find "$MLX5T_CACHE" -type f ! -path '*/lock/*' -printf '%P\n'
	[[ $output == keep ]]
}

@test "kernel build: if nothing has changed, this is reported and the module is kept" {
	"$kernel" build "$BASE"
	ko=$MLX5T_CACHE/build/$BASE/mlx5_core.ko
	before=$(stat -c '%i %Y' "$ko")
	run -0 "$kernel" build "$BASE"
	one_line
	[[ $output == *"is up to date" ]]
	[[ $(stat -c '%i %Y' "$ko") == "$before" ]]
}

@test "kernel build: after one file was touched, only its object is compiled" {
	"$kernel" build "$BASE"
	objects=$MLX5T_CACHE/tree/$BASE/$core
	touch "$BATS_TEST_TMPDIR/before"
	sleep 0.1
	touch "$objects/en/rss.c"
	run -0 "$kernel" build "$BASE"
	mapfile -t again < <(find "$objects" -newer "$BATS_TEST_TMPDIR/before" -name '*.o' -printf '%P\n' | sort)
	[[ " ${again[*]} " == *" en/rss.o "* && " ${again[*]} " != *" en_main.o "* ]]
}

@test "kernel build: modprobe finds the patched module and its dependencies in the guest's module tree" {
	"$kernel" build "$BASE"
	for modules in "$MLX5T_CACHE/build/$BASE/modules"/*; do
		[[ -f $modules/updates/mlx5_core.ko ]]
		grep -qE '^updates/mlx5_core\.ko: .*kernel/.*/mlxfw\.ko' "$modules/modules.dep"
		run -1 grep '^kernel/[^ :]*/mlx5_core\.ko' "$modules/modules.dep"
		[[ $(modinfo -F vermagic "$modules/updates/mlx5_core.ko") == "${modules##*/} "* ]]
	done
}
