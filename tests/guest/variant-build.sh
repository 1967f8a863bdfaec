#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# variant-build.sh BASE OUT COMMAND... - build the patched mlx5_core of BASE as OUT, from a copy of
# its source.  COMMAND edits the copy, and is run in its top directory.  Runs inside the lab.
#
# The existing objects were compiled with the path of the tree in the cache.  The copy is mounted
# at this path in the lab's mount namespace, so that only the edited files are compiled again.
set -euo pipefail
PROG="variant-build.sh"
# shellcheck source=scripts/lib/kernel/libs.sh
. /repo/scripts/lib/kernel/libs.sh

base=$1 out=$2
shift 2
tree=$(cache_dir)/tree/$base
copy=$(cache_dir)/run/variant-$$
trap 'umount "$tree" 2>/dev/null; rm -rf -- "$copy"' EXIT

"$TOP/scripts/kernel" build "$base"
with_lock "kernel-$base" cp -a -- "$tree" "$copy"
mount --bind "$copy" "$tree"
(cd -- "$tree" && "$@" >&2)
make_module "$base" "$tree" "$(kernel_release "$base")" >"$out.log" 2>&1 ||
	fail "the module cannot be built: $(tail -n1 "$out.log")"
! grep -q 'warning:' "$out.log" || fail "$(grep -m1 warning: "$out.log")"
strip --strip-debug -o "$out" "$tree/$CORE/mlx5_core.ko"
