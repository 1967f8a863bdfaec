# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Output files at a path given by the user.  The command may run as root, and the directory may be
# writable by other users, so the file is written under an unpredictable name in that directory, and
# renamed when it is complete.  Only a regular file is replaced, and no link is followed.  Requires
# common.sh.

# out_check FILE - exit if FILE must not be written
out_check()
{
	local kind

	[[ -d $(dirname -- "$1") ]] || die "cannot write $1: no such directory"
	if [[ -L $1 ]]; then
		kind='symbolic link'
	elif [[ -f $1 || ! -e $1 ]]; then
		return 0
	else
		kind=$(stat -c %F -- "$1")
	fi
	die "cannot write $1: it is a $kind, give the name of a regular file"
}

# out_put FROM FILE - copy FROM to FILE
out_put()
{
	local part why full mode

	out_check "$2"
	part=$(mktemp -- "$(dirname -- "$2")/.mlx5t-XXXXXXXXXXXX" 2>&1) || fail "cannot write $2: ${part##*: }"
	if ! why=$(cat -- "$1" 2>&1 >"$part"); then
		rm -f -- "$part"
		! full=$(disk_full <<<"$why") || why=": no space is left$full"
		fail "cannot write $2: ${why##*: }"
	fi
	mode=$(printf '%o' $((0666 & ~8#${MLX5T_CALLER_UMASK:-022})))
	[[ ! -O $2 ]] || mode=$(stat -c %a -- "$2")
	chmod -- "$mode" "$part"
	# The target may have been replaced in the meantime.
	if [[ -L $2 || (-e $2 && ! -f $2) ]] || ! mv -fT -- "$part" "$2" 2>/dev/null; then
		rm -f -- "$part"
		fail "cannot write $2"
	fi
}
