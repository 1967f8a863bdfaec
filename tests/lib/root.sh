# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A fresh Debian root as another machine, for tests: `root` is its directory, `suite` its release
# and `work` the directory that is the cache inside.  Requires common.sh.
# shellcheck disable=SC2154 # set by those who source this

# as_root COMMAND... - run in the root, to set it up; the checkout is /repo there
as_root()
{
	unshare --mount --pid --fork --kill-child --propagation private \
		bash "$TOP/scripts/lab.d/enter.sh" "$root" "$TOP" "$work" \
		env -u MLX5T_IN_LAB -u MLX5T_CACHE DEBIAN_FRONTEND=noninteractive "$@"
}

# root_make PACKAGE... - the root with these packages
root_make()
{
	bash "$TOP/scripts/lab.d/base.sh" "$suite" "$root" &&
		cat /etc/resolv.conf >"$root/etc/resolv.conf" &&
		echo 'APT::Sandbox::User "root";' >"$root/etc/apt/apt.conf.d/20sandbox" &&
		as_root apt-get update && as_root apt-get -y install "$@"
}
