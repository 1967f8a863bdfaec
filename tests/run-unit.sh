#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run every unit test program (cmocka, TAP), inside the lab.
set -uo pipefail

export CMOCKA_MESSAGE_OUTPUT=TAP ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
bad=0
while read -r program; do
	name=${program##*/} begin=${EPOCHREALTIME/[^0-9]/}
	if timeout 300 "$program" >"build/log/unit-$name.tap" 2>"build/log/unit-$name.err"; then
		sed "s/^\(ok [0-9]*\) - /\1 - $name: /" "build/log/unit-$name.tap"
	else
		bad=1
		sed "s/^\(\(not \)\?ok [0-9]*\) - /\1 - $name: /" "build/log/unit-$name.tap"
		grep -q '^not ok' "build/log/unit-$name.tap" || echo "not ok - $name: ended with a signal or a sanitizer report"
		tail -n 30 "build/log/unit-$name.err" | sed 's/^/# /'
	fi
	ms=$(((${EPOCHREALTIME/[^0-9]/} - begin) / 1000))
	printf '# took %d.%03d s: %s\n' $((ms / 1000)) $((ms % 1000)) "$name"
done < <(make --no-print-directory -s list-unit-tests)
exit "$bad"
