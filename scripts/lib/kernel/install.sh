# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# scripts/kernel install and uninstall: install the patched mlx5_core on this machine by DKMS, or
# remove it.  Outside the lab.  Requires common.sh.
#
# A build that fails leaves the machine unchanged: each state of the series and the scripts is a
# separate version (0.1.HASH), which replaces the previous version only after it has been built.
#
# Variables of scripts/kernel: verb, release (the kernel), source (its tree, or empty), dry and
# again (the options --dry-run and --reload).
# shellcheck disable=SC2154

MODULE=mlx5-tracepoints
DEFAULTS=/etc/default/mlx5-tracepoints
added=''

# do_step COMMAND... - print the command, and run it unless this is a dry run
do_step()
{
	note "+ ${*@Q}"
	[[ -n $dry ]] || "$@"
}

# need_root WHAT - exit if this is not root, unless it is a dry run, which changes nothing
need_root()
{
	((EUID == 0)) || [[ -n $dry ]] || fail "only root can $1: run it with sudo, or see the steps with --dry-run"
}

# own_versions - print the versions that are registered with dkms, except that of the Debian package
own_versions()
{
	local dir

	for dir in /var/lib/dkms/"$MODULE"/*/source; do
		[[ -e $dir ]] || continue
		dir=${dir%/source}
		packaged "${dir##*/}" || printf '%s\n' "${dir##*/}"
	done
}

# from_option - succeed if the defaults were written by --source
from_option()
{
	grep -qx '# by scripts/kernel install --source' "$DEFAULTS" 2>/dev/null
}

# write_defaults TREE - save the tree as the source of the kernel
write_defaults()
{
	printf '%s\n' '# by scripts/kernel install --source' "MLX5T_KERNEL_SOURCE=${1@Q}" >"$DEFAULTS"
}

# packaged VERSION - succeed if this version belongs to the package mlx5-tracepoints-dkms
packaged()
{
	command -v dpkg-query >/dev/null && dpkg-query -S "/usr/src/$MODULE-$1/dkms.conf" >/dev/null 2>&1
}

# package_installed COMMAND - exit if the package is installed, which does this by COMMAND
package_installed()
{
	local dir

	for dir in /usr/src/"$MODULE"-*/; do
		dir=${dir%/}
		! packaged "${dir##*/"$MODULE"-}" ||
			fail "the package mlx5-tracepoints-dkms is installed and does this: $1"
	done
}

# version_now DIR - print the version of the tree for dkms in this directory
version_now()
{
	local version

	version=$(version)
	(cd -- "$1" && find . -type f ! -name dkms.conf -print0 | sort -z | xargs -0 sha256sum | sha256sum |
		sed "s/^\(........\).*/$version.\1/")
}

# module_file RELEASE - print the file that modprobe loads as mlx5_core
module_file()
{
	modprobe -S "$1" --show-depends mlx5_core 2>/dev/null | sed -n 's/^insmod \([^ ]*\/mlx5_core\.ko[^ ]*\).*/\1/p'
}

# netdevs - print the interfaces of the loaded driver and of its auxiliary devices
netdevs()
{
	local dir

	for dir in /sys/bus/pci/drivers/mlx5_core/*/net/* /sys/bus/auxiliary/drivers/mlx5_core.*/*/net/*; do
		[[ ! -e $dir ]] || printf '%s\n' "${dir##*/}"
	done | sort -u
}

# users MODULE - print the loaded modules that use MODULE, in the order in which they are removed
users()
{
	local module

	for module in /sys/module/"$1"/holders/*; do
		[[ -e $module ]] || continue
		users "${module##*/}"
		printf '%s\n' "${module##*/}"
	done | awk '!seen[$0]++'
}

