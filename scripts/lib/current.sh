# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Checks by file modification times whether a result is up to date: the checks of make and git in
# the lab would add seconds to each boot.  Requires common.sh and bases.sh.
#
#   build/programs.current              the programs of this checkout
#   build/BASE/module.current           in the cache: the patched module
#
# The text of such a file identifies the inputs that have no modification time.  The modification
# time of the file is the time at which the command that created the result was started, and that of
# FILE.end is the time at which the command ended.

# current_make FILE KEY COMMAND... - run the command, and record that its result is up to date
current_make()
{
	local file=$1 key=$2 begin=$EPOCHREALTIME
	shift 2

	rm -f -- "$file"
	"$@" || return
	: >"$file.end"
	printf '%s\n' "$key" >"$file.new.$BASHPID" && touch -d "@$begin" -- "$file.new.$BASHPID" &&
		mv -f -- "$file.new.$BASHPID" "$file"
}

# newer FILE PATH [EXPRESSION...] - succeed if find with PATH and EXPRESSION finds anything that is
# newer than FILE
newer()
{
	local file=$1 path=$2
	shift 2

	[[ -n $(find "$path" "$@" -newer "$file" -print -quit 2>&1) ]]
}

# installed lab|SUITE - print the path of the file that changes when a package is installed in the
# lab, or in the root of SUITE
installed()
{
	local root=$1

	[[ $1 != lab ]] || root=$(if in_lab; then echo; else "$TOP/scripts/lab" path; fi)
	[[ $1 == lab ]] || root=$(cache_dir)/roots/$1
	printf '%s/var/lib/dpkg/status\n' "$root"
}

# programs_current FILE
programs_current()
{
	local path

	[[ -f $1 && -f $1.end && -d $TOP/build/bin ]] || return
	for path in "$TOP"/{Makefile,vconnectx,analysis,workloads,tools,tests/build.mk} "$(installed lab)"; do
		! newer "$1" "$path" || return
	done
	! newer "$1.end" "$TOP/build/bin" -maxdepth 1 && ! newer "$1.end" "$TOP/build/lib" -maxdepth 1
}

# programs_ready - build the programs of this checkout unless they are up to date
programs_ready()
{
	local file=$TOP/build/programs.current

	programs_current "$file" || current_make "$file" '' build_programs
}

# module_current_key BASE - print a hash of the series and of the scripts that build it
module_current_key()
{
	cat -- "$TOP/patches/$1"/* "$TOP"/scripts/lib/kernel/*.sh "$TOP/scripts/inside/kernel.sh" "$TOP/scripts/lib/series/series.sh" |
		sha256sum
}

# module_current BASE FILE KEY
module_current()
{
	local cache path

	cache=$(cache_dir)
	[[ -f $2 && -f $2.end && $(<"$2") == "$3" && -f $cache/build/$1/mlx5_core.ko && ! -e $cache/build/$1/edited ]] || return
	for path in "$(installed lab)" "$(installed "$(base_value "$1" suite)")" "$cache/kernels"; do
		! newer "$2" "$path" -maxdepth 0 || return
	done
	! newer "$2" "$cache/tree/$1" -type f '(' -name '*.[chS]' -o -name Makefile -o -name Kconfig ')' ! -name '*.mod.c' &&
		! newer "$2.end" "$cache/tree/$1" -type d && ! newer "$2.end" "$cache/build/$1/mlx5_core.ko" &&
		! newer "$2.end" "$cache/build/$1/module.stamp"
}

# module_ready BASE COMMAND... - build the patched module of this base with the command, unless the
# module is up to date
module_ready()
{
	local base=$1 file key
	shift

	file=$(cache_dir)/build/$base/module.current key=$(module_current_key "$base")
	module_current "$base" "$file" "$key" || current_make "$file" "$key" "$@"
}
