#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Process 1 of the guest, in the initramfs: mounts the lab's root file system and executes
# scripts/guest/init.sh in it.  The root is writable, but only files in /out are kept.
# scripts/boot may save the guest after the root has been mounted, and resume it later
# (scripts/lib/boot/kept.sh) with another /out and with devices that the kernel must enumerate
# again.
export PATH=/bin
alias mount='busybox mount' mkdir='busybox mkdir' cat='busybox cat'

mount -t devtmpfs dev /dev
mount -t proc proc /proc

# stage NAME - report the stage and the uptime to scripts/boot through a serial port, as every
# kernel has a driver for it
stage()
{
	read -r up _ </proc/uptime
	echo "$1 $up" >/dev/ttyS1
}

# stuck WHAT - report that WHAT failed, and power off
stuck()
{
	stage "stuck:$1"
	echo o >/proc/sysrq-trigger
	busybox sleep 60
}

stage initramfs
for module in /modules/*.ko; do
	[ ! -e "$module" ] || busybox insmod "$module" || stuck "${module##*/}"
done
mount -t virtiofs root /lab || stuck virtiofs
mount -t virtiofs live /live || stuck virtiofs
mount -t tmpfs -o mode=755 rw /rw
mkdir /rw/upper /rw/work
mount -t overlay -o xino=off,lowerdir=/lab,upperdir=/rw/upper,workdir=/rw/work root /root || stuck overlay
mkdir /dev/pts /dev/shm
for fd in fd:fd stdin:fd/0 stdout:fd/1 stderr:fd/2; do
	busybox ln -s "/proc/self/${fd#*:}" "/dev/${fd%:*}"
done
mount -o bind /live/out /root/out
mount -o remount,bind,ro /lab
mount -o remount,bind,ro /live
# All file systems are mounted by one process, as starting a process is slow in an emulated guest.
cat >/etc/fstab <<-END
	sys /root/sys sysfs defaults 0 0
	run /root/run tmpfs mode=755 0 0
	tmp /root/tmp tmpfs mode=1777 0 0
	pts /dev/pts devpts gid=5,mode=620 0 0
	shm /dev/shm tmpfs mode=1777 0 0
	trace /root/sys/kernel/tracing tracefs defaults 0 0
	debug /root/sys/kernel/debug debugfs defaults 0 0
	bpf /root/sys/fs/bpf bpf defaults 0 0
	cgroup /root/sys/fs/cgroup cgroup2 defaults 0 0
END
mount -a
stage root
# .go has three fields: booted or restored; the time of day; and the file system of the checkout and
# the cache, either lab (file contents stay cached) or live (they are read again at each open).
until read -r when now checkout </live/out/.go; do
	busybox usleep 20000
done 2>/dev/null
busybox mount -o bind "/$checkout/repo" /root/repo
busybox mount -o bind "/$checkout/cache" /root/cache
if [ "$when" = restored ]; then
	busybox date -s "@$now" >/dev/null
	for device in /root/sys/bus/pci/devices/*; do
		read -r vendor <"$device/vendor"
		[ "$vendor" != 0x15b3 ] || echo 1 >"$device/remove"
	done
	echo 1 >/root/sys/bus/pci/rescan
	stage restored
fi
mount --move /dev /root/dev
mount --move /proc /root/proc
exec busybox switch_root /root /bin/bash /repo/scripts/guest/init.sh
