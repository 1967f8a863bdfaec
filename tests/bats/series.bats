#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/series: usage errors, the difference between two bases, and proofs that must fail.
# The proofs for the series itself are a separate suite (scripts/check patches);
# bases.bats checks the patches without the kernel source.

bats_require_minimum_version 1.5.0

# bats sets stderr
# shellcheck disable=SC2154
setup()
{
	load tree
	core=drivers/net/ethernet/mellanox/mlx5/core
	cd "$TOP" || return
}

@test "series: a usage error is reported in one line" {
	run -2 --separate-stderr scripts/series check v9.9
	[[ $stderr == "scripts/series: no base 'v9.9': the bases are v5.10 "* ]]
	run -2 --separate-stderr scripts/series check --proof magic
	[[ $stderr == "scripts/series: no proof 'magic': the proofs are apply style build corners cost link" ]]
	run -2 --separate-stderr scripts/series check --fast
	[[ $stderr == *"no option '--fast'"* ]]
	run -2 --separate-stderr scripts/series run --proof link
	[[ $stderr == "scripts/series: run has no option '--proof' (see scripts/series --help)" ]]
	run -2 --separate-stderr scripts/series diff v6.12
	[[ $stderr == *"two bases"* ]]
	run -2 --separate-stderr scripts/series size v9.9
	[[ $stderr == *"no base 'v9.9'"* ]]
	run -2 --separate-stderr scripts/series size --fast
	[[ $stderr == *"size has no option '--fast'"* ]]
	# A name with a hyphen, such as that of a tree for export, is a base and not an option.
	run -2 --separate-stderr scripts/series check v9.9-0123abcd
	[[ $stderr == *"no base 'v9.9-0123abcd'"* ]]
	run -2 --separate-stderr scripts/series size --sets v6.12 v7.3
	[[ $stderr == *"size --sets takes one base"* ]]
	run -2 --separate-stderr scripts/series size --events v6.12 v7.3
	[[ $stderr == *"size --events takes one base"* ]]
	run -2 --separate-stderr scripts/series files v6.12 v7.3
	[[ $stderr == *"files takes one base"* ]]
	run -2 scripts/series
}

