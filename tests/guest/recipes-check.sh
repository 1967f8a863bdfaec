#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check that the transcripts for this base in Documentation/recipes have the commands and the names
# of events and fields that the recipes printed.  Runs in the directory of the results.
set -uo pipefail
# shellcheck source=tests/lib/tap.sh
. /repo/tests/lib/tap.sh
for page in /repo/Documentation/recipes/*.rst; do
	page=$(basename -- "$page" .rst)
	check "$page: the page has the recorded commands and names" \
		bash /repo/scripts/inside/journey-pages.sh --recipes --check --base "${base:?}" --from . "$page"
done
done_testing
