#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# A user's own kernel tree, from an edit to the guest's output, and git bisect.  This is part of
# make check-series, because a kernel is built.

bats_require_minimum_version 1.5.0

# bats sets stderr
# shellcheck disable=SC2154
setup()
{
	BATS_TEST_DIRNAME=${BATS_TEST_DIRNAME%/slow}
	load tree
	cd "$TOP" || return
	# The path is fixed, so that the next run compiles only the differences.
	tree=$MLX5T_CACHE/user-tree-test
	core=$tree/drivers/net/ethernet/mellanox/mlx5/core
}

setup_file()
{
	BATS_TEST_DIRNAME=${BATS_TEST_DIRNAME%/slow}
	load tree
	rm -rf -- "$MLX5T_CACHE/user-tree-test"
	mkdir "$MLX5T_CACHE/user-tree-test"
	tar -xJf /usr/src/linux-source-6.12.tar.xz -C "$MLX5T_CACHE/user-tree-test" --strip-components=1
}

teardown_file()
{
	rm -rf -- "$MLX5T_CACHE/user-tree-test"
}

# state - print a hash of the names, sizes and times of all files
state()
{
	find "$tree" -path "$tree/.git" -prune -o -printf '%P %s %T@\n' | sort | sha256sum
}

# boot COMMAND...
boot()
{
	run --separate-stderr scripts/boot --tree "$tree" --timeout 600 "$@"
}

@test "boot --tree: a tree that was built in place is only read, and its kernel boots" {
	# Create the output of a build: configuration, generated headers and objects.
	mkdir -p "$tree/include/generated" "$tree/include/config"
	echo '#error' >"$tree/include/generated/autoconf.h"
	echo '# CONFIG_NET is not set' >"$tree/.config"
	echo garbage >"$tree/init/main.o"
	before=$(state)
	boot -- uname -r
	[ "$status" -eq 0 ] && [[ $output == 6.12.*-guest-full ]]
	[ "$(state)" = "$before" ]
	[[ $stderr == *"COMMAND started "*" s after this command"* ]]
}

@test "boot --tree: edits of the driver and of net/ are detected" {
	sed -i 's/^int mlx5e_ethtool_set_channels.*/&\n/; s/\(unsigned int count = ch->combined_count;\)/\1\n\tpr_info("edited driver\\n");/' \
		"$core/en_ethtool.c"
	sed -i '0,/^static int ethnl_set_channels\|^int ethnl_set_channels/s//&/; s/^const struct ethnl_request_ops ethnl_channels_request_ops/static int __init edited(void)\n{\n\tpr_info("edited net\\n");\n\treturn 0;\n}\nlate_initcall(edited);\n&/' \
		"$tree/net/ethtool/channels.c"
	boot -- sh -c 'ethtool -L eth0 combined 1; dmesg'
	[ "$status" -eq 0 ]
	[[ $output == *"edited net"*"edited driver"* ]]
	[[ $stderr == *"2 files differ"* ]]
}

@test "boot --tree: status 125 if the build fails, 1 for a status of 128 or more, 124 after the deadline" {
	boot -- sh -c 'exit 200'
	[ "$status" -eq 1 ]
	boot -- sh -c 'exit 3'
	[ "$status" -eq 3 ]
	boot --timeout 40 -- sleep 1000
	[ "$status" -eq 124 ]
	cp "$core/en_ethtool.c" "$BATS_TEST_TMPDIR/saved"
	echo 'not C' >>"$core/en_ethtool.c"
	boot -- true
	[ "$status" -eq 125 ]
	[[ $stderr == *"en_ethtool.c"*error* ]]
	cp "$BATS_TEST_TMPDIR/saved" "$core/en_ethtool.c"
}

@test "git bisect run with boot --tree finds the commit" {
	local i first

	plain_git -C "$tree" init -q -b main
	# Background garbage collection would write to the tree while it is removed.
	plain_git -C "$tree" config gc.auto 0
	plain_git -C "$tree" config user.name 'Ann Author'
	plain_git -C "$tree" config user.email ann@example.org
	plain_git -C "$tree" add -A -f
	plain_git -C "$tree" commit -q -m start
	for ((i = 1; i <= 8; i++)); do
		echo "/* change $i */" >>"$core/en_ethtool.c"
		# this change has the bug: ethtool -L is refused
		((i != 6)) || sed -i 's/\(pr_info("edited driver\\n");\)/\1\n\tif (count)\n\t\treturn -EIO;/' "$core/en_ethtool.c"
		plain_git -C "$tree" commit -q -a -m "change $i"
	done
	first=$(plain_git -C "$tree" rev-parse main~2)
	cd "$tree"
	plain_git bisect start main main~8
	run plain_git bisect run "$TOP/scripts/boot" --tree . --timeout 600 -- ethtool -L eth0 combined 1
	[[ $output == *"$first is the first bad commit"* ]]
}

@test "boot --kernel and --modules use the user's image and modules, boot --module only the user's driver" {
	local image release work=$BATS_TEST_TMPDIR

	image=$(ls /boot/vmlinuz-6.12*-amd64 | sort -V | tail -n1)
	release=${image#/boot/vmlinuz-}
	run -0 --separate-stderr scripts/boot --kernel "$image" --modules /usr/lib/modules -- sh -c 'uname -r; ethtool -i eth0'
	[[ $output == "$release"*"driver: mlx5_core"* ]]
	cp "$MLX5T_CACHE/build/v6.12/mlx5_core.ko" "$work/mlx5_core.ko"
	run -0 --separate-stderr scripts/boot v6.12 --module "$work/mlx5_core.ko" -- \
		sh -c 'ls /sys/kernel/tracing/events/mlx5'
	[[ $output == *mlx5e_open_channel* ]]
	run -1 --separate-stderr scripts/boot v6.1 --module "$work/mlx5_core.ko" -- true
	[[ $stderr == *"is for Linux $release and cannot be loaded by 6.1."* ]]
}