# secure_boot - print the state of Secure Boot and, if needed, the command that enrols the key with
# which dkms signs; return 1 if the kernel would reject the module
secure_boot()
{
	local state key=/var/lib/dkms/mok.pub

	if ! command -v mokutil >/dev/null; then
		[[ ! -d /sys/firmware/efi ]] ||
			note "Secure Boot: unknown, as mokutil is not installed (apt-get install mokutil); if it is enabled, the module must be signed with an enrolled key"
		return 0
	fi
	state=$(mokutil --sb-state 2>&1 | head -n1) || true
	note "Secure Boot: ${state:-unknown}"
	[[ $state == *'SecureBoot enabled'* ]] || return 0
	if [[ -f $key ]] && mokutil --test-key "$key" 2>/dev/null | grep -q 'already enrolled'; then
		note "the key of dkms ($key) is enrolled: the module is accepted"
		return 0
	fi
	note "the key of dkms is not enrolled, so this kernel rejects the module; enrol it by:"
	note "  mokutil --import $key      (asks for a password; the firmware asks for it at the next boot)"
	return 1
}

# reload - print the interfaces that go down, and replace the loaded driver by the driver on disk
reload()
{
	local devs modules after tries

	if [[ ! -d /sys/module/mlx5_core ]]; then
		do_step modprobe mlx5_core
		return
	fi
	mapfile -t devs < <(netdevs)
	mapfile -t modules < <(users mlx5_core)
	if ((${#devs[@]})); then
		note "these interfaces go down, with their addresses, routes and queues: ${devs[*]}"
	else
		note "no interface goes down: mlx5_core has none"
	fi
	((${#modules[@]} == 0)) || note "these modules are loaded again, too: ${modules[*]}"
	do_step modprobe -r "${modules[@]}" mlx5_core ||
		fail "mlx5_core cannot be removed, as it is in use; stop what uses ${modules[*]:-its interfaces}, or reboot"
	do_step modprobe mlx5_core || fail "mlx5_core was removed and cannot be loaded: see dmesg; scripts/kernel uninstall --reload restores the stock one"
	((${#modules[@]} == 0)) || do_step modprobe -a "${modules[@]}" || true
	[[ -z $dry ]] || return 0
	for ((tries = 0; tries < 300; tries++)); do
		mapfile -t after < <(netdevs)
		((${#after[@]} < ${#devs[@]})) || break
		sleep 0.1
	done
	note "mlx5_core is loaded again, with the interfaces: ${after[*]:-none}"
}

# kernel_exists - exit with an error if this kernel has no modules
kernel_exists()
{
	local kernels=()

	[[ ! -d /lib/modules/$release ]] || return 0
	mapfile -t kernels < <(find /lib/modules -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort -V)
	((${#kernels[@]})) ||
		die "no kernel is installed in /lib/modules on this machine (the running one, $(uname -r), is not from here: a container?): run this on the machine with the card"
	die "the kernel $release has no modules in /lib/modules on this machine; name another kernel with --kernel: ${kernels[*]}"
}

# plan STAGE - print what an installation would change
plan()
{
	local shown series from missing=() pair current

	shown=$(MLX5T_KERNEL_SOURCE=$source "$1/scripts/dkms/source.sh" shows "$release") || exit 1
	read -r series from <<<"$shown"
	current=$(module_file "$release")
	note "kernel $release: dkms builds mlx5_core from the driver in $from, with the series for $series"
	note "modprobe loads it from /lib/modules/$release/updates/dkms, instead of ${current:-no mlx5_core}"
	[[ ! -e /boot/initrd.img-$release ]] || note "dkms rebuilds /boot/initrd.img-$release, so that no stock copy is loaded first"
	for pair in dkms=dkms git=git xz=xz-utils; do
		command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
	done
	((${#missing[@]} == 0)) || note "these packages are installed first: ${missing[*]}"
	note "the steps, none of which is done now:"
}

# fits STAGE - exit with the reason if no series fits this kernel
fits()
{
	if ((EUID)); then
		# Only root can keep the verdict.
		note "+ $1/scripts/dkms/source.sh fits $release"
		return
	fi
	MLX5T_KERNEL_SOURCE=$source "$1/scripts/dkms/source.sh" fits "$release" || exit 1
}

# dkms_failed VERSION WHAT - remove the parts of this version that this run has added, and exit
dkms_failed()
{
	local log=/var/lib/dkms/$MODULE/$1/build/make.log kept

	kept=$(log_dir)/dkms-$release.log
	rm -f -- "$kept"
	[[ ! -f $log ]] || cp -- "$log" "$kept"
	dkms remove "$MODULE/$1" -k "$release" >/dev/null 2>&1 || true
	if [[ -n $added ]]; then
		dkms remove "$MODULE/$1" --all >/dev/null 2>&1 || true
		rm -rf -- "/usr/src/$MODULE-$1"
		! from_option || rm -f -- "$DEFAULTS"
	fi
	[[ ! -f $kept ]] || tail -n 20 -- "$kept" >&2
	fail "the module for $release was not $2, and the previous state is restored; the whole log: ${kept#"$TOP"/}"
}

# install_module - build and install the module; dkms.conf rebuilds the initramfs
install_module()
{
	local stage version old file status=0

	kernel_exists
	need_root "install a driver"
	package_installed "dkms install $MODULE/VERSION -k $release"
	[[ -n $dry ]] || need_host dkms=dkms git=git xz=xz-utils
	stage=$(mktemp -d)
	# shellcheck disable=SC2064 # the value of now
	trap "rm -rf -- '$stage'" EXIT
	"$TOP/scripts/dkms/tree.sh" "$stage/tree" 0
	version=$(version_now "$stage/tree")
	# Create the tree again, as its dkms.conf contains the version.
	rm -rf -- "$stage/tree"
	"$TOP/scripts/dkms/tree.sh" "$stage/tree" "$version"
	fits "$stage/tree"
	[[ -z $dry ]] || plan "$stage/tree"
	mapfile -t old < <(own_versions | grep -vxF -- "$version" || true)
	if [[ ! -d /var/lib/dkms/$MODULE/$version ]]; then
		added=1
		do_step cp -rT -- "$stage/tree" "/usr/src/$MODULE-$version"
		if [[ -n $source ]]; then
			do_step write_defaults "$source"
		fi
		do_step dkms add "$MODULE/$version" || dkms_failed "$version" added
	fi
	if dkms status "$MODULE/$version" -k "$release" 2>/dev/null | grep -q installed; then
		note "$MODULE $version is installed for $release already"
	else
		do_step dkms build "$MODULE/$version" -k "$release" || dkms_failed "$version" built
		do_step dkms install --force "$MODULE/$version" -k "$release" || dkms_failed "$version" installed
	fi
	for version in "${old[@]}"; do
		do_step dkms remove "$MODULE/$version" --all || true
		do_step rm -rf -- "/usr/src/$MODULE-$version"
	done
	if [[ -z $dry ]]; then
		file=$(module_file "$release")
		[[ $file == */updates/* || $file == */extra/* ]] ||
			fail "modprobe still selects ${file:-no mlx5_core} for $release: see /etc/depmod.d, which orders the directories of modules"
		note "installed: $file"
	fi
	secure_boot || status=1
	loading "$status"
}

# loading STATUS - reload the driver if requested, or print when the driver on disk will be loaded
loading()
{
	if [[ -z $again ]]; then
		note "the running driver is not changed: the next boot of $release loads the driver on disk; to load it now: scripts/kernel $verb --reload"
		return
	fi
	[[ $release == "$(uname -r)" ]] || fail "--reload is for the running kernel, $(uname -r), not for $release"
	(($1 == 0)) || fail "not reloaded, as this kernel would reject the module: enrol the key first"
	reload
}

# uninstall_module - restore the stock module and its initramfs
uninstall_module()
{
	local version versions

	need_root "remove a driver"
	package_installed "apt-get purge mlx5-tracepoints-dkms"
	mapfile -t versions < <(own_versions)
	((${#versions[@]})) || fail "there is nothing to remove: scripts/kernel install has not installed a driver on this machine"
	[[ -z $dry ]] || note "the steps, none of which is done now:"
	for version in "${versions[@]}"; do
		do_step dkms remove "$MODULE/$version" --all ||
			fail "dkms cannot remove $MODULE/$version: see its message above, then run this again"
		do_step rm -rf -- "/usr/src/$MODULE-$version"
	done
	! from_option || do_step rm -f -- "$DEFAULTS"
	do_step rm -rf -- /var/cache/mlx5-tracepoints
	[[ -n $dry ]] || note "the stock driver is restored: $(module_file "$release")"
	loading 0
}
