# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Kernel trees for the tests of scripts/kernel and of the series.

TOP=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd -P)
# the base with the role `default`
BASE=$(grep -lwE '^roles=.*default' "$TOP"/patches/v*/base)
BASE=${BASE%/base} BASE=${BASE##*/}

# pristine - print the directory of the distribution's driver source
pristine()
{
	local dirs

	dirs=("${MLX5T_CACHE:?}/src/$BASE"-*)
	printf '%s\n' "${dirs[-1]}"
}

# tree_copy DIR - copy the distribution's unmodified kernel tree to DIR
tree_copy()
{
	mkdir -p -- "$1"
	cp -a -- "$(pristine)/." "$1/"
}

# plain_git ARGUMENT... - run git without the configuration of this machine
plain_git()
{
	GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null git -c safe.directory='*' \
		-c user.name=tester -c user.email=tester@example.org "$@"
}

# tree_commit DIR - commit all files of DIR to a new git repository; -f because Debian's .gitignore
# matches every file
tree_commit()
{
	plain_git -C "$1" init -q
	plain_git -C "$1" add -A -f
	plain_git -C "$1" commit -q -m base
}

# tree_sum DIR - print a hash of the names, modes and contents of all files in DIR
tree_sum()
{
	(cd -- "$1" && find . -path ./.git -prune -o -type f -printf '%m %p\n' | LC_ALL=C sort &&
		find . -path ./.git -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) | sha256sum
}

# own_checkout - create a copy of the files used by scripts/kernel, with a separate cache
own_checkout()
{
	checkout="$BATS_TEST_TMPDIR/check out"
	mkdir "$checkout"
	cp -a -- "$TOP/scripts" "$TOP/patches" "$checkout/"
	mkdir -p "$BATS_TEST_TMPDIR/cache"
	export MLX5T_CACHE=$BATS_TEST_TMPDIR/cache
}

# series [BASE] - list the patches of BASE, without the cover letter
series()
{
	printf '%s\n' "$TOP/patches/${1:-$BASE}"/[0-9]*.patch | grep -v '/0000-'
}

# one_line - succeed if the command printed exactly one line
one_line()
{
	# shellcheck disable=SC2154 # bats sets it
	((${#lines[@]} == 1)) || {
		printf 'not one line:\n%s\n' "$output"
		return 1
	}
}
