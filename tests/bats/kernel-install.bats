#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/kernel install and uninstall: which requests are rejected, and which kernels a series
# fits.  tests/check-deb.sh and tests/install-disk.sh test the installation itself.

bats_require_minimum_version 1.5.0

kernel=scripts/kernel
source=scripts/dkms/source.sh

setup_file()
{
	release=$(find /lib/modules -maxdepth 1 -name '6.12.*-amd64' -printf '%f\n' | sort -V | tail -n1)
	plain=$(find "$MLX5T_CACHE/src" -maxdepth 1 -type d -name 'v6.12-*' | sort -V | tail -n1)
	[[ -n $plain ]] || { scripts/kernel fetch v6.12 && plain=$(find "$MLX5T_CACHE/src" -maxdepth 1 -type d -name 'v6.12-*'); }
	export release plain
}

setup()
{
	export MLX5T_KERNEL_KEEP=$BATS_TEST_TMPDIR/keep MLX5T_KERNEL_SOURCE=$plain
}

# refused STATUS PATTERN COMMAND... - expect COMMAND to exit with STATUS, and one line on stderr
# that matches PATTERN
refused()
{
	local status=$1 pattern=$2
	shift 2
	run "-$status" --separate-stderr "$@"
	# shellcheck disable=SC2154 # set by run
	echo "stderr: $stderr"
	# shellcheck disable=SC2053 # it is a pattern
	[[ $stderr == $pattern && $stderr != *$'\n'* ]]
}

@test "the series fits the source of its kernel, and is applied to a copy" {
	run -0 "$source" fits "$release"
	[[ -z $output ]]
	top=$PWD
	cd "$BATS_TEST_TMPDIR"
	run -0 "$top/$source" prepare "$release"
	grep -q mlx5e_open_channel -r driver/drivers/net/ethernet/mellanox/mlx5/core/diag
	run ! grep -rq trace_mlx5e_open_channel "$plain/drivers"
}

@test "the result of the fit check is kept" {
	"$source" fits "$release"
	touch "$MLX5T_KERNEL_KEEP/$release/driver/mark"
	"$source" fits "$release"
	[[ -e $MLX5T_KERNEL_KEEP/$release/driver/mark ]]
}

@test "for a source of another version, both versions are reported" {
	cp -r "$plain" "$BATS_TEST_TMPDIR/other"
	sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 3/' "$BATS_TEST_TMPDIR/other/Makefile"
	export MLX5T_KERNEL_SOURCE=$BATS_TEST_TMPDIR/other
	refused 1 "mlx5-tracepoints: $release: */other is Linux 6.12.3, but the kernel is 6.12.*; the stock mlx5_core stays" \
		"$source" fits "$release"
}

@test "headers of another build are reported" {
	cp -r "$plain" "$BATS_TEST_TMPDIR/other"
	echo >>"$BATS_TEST_TMPDIR/other/include/linux/mlx5/fs.h"
	export MLX5T_KERNEL_SOURCE=$BATS_TEST_TMPDIR/other
	refused 1 "mlx5-tracepoints: $release: include/linux/mlx5 in */other differs from that in the kernel's headers*; the stock mlx5_core stays" \
		"$source" fits "$release"
}

@test "for a source to which the series does not apply, the failing patch is reported" {
	cp -r "$plain" "$BATS_TEST_TMPDIR/other"
	echo >"$BATS_TEST_TMPDIR/other/drivers/net/ethernet/mellanox/mlx5/core/en_main.c"
	export MLX5T_KERNEL_SOURCE=$BATS_TEST_TMPDIR/other
	refused 1 "mlx5-tracepoints: $release: the series for v6.12 does not apply to 6.12.*: 0*.patch (*en_main.c*); the stock mlx5_core stays" \
		"$source" fits "$release"
}

@test "a kernel without headers and a source that does not exist are reported" {
	refused 1 "mlx5-tracepoints: 9.9.9-amd64: the headers of this kernel are not installed: apt-get install linux-headers-9.9.9-amd64" \
		"$source" fits 9.9.9-amd64
	export MLX5T_KERNEL_SOURCE=/nosuch
	refused 1 "mlx5-tracepoints: $release: MLX5T_KERNEL_SOURCE is '/nosuch', which is not a directory" "$source" fits "$release"
}

@test "install rejects invalid input in one line" {
	refused 2 "*the kernel 9.9.9-amd64 has no modules in /lib/modules on this machine; name another kernel with --kernel: *$release*" \
		"$kernel" install --kernel 9.9.9-amd64
	refused 2 '*install takes no base*' "$kernel" install v6.12
	refused 2 '*--kernel requires a value*' "$kernel" install --kernel
	refused 2 "*--source: no directory '/nosuch'" "$kernel" install --source /nosuch
	refused 2 '*--default is for a kernel: give its tree with --tree' "$kernel" install --default
	refused 2 '*--source and --reload are for the driver alone' "$kernel" install --tree "$plain" --reload
	refused 1 '*scripts/kernel install has not installed a driver on this machine' "$kernel" uninstall
}

