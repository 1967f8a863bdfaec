# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# TAP for tests in bash: source this file, use check() and friends, and end with `done_testing`.
# shellcheck source=tests/lib/took.sh
. "${BASH_SOURCE[0]%/*}/took.sh"

tap_count=0

# check NAME COMMAND... - pass if COMMAND succeeds; otherwise print its output as the reason
check()
{
	local name=$1 out
	shift
	tap_count=$((tap_count + 1))
	if out=$("$@" 2>&1); then
		echo "ok $tap_count - $name"
	else
		echo "not ok $tap_count - $name"
		printf '%s\n' "$out" | tail -n 20 | sed 's/^/# /'
	fi
}

# timed NAME COMMAND... - like check, and print the duration for scripts/check
timed()
{
	local now begin

	now_ms
	begin=$now
	check "$@"
	now_ms
	print_took $((now - begin)) "$1"
}

# refuse NAME PATTERN COMMAND... - pass if COMMAND fails and its output matches PATTERN (ERE)
refuse()
{
	local name=$1 pattern=$2 out
	shift 2
	tap_count=$((tap_count + 1))
	if out=$("$@" 2>&1); then
		printf 'not ok %d - %s\n# it succeeded\n' "$tap_count" "$name"
	elif ! grep -qE -- "$pattern" <<<"$out"; then
		printf 'not ok %d - %s\n# its output: %s\n' "$tap_count" "$name" "$out"
	else
		echo "ok $tap_count - $name"
	fi
}

# same NAME EXPECTED COMMAND... - pass if the output of COMMAND equals the file EXPECTED
same()
{
	local name=$1 expected=$2
	shift 2
	check "$name" diff -u "$expected" <("$@" 2>&1)
}

# is_set WANT COMMAND... - succeed if COMMAND prints exactly WANT
is_set()
{
	local want=$1 got
	shift

	got=$("$@") || return
	[[ $got == "$want" ]] || {
		printf "'%s' prints '%s', not '%s'\n" "$*" "$got" "$want"
		return 1
	}
}

skip()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

# The exit status only shows that all tests were run; failures are reported in the TAP output.
done_testing()
{
	echo "1..$tap_count"
	exit 0
}
