#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The lab's front and the functions that all scripts share.

bats_require_minimum_version 1.5.0

setup()
{
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR
	unset MLX5T_CACHE
}

# shared CODE - run code after common.sh, as a script would
shared()
{
	bash -c "set -euo pipefail; PROG=prog; . scripts/lib/common.sh; TOP=$BATS_TEST_TMPDIR; $1"
}

one_line()
{
	[ "$(printf '%s\n' "$stderr" | wc -l)" -eq 1 ]
}

@test "a cache folder that Kbuild cannot take is refused in one line" {
	for bad in 'with space' 'with:colon' 'with%percent'; do
		XDG_CACHE_HOME="$BATS_TEST_TMPDIR/$bad" run --separate-stderr shared cache_dir
		[ "$status" -eq 2 ]
		one_line
		[[ $stderr == *"$bad"*XDG_CACHE_HOME* ]]
		[ ! -e "$BATS_TEST_TMPDIR/$bad" ]
	done
}

@test "a relative cache folder is refused" {
	XDG_CACHE_HOME=here run --separate-stderr shared cache_dir
	[ "$status" -eq 2 ]
	[[ $stderr == *absolute* ]]
}

@test "a failed step shows the end of its log, the log's path and the status" {
	run --separate-stderr shared 'step build "make tea" sh -c "echo no water; exit 7"'
	[ "$status" -eq 7 ]
	[[ $stderr == *"no water"* ]]
	[[ $stderr == *"'make tea' failed with status 7"*"build/log/make-tea.log"* ]]
}

@test "a step is timed by kind and the kinds are summed up" {
	run --separate-stderr shared 'times_start; step build one true; step boot two sleep 1; step build three true; times_show'
	[ "$status" -eq 0 ]
	[[ $stderr =~ "times:  build "[0-9]+" s  boot "[1-9][0-9]*" s" ]]
}

@test "a lock is held by one at a time, and the one that waits says so" {
	run --separate-stderr shared '
		job() { echo "$1 in" >>$TOP/order; sleep 1; echo "$1 out" >>$TOP/order; }
		with_lock l job a & until grep -q "a in" $TOP/order 2>/dev/null; do sleep 0.1; done; with_lock l job b; wait'
	[ "$status" -eq 0 ]
	[[ $stderr == *"waiting for another run that holds 'l'"* ]]
	[ "$(paste -sd, "$BATS_TEST_TMPDIR/order")" = "a in,a out,b in,b out" ]
}

@test "a lock hands back the command's status" {
	run shared 'with_lock l sh -c "exit 5"'
	[ "$status" -eq 5 ]
}

@test "a stamp holds for its key only" {
	run shared 'stamp_write $TOP/s one; stamp_ok $TOP/s one && ! stamp_ok $TOP/s two && ! stamp_ok $TOP/none one'
	[ "$status" -eq 0 ]
}

@test "a missing host package is named with the line to run, for who may not install" {
	run --separate-stderr setpriv --reuid 65534 --regid 65534 --clear-groups \
		bash -c 'set -e; PROG=prog; . scripts/lib/common.sh; need_host no-such-command=some-package'
	[ "$status" -eq 1 ]
	one_line
	[[ $stderr == *"sudo apt-get install some-package"* ]]
}

@test "what is there already asks for nothing" {
	run --separate-stderr shared 'need_host bash=bash sed=sed'
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}

@test "the lab names its layers when asked for another" {
	run --separate-stderr env -u MLX5T_IN_LAB scripts/lab setup attic
	[ "$status" -eq 2 ]
	one_line
	[[ $stderr == *attic*core*check*series*pictures* ]]
}

@test "the lab is not entered twice" {
	MLX5T_IN_LAB=1 run --separate-stderr scripts/lab run true
	[ "$status" -eq 2 ]
	one_line
}

@test "make help lists every target with one line" {
	run make --no-print-directory -s help MLX5T_IN_LAB=
	[ "$status" -eq 0 ]
	for target in demo check help module kernel shell lab clean; do
		grep -qE "^  make $target  *[a-z]" <<<"$output"
	done
}

@test "demo and check refuse what they do not know" {
	run --separate-stderr scripts/demo --fast
	[ "$status" -eq 2 ]
	one_line
	run --separate-stderr scripts/check everything
	[ "$status" -eq 2 ]
	one_line
	[[ $stderr == *lint*unit*bats*guest* ]]
}
