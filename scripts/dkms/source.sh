#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# source.sh fits RELEASE - succeed if there is a series for the source of this kernel; otherwise
#	print the reason in one line, and exit with status 1
# source.sh shows RELEASE - print the base of the series and the source for this kernel
# source.sh prepare RELEASE - create driver/ in the current directory: the source of this kernel's
#	driver with the series applied.  This is PRE_BUILD in dkms.conf.
#
# The kernel's headers do not contain the driver, so the source of the kernel is required:
#   MLX5T_KERNEL_SOURCE      a kernel tree; may be set in /etc/default/mlx5-tracepoints
#   /usr/src/linux-source-X.Y.tar.xz, from Debian's package of the same version as the kernel
# The result is kept in /var/cache/mlx5-tracepoints (by root only), as dkms runs this script
# often.
set -euo pipefail
PROG=mlx5-tracepoints
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../lib/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"
# shellcheck source=scripts/lib/series/series.sh
. "$TOP/scripts/lib/series/series.sh"

DRIVER=drivers/net/ethernet/mellanox
HEADERS=include/linux/mlx5
# The series changes the documentation, too.
TEXTS=Documentation/networking/device_drivers/ethernet/mellanox
KEEP=${MLX5T_KERNEL_KEEP:-/var/cache/mlx5-tracepoints}

# kernel_version BUILD - print the version of the headers in this directory, such as 6.12.118
kernel_version()
{
	awk '$1 == "#define" && $2 ~ /^LINUX_VERSION_(MAJOR|PATCHLEVEL|SUBLEVEL)$/ { v[$2] = $3 }
		END {
			if (!("LINUX_VERSION_MAJOR" in v))
				exit 1
			print v["LINUX_VERSION_MAJOR"] "." v["LINUX_VERSION_PATCHLEVEL"] "." v["LINUX_VERSION_SUBLEVEL"]
		}' "$1/include/generated/uapi/linux/version.h" 2>/dev/null
}

# find_source - set source to a tree or a tarball of the kernel
find_source()
{
	local package

	if [[ -n ${MLX5T_KERNEL_SOURCE-} ]]; then
		[[ -d $MLX5T_KERNEL_SOURCE ]] ||
			fail "$release: MLX5T_KERNEL_SOURCE is '$MLX5T_KERNEL_SOURCE', which is not a directory"
		source=$MLX5T_KERNEL_SOURCE
		return
	fi
	package=linux-source-$(base_value "$base" series)
	for source in "/usr/src/$package.tar.xz" "/usr/src/$package"; do
		[[ ! -e $source ]] || return 0
	done
	fail "$release: the source of this kernel is not installed: apt-get install $package, or set MLX5T_KERNEL_SOURCE in /etc/default/mlx5-tracepoints to its tree"
}

# identify - set base, build (the headers), version, source and key, on which the verdict depends;
# exit if the kernel has no series, headers or source
identify()
{
	local one patches

	base=''
	build=/lib/modules/$release/build
	[[ -d $build ]] ||
		fail "$release: the headers of this kernel are not installed: apt-get install linux-headers-$release"
	version=$(kernel_version "$build") || fail "$release: $build names no kernel version: these are not kernel headers"
	for one in $(bases); do
		[[ $version != "$(base_value "$one" series)".* ]] || base=$one
	done
	[[ -n $base ]] ||
		fail "$release: there is no series for Linux $version (there are series for $(bases | paste -sd' ')): the stock mlx5_core stays"
	find_source
	mapfile -t patches < <(series_patches "$base")
	key="$(hash_of "${BASH_SOURCE[0]}" "${patches[@]}") $version $source $(stat -Lc '%s %Y' -- "$source")"
}

# unpack_source TO - unpack the parts of the source that are built
unpack_source()
{
	local top paths=(Makefile "$DRIVER/mlx5" "$DRIVER/mlxfw" "$HEADERS" "$TEXTS")

	mkdir -p -- "$1"
	if [[ -d $source ]]; then
		(cd -- "$source" && cp -r --parents --no-preserve=ownership -t "$1" -- "${paths[@]}")
		return
	fi
	top=$({ tar --list --file "$source" 2>/dev/null || true; } | sed -n '1{s|/.*||;p;q}')
	tar --extract --file "$source" --directory "$1" --strip-components=1 --no-same-owner "${paths[@]/#/$top/}"
}

# judge TO - unpack the source as TO and apply the series; if this fails, print the reason
judge()
{
	local has

	if ! unpack_source "$1" 2>"$1.err"; then
		echo "$source has no mlx5 driver ($(head -n1 -- "$1.err"))"
		return
	fi
	has=$(tree_release "$1") || has='no version'
	if [[ $has != "$version" ]]; then
		echo "$source is Linux $has, but the kernel is $version: install the source package of the kernel's version, or boot a kernel of the source's version"
	elif ! diff -rq -- "$1/$HEADERS" "$include/$HEADERS" >/dev/null; then
		echo "$HEADERS in $source differs from that in the kernel's headers ($include): they are of different builds"
	elif ! series_stage "$base" "$1" "$1.stage" apply; then
		echo "the series for $base does not apply to $version: $(series_why "$1.stage")"
	else
		cp -a -- "$1.stage/." "$1/"
		# Versions of dkms before 3.1 do not install a module whose version is that of the
		# stock module, and Debian's stock modules have no version.
		echo 'MODULE_VERSION("mlx5-tracepoints");' >>"$1/$DRIVER/mlx5/core/main.c"
	fi
}

# keep_verdict - unpack and judge the source; write verdict and driver/ to the directory $kept
keep_verdict()
{
	local include=/lib/modules/$release/source reason

	[[ -d $include/$HEADERS ]] || include=$build
	rm -rf -- "$kept"
	mkdir -p -- "$kept"
	reason=$(judge "$kept/driver")
	[[ -z $reason ]] || rm -rf -- "$kept/driver"
	rm -rf -- "$kept"/driver.*
	printf '%s\n' "$key" "${reason:-fits}" >"$kept/verdict"
}

# verdict - set verdict to the kept verdict or, if that is out of date, to a new one
verdict()
{
	local lines=()

	[[ ! -f $kept/verdict ]] || mapfile -t lines <"$kept/verdict"
	if [[ ${lines[0]-} != "$key" ]]; then
		# Nothing is kept when an ordinary user runs dkms status.
		((EUID == 0)) || exit 0
		keep_verdict
		mapfile -t lines <"$kept/verdict"
	fi
	verdict=${lines[1]}
}

verb=${1-} release=${2-}
[[ $#:$verb =~ ^2:(fits|shows|prepare)$ ]] || die "usage: source.sh fits|shows|prepare RELEASE"
kept=$KEEP/$release
if [[ -z ${MLX5T_KERNEL_SOURCE-} && -r /etc/default/mlx5-tracepoints ]]; then
	# shellcheck source=/dev/null
	. /etc/default/mlx5-tracepoints
fi
identify
if [[ $verb == shows ]]; then
	printf '%s %s\n' "$base" "$source"
	exit
fi
verdict
[[ $verdict == fits ]] || fail "$release: $verdict; the stock mlx5_core stays"
[[ $verb == prepare ]] || exit 0
[[ -d $kept/driver ]] || keep_verdict
rm -rf driver
cp -a -- "$kept/driver" driver
