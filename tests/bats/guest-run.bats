#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The usage of tests/guest/run and the selection of guest tests, without a guest.

bats_require_minimum_version 1.5.0

setup()
{
	cd "$BATS_TEST_DIRNAME/../.." || return
}

@test "each guest test that make check omits is run by make check-series" {
	local test name

	while read -r test; do
		name=$(basename "$test" .test)
		grep -qE "^(STOCK|ONCE|UPSTREAM|JOURNEYS?|RECIPES)=\(.*\b$name\b.*\)" tests/run-series.sh || { echo "$name"; return 1; }
	done < <(grep -l '^# when: series$' tests/guest/*.test)
	[[ $name ]]
	# and series is the only value of the key
	run -0 bash -c "grep -h '^# when: ' tests/guest/*.test | sort -u"
	[[ $output == '# when: series' ]]
}

@test "usage errors are reported before anything boots" {
	run -2 tests/guest/run --base v9.9
	[[ $output == *"no base 'v9.9'"* ]]
	run -2 tests/guest/run nosuch
	[[ $output == *"no guest test 'nosuch'"* ]]
	run -2 tests/guest/run --driver mine xsk
	[[ $output == *"no driver 'mine'"* ]]
}
