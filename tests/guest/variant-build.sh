#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# variant-build.sh FILE TRACEPOINT OUT - build the patched mlx5_core without one call of a
# tracepoint: the call in FILE (below mlx5/core) is compiled out.  Inside the lab.
#
# The objects are compiled for the path of the tree in the cache.  A copy is mounted
# over it, in the lab's own mounts, so that only the objects of FILE are rebuilt.
set -euo pipefail
PROG=variant-build.sh
# shellcheck source=scripts/lib/common.sh
. /repo/scripts/lib/common.sh
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"
# shellcheck source=scripts/lib/suites.sh
. "$TOP/scripts/lib/suites.sh"
# shellcheck source=scripts/lib/kernel/build.sh
. "$TOP/scripts/lib/kernel/build.sh"

file=$1 tracepoint=$2 out=$3 base=v6.12
tree=$(cache_dir)/tree/$base
copy=$(cache_dir)/run/variant-$$
trap 'umount "$tree" 2>/dev/null; rm -rf -- "$copy"' EXIT

"$TOP/scripts/kernel" build "$base"
with_lock "kernel-$base" cp -a -- "$tree" "$copy"
mount --bind "$copy" "$tree"
calls=$(grep -cE "^[[:blank:]]*trace_$tracepoint\(.*\);\$" "$tree/$CORE/$file") || true
((calls == 1)) || fail "$file has $calls calls of trace_$tracepoint, not 1"
sed -i -E "/^[[:blank:]]*trace_$tracepoint\(.*\);\$/d" "$tree/$CORE/$file"
make_module "$base" "$tree" "$(kernel_release "$base")" >"$out.log" 2>&1 ||
	fail "the module does not build: $(tail -n1 "$out.log")"
! grep -qE 'warning:' "$out.log" || fail "$(grep -m1 warning: "$out.log")"
strip --strip-debug -o "$out" "$tree/$CORE/mlx5_core.ko"
