#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run all unit test programs (cmocka, TAP) inside the lab, one per CPU at a time.  The TAP
# output of a program is printed when the program has exited.
set -uo pipefail
# shellcheck source=tests/lib/took.sh
. tests/lib/took.sh

export CMOCKA_MESSAGE_OUTPUT=TAP ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1

# one PROGRAM - run PROGRAM and print its TAP output
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
			grep -q '^not ok' "$log.tap" || echo "not ok - $name: killed by a signal or failed with a sanitizer report"
			tail -n 30 "$log.err" | sed 's/^/# /'
		fi
		print_took $((now - begin)) "$name"
	} >"$log.out"
	flock build/log cat -- "$log.out"
	return "$status"
}

export -f one now_ms print_took
make --no-print-directory -s list-unit-tests | xargs -P "$(nproc)" -I '{}' bash -c 'one "$1"' - '{}'
