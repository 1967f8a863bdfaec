#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# series.sh BASE PROOF... - second half of scripts/series, inside the lab and under the base's lock;
# prints TAP
set -euo pipefail
PROG=scripts/series
# shellcheck source=scripts/lib/kernel/libs.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/kernel/libs.sh"
# shellcheck source=scripts/lib/series/trees.sh
. "$TOP/scripts/lib/series/trees.sh"
# shellcheck source=scripts/lib/series/style.sh
. "$TOP/scripts/lib/series/style.sh"
# shellcheck source=scripts/lib/series/build.sh
. "$TOP/scripts/lib/series/build.sh"
# shellcheck source=scripts/lib/series/corners.sh
. "$TOP/scripts/lib/series/corners.sh"
# shellcheck source=scripts/lib/series/cost.sh
. "$TOP/scripts/lib/series/cost.sh"
# shellcheck source=scripts/lib/series/link.sh
. "$TOP/scripts/lib/series/link.sh"

failed=0

# tap NAME COMMAND... - run the command and print one line of TAP, and, if the command fails, its
# output as the reason
tap()
{
	local name=$1 status=0
	shift

	"$@" >"$work/output" 2>&1 </dev/null || status=$?
	if ((status == 0)); then
		echo "ok - $base: $name"
	else
		failed=1
		echo "not ok - $base: $name"
		sed 's/^/# /' "$work/output"
	fi
}

# nothing FILE - succeed if the file is empty; otherwise print it as the reason
nothing()
{
	cat -- "$1"
	[[ ! -s $1 ]]
}

proof_apply()
{
	local count am

	am=$(series_dir "$base")/am.log
	count=$(series_patches "$base" | wc -l)
	tap "git am applies $count patches" applied "$count" "$am"
	grep -iE 'fuzz|3-way|offset' "$am" >"$work/fuzz" || true
	tap "... without fuzz or offset" nothing "$work/fuzz"
	if [[ $(source_version "$base") == "$(base_value "$base" version)" ]]; then
		tap "the series was made for the source named in patches/$base/base" \
			test "$(<"$(source_dir "$base")/.hash")" = "$(base_value "$base" hash)"
	else
		echo "ok - $base: the named source # SKIP the archive serves $(source_version "$base")"
	fi
}

applied()
{
	cat -- "$2"
	[[ $(series_commits "$base" | wc -l) -eq $1 ]]
}

base=$1
shift
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
bash "$TOP/scripts/inside/kernel.sh" source "$base" >&2
[[ -n $(series_patches "$base") ]] || fail "there is no series for $base: patches/$base has no patches"
series_repo "$base"
for proof in "$@"; do
	start=$SECONDS
	"proof_$proof"
	echo "# took $((SECONDS - start)) s: $base: $proof"
done
exit "$failed"
