#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# journey-check.sh NAME - check the results of the journey NAME: its flows conform to the published
# schema and can be drawn, and the trees shown for this base on its page match the recorded ones.
# Runs in the directory of the results.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
PATH=/repo/build/bin:$PATH
name=$1 base=${base:?}

# as_published FILE - succeed if FILE conforms to the published schema
as_published()
{
	local faults

	faults=$(jq -nr -f /repo/tests/schema.jq --slurpfile schema /repo/Documentation/mlx5-trace.schema.json \
		--slurpfile json "$1") || return
	[[ -z $faults ]] || { head -n 5 <<<"$faults"; return 1; }
}

# drawn FILE - succeed if the diagram is well-formed and has a box for each line of the tree
drawn()
{
	local boxes lines

	lines=$(mlx5-trace flow --svg flow.svg "$1" | sed '/^$/,$d' | grep -cE '^[|` ]*[|`]- |^[^|` ]') &&
		xmllint --noout flow.svg || return
	boxes=$(grep -c '<g class="box"><title>' flow.svg)
	((boxes == lines)) || { echo "$boxes boxes for $lines lines"; return 1; }
}

check "$name: flows were recorded" compgen -G "$name/*.json"
for flow in "$name"/*.json; do
	check "${flow%.json}: conforms to the schema" as_published "$flow"
	check "${flow%.json}: can be drawn" drawn "$flow"
done
check "$name: the trees shown for $base on its page match the recorded ones" \
	bash /repo/scripts/inside/journey-pages.sh --check --base "$base" --from . "$name"
done_testing
