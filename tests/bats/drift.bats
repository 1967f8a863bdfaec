#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The output of scripts/series drift for a tree with one change of each kind.  slow/drift.bats
# tests each change alone, and the bases.

bats_require_minimum_version 1.5.0

# bats sets stderr
# shellcheck disable=SC2154
setup()
{
	load tree
	load mutations
	cd "$TOP" || return
}

# has STATUS EVENT FUNCTION WHERE [DETAIL] - expect a line that matches these patterns in the output
has()
{
	grep -qE "^$1 +$2 +$3 +$4( .*$5.*)?\$" <<<"$output" || {
		printf 'no line: %s\nin:\n%s\n' "$*" "$output"
		return 1
	}
}

@test "series drift: a usage error is reported in one line" {
	run -2 --separate-stderr scripts/series drift
	[[ $stderr == "scripts/series: drift requires a base, a version, --tree DIR or --served" ]]
	run -2 --separate-stderr scripts/series drift v6.12 --tree /tmp
	[[ $stderr == *"drift takes one of a base, a version, --tree DIR and --served" ]]
	run -2 --separate-stderr scripts/series drift v6.12 --fast
	[[ $stderr == *"drift has no option '--fast' (see scripts/series --help)" ]]
	run -2 --separate-stderr scripts/series drift --from v9.9 v6.12
	[[ $stderr == *"no base 'v9.9'"* ]]
	run -2 --separate-stderr scripts/series drift --tree "$BATS_TEST_TMPDIR"
	[[ $stderr == "scripts/series: '$BATS_TEST_TMPDIR' is not a kernel tree: "* ]]
	run -2 --separate-stderr scripts/series drift --tree "$BATS_TEST_TMPDIR/none"
	[[ $stderr == "scripts/series: no directory '$BATS_TEST_TMPDIR/none'" ]]
}

@test "series drift: each kind of change is found and named, and nothing else is reported" {
	tree_copy "$BATS_TEST_TMPDIR/linux"
	cd "$BATS_TEST_TMPDIR/linux" || return
	for change in renamed_function changed_prototype second_caller by_address early_return removed_call moved_function new_value; do
		"$change" || { echo "$change changes nothing"; return 1; }
	done
	run -1 --separate-stderr "$TOP/scripts/series" drift --from "$BASE" --tree .
	has gone mlx5e_activate_channel mlx5e_activate_channel en_main.c 'renamed to mlx5e_start_channel\(\)\? en_main.c:[0-9]+'
	has 'signature changed' mlx5e_close_xsk mlx5e_close_xsk 'en/xsk/setup.c:[0-9]+' 'was void mlx5e_close_xsk\(struct mlx5e_channel \*c\)'
	has 'new caller not covered' mlx5e_open_channel mlx5e_open_only_channel \
		"en_main.c:$(grep -n 'return mlx5e_open_channel(priv, 0' "$core/en_main.c" | cut -d: -f1)" 'calls mlx5e_open_channel'
	has 'new caller not covered' mlx5e_open_xsk - "en_main.c:$(grep -n '\.open = mlx5e_open_xsk' "$core/en_main.c" | cut -d: -f1)"
	has 'new exit not covered' mlx5e_set_channels mlx5e_ethtool_set_channels \
		"en_ethtool.c:$(grep -n 'return -ENODEV;' "$core/en_ethtool.c" | cut -d: -f1)" 'return -ENODEV;'
	has gone mlx5e_open_xsk mlx5e_xsk_enable_locked 'en/xsk/pool.c:[0-9]+' 'it does not call mlx5e_open_xsk\(\) any more'
	has moved 'mlx5e_rx_channel_\w+' mlx5e_rx_res_channel_deactivate_direct 'en/rx_res_direct.c:[0-9]+'
	has 'new value' enum mlx5_traffic_types 'lib/fs_ttc.h:[0-9]+' 'MLX5_TT_IPV4_SCTP = 0'
	has 'value changed' enum mlx5_traffic_types 'lib/fs_ttc.h:[0-9]+' 'MLX5_TT_IPV4_TCP was 0 and is 1'
	# The functions of other sites are unchanged.
	run -0 grep -cE '^unchanged +mlx5[a-z_]+ ' <<<"$output"
	((output >= 20))
	# Neither the function after a new caller nor text that is not a call is reported.
	! grep -E 'mlx5e_only_say|^[^u].*mlx5e_close_channel ' <<<"$output"
}
