#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernel-lab.sh VERB BASE - second half of scripts/kernel, inside the lab and
# under the base's lock.
set -euo pipefail
PROG=scripts/kernel
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"
# shellcheck source=scripts/lib/series.sh
. "$TOP/scripts/lib/series.sh"
# shellcheck source=scripts/lib/kernel-source.sh
. "$TOP/scripts/lib/kernel-source.sh"
# shellcheck source=scripts/lib/kernel-build.sh
. "$TOP/scripts/lib/kernel-build.sh"
# shellcheck source=scripts/lib/kernel-full.sh
. "$TOP/scripts/lib/kernel-full.sh"

verb=$1 base=$2
tree=$(cache_dir)/tree/$base
case $verb in
fetch)
	fetch "$base"
	note "$base: source $(source_version "$base") is in the cache"
	;;
apply)
	fetch "$base"
	tree_sync "$base"
	note "$base: the series is on the source in the cache (tree/$base)"
	;;
revert)
	[[ -d $tree ]] || fail "there is no source of $base in the cache"
	rm -f -- "$tree.stamp"
	series_revert "$tree"
	;;
build)
	build_module "$base"
	;;
full)
	build_full "$base"
	;;
prepare-full)
	prepare_full "$base"
	;;
esac
