#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Documentation/ops-tables.rst is the output of scripts/ops-tables for the kernel sources.

bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

@test "the page of the ops tables is up to date" {
	run --separate-stderr "$top/scripts/ops-tables" --check
	# shellcheck disable=SC2154 # set by run
	[[ $stderr != *"is not in the cache"* ]] || skip "the cache does not have the source of every base"
	((status == 0)) || { echo "$output$stderr"; return 1; }
}

@test "an outdated page is detected" {
	cp -r "$top/scripts" "$top/patches" "$BATS_TEST_TMPDIR"
	mkdir "$BATS_TEST_TMPDIR/Documentation"
	grep -v '"set_channels"' "$top/Documentation/ops-tables.rst" >"$BATS_TEST_TMPDIR/Documentation/ops-tables.rst"
	run --separate-stderr "$BATS_TEST_TMPDIR/scripts/ops-tables" --check
	[[ $stderr != *"is not in the cache"* ]] || skip "the cache does not have the source of every base"
	((status == 1))
	[[ $output == *'+   "set_channels"'* && $stderr == *"not up to date"* ]]
}

@test "usage errors and --help" {
	run --separate-stderr "$top/scripts/ops-tables" nosuch
	((status == 2))
	"$top/scripts/ops-tables" --help | grep -q '^Usage: scripts/ops-tables'
}
