# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# In the guest, first of all: environment, tracefs, driver.

driver='' base='' load='' nics='' deadline=0
# shellcheck source=/dev/null # written by scripts/boot
. /out/.task
cd /repo || exit 1
export PATH=/repo/build/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
# shellcheck source=scripts/guest/driver.sh
. /repo/scripts/guest/driver.sh

# memory_is_shared - a device can reach the guest's memory.  When virtiofsd does not start in
# time, virtme-ng goes on with another root and with memory that nobody shares.
memory_is_shared()
{
	! grep -q " mlx5t.virtiofs" /proc/cmdline || ! grep -q "^[^ ]* / 9p " /proc/mounts || {
		echo "the guest has no virtiofs: virtiofsd took too long to start" >&2
		return 1
	}
}

# tell_where_it_hangs DEADLINE - a minute before scripts/boot ends this guest, after so many
# seconds: what waits, and what each processor does, on the console.  Nothing when the boot
# has left no more than that, or was not the first.
tell_where_it_hangs()
{
	local up rest spent

	read -r up rest </proc/uptime
	spent=$((${up%.*} + 60))
	(($1 > spent)) || return 0
	sleep $(($1 - spent))
	echo w >/proc/sysrq-trigger
	echo l >/proc/sysrq-trigger
}

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
