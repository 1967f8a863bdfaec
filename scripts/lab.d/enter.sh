#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# enter.sh ROOT CHECKOUT CACHE COMMAND... - second half of `scripts/lab run`,
# already inside new mount and PID namespaces: mount the root, enter it.
# It remains PID 1 so that orphans are reaped and end with it.
set -euo pipefail

root=$1 top=$2 cache=$3
shift 3

# A container may deny mounting a new proc; the outer one is also usable.
mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 run "$root/run"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mount --bind "$top" "$root/repo"
mount --rbind "$cache" "$root/cache"
if [[ ${MLX5T_SOURCE-} && -d $MLX5T_SOURCE ]]; then
	# A kernel tree or a recording of the user, which is only read.
	mkdir -p -- "$root/run/source"
	mount --rbind "$MLX5T_SOURCE" "$root/run/source"
	mount -o remount,bind,ro "$root/run/source" 2>/dev/null || :
fi
if [[ ${MLX5T_X11-} && -d /tmp/.X11-unix ]]; then
	# The sockets of the displays of this machine.
	mkdir -- "$root/tmp/.X11-unix"
	mount --rbind /tmp/.X11-unix "$root/tmp/.X11-unix"
fi

# Checkout and cache have the same path in each lab, so that the objects of one checkout are
# those of the next.
env=(HOME=/root "TERM=${TERM:-dumb}" LC_ALL=C.UTF-8 PATH=/usr/lib/ccache:/usr/sbin:/usr/bin:/sbin:/bin
	CCACHE_DIR=/cache/ccache CCACHE_MAXSIZE=2G MLX5T_IN_LAB=1 MLX5T_CACHE=/cache)
for var in http_proxy https_proxy no_proxy MAKEFLAGS NO_COLOR CI "${!MLX5T_@}"; do
	case $var in
	MLX5T_IN_LAB | MLX5T_CACHE | MLX5T_CALLER_*) ;;
	*) [[ -z ${!var-} ]] || env+=("$var=${!var}") ;;
	esac
done
status=0
# shellcheck disable=SC2016 # the inner shell expands it
chroot "$root" env -i "${env[@]}" sh -c 'cd /repo && exec "$@"' sh "$@" || status=$?
exit "$status"
