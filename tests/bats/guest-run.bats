#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# tests/guest/run and who runs what, as far as no guest is needed.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
}

@test "each guest test that make check leaves out is one that make check-series runs" {
	local test name

	while read -r test; do
		name=$(basename "$test" .test)
		grep -qE "^(STOCK|ONCE|JOURNEYS?)=\(.*\b$name\b.*\)" tests/run-series.sh || { echo "$name"; return 1; }
	done < <(grep -l '^# when: series$' tests/guest/*.test)
	[[ $name ]]
	# and it has no other value
	run -0 bash -c "grep -h '^# when: ' tests/guest/*.test | sort -u"
	[[ $output == '# when: series' ]]
}

@test "bad use is refused before anything boots" {
	run -2 tests/guest/run --base v9.9
	[[ $output == *"no base 'v9.9'"* ]]
	run -2 tests/guest/run nosuch
	[[ $output == *"no guest test 'nosuch'"* ]]
	run -2 tests/guest/run --driver mine xsk
	[[ $output == *"no driver 'mine'"* ]]
}
