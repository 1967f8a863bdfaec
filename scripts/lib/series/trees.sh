# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Trees in which the series is checked.  Inside the lab only.  Requires kernel/full.sh
# and its requirements.
#
# MLX5T_SERIES names another directory for series/, so that a test can use a faulty series.
#
#   series/BASE/repo        git: the source, and a commit for each patch
#   series/BASE/COMPILER    a clone in which objects are compiled; COMPILER is gcc or clang
#   tree/BASE-obj/check-COMPILER
#       the kernel that the objects are compiled for, only configured

# Packages for compiling, besides WHOLE_PACKAGES.  W=1 runs kernel-doc, which is written in Python
# since Linux 6.18.
SERIES_PACKAGES=(clang lld llvm sparse libssl-dev python3)

series_dir()
{
	printf '%s/%s\n' "${MLX5T_SERIES:-$(cache_dir)/series}" "$1"
}

# series_git ARGUMENT... - run git_plain with reproducible commit ids
series_git()
{
	GIT_COMMITTER_DATE='@0 +0000' GIT_AUTHOR_DATE='@0 +0000' \
		git_plain -c safe.directory='*' -c user.name=series -c user.email=series@example.org \
		-c advice.detachedHead=false -c gc.auto=0 "$@"
}

# series_repo BASE - create the repository, with the output of git am in BASE/am.log.  If a patch
# does not apply, the patches before it are committed, and the proof `apply` reports the failure.
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

# series_commits BASE - print the commits of the patches, first to last
series_commits()
{
	series_git -C "$(series_dir "$1")/repo" rev-list --reverse base..series
}

# series_changed BASE FROM TO [FILTER] - print the files that differ (FILTER: git's --diff-filter)
series_changed()
{
	series_git -C "$(series_dir "$1")/repo" diff --name-only "--diff-filter=${4:-ACMRT}" "$2" "$3"
}

# series_checkout BASE COMPILER COMMIT - check the commit out in the clone; unchanged files are not
# touched, so that make compiles only the changes
series_checkout()
{
	local dir clone commit

	dir=$(series_dir "$1")
	clone=$dir/$2
	[[ -d $clone/.git ]] || series_git clone -q --no-checkout "$dir/repo" "$clone" || return
	# The clone does not follow the branch `series` of the repository.
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

# series_make BASE COMPILER TARGET... - run make in the clone, against that kernel
series_make()
{
	local base=$1 compiler=$2
	shift 2

	full_make "$base" "check-$compiler" M="$(series_dir "$base")/$compiler/$CORE" "$@"
}
