#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# install-notes.sh --check PROGRAM - before make install, exit with status 1 and one line if PROGRAM
# was built on a newer system and cannot start on this machine.
# install-notes.sh BINDIR LIBDIR - after make install, register the library with the dynamic linker,
# and print a line for each requirement of the installed files that this machine lacks.
# install-notes.sh --uninstalled - after make uninstall, update the cache of the dynamic linker.
set -euo pipefail
PATH+=:/usr/sbin:/sbin
export LC_ALL=C

notice()
{
	printf 'install: %s\n' "$*" >&2
}

# lacks FILE - print the Debian packages of the libraries that the dynamic linker does not find
lacks()
{
	{ ldd "$1" 2>/dev/null || true; } | sed -n 's/^[[:space:]]*\(lib[^ ]*\)\.so\.\([0-9]*\) => not found$/\1\2/p' |
		grep -v '^libmlx5trace' || true
}

# needs_newer FILE - print the highest library version that FILE requires and this machine lacks
needs_newer()
{
	{ ldd "$1" 2>&1 || true; } | sed -n "s/.*version \`\([^']*\)' not found.*/\1/p" | sort -uV | tail -n1
}

# apt PACKAGE... - print the command that installs the packages
apt()
{
	printf "sudo sh -c 'apt-get update && apt-get install --no-install-recommends %s'" "$*"
}

# library DIR - update the cache of the dynamic linker if this is root and the linker searches DIR;
# otherwise print what to do
library()
{
	if ! ldconfig -v -N 2>/dev/null | sed -n 's/^\(\/[^:]*\):.*/\1/p' | grep -qxF -- "$1"; then
		notice "$1 is not a directory of the dynamic linker: programs linked with -lmlx5trace require LD_LIBRARY_PATH=$1, or a line '$1' in /etc/ld.so.conf.d/mlx5trace.conf and ldconfig"
	elif ((EUID == 0)); then
		ldconfig
	else
		notice "programs linked with -lmlx5trace require: sudo ldconfig"
	fi
}

if [[ $1 == --check ]]; then
	newer=$(needs_newer "$2")
	[[ $newer ]] || exit 0
	notice "nothing is installed, as ${2##*/} was built for a newer system ($newer) and would not start here: run it in the lab (scripts/lab run $2), or build packages for Debian 12 (make deb SUITE=bookworm)"
	exit 1
fi
if [[ $1 == --uninstalled ]]; then
	((EUID)) || ldconfig
	exit 0
fi
bindir=$1 libdir=$2
mapfile -t missing < <(for program in "$bindir"/mlx5-*; do
	lacks "$program"
done | sort -u)
((${#missing[@]} == 0)) ||
	notice "the programs require libraries that are not installed: ${missing[*]}; run: $(apt "${missing[@]}")"
mapfile -t missing < <(for package in libtracecmd libtracefs libtraceevent jansson libseccomp; do
	pkg-config --exists "$package" 2>/dev/null || printf '%s-dev\n' "lib${package#lib}"
done)
command -v pkg-config >/dev/null || missing+=(pkgconf)
((${#missing[@]} == 0)) ||
	notice "pkg-config mlx5trace requires packages that are not installed: ${missing[*]}; run: $(apt "${missing[@]}")"
missing=()
command -v jq >/dev/null || missing+=(jq)
command -v trace-cmd >/dev/null || command -v perf >/dev/null || missing+=(trace-cmd)
((${#missing[@]} == 0)) ||
	notice "mlx5-record requires programs that are not installed: ${missing[*]}; run: $(apt "${missing[@]}")"
library "$libdir"
