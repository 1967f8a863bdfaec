#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# install-disk.sh - test scripts/kernel install --tree on a disk image with Debian 13 and GRUB,
# booted in QEMU.  After an installation the patched kernel is booted once, and then the
# distribution's kernel again; after one with --default the patched kernel is booted every time;
# after uninstall the distribution's kernel is booted.  The patched kernel is a base that is built
# as a whole.  TAP is written to standard output, and the console output to
# build/log/install-disk.  Root privileges are required for a loop device.
set -euo pipefail
PROG=tests/install-disk.sh
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"
# shellcheck source=tests/lib/tap.sh
. "$TOP/tests/lib/tap.sh"
# shellcheck source=tests/lib/root.sh
. "$TOP/tests/lib/root.sh"

suite=trixie
DISK_MB=6000
# A boot takes half a minute on an idle machine; this limit stops a boot that hangs.
DEADLINE=900

# base_whole - print the newest base whose whole kernel is built in any case
base_whole()
{
	local one

	for one in $(bases); do
		[[ $(base_value "$one" build) != whole ]] || printf '%s\n' "$one"
	done | tail -n1
}

# make_disk - create a disk image with one partition and mount the partition at $root.  The loop
# device covers only the partition, as not every kernel shows the partitions of a loop device.
# It is mounted through a device node with another name, as grub-mkconfig writes no menu for a
# root file system on a loop device.
make_disk()
{
	truncate -s "${DISK_MB}M" "$disk/image" &&
		lab_run --layer deb sfdisk --quiet "${disk/#"$cache"//cache}/image" <<<'2048,,L,*' &&
		loop=$(losetup --find --show --offset 1MiB "$disk/image") && printf '%s\n' "$loop" >"$disk/loop" &&
		mknod -m 600 "$node" b "$((0x$(stat -c %t "$loop")))" "$((0x$(stat -c %T "$loop")))" &&
		lab_run --layer deb mkfs.ext4 -q -L root "$loop" && mkdir -p -- "$root" && mount "$node" "$root"
}

# write_report - let the initramfs print the running kernel to the console and reboot: the
# kernels of the bases have no disk driver, and cannot mount the root file system
write_report()
{
	local hook=$root/etc/initramfs-tools/scripts/init-top/report

	cat >"$hook" <<-'END' || return
		#!/bin/sh
		[ "$1" != prereqs ] || exit 0
		echo "booted: $(uname -r)" >/dev/console
		reboot -f
	END
	chmod 755 "$hook" && sed -i 's/^COMPRESS=.*/COMPRESS=gzip/' "$root/etc/initramfs-tools/initramfs.conf" &&
		rm -f -- "$root/etc/initramfs-tools/update-initramfs.conf"
}

# fill_disk - install Debian 13 with its kernel and GRUB.  no_timer_check is set because the
# kernel may detect no working timer when the host is busy, and panics.
fill_disk()
{
	root_make initramfs-tools kmod make gcc git && write_report &&
		mkdir -p -- "$root/etc/default/grub.d" && printf '%s\n' GRUB_TIMEOUT=0 GRUB_TERMINAL=console \
			'GRUB_CMDLINE_LINUX="console=ttyS0 no_timer_check panic=-1"' >"$root/etc/default/grub.d/test.cfg" &&
		as_root apt-get -y install linux-image-amd64 grub-pc &&
		embed_grub && as_root update-grub
}

# embed_grub - do the steps of grub-install, which itself requires a device for the whole disk
embed_grub()
{
	as_root sh -c 'mkdir -p /boot/grub && cp -r /usr/lib/grub/i386-pc /boot/grub/ &&
		grub-mkimage -O i386-pc -p "(hd0,msdos1)/boot/grub" -o /boot/grub/core.img biosdisk part_msdos ext2 &&
		grub-editenv /boot/grub/grubenv create' &&
		dd if="$root/boot/grub/i386-pc/boot.img" of="$disk/image" bs=440 count=1 conv=notrunc &&
		dd if="$root/boot/grub/core.img" of="$disk/image" bs=512 seek=1 conv=notrunc
}

