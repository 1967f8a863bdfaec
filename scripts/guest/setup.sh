# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# First steps in the guest: environment, tracefs, driver.

# shellcheck disable=SC2034 # for scripts/guest/init.sh
hostname='' term='' rows=24 columns=80 command=()
driver='' base='' own='' boot='' load='' nics='' deadline=0
# shellcheck source=/dev/null # written by scripts/boot
. /out/.task
cd /repo || exit 1
export PATH=/repo/build/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
# shellcheck source=scripts/guest/driver.sh
. /repo/scripts/guest/driver.sh

# stage NAME - report the stage and the uptime to scripts/boot
stage()
{
	local up rest

	read -r up rest </proc/uptime
	echo "$1 $up" >/dev/ttyS1
}

# show_hang DEADLINE - a minute before the deadline of scripts/boot, in seconds, print the
# blocked tasks and the backtrace of each processor on the console; nothing if less than a
# minute is left, or after a reboot.
show_hang()
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
	# v5.10's mlx5_core requests mlx5_ib by name, which no blacklist prevents; mlx5_core
	# could not be unloaded then.  The modprobe of such a request is a child of a kernel
	# thread, which has no command line; any other loads the module.
	busybox mkdir -p /run/modprobe.d
	# shellcheck disable=SC2016 # for the shell of modprobe
	echo 'install mlx5_ib read -r pid name state parent rest </proc/$PPID/stat;' \
		'read -r line </proc/$parent/cmdline; [ -z "$line" ] || modprobe --ignore-install mlx5_ib $CMDLINE_OPTS' \
		>/run/modprobe.d/mlx5_ib.conf
	driver_modules "$driver" "$base" || return
	[[ ! $own ]] || driver_own /out/.mlx5_core.ko || return
	[[ $load ]] || return 0
	driver_insert "${own:+own}$driver" "$boot" && driver_load "$nics"
}
