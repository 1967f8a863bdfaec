#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests that must run outside the lab: the commands are independent of the caller's
# environment.  TAP; the lab must exist.
set -uo pipefail

TOP=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd -- "$TOP" || exit
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# bare VARIABLE=VALUE... COMMAND... - run with the minimal environment of an ordinary
# user's login on Debian: no sbin directory, a strict umask
bare()
{
	(umask 077 && env -i ${HOME:+HOME="$HOME"} ${XDG_CACHE_HOME:+XDG_CACHE_HOME="$XDG_CACHE_HOME"} \
		${MLX5T_CACHE:+MLX5T_CACHE="$MLX5T_CACHE"} ${MLX5T_MIRROR:+MLX5T_MIRROR="$MLX5T_MIRROR"} \
		PATH=/usr/bin:/bin "$@")
}

# Settings of another shell: cd that prints, an exported function that replaces a program,
# a file that each bash reads, decimal commas.
with_habits()
{
	printf 'alias grep="grep --nothing"; shopt -s expand_aliases\n' >"$work/bashrc"
	# shellcheck disable=SC2016 # for the environment
	bare CDPATH=/usr:/ BASH_ENV="$work/bashrc" POSIXLY_CORRECT=1 LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 \
		'BASH_FUNC_mount%%=() { echo "not the program"; return 1; }' "$@"
}

# with_options COMMAND... - options of the caller's shell that it exported
with_options()
{
	bare SHELLOPTS=noclobber:noglob BASHOPTS=failglob:nocasematch GLOBIGNORE='*' "$@"
}

same_list()
{
	diff <(bare scripts/kernel list 2>&1) <(with_options scripts/kernel list 2>&1)
}

# made_readable - files created under a strict umask are readable by all
made_readable()
{
	bare bash -c '. scripts/lib/common.sh; touch "$1/file"; mkdir "$1/dir"' sh "$work" &&
		[[ $(stat -c %a "$work/file") == 644 && $(stat -c %a "$work/dir") == 755 ]]
}

timed "the lab, from Debian's login of an ordinary user and umask 077" bare scripts/lab run true
timed "the lab, with another shell's habits" with_habits scripts/lab run true
timed "a kernel list, with another shell's habits" with_habits scripts/kernel list
timed "the lab, with exported options of another shell" with_options scripts/lab run true
timed "a kernel list, with exported options of another shell" same_list
timed "files that are made under umask 077 can be read" made_readable
done_testing