# boots RELEASE LOG - boot the disk, and succeed if the console shows that RELEASE was booted
boots()
{
	local got

	sync -f "$root"
	umount "$root"
	lab_run timeout "$DEADLINE" qemu-system-x86_64 -nodefaults -display none -no-reboot -m 1024 -accel tcg \
		-drive "file=${disk/#"$cache"//cache}/image,format=raw" \
		-serial "file:${disk/#"$cache"//cache}/console" || true
	mount "$node" "$root"
	cp -- "$disk/console" "$log/$2"
	got=$(sed -n 's/.*booted: \([^ ]*\).*/\1/p' "$disk/console" | tr -d '\r' | tail -n1)
	echo "booted: '$got', not '$1'"
	[[ $got == "$1" ]]
}

# here ARGUMENT... - run scripts/kernel with these arguments in the root file system on the disk
here()
{
	as_root /repo/scripts/kernel "$@"
}

# shows_steps - succeed if a dry run prints each step and changes nothing
shows_steps()
{
	local text before

	before=$(find "$root/boot" "$root/lib/modules" "$root/etc/default" | sort)
	text=$(here install --tree "$objects" --kernel "$stock" --dry-run 2>&1) || return
	printf '%s\n' "$text"
	for step in "modules_install" "'install'" "'update-grub'" "'grub-set-default'" "'grub-reboot'"; do
		[[ $text == *"$step"* ]] || return
	done
	[[ $before == "$(find "$root/boot" "$root/lib/modules" "$root/etc/default" | sort)" ]]
}

# gone RELEASE - succeed if no file of RELEASE is left and GRUB's settings are restored
gone()
{
	! find "$root/boot" "$root/lib/modules" -name "*$1*" | grep . &&
		[[ ! -e $root/etc/default/grub.d/mlx5-tracepoints.cfg ]] && ! grep -F -- "$1" "$root/boot/grub/grub.cfg"
}

# shellcheck disable=SC2317 # called by trap
clean_up()
{
	! mountpoint -q -- "$root" || umount "$root"
	rm -f -- "$node"
	[[ ! -s $disk/loop ]] || losetup --detach "$(<"$disk/loop")"
	rm -rf --one-file-system -- "$disk"
}

((EUID == 0)) || fail "only root can create the disk image: run it with sudo"
# Mount the disk in a private mount namespace: a copy of the mount in another namespace would
# keep the disk busy.
if [[ ${1-} != --mounts ]]; then
	exec unshare --mount --propagation private bash "${BASH_SOURCE[0]}" --mounts
fi
need_host mmdebstrap=mmdebstrap losetup=mount
cache=$(cache_dir)
# shellcheck disable=SC2034 # used by root.sh: the cache is mounted at /cache on the disk as well
work=$cache
log=$(log_dir)/install-disk
mkdir -p -- "$cache/disk" "$log"
disk=$(mktemp -d "$cache/disk/XXXXXX")
root=$disk/root node=/dev/mlx5t-disk.$$
trap clean_up EXIT
base=$(base_whole)
objects=/cache/tree/$base-obj/full
timed "the patched kernel of $base is built" "$TOP/scripts/kernel" build --full "$base"
patched=$(<"$cache/tree/$base-obj/full/include/config/kernel.release")
timed "a disk image is created" make_disk
timed "Debian 13 with GRUB is installed on the disk" fill_disk
stock=$(find "$root/lib/modules/" -mindepth 1 -maxdepth 1 -name '*-amd64' -printf '%f\n')
check "the disk boots Debian's kernel" boots "$stock" before
check "a dry run prints the steps and changes nothing" shows_steps
timed "the patched kernel is installed" here install --tree "$objects" --kernel "$stock"
timed "the patched kernel is booted" boots "$patched" once
timed "Debian's kernel is booted the next time" boots "$stock" fallback
check "the patched kernel is installed with --default" here install --tree "$objects" --kernel "$stock" --default
timed "the patched kernel is booted by default" boots "$patched" default
check "the patched kernel is uninstalled" here uninstall --kernel "$patched"
check "no file of the patched kernel is left" gone "$patched"
timed "Debian's kernel is booted again" boots "$stock" after
done_testing