# with_functions CODE - run CODE after the functions of scripts/kernel install
with_functions()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	run --separate-stderr bash -c 'set -euo pipefail; PROG=scripts/kernel; . scripts/lib/common.sh
		. scripts/lib/kernel/install.sh; release=$1 source=$2 dry=1; '"$1" sh "${2-9.9.9-amd64}" "$plain"
}

@test "on a machine without any kernel, install says so" {
	# shellcheck disable=SC2016 # the inner shell expands it
	with_functions 'find() { :; }; uname() { echo 8.8.8-amd64; }; kernel_exists'
	[[ $status == 2 && $stderr == 'scripts/kernel: no kernel is installed in /lib/modules on this machine (the running one, 8.8.8-amd64, is not from here: a container?): run this on the machine with the card' ]]
}

@test "a dry run shows the series, the source, and the module that is replaced" {
	# shellcheck disable=SC2016 # the inner shell expands it
	with_functions 'module_file() { echo /lib/modules/stock/mlx5_core.ko.xz; }; plan .' "$release"
	echo "$stderr"
	[[ $status == 0 && $stderr == *"kernel $release: dkms builds mlx5_core from the driver in "*"/${plain##*/}, with the series for v6.12"* ]]
	[[ $stderr == *"/lib/modules/$release/updates/dkms, instead of /lib/modules/stock/mlx5_core.ko.xz"*'the steps, none of which is done now:' ]]
	# the reason is printed if there is no source
	# shellcheck disable=SC2016 # the inner shell expands it
	with_functions 'source=/nosuch; plan .' "$release"
	[[ $status == 1 && $stderr == *"MLX5T_KERNEL_SOURCE is '/nosuch', which is not a directory" ]]
}

@test "install --tree requires a tree that is patched and built" {
	refused 2 "*no directory '/nosuch'" "$kernel" install --tree /nosuch
	refused 2 "*'$BATS_TEST_TMPDIR' is not a kernel tree*" "$kernel" install --tree "$BATS_TEST_TMPDIR"
	cp -r "$plain" "$BATS_TEST_TMPDIR/tree"
	refused 1 "*'*/tree' does not have the series: run scripts/kernel apply --tree *" "$kernel" install --tree "$BATS_TEST_TMPDIR/tree"
	run -0 "$kernel" apply --tree "$BATS_TEST_TMPDIR/tree"
	refused 1 "*'*/tree' is not built: make -C *olddefconfig*" "$kernel" install --tree "$BATS_TEST_TMPDIR/tree"
}

@test "the GRUB menu entry of a kernel is given with its submenu" {
	cat >"$BATS_TEST_TMPDIR/grub.cfg" <<'END'
menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-77' {
	linux /boot/vmlinuz-6.12.118-amd64 root=UUID=77
}
submenu 'Advanced options for Debian GNU/Linux' $menuentry_id_option 'gnulinux-advanced-77' {
	menuentry 'Debian GNU/Linux, with Linux 6.12.118-mlx5' --class debian $menuentry_id_option 'gnulinux-6.12.118-mlx5-advanced-77' {
		linux /boot/vmlinuz-6.12.118-mlx5
	}
	menuentry 'Debian GNU/Linux, with Linux 6.12.118-amd64' --class debian $menuentry_id_option 'gnulinux-6.12.118-amd64-advanced-77' {
		linux /boot/vmlinuz-6.12.118-amd64
	}
}
END
	# shellcheck disable=SC2016 # the inner shell expands it
	entry='set -euo pipefail; PROG=x; . scripts/lib/common.sh; . scripts/lib/kernel/grub.sh; GRUB_CFG=$1; grub_entry "$2"'
	run -0 bash -c "$entry" sh "$BATS_TEST_TMPDIR/grub.cfg" 6.12.118-amd64
	[[ $output == 'gnulinux-advanced-77>gnulinux-6.12.118-amd64-advanced-77' ]]
	run -0 bash -c "$entry" sh "$BATS_TEST_TMPDIR/grub.cfg" 6.12.118
	[[ -z $output ]]
}

# secure_boot MOKUTIL - run the Secure Boot check of install with the script MOKUTIL as mokutil
secure_boot()
{
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\n%s\n' "$1" >"$BATS_TEST_TMPDIR/bin/mokutil"
	chmod 755 "$BATS_TEST_TMPDIR/bin/mokutil"
	# shellcheck disable=SC2016 # the inner shell expands it
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run --separate-stderr bash -c \
		'PROG=x; . scripts/lib/common.sh; . scripts/lib/kernel/install.sh; secure_boot'
}

@test "Secure Boot: the state is reported, and the command to enrol the key if the kernel would reject the module" {
	secure_boot 'echo SecureBoot disabled'
	[[ $status == 0 && $stderr == 'Secure Boot: SecureBoot disabled' ]]
	secure_boot 'echo SecureBoot enabled'
	[[ $status == 1 && $stderr == *'Secure Boot: SecureBoot enabled'*'not enrolled'*'mokutil --import /var/lib/dkms/mok.pub'* ]]
	secure_boot 'echo "EFI variables are not supported on this system" >&2; exit 1'
	[[ $status == 0 && $stderr == 'Secure Boot: EFI variables are not supported on this system' ]]
}
