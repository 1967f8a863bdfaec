# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Explains why a command in the lab did not find files of the host.  Requires common.sh.

# outside_paths ROOT ARGUMENT... - print a line for each argument, or value of --option=VALUE, that
# is an existing file on the host but not in the lab, whose root directory is ROOT
outside_paths()
{
	local root=$1 path real
	shift

	for path in "$@"; do
		[[ $path != -*=* ]] || path=${path#*=}
		[[ -e $path ]] || continue
		case $path in
		/proc/* | /sys/* | /dev/* | /repo/* | /cache/*)
			continue
			;;
		/*)
			[[ ! -e $root$path ]] || continue
			real=$(realpath -- "$path")
			;;
		*)
			# The command is run in the top directory of the checkout.
			real=$(realpath -m -- "$TOP/$path")
			[[ ! -e $real || $real != "$TOP"/* ]] || continue
			real=$(realpath -- "$path")
			;;
		esac
		if [[ $real == "$TOP"/* ]]; then
			note "$PROG: '$path' has another path in the lab: give ${real#"$TOP"/}"
		else
			note "$PROG: '$path' does not exist in the lab, which contains only this checkout: copy it there, for example to build/, and give that path"
		fi
	done
}
