#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# journey-check.sh NAME - judges what a journey brought back, in the directory of its results: its
# flows are as the published schema says and can be drawn, and what its page shows of this
# base was recorded.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
PATH=/repo/build/bin:$PATH
name=$1 base=${base:?}

# as_published FILE
as_published()
{
	local faults

	faults=$(jq -nr -f /repo/tests/schema.jq --slurpfile schema /repo/Documentation/mlx5-trace.schema.json \
		--slurpfile json "$1") || return
	[[ -z $faults ]] || { head -n 5 <<<"$faults"; return 1; }
}

# drawn FILE - a box for each line of the tree, in a picture that is well-formed
drawn()
{
	local boxes lines

	lines=$(mlx5-trace flow --svg flow.svg "$1" | sed '/^$/,$d' | grep -cE '^[|` ]*[|`]- |^[^|` ]') &&
		xmllint --noout flow.svg || return
	boxes=$(grep -c '<g><title>' flow.svg)
	((boxes == lines)) || { echo "$boxes boxes for $lines lines"; return 1; }
}

check "$name: there are flows" compgen -G "$name/*.json"
for flow in "$name"/*.json; do
	check "${flow%.json}: as the schema says" as_published "$flow"
	check "${flow%.json}: can be drawn" drawn "$flow"
done
check "$name: what its page shows of $base was recorded" \
	bash /repo/scripts/inside/journey-pages.sh --check --base "$base" --from . "$name"
done_testing
