#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# fwctl-build.sh BASE DIR - build fwctl.ko and mlx5_fwctl.ko in DIR from the source of BASE, as the
# distribution's kernel does not include them.  Runs inside the lab.
set -euo pipefail
PROG=fwctl-build.sh
# shellcheck source=scripts/lib/kernel/libs.sh
. /repo/scripts/lib/kernel/libs.sh

base=$1 dir=$2
work=$(cache_dir)/run/fwctl-$$
trap 'rm -rf -- "$work"' EXIT

"$TOP/scripts/kernel" build "$base"
mkdir -p -- "$work" "$dir"
tar -xJf "$(cache_dir)/src/$base-$(source_version "$base").tar.xz" -C "$work" --strip-components=3 \
	--wildcards '*/drivers/fwctl/main.c' '*/drivers/fwctl/mlx5/main.c'
cat >"$work/Kbuild" <<-END
	obj-m := fwctl.o mlx5_fwctl.o
	fwctl-y := main.o
	mlx5_fwctl-y := mlx5/main.o
END
in_suite "$(base_value "$base" suite)" env -u MAKEFLAGS -u MFLAGS \
	make -C "/lib/modules/$(kernel_release "$base")/build" M="$work" modules >"$dir/build.log" 2>&1 ||
	fail "fwctl cannot be built: $(tail -n1 "$dir/build.log")"
cp -- "$work/fwctl.ko" "$work/mlx5_fwctl.ko" "$dir/"
