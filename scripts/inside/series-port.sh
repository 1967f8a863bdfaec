#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# series-port.sh begin|continue - second half of scripts/series port, inside the lab: apply the
# patches in series/port/mails of the cache to the other kernel, and write the result to
# series/port/result.  On a conflict, list the sites concerned and exit with status 1.
set -euo pipefail
PROG=scripts/series
# shellcheck source=scripts/lib/kernel/libs.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/kernel/libs.sh"
# shellcheck source=scripts/lib/series/onto.sh
. "$TOP/scripts/lib/series/onto.sh"
# shellcheck source=scripts/lib/series/sets.sh
. "$TOP/scripts/lib/series/sets.sh"
# shellcheck source=scripts/lib/series/sites.sh
. "$TOP/scripts/lib/series/sites.sh"
# shellcheck source=scripts/lib/series/callers.sh
. "$TOP/scripts/lib/series/callers.sh"
# shellcheck source=scripts/lib/series/symbols.sh
. "$TOP/scripts/lib/series/symbols.sh"
# shellcheck source=scripts/lib/series/drift.sh
. "$TOP/scripts/lib/series/drift.sh"

dir=${MLX5T_SERIES:-$(cache_dir)/series}/port
repo=$dir/repo
{ read -r from && read -r name && read -r new && read -r base; } <"$dir/state"
if [[ $new == - ]]; then new=$dir/new; else new=$(cache_dir)/$new; fi

# conflicts - print the files with conflicts
conflicts()
{
	onto_git "$repo" diff --name-only --diff-filter=U
}

# sites_shown FILE... - print the rows of drift for these files, with the differences of their
# functions; drift runs only once, as neither kernel changes during a port
sites_shown()
{
	local work=$dir/drift file

	if [[ ! -f $work/all.rows ]]; then
		rm -rf -- "$work"
		mkdir -- "$work"
		sites_find "$from" "$(source_dir "$from")"
		drift_rows "$new"
		mv -- "$work/found" "$work/all.found"
		mv -- "$work/rows" "$work/all.rows"
	fi
	for file in "$@"; do
		file=${file#"$SHORT"}
		awk -F'\t' -v file="${file#"$SHORT_DOCUMENTATION"}" '$4 == file && $1 != "unchanged" && $1 !~ /^changed/' "$work/all.rows"
	done >"$work/rows"
	grep -F -f <(printf '%s\n' "$@") "$work/all.found" >"$work/found" || true
	# shellcheck disable=SC2034 # drift_print uses it
	base=$from
	drift_print diff "$name" | awk '/^[0-9]+ sites;/ { next } { print }' || true
}

# stopped - print the steps that must be done by hand, and exit
stopped()
{
	local files

	mapfile -t files < <(conflicts)
	echo "'$(sed -n 's/^Subject: \(\[[^]]*\] \)\?//p' "$repo/.git/rebase-apply/info" | head -n1)' conflicts in:"
	printf '  %s\n' "${files[@]}"
	if ((${#files[@]})); then
		echo "Sites in these files, and what became of their functions (without comments and indentation):"
		sites_shown "${files[@]}"
	else
		# There is no conflict to resolve: the patch names a file that does not exist.
		sed 's/^/  /' "$dir/am"
	fi
	note "resolve this in $repo, git add the files, and run: scripts/series port --continue (or --abort)"
	exit 1
}

# carry_change - replace the patch in mails/ by its changes since was.patch
carry_change()
{
	local subject id change

	subject=$(series_subject "$dir/mails/0000-carried.patch")
	id=$(onto_git "$repo" log --format='%H %s' old..was | awk -v subject="$subject" '
		{ id = $1; sub(/^[^ ]* /, "") } $0 == subject { print id }')
	[[ $id ]] || fail "patches/$from has no patch '$subject'"
	onto_git "$repo" checkout -q --detach "$id^"
	onto_git "$repo" am -q "$dir/was.patch" >"$dir/am" 2>&1 </dev/null ||
		fail "the previous version of the patch does not apply to $from"
	# git rebase --autosquash merges the change into the patch, and uses the new message.
	change=$(onto_git "$repo" commit-tree -p HEAD -m "amend! $subject" -m "$(onto_git "$repo" log -1 --format=%B "$id")" "$id^{tree}")
	onto_git "$repo" format-patch -q --stdout --full-index -1 "$change" >"$dir/mails/0000-carried.patch"
}

# result - write the series in the format of patches/, with the cover letter of the old series
result()
{
	local arguments=(-q --zero-commit --full-index --no-signature --no-renames -o "$dir/result") series count

	series=$(sed -n 's/^Subject: \[PATCH \([^ ]*\) .*/\1/p' "$dir"/mails/*.patch | sed -n 1p)
	[[ $base == - ]] || series=$(base_value "$base" series)
	if [[ -f $dir/was.patch ]]; then
		GIT_SEQUENCE_EDITOR=true GIT_EDITOR=true onto_git "$repo" rebase -q -i --autosquash new >"$dir/rebase" 2>&1 ||
			fail "the change does not fit into its patch: $(sed -n 1p "$dir/rebase"); see $repo"
	fi
	count=$(onto_git "$repo" rev-list --count new..HEAD)
	rm -rf -- "$dir/result"
	((count < 2)) || arguments+=(--cover-letter -n)
	onto_git "$repo" format-patch "${arguments[@]}" --subject-prefix="PATCH $series" new..HEAD
	((count > 1)) || return 0
	set_cover "$from" all >"$dir/cover"
	cover_fill "$dir/result/0000-cover-letter.patch" "$dir/cover"
}

case $1 in
begin)
	onto_create "$repo" "$from" "$(source_dir "$from")" "$new"
	[[ ! -f $dir/was.patch ]] || carry_change
	onto_git "$repo" checkout -q --detach new
	before=("$dir"/before/*.patch)
	if [[ -f ${before[0]} ]]; then
		# Apply the whole series of the new kernel first, to create its blobs.
		mapfile -t theirs < <(series_patches "$base")
		onto_git "$repo" am -q "${theirs[@]}" >"$dir/am" 2>&1 </dev/null || fail "the series for $base does not apply to its source"
		onto_git "$repo" reset -q --hard new
		onto_git "$repo" am -q "${before[@]}" >"$dir/am" 2>&1 </dev/null || fail "the series for $base does not apply to its source"
	fi
	onto_git "$repo" am -3 "$dir"/mails/*.patch >"$dir/am" 2>&1 </dev/null || stopped
	;;
continue)
	if [[ ! -d $repo/.git/rebase-apply ]]; then
		[[ -d $dir/result ]] || fail "no patch is waiting in $repo"
		exit 0
	fi
	mapfile -t files < <(conflicts)
	((${#files[@]} == 0)) || fail "still in conflict: ${files[*]}; resolve and git add them in $repo"
	if onto_git "$repo" diff --cached | grep -E '^\+(<<<<<<<|>>>>>>>) ' >/dev/null; then
		fail "the added files in $repo contain conflict markers (<<<<<<<)"
	fi
	go=--continue
	if onto_git "$repo" diff --cached --quiet; then
		note "this patch is empty now: it is skipped"
		go=--skip
	fi
	onto_git "$repo" am "$go" >"$dir/am" 2>&1 </dev/null || stopped
	;;
esac
result
