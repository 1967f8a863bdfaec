# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Durations of tests: the line that scripts/check reads.

# now_ms - sets now: milliseconds, for durations
now_ms()
{
	now=${EPOCHREALTIME/[^0-9]/}
	now=$((now / 1000))
}

# print_took MS NAME - print the duration of a test
print_took()
{
	printf '# took %d.%03d s: %s\n' $(($1 / 1000)) $(($1 % 1000)) "$2"
}
