# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# In the guest, first of all: environment, tracefs, driver.

driver='' base='' load='' nics=''
# shellcheck source=/dev/null # written by scripts/boot
. /out/.task
cd /repo || exit 1
export PATH=/repo/build/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
# shellcheck source=scripts/guest/driver.sh
. /repo/scripts/guest/driver.sh

guest_setup()
{
	mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
	mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
	ip link set lo up
	# v5.10's mlx5_core asks for mlx5_ib by name, which no blacklist stops, and could not
	# be unloaded then.
	mkdir -p /run/modprobe.d
	echo "install mlx5_ib /bin/true" >/run/modprobe.d/mlx5_ib.conf
	driver_modules "$driver" "$base" || return
	[[ -z $load ]] || driver_load "$nics"
}
