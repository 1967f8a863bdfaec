#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# series-export.sh BASE DIR PREFIX VERSION PATCH... - port patches of the series for a base to the
# kernel in DIR/new, and write them as emails to DIR/mails.  Inside the lab.  DIR is relative to the
# cache, and the names of the patches are relative to patches/.
#
# patches/upstream/ has the changes to patches whose form in the series serves modules that are built
# outside of the kernel, each with the message of the patch that is sent.
#
# MLX5T_NAME, MLX5T_EMAIL and MLX5T_DATE are those of the author.
set -euo pipefail
PROG=scripts/series
# shellcheck source=scripts/lib/kernel/libs.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/kernel/libs.sh"
# shellcheck source=scripts/lib/series/onto.sh
. "$TOP/scripts/lib/series/onto.sh"

base=$1 dir=$(cache_dir)/$2 prefix=$3 version=$4
shift 4
repo=$dir/repo
# am PATCH - apply the patch
am()
{
	onto_git "$repo" am -q -3 "$TOP/patches/$1" >"$dir/am" 2>&1 </dev/null ||
		fail "$1 does not apply to this tree: $({
			onto_git "$repo" diff --name-only --diff-filter=U
			sed -n 's/^error: //p' "$dir/am"
		} | head -n1); nothing was written; port the series to it first (scripts/series port)"
}

onto_create "$repo" "$base" "$(source_dir "$base")" "$dir/new"
export GIT_COMMITTER_DATE=$MLX5T_DATE GIT_AUTHOR_DATE=$MLX5T_DATE
for patch in "$@"; do
	am "$patch"
	if [[ -f $TOP/patches/upstream/${patch##*/} && $(base_value "$base" roles) == *upstream* ]]; then
		am "upstream/${patch##*/}"
		onto_git "$repo" reset -q --soft HEAD~1
		onto_git "$repo" commit -q --amend -C ORIG_HEAD
	fi
	onto_git "$repo" commit -q --amend --no-edit --allow-empty --reset-author --date="$MLX5T_DATE"
done
arguments=(--subject-prefix="PATCH $prefix" --full-index --no-renames -o "$dir/mails")
[[ $version == 1 ]] || arguments+=(-v "$version")
if (($# > 1)); then
	arguments+=(--cover-letter -n)
else
	arguments+=(-N)
fi
onto_git "$repo" format-patch -q "${arguments[@]}" new..HEAD
