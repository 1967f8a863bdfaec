#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/boot and scripts/kernel with the user's own tree, image or module: invalid input is
# refused before anything is built or started.

bats_require_minimum_version 1.5.0

# bats sets stderr
# shellcheck disable=SC2154
setup()
{
	load tree
	cd "$TOP" || return
	work=$BATS_TEST_TMPDIR
}

# refused STATUS TEXT COMMAND... - expect COMMAND to exit with STATUS and one line with TEXT
refused()
{
	local status_wanted=$1 text=$2
	shift 2

	run --separate-stderr "$@"
	[ "$status" -eq "$status_wanted" ] && [ -z "$output" ] &&
		[[ $stderr == *"$text"* && $stderr != *$'\n'* ]] || {
		printf '%s\n' "status $status" "$stderr"
		return 1
	}
}

# kernel_tree DIR VERSION PATCHLEVEL - create the files by which DIR is recognized as a complete
# kernel tree
kernel_tree()
{
	mkdir -p "$1/drivers/net/ethernet/mellanox/mlx5/core" "$1/arch/x86"
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = 0\n' "$2" "$3" >"$1/Makefile"
	touch "$1/drivers/net/ethernet/mellanox/mlx5/core/Makefile" "$1/Kconfig" "$1/arch/x86/Makefile"
}

@test "boot --tree: a directory that is not a kernel tree is reported" {
	refused 2 "no directory '$work/none'" scripts/boot --tree "$work/none" -- true
	refused 2 "'$work' is not a kernel tree" scripts/boot --tree "$work" -- true
	kernel_tree "$work/part" 6 12
	rm "$work/part/Kconfig"
	refused 2 "'$work/part' is not a whole kernel" scripts/boot --tree "$work/part" -- true
	kernel_tree "$work/old" 5 4
	refused 2 "is Linux 5.4.0: kernels before 5.10 are not supported" scripts/boot --tree "$work/old" -- true
	refused 2 "no directory '$work/none'" scripts/kernel build --tree "$work/none"
	refused 2 "--tree takes neither a base" scripts/kernel build --tree "$work/old" v6.12
}

@test "boot: a path that is not a tree, image or module is reported before the programs are built" {
	own_checkout
	# shellcheck disable=SC2154 # own_checkout sets it
	cd "$checkout"
	refused 2 "no directory '$work/none'" scripts/boot --tree "$work/none" -- true
	refused 2 "no kernel image '$work/none'" scripts/boot --kernel "$work/none" --modules "$work" -- true
	refused 2 "no module '$work/none'" scripts/boot v6.12 --module "$work/none" -- true
	run -1 scripts/boot v6.12 -- true
	[[ $output == *"the programs do not build" ]]
}

@test "boot: only one kernel is accepted, with options that apply to it" {
	refused 2 "give one kernel only" scripts/boot v6.12 --tree "$work" -- true
	refused 2 "give one kernel only" scripts/boot --tree "$work" --kernel "$work/x" --modules "$work" -- true
	refused 2 "--kernel and --modules require each other" scripts/boot --kernel "$work/x" -- true
	refused 2 "--stock-config requires --tree" scripts/boot v6.12 --stock-config -- true
	refused 2 "--patched requires a base" scripts/boot --tree "$work" --patched -- true
	refused 2 "--stock-config requires --tree" scripts/kernel build --stock-config v6.12
}

@test "boot --kernel: an invalid image, and missing modules" {
	refused 2 "no kernel image '$work/none'" scripts/boot --kernel "$work/none" --modules "$work" -- true
	echo text >"$work/text"
	refused 2 "'$work/text' is not a bzImage" scripts/boot --kernel "$work/text" --modules "$work" -- true
	image=$(ls /boot/vmlinuz-6.12* | head -n1)
	refused 2 "has no modules of ${image#/boot/vmlinuz-}" scripts/boot --kernel "$image" --modules "$work" -- true
}

@test "boot --module: a file that is not mlx5_core" {
	refused 2 "no module '$work/none'" scripts/boot v6.12 --module "$work/none" -- true
	echo text >"$work/text"
	refused 2 "'$work/text' is not a module" scripts/boot v6.12 --module "$work/text" -- true
	refused 2 "is not mlx5_core" scripts/boot v6.12 --module /bin/true -- true
}
