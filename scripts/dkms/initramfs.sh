#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# initramfs.sh RELEASE - rebuild the existing initramfs of this kernel, with the current mlx5_core.
#  Called by dkms after it has installed or removed the module.  A kernel that is
# being installed has none yet; its own hooks create it.
set -euo pipefail

release=$1
# dkms before 3.1 calls this before its own depmod: with the old list the initramfs would have the
# stock copy after the installation, and none after the removal.
depmod -a "$release"
if [[ -e /boot/initrd.img-$release ]] && command -v update-initramfs >/dev/null; then
	update-initramfs -u -k "$release"
elif [[ -e /boot/initramfs-$release.img ]] && command -v dracut >/dev/null; then
	dracut --force --kver "$release"
fi
