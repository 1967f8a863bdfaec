# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A fresh Debian root file system that tests use as a separate machine.  `root` is its directory,
# `suite` its release, and `work` the directory that is used as its cache.  Requires common.sh.
# shellcheck disable=SC2154 # set by the scripts that source this file

# as_root COMMAND... - run COMMAND as root in the root file system, where the checkout is /repo
as_root()
{
	unshare --mount --pid --fork --kill-child --propagation private \
		bash "$TOP/scripts/lab.d/enter.sh" "$root" "$TOP" "$work" \
		env -u MLX5T_IN_LAB -u MLX5T_CACHE DEBIAN_FRONTEND=noninteractive "$@"
}

# root_make PACKAGE... - create the root file system with these packages
root_make()
{
	bash "$TOP/scripts/lab.d/base.sh" "$suite" "$root" &&
		cat /etc/resolv.conf >"$root/etc/resolv.conf" &&
		echo 'APT::Sandbox::User "root";' >"$root/etc/apt/apt.conf.d/20sandbox" &&
		as_root apt-get update && as_root apt-get -y install "$@"
}
