# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Directories that root fills on a machine with other users.  A directory is created with mode 0700
# under an unpredictable name, is filled through a descriptor, so that later changes of the path
# have no effect, and is renamed to its final name when it is complete.  Requires common.sh.

# find_invoker - set invoker and invoker_group to the user on whose behalf root runs: the user of
# sudo or, with su, the user who logged in
find_invoker()
{
	invoker=$EUID invoker_group=$(id -g)
	((EUID == 0)) || return 0
	if [[ ${SUDO_UID-} =~ ^[0-9]{1,10}$ ]]; then
		invoker=$SUDO_UID
	elif [[ -r /proc/self/loginuid ]]; then
		read -r invoker </proc/self/loginuid || :
		# a process without a login, such as a service
		[[ ${invoker:-4294967295} != 4294967295 ]] || invoker=0
	fi
	((invoker)) || return 0
	if [[ ${SUDO_UID-} == "$invoker" && ${SUDO_GID-} =~ ^[0-9]{1,10}$ ]]; then
		invoker_group=$SUDO_GID
	else
		invoker_group=$(id -g -- "$invoker" 2>/dev/null) || invoker_group=$invoker
	fi
}

# user_name UID
user_name()
{
	id -un -- "$1" 2>/dev/null || printf '%s\n' "$1"
}

# own_group GID - succeed if only root and the invoker are members of this group, which holds for
# root's group and the invoker's per-user group
own_group()
{
	(($1 == 0)) || { (($1 == invoker_group)) &&
		[[ $(id -gn -- "$invoker" 2>/dev/null) == "$(user_name "$invoker")" ]]; }
}

