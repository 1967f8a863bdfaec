#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The root file systems of the Debian releases in the cache (scripts/lib/suites.sh).

bats_require_minimum_version 1.5.0

# stubs - replace the functions that require the archive; suites.sh defines the same names
stubs()
{
	suite_ready_locked()
	{
		echo "ready $1" >>"$calls"
		((${refuse:-0} == 0)) || { archive_why="no route"; return "$refuse"; }
		mkdir -p "$(suite_root "$1")"
	}
	suite_install_locked()
	{
		echo "install $*" >>"$calls"
	}
}

setup()
{
	PROG=suites
	# shellcheck source=scripts/lib/common.sh
	. scripts/lib/common.sh
	# shellcheck source=scripts/lib/suites.sh
	. scripts/lib/suites.sh
	export MLX5T_CACHE=$BATS_TEST_TMPDIR/cache
	mkdir "$MLX5T_CACHE"
	calls=$BATS_TEST_TMPDIR/calls
	: >"$calls"
	stubs
}

@test "a root file system that does not exist yet is created before packages are installed" {
	suite_install trixie bc bison
	[ "$(cat "$calls")" = $'ready trixie\ninstall trixie bc bison' ]
}

@test "an existing root file system is used without querying the archive" {
	mkdir -p "$(suite_root trixie)"
	suite_install trixie bc
	[ "$(cat "$calls")" = 'install trixie bc' ]
}

@test "if a root file system cannot be created, nothing is installed, and the reason is printed" {
	refuse=4
	run -4 --separate-stderr suite_install trixie bc
	# shellcheck disable=SC2154 # set by run
	[[ $stderr == *'Debian trixie: NOT REACHABLE (no route)'* ]]
	[ "$(cat "$calls")" = 'ready trixie' ]
}
