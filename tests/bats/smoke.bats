#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/smoke: the selection of kernels, and usage errors.  The list of kernels
# is the output of scripts/kernel list --all, which is replaced by a stub.

bats_require_minimum_version 1.5.0

setup()
{
	TOP=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd -P)
	work=$BATS_TEST_TMPDIR/checkout
	mkdir -p -- "$work/scripts/lib" "$work/scripts/inside"
	cp -- "$TOP/scripts/smoke" "$work/scripts/"
	cp -- "$TOP/scripts/lib/"{common,bases}.sh "$work/scripts/lib/"
	cp -r -- "$TOP/patches" "$work/"
	cat >"$work/scripts/kernel" <<-'END'
		#!/bin/bash
		cat <<LIST
		RELEASE                         SUITE      BASE     IMAGE
		7.3.4+deb13-rt-amd64            trixie     -        listed
		7.3.4+deb13-amd64               trixie     v7.3     listed
		6.16.12+deb13-amd64             trixie     -        listed
		6.16.3+deb13-amd64              trixie     -        present
		6.16.3+deb13-cloud-amd64        trixie     -        listed
		6.1.0-56-amd64                  bookworm   v6.1     listed
		6.1.0-0.deb11.50-amd64          bullseye   -        listed
		LIST
	END
	# A stub of the program that tests one kernel: it writes a row with its arguments and a
	# fixed result.
	cat >"$work/scripts/inside/smoke-row.sh" <<-'END'
		(($#)) || { echo KERNEL; exit; }
		top=$(dirname -- "$0")/../..
		mkdir -p "$top/build/smoke/$1"
		case $1 in
		6.16.3*) cells='FAIL - - 0' ;;
		7.3.4*rt*) cells='UNAVAILABLE (linux-modules-7.3.4)' ;;
		*) cells='1.0s empty 0' ;;
		esac
		echo "$1 $2 $cells" >"$top/build/smoke/$1/row"
	END
	printf '#!/bin/bash\nexit 0\n' >"$work/scripts/lab"
	chmod +x "$work/scripts/"*
	unset MLX5T_IN_LAB
}

# table - print the kernels in the table
table()
{
	awk 'NR > 1 { print $1 }' "$work/build/smoke/table" | paste -sd' '
}

@test "smoke: the newest kernel of each version and Debian release is tested" {
	run -0 "$work/scripts/smoke"
	[[ $(table) == "7.3.4+deb13-amd64 6.16.12+deb13-amd64 6.1.0-56-amd64 6.1.0-0.deb11.50-amd64" ]]
	[[ ${lines[-1]} == "4 passed, 0 failed, 0 skipped" ]]
}

@test "smoke: --every tests all kernels, and a failure is reported" {
	run -1 "$work/scripts/smoke" --every --jobs 3
	[[ $(table) == *"6.16.12+deb13-amd64 6.16.3+deb13-amd64"* ]]
	[[ ${lines[-1]} == "4 passed, 1 failed, 0 skipped" ]]
}

@test "smoke: --flavour selects other flavours; an unavailable kernel is not a failure" {
	run -0 "$work/scripts/smoke" --flavour rt
	[[ $(table) == "7.3.4+deb13-rt-amd64 7.3.4+deb13-amd64 "* ]]
	[[ ${lines[-1]} == "4 passed, 0 failed, 1 skipped" ]]
	run -1 "$work/scripts/smoke" --flavour rt --flavour cloud
	[[ $(table) == "7.3.4+deb13-rt-amd64 "*" 6.16.3+deb13-cloud-amd64 "* ]]
}

@test "smoke: if kernels are given, only these are tested" {
	run -0 "$work/scripts/smoke" 6.99.1+deb14-amd64
	[[ $(table) == 6.99.1+deb14-amd64 ]]
}

@test "smoke: a usage error is reported in one line" {
	local args

	for args in "--jobs 0" "--jobs" "--flavour fast" "--frob" "v6.12" "../x"; do
		# shellcheck disable=SC2086 # words
		run -2 "$work/scripts/smoke" $args
		((${#lines[@]} == 1)) || return 1
		[[ $output == "scripts/smoke: "* ]]
	done
}

@test "smoke: a kernel that hangs before the driver is not a failure of the driver" {
	local row="$work/build/smoke/6.12.9-cloud-amd64/row"

	cp -- "$TOP/scripts/inside/smoke-row.sh" "$work/scripts/inside/"
	mkdir -p -- "$work/scripts/lib/boot"
	cp -- "$TOP/scripts/lib/boot/stage.sh" "$work/scripts/lib/boot/"
	cat >"$work/scripts/boot" <<-'END'
		#!/bin/bash
		while [[ $1 != --out ]]; do shift; done
		printf '1.5 begin\n2.5 QEMU starts\n4.5 initramfs 1.50\n4.9 stuck:virtiofs 1.60\n' >"$2/timing"
		exit 1
	END
	chmod +x "$work/scripts/boot"
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
	run -1 "$work/scripts/smoke" 6.12.9-cloud-amd64
	[[ $(<"$row") == *"FAIL (boot: the kernel cannot mount virtiofs; build/smoke/6.12.9-cloud-amd64/guest.log)" ]]
	[[ ${lines[-1]} == "0 passed, 1 failed, 0 skipped" ]]
}
