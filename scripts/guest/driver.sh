# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# In the guest: load the requested driver, and list its network devices.

# netdevs_of DRIVER - print the network devices of the driver, one per line
netdevs_of()
{
	local dev

	for dev in /sys/class/net/*; do
		[[ ! $dev/device/driver -ef /sys/bus/pci/drivers/$1 ]] || echo "${dev##*/}"
	done
}

mlx5_netdevs()
{
	netdevs_of mlx5_core
}

# driver_modules DRIVER BASE - make modprobe use the modules of this driver, in this guest only.
# The prepared tree of modules is mounted over the stock tree or, for a whole kernel, which has no
# stock modules, over /lib/modules.
driver_modules()
{
	local built=/cache/build/$2 stock

	case $1 in
	patched)
		stock=/lib/modules/$(uname -r)
		mkdir -p /run/stock-modules
		mount --bind "$stock" /run/stock-modules
		mount --bind "$built/modules/$(uname -r)" "$stock"
		;;
	full | debug)
		mount --bind "$built/$1/modules" /lib/modules
		;;
	esac
}

# driver_own FILE - make modprobe use this mlx5_core, in this guest only
driver_own()
{
	local path

	path=$(modinfo -n mlx5_core) && mount --bind "$1" "$path"
}

# netdevs_wait N - wait until mlx5_core has created N network devices, which takes long in a kernel
# with KASAN on a loaded host
netdevs_wait()
{
	local limit=300 end devs

	# wait for at most half of the guest's deadline, so that the error is reported before it
	((${deadline:-0} == 0 || deadline > 600)) || limit=$((deadline / 2))
	end=$((SECONDS + limit))
	while mapfile -t devs < <(mlx5_netdevs) && ((${#devs[@]} < $1)); do
		((SECONDS < end)) || {
			echo "mlx5_core has created ${#devs[@]} network devices in $limit s, not $1" >&2
			return 1
		}
		sleep 0.1
	done
}

# driver_insert DRIVER DIR - insert the distribution's modules from their uncompressed
# copies in DIR (scripts/lib/boot/image.sh); modprobe would decompress them first
driver_insert()
{
	local module

	for module in "$2/driver/"*.ko; do
		[[ -e $module && ($1 == stock || $module != *mlx5_core.ko) ]] || continue
		busybox insmod "$module" || return
	done
}

# driver_load NICS - load mlx5_core and wait for its network devices; fail at once if it was bound
# to fewer devices
driver_load()
{
	local taken=()

	[[ -d /sys/module/mlx5_core ]] || modprobe mlx5_core || return
	mapfile -t taken < <(compgen -G "/sys/bus/pci/drivers/mlx5_core/*:*:*.*")
	((${#taken[@]} >= $1)) || {
		echo "mlx5_core was bound to ${#taken[@]} devices, not $1: see the kernel log" >&2
		return 1
	}
	netdevs_wait "$1"
}
