#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# How scripts/boot recognizes that programs and modules are up to date (scripts/lib/current.sh).

bats_require_minimum_version 1.5.0

# bats sets stderr, own_checkout checkout
# shellcheck disable=SC2154
setup()
{
	load tree
	own_checkout
	cd "$checkout" || return
	mkdir -p build/{bin,lib} vconnectx/card analysis workloads tools tests
	touch Makefile tests/build.mk vconnectx/card/a.c
	cache=$MLX5T_CACHE
	mkdir -p "$cache"/{kernels,tree/v7.3/drivers,build/v7.3,roots/trixie/var/lib/dpkg}
	touch "$cache/tree/v7.3/drivers/a.c" "$cache/roots/trixie/var/lib/dpkg/status"
}

# ready programs|module - print `made` if the build command is run, which creates the same files as
# the real command
ready()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	run -0 bash -c '
		. scripts/lib/common.sh
		. scripts/lib/bases.sh
		. scripts/lib/current.sh
		build_programs() { echo made; touch build/bin/x; }
		module() { echo made; touch "$1/tree/v7.3/drivers/"{a.o,a.mod.c} "$1/build/v7.3/"{mlx5_core.ko,module.stamp}; }
		if [[ $1 == programs ]]; then programs_ready; else module_ready v7.3 module "$2"; fi' - "$1" "$cache"
}

made()
{
	ready "$1"
	[[ $output == made ]]
}

kept()
{
	ready "$1"
	[[ -z $output ]]
}

@test "programs: built once, and again after any source has changed" {
	made programs
	kept programs
	echo 1 >vconnectx/card/a.c
	made programs
	kept programs
	# A new source that is older than the others, a removed source, and a removed program.
	touch -d '2000-01-01' tools/b.c
	made programs
	rm tools/b.c
	made programs
	kept programs
	rm build/bin/x
	made programs
	kept programs
}

@test "programs: a source change during the build is detected" {
	# shellcheck disable=SC2016 # the inner shell expands it
	run -0 bash -c '
		. scripts/lib/common.sh
		. scripts/lib/bases.sh
		. scripts/lib/current.sh
		build_programs() { sleep 0.1; echo 1 >vconnectx/card/a.c; touch build/bin/x; }
		programs_ready'
	made programs
}

@test "module: built once, and again after the source, the series or the packages have changed" {
	made module
	kept module
	echo 1 >"$cache/tree/v7.3/drivers/a.c"
	made module
	kept module
	touch -d '2000-01-01' "$cache/tree/v7.3/drivers/b.c"
	made module
	kept module
	echo >>patches/v7.3/base
	made module
	kept module
	touch "$cache/roots/trixie/var/lib/dpkg/status"
	made module
	# A newly fetched image, and a module that was built by another checkout.
	mkdir "$cache/kernels/7.3.9-amd64"
	made module
	kept module
	echo 1 >"$cache/build/v7.3/module.stamp"
	made module
	# A module built from edited source is reported as such every time.
	touch "$cache/build/v7.3/edited"
	made module
	made module
}
