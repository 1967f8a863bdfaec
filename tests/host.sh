#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests that must run outside the lab: check that the commands do not depend on the caller's
# environment.  The output is TAP; the lab must exist.
set -uo pipefail

TOP=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd -- "$TOP" || exit
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# bare VARIABLE=VALUE... COMMAND... - run COMMAND with the minimal environment of an ordinary
# user's login on Debian, without sbin directories in PATH and with a strict umask
bare()
{
	(umask 077 && env -i ${HOME:+HOME="$HOME"} ${XDG_CACHE_HOME:+XDG_CACHE_HOME="$XDG_CACHE_HOME"} \
		${MLX5T_CACHE:+MLX5T_CACHE="$MLX5T_CACHE"} ${MLX5T_MIRROR:+MLX5T_MIRROR="$MLX5T_MIRROR"} \
		PATH=/usr/bin:/bin "$@")
}

# with_habits COMMAND... - run COMMAND with unusual shell settings: cd prints the directory, an
# exported function replaces a program, each bash reads a startup file, and the locale uses
# decimal commas
with_habits()
{
	printf 'alias grep="grep --nothing"; shopt -s expand_aliases\n' >"$work/bashrc"
	# shellcheck disable=SC2016 # for the environment
	bare CDPATH=/usr:/ BASH_ENV="$work/bashrc" POSIXLY_CORRECT=1 LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 \
		'BASH_FUNC_mount%%=() { echo "not the program"; return 1; }' "$@"
}

# with_options COMMAND... - run COMMAND with shell options exported by the caller
with_options()
{
	bare SHELLOPTS=noclobber:noglob BASHOPTS=failglob:nocasematch GLOBIGNORE='*' "$@"
}

same_list()
{
	diff <(bare scripts/kernel list 2>&1) <(with_options scripts/kernel list 2>&1)
}

# made_readable - succeed if files created under a strict umask are readable by all users
made_readable()
{
	bare bash -c '. scripts/lib/common.sh; touch "$1/file"; mkdir "$1/dir"' sh "$work" &&
		[[ $(stat -c %a "$work/file") == 644 && $(stat -c %a "$work/dir") == 755 ]]
}

timed "the lab runs from an ordinary user's Debian login with umask 077" bare scripts/lab run true
timed "the lab runs with unusual shell settings" with_habits scripts/lab run true
timed "scripts/kernel list runs with unusual shell settings" with_habits scripts/kernel list
timed "the lab runs with exported shell options" with_options scripts/lab run true
timed "scripts/kernel list prints the same with exported shell options" same_list
timed "files created under umask 077 are readable" made_readable
done_testing
