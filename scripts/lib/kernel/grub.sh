# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# scripts/kernel install --tree and scripts/kernel uninstall: install a whole kernel, which GRUB
# boots once before it becomes the default.  Requires common.sh, series/series.sh and
# kernel/install.sh.
#
# While such a kernel is installed, GRUB_SETTINGS makes GRUB's saved entry the default, which is the
# kernel that was running during the installation.  Otherwise the newest version would be the
# default.
#
# Variables of scripts/kernel: tree (a source tree, or the directory of objects, O=), lasting
# (--default), and release (the kernel to fall back to, or the kernel to remove).
# shellcheck disable=SC2154

GRUB_SETTINGS=/etc/default/grub.d/mlx5-tracepoints.cfg
GRUB_CFG=/boot/grub/grub.cfg

# grub_entry RELEASE - print "SUBMENU>ENTRY" of this kernel in GRUB's menu, with the ids of
# grub-mkconfig
grub_entry()
{
	awk -v release="$1" '
		function id(line) {
			if (!match(line, /menuentry_id_option \047[^\047]*\047/))
				return ""
			return substr(line, RSTART + 21, RLENGTH - 22)
		}
		/^submenu / { sub_id = id($0) }
		/^}/ { sub_id = "" }
		/menuentry / && index($0, "gnulinux-" release "-advanced-") {
			print (sub_id == "" ? "" : sub_id ">") id($0)
			exit
		}' "$GRUB_CFG" 2>/dev/null
}

# debian_grub RELEASE - exit if this is not Debian's GRUB, after printing the commands for Fedora
# and RHEL
debian_grub()
{
	local new=$1

	command -v update-grub >/dev/null && command -v grub-reboot >/dev/null && return
	note "$PROG: on Fedora and RHEL these steps install $new, boot it once, and make it the default:"
	note "  make -C ${tree@Q} modules_install install"
	note "  grub2-reboot \"\$(grubby --info=/boot/vmlinuz-$new | sed -n 's/^index=//p')\" && reboot"
	note "  grubby --set-default=/boot/vmlinuz-$new"
	fail "update-grub and grub-reboot are not on this machine, so nothing was installed: run the steps above, or install grub2-common on Debian"
}

# tree_built TREE - set new to the release of its kernel; exit if it is not patched or not built
tree_built()
{
	local base stage dir=$1 source=$1

	[[ ! -L $dir/source ]] || source=$(readlink -f -- "$dir/source")
	tree_base "$source" >/dev/null || exit
	base=$(series_base "$source")
	stage=$(mktemp -d)
	if ! series_stage "$base" "$source" "$stage/stage" revert; then
		rm -rf -- "$stage"
		fail "'$source' does not have the series: run scripts/kernel apply --tree ${source@Q}, and build it again"
	fi
	rm -rf -- "$stage"
	[[ -f $dir/include/config/kernel.release && -f $dir/arch/x86/boot/bzImage && -f $dir/modules.order ]] ||
		fail "'$dir' is not built: make -C ${dir@Q} olddefconfig && make -C ${dir@Q} -j$(nproc)"
	new=$(<"$dir/include/config/kernel.release")
	[[ $new != "$(uname -r)" ]] ||
		fail "'$dir' is the running kernel $new, whose files cannot be replaced safely: set LOCALVERSION, for example -mlx5, and build it again"
	! package_owns "/boot/vmlinuz-$new" ||
		fail "/boot/vmlinuz-$new belongs to a package of the distribution: set LOCALVERSION, for example -mlx5, and build it again"
}

package_owns()
{
	command -v dpkg-query >/dev/null && dpkg-query -S "$1" >/dev/null 2>&1
}

# kernel_files RELEASE - print the files that make install and the hooks create
kernel_files()
{
	printf '%s\n' "/boot/vmlinuz-$1" "/boot/System.map-$1" "/boot/config-$1" "/boot/initrd.img-$1" "/lib/modules/$1"
}

# kernel_remove RELEASE - remove the files of the kernel, and run the hooks of the distribution
kernel_remove()
{
	local files

	mapfile -t files < <(kernel_files "$1")
	do_step rm -rf -- "${files[@]}"
	[[ ! -d /etc/kernel/postrm.d ]] ||
		do_step run-parts --report --exit-on-error --arg="$1" --arg="/boot/vmlinuz-$1" /etc/kernel/postrm.d || true
	do_step update-grub
}