@test "series files: git am applies all patches in order from a checkout with a space in its path" {
	tree_copy "$BATS_TEST_TMPDIR/linux"
	own_checkout
	tree_commit "$BATS_TEST_TMPDIR/linux"
	cd "$BATS_TEST_TMPDIR/linux" || return
	# shellcheck disable=SC2154 # own_checkout sets it
	"$checkout/scripts/series" files "$BASE" | (export -f plain_git; xargs -d '\n' bash -c 'plain_git am -q "$@"' -)
	mapfile -t patches < <(series)
	run -0 plain_git log --reverse --format=%s "HEAD~${#patches[@]}.."
	[[ $output == "$(sed -n '/^Subject: /{N;s/\n\( [^ ]\)/\1/;s/^Subject: \[[^]]*\] //;s/\n.*//;p}' "${patches[@]}")" ]]
	[[ $(plain_git rev-list --count HEAD) == $((${#patches[@]} + 1)) ]]
}

@test "series diff: only lines that differ between two bases are shown" {
	run -0 scripts/series diff v6.12 v6.12
	[[ -z $output ]]
	run -0 scripts/series diff v6.1 v6.12
	# Before 6.10, __assign_str() had two arguments; the rest of the header is the same.
	grep -qF -- "-diff" <<<"$output" && grep -qF '__assign_str(dev, dev_name(' <<<"$output"
	run -1 grep -F '__field(' <<<"$output"
	run -1 grep -E '\.rst|Signed-off|^.[^ ]*: [-+]-- ' <<<"$output"
}

# bad_series COMMAND... - create a checkout with a series of one patch, which has the changes that
# COMMAND makes to the source in its current directory
bad_series()
{
	local tree=$BATS_TEST_TMPDIR/checkout source=$BATS_TEST_TMPDIR/source

	mkdir -p "$tree/patches/$BASE"
	cp -r scripts "$tree/"
	cp "patches/$BASE/base" "$tree/patches/$BASE/"
	mkdir "$source"
	cp -a -- "$(pristine)/." "$source/"
	tree_commit "$source"
	(cd "$source" && "$@")
	plain_git -C "$source" add -A
	plain_git -C "$source" commit -q -m 'net/mlx5e: Break something' -m 'To see it found.'
	plain_git -C "$source" format-patch -q --subject-prefix='PATCH 6.12' -n -o "$tree/patches/$BASE" HEAD~1
	cd "$tree" || return
	export MLX5T_SERIES=$BATS_TEST_TMPDIR/series
}

# another_patch COMMAND... - add the changes of COMMAND to that patch
another_patch()
{
	local source=$BATS_TEST_TMPDIR/source

	(cd "$source" && "$@")
	plain_git -C "$source" commit -q -a --amend --no-edit
	plain_git -C "$source" format-patch -q --subject-prefix='PATCH 6.12' -n -o "$PWD/patches/$BASE" HEAD~1
}

careless()
{
	cat >"$core/diag/bad.h" <<-'END'
		/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
		/**
		 * mlx5e_bad - something
		 * @one: is described
		 */
		static int mlx5e_bad(int one, int two)
		{
			return one + two;
		}
	END
	sed -i 's/^struct page_pool;$/&/; $a\
\
inline int mlx5e_bad_inline(int a_name_that_is_long, int another_name_that_is_long, int last)\
{\
	return a_name_that_is_long+another_name_that_is_long + last;\
}' "$core/en_dim.c"
	echo 'module_param(bad, int, 0444);' >>"$core/lag/mp.c"
	sed -i '1a A `link_ that nothing ends.' Documentation/networking/device_drivers/ethernet/mellanox/mlx5/tracepoints.rst
}

@test "series check: each check detects careless patches" {
	bad_series careless
	run -1 --separate-stderr scripts/series check --proof style --proof apply "$BASE"
	for name in checkpatch header_inline source_inline deprecated_api kdoc sphinx; do
		grep -q "^not ok - $BASE: $name" <<<"$output" || { echo "$name found nothing in: $output"; return 1; }
	done
	[[ $output == *"ok - $BASE: git am applies 1 patches"* ]]
}

costly()
{
	sed -i 's|^\(\tstruct mlx5e_rq \*rq = container_of(cq, struct mlx5e_rq, cq);\)$|\1\n\tint unused_here;|' "$core/en_rx.c"
	sed -i 's|^\(int mlx5e_poll_rx_cq(.*\)$|int mlx5e_costs;\n\1|; s|^\(\tif (work_done < budget.*\)$|\tmlx5e_costs++;\n\1|' "$core/en_rx.c"
	sed -i 's|^bool mlx5e_poll_tx_cq(.*$|int mlx5e_costs_tx = 3;\n&|' "$core/en_tx.c"
}

harmless()
{
	echo '/* the end */' >>"$core/en_rx.c"
}

@test "series check: a new warning and a change to the data path are detected" {
	bad_series harmless
	run -0 --separate-stderr scripts/series check --proof cost "$BASE"
	[[ $output == *"ok - $BASE: the objects of the data path are the same"* ]]
	# The clone used for compiling still has the previous series.
	another_patch costly
	run -1 --separate-stderr scripts/series check --proof build --proof cost "$BASE"
	grep -q "^not ok - $BASE: gcc W=1, sparse: patch 1 " <<<"$output"
	grep -q "^# .*en_rx.c:.*warning: unused variable 'unused_here'" <<<"$output"
	grep -q "^# .*mlx5e_costs_tx' was not declared" <<<"$output"
	grep -q "^not ok - $BASE: clang W=1: patch 1 " <<<"$output"
	grep -q "^not ok - $BASE: the objects of the data path are the same" <<<"$output"
}

@test "series port: a usage error is reported in one line" {
	export MLX5T_SERIES=$BATS_TEST_TMPDIR/series
	run -2 --separate-stderr scripts/series port v7.3
	[[ $stderr == "scripts/series: port requires --from BASE, the base whose series is ported" ]]
	run -2 --separate-stderr scripts/series port --from v6.12
	[[ $stderr == "scripts/series: port requires a base, a version, or --tree DIR" ]]
	run -2 --separate-stderr scripts/series port v6.12 --from v6.12
	[[ $stderr == "scripts/series: cannot port the series for v6.12 to v6.12 itself: name another base or version" ]]
	run -2 --separate-stderr scripts/series port v7.3 --from v6.12 0099-none.patch
	[[ $stderr == "scripts/series: there is no patch '0099-none.patch': name a file of patches/v6.12" ]]
	run -2 --separate-stderr scripts/series port v7.3 --from v6.12 --proof magic
	[[ $stderr == "scripts/series: no proof 'magic': the proofs are "* ]]
	run -2 --separate-stderr scripts/series port --continue
	[[ $stderr == "scripts/series: no port is in progress" ]]
}
