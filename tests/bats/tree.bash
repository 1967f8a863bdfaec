# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Kernel trees for the tests of scripts/kernel and of the series.

TOP=$(cd -- "$BATS_TEST_DIRNAME/../.." && pwd -P)
# the base with the role `default`
BASE=$(grep -lwE '^roles=.*default' "$TOP"/patches/v*/base)
BASE=${BASE%/base} BASE=${BASE##*/}

# pristine - the directory of the distribution's source of the driver
pristine()
{
	local dirs

	dirs=("${MLX5T_CACHE:?}/src/$BASE"-*)
	printf '%s\n' "${dirs[-1]}"
}

# tree_copy DIR - an unmodified kernel tree of the distribution
tree_copy()
{
	mkdir -p -- "$1"
	cp -a -- "$(pristine)/." "$1/"
}

# plain_git ARGUMENT... - git without the configuration of this machine
plain_git()
{
	GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null git -c safe.directory='*' \
		-c user.name=tester -c user.email=tester@example.org "$@"
}

# tree_commit DIR - create a git repository in it, with all files: Debian's .gitignore names all
tree_commit()
{
	plain_git -C "$1" init -q
	plain_git -C "$1" add -A -f
	plain_git -C "$1" commit -q -m base
}

# tree_sum DIR - a hash of names, modes and contents of all files
tree_sum()
{
	(cd -- "$1" && find . -path ./.git -prune -o -type f -printf '%m %p\n' | LC_ALL=C sort &&
		find . -path ./.git -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) | sha256sum
}

# own_checkout - a copy of the files of scripts/kernel, with a separate cache
own_checkout()
{
	checkout="$BATS_TEST_TMPDIR/check out"
	mkdir "$checkout"
	cp -a -- "$TOP/scripts" "$TOP/patches" "$checkout/"
	mkdir -p "$BATS_TEST_TMPDIR/cache"
	export MLX5T_CACHE=$BATS_TEST_TMPDIR/cache
}

# series [BASE] - the patches, without the cover letter
series()
{
	printf '%s\n' "$TOP/patches/${1:-$BASE}"/[0-9]*.patch | grep -v '/0000-'
}

# one_line - the command printed exactly one line
one_line()
{
	# shellcheck disable=SC2154 # bats sets it
	((${#lines[@]} == 1)) || {
		printf 'not one line:\n%s\n' "$output"
		return 1
	}
}
