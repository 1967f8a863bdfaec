#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The options of whole kernels: which lines are selected for a kernel, and what is
# reported if they have no effect.

bats_require_minimum_version 1.5.0

setup()
{
	local core

	load tree
	# shellcheck source=scripts/lib/common.sh
	. "$TOP/scripts/lib/common.sh"
	# shellcheck source=scripts/lib/series/series.sh
	. "$TOP/scripts/lib/series/series.sh"
	# shellcheck source=scripts/lib/kernel/full.sh
	. "$TOP/scripts/lib/kernel/full.sh"
	fragment=$BATS_TEST_TMPDIR/fragment
	config=$BATS_TEST_TMPDIR/config
	tree="$BATS_TEST_TMPDIR/tree"
	core=$tree/drivers/net/ethernet/mellanox/mlx5/core
	mkdir -p -- "$core"
	: >"$core/Makefile"
	cat >"$fragment" <<-END
	# Some words, and since 9.9: none of them is a mark.
	CONFIG_ALWAYS=y

	# since 6.12: new
	# and explained at length
	CONFIG_NEW=y
	CONFIG_NEWER=m
	# until 6.2: gone
	CONFIG_OLD=y

	CONFIG_LAST="text"
	END
}

# release VERSION PATCHLEVEL - set the version of the tree
release()
{
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = 7\n' "$1" "$2" >"$tree/Makefile"
}

@test "kernel options: a group applies to the kernels in its mark, bounds inclusive" {
	local row since='CONFIG_NEW=y CONFIG_NEWER=m' until='CONFIG_OLD=y'

	for row in "5.10 $until" "6.2 $until" "6.3" "6.11" "6.12 $since" "7.0 $since" "10.1 $since"; do
		run -0 config_lines known "${row%% *}.4" "$fragment"
		row=${row#"${row%% *}"}
		[[ ${lines[*]} == "CONFIG_ALWAYS=y$row CONFIG_LAST=\"text\"" ]]
	done
	run -0 config_lines unknown 6.3.1 "$fragment"
	[[ ${lines[*]} == "$since $until" ]]
}

@test "kernel options: a group ends at the end of its file" {
	printf '# since 6.12: new\nCONFIG_NEW=y\n' >"$fragment"
	printf 'CONFIG_ALWAYS=y\n' >"$fragment.2"
	run -0 config_lines known 6.1.0 "$fragment" "$fragment.2"
	[[ $output == CONFIG_ALWAYS=y ]]
}

@test "kernel options: a line missing from the result is reported" {
	release 6 12
	printf 'CONFIG_ALWAYS=y\nCONFIG_NEW=m\nCONFIG_NEWER=m\n# CONFIG_LAST is not set\n' >"$config"
	run -0 config_wrong "$tree" "$config" "$fragment"
	[[ ${lines[*]} == "lost: CONFIG_NEW=y lost: CONFIG_LAST=\"text\"" ]]
}

@test "kernel options: a mark that is wrong for the kernel is reported" {
	release 6 3
	printf 'CONFIG_ALWAYS=y\nCONFIG_LAST="text"\n' >"$config"
	mkdir -- "$tree/net"
	printf 'config NEWEST\n\tbool\n\nmenuconfig OLD\n\tbool\n' >"$tree/net/Kconfig"
	run -0 config_wrong "$tree" "$config" "$fragment"
	[[ $output == "known to 6.3.7: menuconfig OLD" ]]
	printf 'config OLDER\n\tbool\n' >"$tree/net/Kconfig"
	run -0 config_wrong "$tree" "$config" "$fragment"
	[[ -z $output ]]
}

@test "kernel options: the debug kernel also has the options of the guest kernel" {
	mapfile -t files < <(full_fragments full)
	[[ ${files[*]} == "$TOP/scripts/kernel-config/guest.config" ]]
	mapfile -t files < <(full_fragments debug)
	[[ ${files[*]} == "$TOP/scripts/kernel-config/guest.config $TOP/scripts/kernel-config/debug.config" ]]
}
