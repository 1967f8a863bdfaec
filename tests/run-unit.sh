#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run every unit test program (cmocka, TAP), inside the lab, one per processor at a time;
# the TAP of each is printed when it has finished.
set -uo pipefail
# shellcheck source=tests/lib/took.sh
. tests/lib/took.sh

export CMOCKA_MESSAGE_OUTPUT=TAP ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1

# one PROGRAM - run it
one()
{
	local name=${1##*/} now begin log status=0

	now_ms
	begin=$now
	log=build/log/unit-$name
	timeout 300 "$1" >"$log.tap" 2>"$log.err" || status=$?
	now_ms
	{
		sed "s/^\(\(not \)\?ok [0-9]*\) - /\1 - $name: /" "$log.tap"
		if ((status)); then
			grep -q '^not ok' "$log.tap" || echo "not ok - $name: ended with a signal or a sanitizer report"
			tail -n 30 "$log.err" | sed 's/^/# /'
		fi
		print_took $((now - begin)) "$name"
	} >"$log.out"
	flock build/log cat -- "$log.out"
	return "$status"
}

export -f one now_ms print_took
make --no-print-directory -s list-unit-tests | xargs -P "$(nproc)" -I '{}' bash -c 'one "$1"' - '{}'
