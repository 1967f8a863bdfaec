#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/series drift: each change alone, and the differences between bases.  This is part of
# make check-series.

bats_require_minimum_version 1.5.0

setup()
{
	BATS_TEST_DIRNAME=${BATS_TEST_DIRNAME%/slow}
	load tree
	load mutations
	cd "$TOP" || return
}

# differs CHANGE - print the rows of drift that are not "unchanged", for a tree with CHANGE
differs()
{
	tree_copy "$BATS_TEST_TMPDIR/linux"
	cd "$BATS_TEST_TMPDIR/linux" || return
	"$1"
	run -1 "$TOP/scripts/series" drift --from "$BASE" --tree .
	output=$(grep -vE '^(unchanged|changed, merges|not compared|the sites|[0-9]+ sites;)' <<<"$output")
	echo "$output"
}

@test "series drift: an unchanged tree has no differences, and a commit of a git tree is read" {
	tree_copy "$BATS_TEST_TMPDIR/linux"
	tree_commit "$BATS_TEST_TMPDIR/linux"
	# The commit is read, not the working tree.
	(cd "$BATS_TEST_TMPDIR/linux" && renamed_function)
	run -0 scripts/series drift --from "$BASE" --tree "$BATS_TEST_TMPDIR/linux@HEAD"
	run -1 grep -vE '^(unchanged|not compared|the sites|[0-9]+ sites; unchanged: )' <<<"$output"
	run -2 scripts/series drift --from "$BASE" --tree "$BATS_TEST_TMPDIR/linux@nothing"
}

@test "series drift: comments, white space and other functions are not differences" {
	tree_copy "$BATS_TEST_TMPDIR/linux"
	cd "$BATS_TEST_TMPDIR/linux" || return
	edit "$core/en_main.c" 's/^(\tchs->num = chs->params.num_channels;)$/\t\/* how many *\/\n\n    \1/'
	insert_before "$core/en_main.c" 'static void mlx5e_close_channel(' <<<'void mlx5e_other(void)
{
}
'
	run -0 "$TOP/scripts/series" drift --from "$BASE" --tree .
}

@test "series drift: a renamed function is found" {
	differs renamed_function
	[[ $(wc -l <<<"$output") == 1 && $output == "gone "*"renamed to mlx5e_start_channel()?"* ]]
}

@test "series drift: a changed prototype is found" {
	differs changed_prototype
	[[ $(wc -l <<<"$output") == 1 && $output == "signature changed "* ]]
}

@test "series drift: a second caller is found" {
	differs second_caller
	[[ $(wc -l <<<"$output") == 1 && $output == "new caller not covered "*mlx5e_open_only_channel* ]]
}

@test "series drift: a new return is found" {
	differs early_return
	[[ $(grep -c '^new exit not covered .*return -ENODEV;' <<<"$output") == 1 ]]
	[[ $(grep -c '^body changed .*mlx5e_ethtool_set_channels' <<<"$output") == 1 && $(wc -l <<<"$output") == 2 ]]
}

@test "series drift: a removed call is found" {
	differs removed_call
	[[ $(grep -c '^gone .*it does not call mlx5e_open_xsk() any more' <<<"$output") == 1 ]]
}

@test "series drift: a moved function is found" {
	differs moved_function
	grep -q '^moved .*en/rx_res_direct.c:' <<<"$output"
}

@test "series drift: a new value of an enum is found" {
	differs new_value
	grep -q '^new value .*MLX5_TT_IPV4_SCTP = 0' <<<"$output"
	run ! grep -v '^\(new value\|value changed\) ' <<<"$output"
}

@test "series drift: known differences between v6.12 and v7.3 are found" {
	run -1 scripts/series drift --from v6.12 v7.3
	grep -qE '^new caller not covered +mlx5e_open_channel +mlx5e_queue_mem_alloc ' <<<"$output"
	grep -qE '^gone +mlx5e_hwtstamp_set +mlx5e_hwstamp_set .*renamed to mlx5e_hwtstamp_set\(\)\?' <<<"$output"
	grep -qE '^signature changed, .* mlx5e_open_channel ' <<<"$output"
	grep -qE '^new value +enum +mlx5_traffic_types ' <<<"$output"
}

@test "series drift: every event of sites.tbl is in the newest series, and every function in its kernel" {
	local newest event function source

	newest=$(cd patches && printf '%s\n' v*/ | sed 's|/$||' | sort -V | tail -n1)
	source=$(ls -d "$MLX5T_CACHE/src/$newest"-*/)
	while read -r event function; do
		grep -qhE "^\+(TRACE_EVENT\($event,|DEFINE_EVENT\(.*$event,|.*\b$event,$)" patches/"$newest"/0*.patch || { echo "no event $event"; return 1; }
		grep -rqwE "$function" "$source/$core" || { echo "no function $function"; return 1; }
	done < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' scripts/lib/series/sites.tbl)
}

@test "series drift: all versions that the archives serve can be compared, or one given version" {
	local version

	run -0 --separate-stderr scripts/series drift --served
	while read -r version; do
		grep -qE "^$version +(UNAVAILABLE$|from v[0-9.]+ +[0-9]+ sites; )" <<<"$output"
	done < <(scripts/kernel list --all | awk 'NR > 1 { split($1, v, "."); print v[1] "." v[2] }' | sort -uV)
	# The totals are the same as for this version alone.
	version=$(awk 'END { print $1 }' <<<"$output")
	run scripts/series drift --from "$(awk 'END { print $3 }' <<<"$output")" "$version"
	((status < 2))
	[[ $(tail -n1 <<<"$output") == "$(tail -n1 "build/drift/$version")" ]]
	run -1 --separate-stderr scripts/series drift 3.2
	[[ $stderr == "scripts/series: no archive serves a source of Linux 3.2 "* ]]
}
