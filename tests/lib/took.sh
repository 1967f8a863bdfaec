# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Print the durations of tests in the format that scripts/check reads.

# now_ms - set now to the current time in milliseconds
now_ms()
{
	now=${EPOCHREALTIME/[^0-9]/}
	now=$((now / 1000))
}

# print_took MS NAME - print MS as the duration of the test NAME
print_took()
{
	printf '# took %d.%03d s: %s\n' $(($1 / 1000)) $(($1 % 1000)) "$2"
}
