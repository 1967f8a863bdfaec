# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Whole kernels built from a user's own tree.  The tree is only read, and a copy of its source in
# the cache is built: a tree that was built in place cannot be built with another output directory,
# and only the files that changed since the last build are compiled.  Requires common.sh, bases.sh
# and series/series.sh.
#
#   bases/tree-ID/base        in the cache: the lines of a base (bases.sh)
#   tree/tree-ID-whole/       the copy of the source
#   tree/tree-ID.files        the files that were copied: name, size, time, target
#   tree/tree-ID-obj/CONFIG/  the output of make; CONFIG is full or stock
#   build/tree-ID/full/       bzImage and modules/, as in scripts/lib/kernel/full.sh
#
# ID is derived from the path of the tree.

# usertree_name DIR - register the tree, and set name
usertree_name()
{
	local release dir

	[[ -d $1 ]] || die "no directory '$1'"
	dir=$(realpath -e -- "$1")
	release=$(tree_release "$dir") ||
		die "'$1' is not a kernel tree: no Makefile with a version, or no mlx5 driver"
	[[ -f $dir/Kconfig && -f $dir/arch/x86/Makefile ]] ||
		die "'$1' is not a whole kernel: it has no Kconfig or no arch/x86"
	[[ $(printf '%s\n' 5.10 "$release" | sort -V | head -n1) == 5.10 ]] ||
		die "'$1' is Linux $release: kernels before 5.10 are not supported"
	name=$(sha256sum <<<"$dir")
	name=tree-${name:0:12}
	mkdir -p -- "$(cache_dir)/bases/$name"
	printf '%s\n' "series=${release%.*}" "suite=$(suite_of "$release")" release=- build=whole package=tree version=- roles=- \
		>"$(cache_dir)/bases/$name/base"
}

# usertree_build DIR CONFIG - build what changed in the tree, and set name.  On failure prints a
# message and returns 1.
usertree_build()
{
	local at=/run/source

	usertree_name "$1"
	MLX5T_SOURCE=$(realpath -e -- "$1")
	export MLX5T_SOURCE
	! in_lab || at=$MLX5T_SOURCE
	with_lock "kernel-$name-whole" lab_run --layer check bash scripts/inside/usertree.sh "$name" "$2" "$at"
}

# usertree_clean DIR - remove the files of this tree from the cache
usertree_clean()
{
	local cache

	usertree_name "$1"
	cache=$(cache_dir)
	rm -rf -- "$cache/bases/$name" "$cache/tree/$name"[.-]* "$cache/build/$name" "$cache/boot/$name"-*
}
