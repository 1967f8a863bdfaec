#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# async-build.sh BASE - build the module in tests/guest/async for the kernel of BASE, in the current
# directory.  Runs inside the lab.
set -euo pipefail
PROG=async-build.sh
# shellcheck source=scripts/lib/kernel/libs.sh
. /repo/scripts/lib/kernel/libs.sh

base=$1
dir=$(cache_dir)/run/async-$$
trap 'rm -rf -- "$dir"' EXIT
cp -r -- /repo/tests/guest/async "$dir"
in_suite "$(base_value "$base" suite)" make -C "/lib/modules/$(kernel_release "$base")/build" M="$dir" \
	modules >async-build.log 2>&1 || fail "the module cannot be built: $(tail -n1 async-build.log)"
strip --strip-debug -o mlx5_async_test.ko "$dir/mlx5_async_test.ko"
