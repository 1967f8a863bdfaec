# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The first steps in the guest: set the environment, and load the driver.

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

# show_hang DEADLINE - a minute before the deadline of scripts/boot (in seconds), print the blocked
# tasks and the backtrace of each CPU on the console; print nothing if less than a minute is left,
# or after a reboot
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
	# mlx5_core of v5.10 requests mlx5_ib by name, which a blacklist does not prevent, and
	# mlx5_core could not be unloaded while mlx5_ib is loaded.  The modprobe for such a request
	# is a child of a kernel thread, which has no command line, and loads nothing; any other
	# modprobe loads the module.
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
