# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The boot files of a guest, which are created once for each kernel and kept in the cache.  As
# several checkouts may share the cache, KEY is a hash of the sources of these files:
#
#   boot/RELEASE/KEY/initramfs  busybox, scripts/guest/initramfs.sh as /init, and the modules
#                               required to mount the root file system
#   boot/RELEASE/KEY/driver/    mlx5_core and its dependencies, in the order in which they are
#                               loaded
#
# The modules are uncompressed, as decompressing them takes the emulated CPU a second or two.
# Inside the lab only.  Requires common.sh.

# The modules that the guest requires; a module that is built into the kernel has no file.
BOOT_MODULES=(virtio_pci virtiofs virtio_console overlay)

# module_unpack FILE OUT
module_unpack()
{
	local unpack=(cat)

	case $1 in
	*.xz) unpack=(xz -dc) ;;
	*.zst) unpack=(zstd -dcq) ;;
	*.gz) unpack=(gzip -dc) ;;
	esac
	"${unpack[@]}" <"$1" >"$2"
}

# modules_into DIR RELEASE MODULE... - copy the modules and their dependencies to DIR/NN-NAME.ko,
# numbered in the order in which they are loaded.  Modules that this kernel lacks are omitted.
modules_into()
{
	local dir=$1 release=$2 module insmod file name n=10
	local -A seen=()
	shift 2

	mkdir -p -- "$dir"
	for module; do
		while read -r insmod file _; do
			name=${file##*/}
			name=${name%%.ko*}
			[[ $insmod == insmod && -z ${seen[$name]-} ]] || continue
			seen[$name]=1
			module_unpack "$file" "$dir/$((n++))-$name.ko" || return
		done < <(modprobe -S "$release" --show-depends "$module" 2>/dev/null)
	done
}

# boot_prepare DIR RELEASE - create DIR unless another process has created it in the meantime
boot_prepare()
{
	local dir=$1 new=$1.new root=$1.new/root

	[[ ! -d $dir ]] || return 0
	rm -rf -- "$new"
	mkdir -p -- "$root"/{bin,dev,etc,proc,lab,live,rw,root,modules}
	cp -- /bin/busybox "$root/bin/busybox"
	ln -s busybox "$root/bin/sh"
	install -m 755 -- "$TOP/scripts/guest/initramfs.sh" "$root/init"
	if [[ $2 ]]; then
		modules_into "$root/modules" "$2" "${BOOT_MODULES[@]}" || return
		modules_into "$new/driver" "$2" mlx5_core || return
	fi
	(cd -- "$root" && find . | busybox cpio -o -H newc) >"$new/initramfs" 2>"$new/cpio.log" || return
	rm -rf -- "$root"
	mv -T -- "$new" "$dir"
}

# boot_ready NAME IMAGE RELEASE - create the boot files if needed, and set boot_dir to their
# directory in the cache.  If RELEASE is empty, the kernel IMAGE has no modules to load.  Other
# directories of that NAME are deleted after a week.
boot_ready()
{
	local key all

	all=$(cache_dir)/boot/$1
	key=$({
		stat -Lc '%n %s %Y' -- "$2"
		cat -- "$TOP/scripts/lib/boot/image.sh" "$TOP/scripts/guest/initramfs.sh"
	} | sha256sum | cut -c1-16)
	boot_dir=$all/$key
	[[ ! -d $boot_dir ]] || return 0
	mkdir -p -- "$all"
	with_lock "boot-$1" boot_prepare "$boot_dir" "$3" || fail "cannot create the initramfs in $boot_dir"
	find "$all" -mindepth 1 -maxdepth 1 -mtime +7 ! -path "$boot_dir" -exec rm -rf -- {} +
}
