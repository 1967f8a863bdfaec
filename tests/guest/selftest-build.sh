#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# selftest-build.sh BASE DIR - extract the kernel's network selftests from the source of BASE to DIR,
# and add the selftest of this project to them.  Runs inside the lab.
set -euo pipefail
PROG=selftest-build.sh
# shellcheck source=scripts/lib/kernel/libs.sh
. /repo/scripts/lib/kernel/libs.sh

base=$1 dir=$2
bash "$TOP/scripts/inside/kernel.sh" source "$base"
rm -rf -- "$dir"
mkdir -p -- "$dir"
tar -xJf "$(cache_dir)/src/$base-$(source_version "$base").tar.xz" -C "$dir" --strip-components=1 \
	--wildcards '*/tools/testing/selftests/drivers/net/*' '*/tools/testing/selftests/net/lib/*' \
	'*/tools/testing/selftests/kselftest/*' '*/tools/net/ynl/pyynl/*' '*/Documentation/netlink/specs/*'
cd -- "$dir"
git_plain apply "$TOP"/patches/selftest/*.patch
