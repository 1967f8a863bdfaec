# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A git repository in which patches are carried from one kernel to another.  Inside the lab
# only.  Requires common.sh, bases.sh, series.sh and trees.sh.
#
#   tag old    the source of the base, without a series
#   tag was    this source with the series; its commits have the blobs that the patches name
#   tag new    the other kernel, without history
#
# As both sources are commits, and patches name blobs by their full ids, "git am -3" always has the
# three sides of a merge.

# onto_git REPO ARGUMENT... - run git in the repository
onto_git()
{
	local repo=$1
	shift
	git_plain -c safe.directory='*' -c user.name="${MLX5T_NAME:-series}" -c user.email="${MLX5T_EMAIL:-series@example.org}" \
		-c advice.mergeConflict=false -c advice.detachedHead=false -c gc.auto=0 -c core.abbrev=12 -C "$repo" "$@"
}

# onto_import REPO DIR TAG - commit the files in DIR without a parent
onto_import()
{
	onto_git "$2" --git-dir="$1/.git" --work-tree="$2" add -A -f -- . ':(exclude).hash' &&
		onto_git "$1" commit -q -m "$3" &&
		onto_git "$1" tag "$3"
}

# onto_create REPO BASE OLD-DIR NEW-DIR - create the repository
onto_create()
{
	local repo=$1 patches

	rm -rf -- "$repo"
	git_plain init -q -b carry "$repo" || return
	onto_import "$repo" "$3" old || return
	onto_git "$repo" reset -q --hard || return
	mapfile -t patches < <(series_patches "$2")
	onto_git "$repo" am -q "${patches[@]}" >"$repo.am" 2>&1 </dev/null ||
		fail "the series for $2 does not apply to its source: $(sed -n 's/^error: //p' "$repo.am" | head -n1)"
	onto_git "$repo" tag was
	onto_git "$repo" checkout -q --orphan carried
	onto_git "$repo" rm -q -r -f . >/dev/null || return
	onto_import "$repo" "$4" new || return
	onto_git "$repo" reset -q --hard
}