# own_path DIR - succeed if only root and the invoker can replace the existing DIR and each
# directory or link on the path to it; otherwise set why to the reason
own_path()
{
	local at i uid gid mode list=() facts

	for at in "$1" "$(realpath -e -- "$1")"; do
		while [[ $at == /?* ]]; do
			list+=("$at")
			at=${at%/*}
		done
	done
	list+=(/)
	mapfile -t facts < <(stat -c '%u %g %f' -- "${list[@]}")
	if ((${#facts[@]} != ${#list[@]})); then
		why="$1 no longer exists"
		return 1
	fi
	for i in "${!list[@]}"; do
		read -r uid gid mode <<<"${facts[i]}"
		mode=$((16#$mode))
		if ((uid != 0 && uid != invoker)); then
			why="${list[i]} belongs to $(user_name "$uid")"
			return 1
		fi
		# A link always has mode 0777; in a sticky directory users can replace only their
		# own files.
		if (((mode & 0170000) == 0120000 || mode & 01000 || !(mode & 022))); then
			continue
		fi
		if ((mode & 02)) || ! own_group "$gid"; then
			why="other users can write to ${list[i]}"
			return 1
		fi
	done
}

# as_invoker COMMAND...
as_invoker()
{
	if ((invoker == EUID)); then
		"$@"
	else
		setpriv --reuid "$invoker" --regid "$invoker_group" --clear-groups -- "$@"
	fi
}

# own_place TARGET WHAT OPTION - exit unless own_path accepts TARGET, an absolute path without . and
# .., or, if TARGET does not exist, the nearest directory above it that exists
own_place()
{
	local at=$1 why

	until [[ -e ${at:-/} ]]; do
		at=${at%/*}
	done
	[[ -d ${at:-/} ]] || die "$at exists and is not a directory: give another one with $3"
	own_path "${at:-/}" || die "$why, so no $2 is created there: give another directory with $3"
}

# private_check TARGET WHAT OPTION - exit unless TARGET may become the directory: it must not exist,
# or must be an empty directory of the invoker or root
private_check()
{
	local target=$1

	if [[ -L $target ]]; then
		die "$target is a link, which is not followed: give another directory with $3"
	elif [[ -d $target ]]; then
		[[ -z $(ls -A -- "$target") ]] ||
			die "the directory $target is not empty and nothing is overwritten: give another with $3"
		[[ ! $target -ef . ]] ||
			die "$target, where you are, cannot become the $2: give a new directory with $3"
		! mountpoint -q -- "$target" ||
			die "$target is the root of a file system: give a directory in it with $3"
	fi
	own_place "$@"
}

# private_make TARGET WHAT - create the directory; sets private, its name while it is being filled,
# and inside, its path through a file descriptor that remains open
private_make()
{
	local above=${1%/*} old fd mode owner

	if [[ ! -d ${above:-/} ]]; then
		(umask 022 && { as_invoker mkdir -p -- "$above" 2>/dev/null || mkdir -p -- "$above"; }) ||
			fail "cannot create the directory $above"
	fi
	exec {private_above}<"${above:-/}"
	# The lock is held until the descriptor is closed, so while the directory is being filled.
	for old in "$above/.${1##*/}".????????; do
		[[ -d $old && ! -L $old && -O $old ]] || continue
		exec {fd}<"$old"
		! flock -n "$fd" || note "$PROG: $old remains of a killed $2: remove it if it is not needed"
		exec {fd}<&-
	done
	private=$(umask 077 && mktemp -d -- "$above/.${1##*/}.XXXXXXXX" 2>/dev/null) ||
		fail "cannot create a directory in ${above:-/} (file system $(private_fs "${above:-/}"))"
	exec {private_fd}<"$private"
	inside=/proc/$$/fd/$private_fd
	read -r mode owner < <(stat -Lc '%a %u' -- "$inside")
	if ((8#$mode & 0777 ^ 0700 || owner != EUID)) || [[ ! $inside/.. -ef /proc/$$/fd/$private_above ]]; then
		rmdir -- "$private" || :
		fail "the file system of ${above:-/} does not restrict a directory to its owner: give another directory"
	fi
	flock -n "$private_fd"
}

# private_fs PATH - print the mount point and the type of its file system
private_fs()
{
	findmnt -n -o TARGET,FSTYPE -T "$1" 2>/dev/null | sed -E 's/^(.*[^ ]) +([^ ]+) *$/\1, \2/'
}

# private_full - succeed if the file system has less free space than any file requires
private_full()
{
	local free size inodes all

	read -r free size inodes all < <(stat -fc '%f %S %d %c' -- "$inside/.")
	((free * size < 65536 || (all && !inodes)))
}

# private_remove - remove the incomplete directory
private_remove()
{
	[[ -z $inside ]] || find "${inside:?}/." -mindepth 1 -delete || :
	rmdir -- "$private" || note "$PROG: $private could not be removed"
}

# private_hand_over - change the owner to the invoker
private_hand_over()
{
	((invoker == EUID)) || chown -R -h -- "$invoker:$invoker_group" "$inside/." ||
		note "$PROG: the owner of the recording cannot be changed to $(user_name "$invoker"), it belongs to root"
}

# private_publish TARGET - rename the directory to TARGET, which must not exist or must be empty
private_publish()
{
	local above=/proc/$$/fd/$private_above

	[[ ! -L $above/${private##*/} && $above/${private##*/} -ef $inside ]] &&
		mv -fT -- "$above/${private##*/}" "$above/${1##*/}" 2>/dev/null &&
		[[ ! -L $1 && $1 -ef $inside ]]
}

# private_merge TARGET - move the files to the existing directory TARGET.  A file replaces a file or
# link of the same name in TARGET, but nothing else.  Files that cannot be moved are kept.
private_merge()
{
	local file into fd status=0

	exec {fd}<"$1"
	into=/proc/$$/fd/$fd
	for file in "$inside"/*; do
		file=${file##*/}
		if [[ -L $into/$file || -f $into/$file || ! -e $into/$file ]]; then
			mv -fT -- "$inside/$file" "$into/$file" && continue
		fi
		note "$PROG: $1/$file is not a file, so the new one is $private/$file"
		status=1
	done
	exec {fd}<&-
	((status)) || rmdir -- "$private"
	return "$status"
}