# kernel_failed WHAT - restore the previous state of the machine, and exit
kernel_failed()
{
	note "$PROG: $1: removing the installed files"
	kernel_remove "$new" >&2 || true
	[[ -n $settings_kept ]] || rm -f -- "$GRUB_SETTINGS"
	update-grub >/dev/null 2>&1 || true
	fail "$1, and the previous state is restored"
}

write_settings()
{
	mkdir -p -- "${GRUB_SETTINGS%/*}"
	printf '%s\n' '# by scripts/kernel install --tree: boot the saved entry by default' \
		'GRUB_DEFAULT=saved' >"$GRUB_SETTINGS"
}

# install_kernel - install modules, image, initramfs and menu entry, and select the kernel for the
# next boot only
install_kernel()
{
	local new old settings_kept='' entry old_entry

	tree_built "$tree"
	old=${release:-$(uname -r)}
	debian_grub "$new"
	need_root "install a kernel"
	[[ ! -f $GRUB_SETTINGS ]] || settings_kept=1
	if [[ -n $lasting ]]; then
		entry=$(grub_entry "$new")
		[[ -n $entry ]] || fail "$new is not in $GRUB_CFG: install it first, without --default"
		do_step grub-set-default "$entry"
		note "$new is the default from now on"
		return
	fi
	old_entry=$(grub_entry "$old")
	[[ -n $old_entry || -n $settings_kept ]] ||
		fail "the kernel $old is not in $GRUB_CFG, so a failed boot could not fall back to it: run update-grub, or name another kernel with --kernel"
	do_step make -C "$tree" INSTALL_MOD_STRIP=1 modules_install || kernel_failed "the modules were not installed"
	do_step make -C "$tree" install || kernel_failed "the kernel was not installed"
	[[ -n $settings_kept ]] || do_step write_settings
	do_step update-grub || kernel_failed "GRUB's menu was not created"
	if [[ -n $dry ]]; then
		entry="SUBMENU>ENTRY of $new"
	else
		entry=$(grub_entry "$new")
		old_entry=$(grub_entry "$old")
		[[ -n $entry && -n $old_entry ]] || kernel_failed "GRUB's menu has no entry of $new"
	fi
	[[ -n $settings_kept ]] || do_step grub-set-default "$old_entry"
	do_step grub-reboot "$entry" || kernel_failed "GRUB does not keep the next entry"
	note "the next boot starts $new, and later boots start $old: reboot, and if $new works, run: scripts/kernel install --tree ${tree@Q} --default"
}

# uninstall_kernel - remove the kernel --kernel RELEASE that install_kernel installed
uninstall_kernel()
{
	need_root "remove a kernel"
	[[ $release != "$(uname -r)" ]] ||
		fail "$release is running: boot another kernel first, then remove it"
	do_step grub-editenv /boot/grub/grubenv unset next_entry
	if [[ $(grub_saved) == *"-$release-advanced-"* || -z $(other_kernels) ]]; then
		do_step grub-editenv /boot/grub/grubenv unset saved_entry
	fi
	[[ -n $(other_kernels) ]] || do_step rm -f -- "$GRUB_SETTINGS"
	kernel_remove "$release"
	note "$release is removed"
}

grub_saved()
{
	grub-editenv /boot/grub/grubenv list 2>/dev/null | sed -n 's/^saved_entry=//p'
}

# own_kernel RELEASE - succeed if the image of this kernel exists and belongs to no package
own_kernel()
{
	[[ -f /boot/vmlinuz-$1 && -f $GRUB_SETTINGS ]] && ! package_owns "/boot/vmlinuz-$1"
}

# other_kernels - print the other kernels that install_kernel installed
other_kernels()
{
	local image

	for image in /boot/vmlinuz-*; do
		[[ $image != "/boot/vmlinuz-$release" ]] || continue
		! own_kernel "${image#/boot/vmlinuz-}" || printf '%s\n' "${image#/boot/vmlinuz-}"
	done
}
