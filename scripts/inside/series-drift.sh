#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# series-drift.sh OLD NEW-NAME NEW-DIR [diff] - compare the sites of the series for the base OLD
# with another kernel, whose source is in the directory NEW-DIR of the cache, and print a table.
# Inside the lab.  The exit status is 1 if any row requires a review.
set -euo pipefail
PROG=scripts/series
# shellcheck source=scripts/lib/kernel/libs.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/kernel/libs.sh"
# shellcheck source=scripts/lib/series/sites.sh
. "$TOP/scripts/lib/series/sites.sh"
# shellcheck source=scripts/lib/series/callers.sh
. "$TOP/scripts/lib/series/callers.sh"
# shellcheck source=scripts/lib/series/symbols.sh
. "$TOP/scripts/lib/series/symbols.sh"
# shellcheck source=scripts/lib/series/drift.sh
. "$TOP/scripts/lib/series/drift.sh"

base=$1 name=$2
new=$(cache_dir)/$3
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
sites_find "$base" "$(source_dir "$base")"
if events_of "$new" | grep -xFf "$work/events" >"$work/there"; then
	fail "$name has events of the series already ($(head -n1 "$work/there")): remove them first (scripts/kernel apply --revert --tree DIR)"
fi
drift_rows "$new"
drift_print "${4-}" "$name"
