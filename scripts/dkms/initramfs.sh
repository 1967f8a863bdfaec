#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# initramfs.sh RELEASE - rebuild the initramfs of this kernel, if there is one, with the current
# mlx5_core.  dkms calls this after it has installed or removed the module.  A kernel that is
# being installed has no initramfs yet; its own hooks create one.
set -euo pipefail

release=$1
# Versions of dkms before 3.1 call this before they run depmod: with the old list of modules, the
# initramfs would have the stock module after an installation, and no module after a removal.
depmod -a "$release"
if [[ -e /boot/initrd.img-$release ]] && command -v update-initramfs >/dev/null; then
	update-initramfs -u -k "$release"
elif [[ -e /boot/initramfs-$release.img ]] && command -v dracut >/dev/null; then
	dracut --force --kver "$release"
fi
