# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Trees in which the series is proved.  Inside the lab only.  Needs what kernel/full.sh
# needs, and kernel/full.sh.
#
# (MLX5T_SERIES: another directory for series/, so that a test can break a series)
#
#   series/BASE/repo        git: the source, and a commit for each patch
#   series/BASE/COMPILER    a clone in which objects are made; COMPILER is gcc or clang
#   tree/BASE-obj/check-COMPILER
#       the kernel that they are made for, configured and no more

# What is compiled with, besides WHOLE_PACKAGES.
SERIES_PACKAGES=(clang lld llvm sparse libssl-dev)

series_dir()
{
	printf '%s/%s\n' "${MLX5T_SERIES:-$(cache_dir)/series}" "$1"
}

# series_git ARGUMENT... - git_plain; what it commits has the same name each time
series_git()
{
	GIT_COMMITTER_DATE='@0 +0000' GIT_AUTHOR_DATE='@0 +0000' \
		git_plain -c safe.directory='*' -c user.name=series -c user.email=series@example.org \
		-c advice.detachedHead=false -c gc.auto=0 "$@"
}

# series_repo BASE - make the repository; what git am said stays in BASE/am.log.  Not
# to apply is for its test to say: the patches that went on are there.
series_repo()
{
	local dir repo patches

	dir=$(series_dir "$1")
	repo=$dir/repo
	if stamp_ok "$dir/stamp" "$(tree_key "$1")" && [[ -d $repo ]]; then
		return
	fi
	rm -rf -- "$dir/stamp" "$repo"
	mkdir -p -- "$dir"
	cp -a -- "$(source_dir "$1")" "$repo"
	rm -f -- "$repo/.hash"
	series_git -C "$repo" init -q -b series
	series_git -C "$repo" add -A
	series_git -C "$repo" commit -q -m "source of $1"
	series_git -C "$repo" tag base
	mapfile -t patches < <(series_patches "$1")
	series_git -C "$repo" am "${patches[@]}" >"$dir/am.log" 2>&1 </dev/null || true
	stamp_write "$dir/stamp" "$(tree_key "$1")"
}

# series_commits BASE - of the patches, first to last
series_commits()
{
	series_git -C "$(series_dir "$1")/repo" rev-list --reverse base..series
}

# series_changed BASE FROM TO [FILTER] - files that differ (FILTER: git's --diff-filter)
series_changed()
{
	series_git -C "$(series_dir "$1")/repo" diff --name-only "--diff-filter=${4:-ACMRT}" "$2" "$3"
}

# series_checkout BASE COMPILER COMMIT - in its clone; files that stay the same are
# not touched, so that make does what changed
series_checkout()
{
	local dir clone commit

	dir=$(series_dir "$1")
	clone=$dir/$2
	[[ -d $clone/.git ]] || series_git clone -q --no-checkout "$dir/repo" "$clone" || return
	# What is called `series` in the clone is the one of the day it was made.
	commit=$(series_git -C "$dir/repo" rev-parse "$3^{commit}") &&
		series_git -C "$clone" fetch -q --no-tags --force "$dir/repo" series &&
		series_git -C "$clone" checkout -q --force --detach "$commit"
}

# series_kernel BASE COMPILER - configure and prepare the kernel
series_kernel()
{
	local base=$1 variant=check-$2 obj key fragments

	obj=$(full_obj "$base" "$variant")
	mapfile -t fragments < <(full_fragments "$variant")
	suite_install "$(base_value "$base" suite)" "${WHOLE_PACKAGES[@]}" "${SERIES_PACKAGES[@]}" || return
	key=$({
		source_version "$base"
		hash_of "${fragments[@]}"
		in_suite "$(base_value "$base" suite)" sh -c 'gcc --version; clang --version' | grep version
	} | hash_of -)
	if stamp_ok "$obj.prepared" "$key" && [[ -f $obj/.config ]]; then
		return
	fi
	with_lock "kernel-$base-whole" full_unpack "$base"
	rm -rf -- "$obj.prepared" "$obj"
	step build "$base: configuration for $2" full_config "$base" "$variant" || return
	step build "$base: kernel prepared for $2" full_make "$base" "$variant" modules_prepare || return
	stamp_write "$obj.prepared" "$key"
}

# series_make BASE COMPILER TARGET... - in the clone, against that kernel
series_make()
{
	local base=$1 compiler=$2
	shift 2

	full_make "$base" "check-$compiler" M="$(series_dir "$base")/$compiler/$CORE" "$@"
}
