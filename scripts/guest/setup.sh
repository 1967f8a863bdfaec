# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# In the guest, first of all: environment, tracefs, driver.

# shellcheck disable=SC2034 # for scripts/guest/init.sh
hostname='' term='' rows=24 columns=80 command=()
driver='' base='' boot='' load='' nics='' deadline=0
# shellcheck source=/dev/null # written by scripts/boot
. /out/.task
cd /repo || exit 1
export PATH=/repo/build/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
# shellcheck source=scripts/guest/driver.sh
. /repo/scripts/guest/driver.sh

# stage NAME - what was reached, and the uptime, to scripts/boot
stage()
{
	local up rest

	read -r up rest </proc/uptime
	echo "$1 $up" >/dev/ttyS1
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
	busybox ip link set lo up
	# v5.10's mlx5_core asks for mlx5_ib by name, which no blacklist stops, and could not
	# be unloaded then.
	busybox mkdir -p /run/modprobe.d
	echo "install mlx5_ib /bin/true" >/run/modprobe.d/mlx5_ib.conf
	driver_modules "$driver" "$base" || return
	[[ $load ]] || return 0
	driver_insert "$driver" "$boot" && driver_load "$nics"
}
