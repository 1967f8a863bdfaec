#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# install-disk.sh - scripts/kernel install --tree on a disk with Debian 13 and GRUB, booted in
# QEMU: the patched kernel once, then the distribution's again; with --default the patched one;
# after uninstall that of the distribution.  The kernel is the whole one of a base.  TAP on
# standard output; requires root, for a loop device.  The consoles are in
# build/log/install-disk.
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
# A boot takes half a minute on an idle machine; this limit ends one that hangs.
DEADLINE=900

# base_whole - the base whose kernel is built as a whole anyway
base_whole()
{
	local one

	for one in $(bases); do
		[[ $(base_value "$one" build) != whole ]] || printf '%s\n' "$one"
	done | tail -n1
}

# make_disk - a disk with one partition, mounted as $root: through a loop device of the
# partition alone, as not every kernel shows the partitions of a loop device, and under
# another name of that device, as grub-mkconfig writes no menu for a root on a loop device
make_disk()
{
	truncate -s "${DISK_MB}M" "$disk/image" &&
		lab_run --layer deb sfdisk --quiet "${disk/#"$cache"//cache}/image" <<<'2048,,L,*' &&
		loop=$(losetup --find --show --offset 1MiB "$disk/image") && printf '%s\n' "$loop" >"$disk/loop" &&
		mknod -m 600 "$node" b "$((0x$(stat -c %t "$loop")))" "$((0x$(stat -c %T "$loop")))" &&
		lab_run --layer deb mkfs.ext4 -q -L root "$loop" && mkdir -p -- "$root" && mount "$node" "$root"
}

# The initramfs prints on the console which kernel runs: the kernels of the bases have no
# driver for disks.
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

# fill_disk - Debian 13 with its kernel and GRUB.  On a busy machine the kernel finds no timer in
# the emulated one, and panics.
fill_disk()
{
	root_make initramfs-tools kmod make gcc git && write_report &&
		mkdir -p -- "$root/etc/default/grub.d" && printf '%s\n' GRUB_TIMEOUT=0 GRUB_TERMINAL=console \
			'GRUB_CMDLINE_LINUX="console=ttyS0 no_timer_check panic=-1"' >"$root/etc/default/grub.d/test.cfg" &&
		as_root apt-get -y install linux-image-amd64 grub-pc &&
		embed_grub && as_root update-grub
}

# embed_grub - the steps of grub-install, which requires a device of the whole disk
embed_grub()
{
	as_root sh -c 'mkdir -p /boot/grub && cp -r /usr/lib/grub/i386-pc /boot/grub/ &&
		grub-mkimage -O i386-pc -p "(hd0,msdos1)/boot/grub" -o /boot/grub/core.img biosdisk part_msdos ext2 &&
		grub-editenv /boot/grub/grubenv create' &&
		dd if="$root/boot/grub/i386-pc/boot.img" of="$disk/image" bs=440 count=1 conv=notrunc &&
		dd if="$root/boot/grub/core.img" of="$disk/image" bs=512 seek=1 conv=notrunc
}

# boots RELEASE LOG - boot the disk; the console names the kernel
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

# here COMMAND... - scripts/kernel on the disk
here()
{
	as_root /repo/scripts/kernel "$@"
}

# shows_steps - a dry run names each step, and changes nothing
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

# gone RELEASE - its files are removed, and GRUB's settings are as before
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

((EUID == 0)) || fail "only root can make the disk: run it with sudo"
# The disk is mounted here only: in another mount namespace it would remain busy.
if [[ ${1-} != --mounts ]]; then
	exec unshare --mount --propagation private bash "${BASH_SOURCE[0]}" --mounts
fi
need_host mmdebstrap=mmdebstrap losetup=mount
cache=$(cache_dir)
# shellcheck disable=SC2034 # of root.sh: the cache is /cache on the disk, too
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
timed "a disk" make_disk
timed "Debian 13 with GRUB on it" fill_disk
stock=$(find "$root/lib/modules/" -mindepth 1 -maxdepth 1 -name '*-amd64' -printf '%f\n')
check "it boots its own kernel" boots "$stock" before
check "a dry run prints the steps and changes nothing" shows_steps
timed "the patched kernel is installed" here install --tree "$objects" --kernel "$stock"
timed "the patched kernel is booted" boots "$patched" once
timed "the next boot is of the old kernel" boots "$stock" fallback
check "with --default the patched kernel stays" here install --tree "$objects" --kernel "$stock" --default
timed "and is booted" boots "$patched" default
check "uninstall" here uninstall --kernel "$patched"
check "no file of it is left" gone "$patched"
timed "the old kernel is booted" boots "$stock" after
done_testing
