#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# recipe-run.sh DIR NAME... - run recipes of scripts/recipes.d in a guest, and write their
# transcripts to DIR/NAME/TRANSCRIPT.txt.  A recipe is sourced by this shell in an empty directory,
# and uses the functions in this file.
set -euo pipefail
PROG=scripts/recipes
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"

out=$1
shift
PATH=$TOP/build/bin:$PATH
export NO_COLOR=1 PAGER=cat LC_ALL=C.UTF-8

# transcript NAME - write the following commands to the transcript NAME
transcript()
{
	to=$out/$name/$1.txt
	: >"$to"
}

# show COMMAND - run COMMAND as a line of the shell, and add it and its output to the transcript; its
# status is not checked, as it may be the subject of the recipe
show()
{
	note "$name: $1"
	printf '$ %s\n' "$1" >>"$to"
	# The blanks at the ends of lines and empty lines at the end are no part of a page.
	eval "$1" </dev/null >"$work/output" 2>&1 || :
	sed -E 's/[ \t]+$//' "$work/output" | cat -s >>"$to"
}

work=$(mktemp -d)
ip link set eth0 up
ethtool -L eth0 combined 2 2>/dev/null || :
for name in "$@"; do
	mkdir -p -- "$out/$name" "$work/$name"
	cd -- "$work/$name"
	ln -s -- "$TOP/scripts" "$TOP/build" .
	# shellcheck source=/dev/null
	. "$TOP/scripts/recipes.d/$name"
	ethtool -L eth0 combined 2 2>/dev/null || :
done
cd /
rm -rf -- "$work"
