#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Results that scripts/boot recognizes as up to date without a build (scripts/lib/current.sh).

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

# ready programs|module - prints `made` if the command runs, which creates the files of the real one
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

@test "programs: built once, and after a change of any source" {
	made programs
	kept programs
	echo 1 >vconnectx/card/a.c
	made programs
	kept programs
	# A new file, a removed one, and one that is not newer than the others.
	touch -d '2000-01-01' tools/b.c
	made programs
	rm tools/b.c
	made programs
	kept programs
	rm build/bin/x
	made programs
	kept programs
}

@test "programs: a change during their build is detected" {
	# shellcheck disable=SC2016 # the inner shell expands it
	run -0 bash -c '
		. scripts/lib/common.sh
		. scripts/lib/bases.sh
		. scripts/lib/current.sh
		build_programs() { sleep 0.1; echo 1 >vconnectx/card/a.c; touch build/bin/x; }
		programs_ready'
	made programs
}

@test "module: built once, and after a change of source, series or packages" {
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
	# An image that was fetched, and the module of another checkout.
	mkdir "$cache/kernels/7.3.9-amd64"
	made module
	kept module
	echo 1 >"$cache/build/v7.3/module.stamp"
	made module
	# A module from an edited source is reported as such, each time.
	touch "$cache/build/v7.3/edited"
	made module
	made module
}
