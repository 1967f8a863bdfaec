#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tree.sh DIR VERSION - create DIR, the tree from which dkms builds the module: the series for all
# kernels, and the scripts that apply the matching series to the source of the kernel.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

to=$1 version=$2
for base in patches/v*; do
	install -d -- "$to/$base"
	install -m 644 -t "$to/$base" -- "$base/base" "$base"/[0-9]*.patch
done
install -D -m 644 -t "$to/scripts/lib" -- scripts/lib/common.sh scripts/lib/bases.sh
install -D -m 644 -t "$to/scripts/lib/series" -- scripts/lib/series/series.sh
install -D -m 755 -t "$to/scripts/dkms" -- scripts/dkms/source.sh scripts/dkms/initramfs.sh
sed "s/#MODULE_VERSION#/$version/" scripts/dkms/dkms.conf >"$to/dkms.conf"
