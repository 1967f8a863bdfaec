#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# lab-base.sh SUITE ROOT - make the base of the lab, or the root of another Debian
# release that kernels come from (suites.sh), in the new folder ROOT.  Runs as root,
# or as root of a user namespace.  No mirror is written here: it
# comes from MLX5T_MIRROR, else from this machine's apt, else mmdebstrap has a
# default of its own; the other suites are derived from what it wrote.
set -euo pipefail

suite=$1 root=$2

# The URI that this machine's own apt uses for the archive with a given label.
host_uri()
{
	command -v apt-get >/dev/null || return 0
	# shellcheck disable=SC2016 # placeholders of apt
	apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
		awk -v label="$1" '$2 == label && !seen++ { print $1 }'
}

mirror=${MLX5T_MIRROR:-$(host_uri Debian)}
security=
[[ -n ${MLX5T_MIRROR-} ]] || security=$(host_uri Debian-Security)

mmdebstrap --mode=root --variant=apt --format=directory --include=ca-certificates \
	--aptopt='APT::Install-Recommends "false"' "$suite" "$root" ${mirror:+"$mirror"}

list=$root/etc/apt/sources.list
main=$(awk -v s="$suite" '$1 == "deb" && $3 == s && !seen++ { print $2 }' "$list")
if [[ -z $main ]]; then
	echo "mmdebstrap left no '$suite' line in $list" >&2
	exit 1
fi
grep -q " $suite-updates " "$list" ||
	printf 'deb %s %s-updates main\n' "$main" "$suite" >>"$list"
if ! grep -q " $suite-security " "$list"; then
	: "${security:=${main%/}-security}"
	printf 'deb %s %s-security main\n' "$security" "$suite" >>"$list"
fi
# Of the releases before the lab's no newer kernels are wanted; their sources are.
[[ $suite != trixie ]] ||
	printf 'deb %s %s-backports main\n' "$main" "$suite" >"$root/etc/apt/sources.list.d/backports.list"
# QEMU wants the firmware of its own time.
cat >"$root/etc/apt/preferences.d/qemu" <<END
Package: qemu-* seabios ipxe-qemu
Pin: release n=$suite-backports
Pin-Priority: 900
END
apt-config dump 2>/dev/null | grep -i '^Acquire::[a-z]*::Proxy' >"$root/etc/apt/apt.conf.d/10proxy" || true

# No initramfs (virtme-ng makes its own) and no documentation; what is
# interrupted is thrown away, so nothing needs to be synced to the disk.
mkdir -p "$root/etc/initramfs-tools" "$root/repo" "$root/cache" "$root/out"
echo 'update_initramfs=no' >"$root/etc/initramfs-tools/update-initramfs.conf"
ln -sf ../bin/busybox "$root/usr/sbin/poweroff"
printf '%s\n' 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/locale/*' \
	'path-exclude=/usr/share/info/*' force-unsafe-io force-confold >"$root/etc/dpkg/dpkg.cfg.d/10lab"
# In a guest whose command line names a shell set-up (scripts/boot without a
# command), the first interactive shell reads it.
cat >"$root/root/.bashrc" <<'END'
rc=$(sed -n 's/.*mlx5t\.shell=\([^ ]*\).*/\1/p' /proc/cmdline)
if [ -n "$rc" ] && [ -r "$rc" ]; then . "$rc"; fi
END
