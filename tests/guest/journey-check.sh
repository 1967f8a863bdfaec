#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# journey-check.sh NAME - checks the results of a journey, in their directory: its flows conform
# to the published schema and can be drawn, and the trees of this base in its page match the
# recorded ones.
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

# drawn FILE - the diagram is well-formed, with a box for each line of the tree
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
check "$name: the trees of $base in its page were recorded" \
	bash /repo/scripts/inside/journey-pages.sh --check --base "$base" --from . "$name"
done_testing
