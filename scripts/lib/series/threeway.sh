# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Applies the series of a base to a tree of another kernel, or removes it again.  Each file is
# changed by a three-way merge with the base's source as the common ancestor.  Requires common.sh,
# bases.sh, series.sh and input.sh.
#
# Either all files are changed or none, as in series.sh.  Conflicts are marked only in a git tree,
# where they can be seen and undone; any other tree is left unchanged if there are conflicts.

# threeway_file OLD NEW MINE OUT - apply the change from OLD to NEW to MINE; each may be absent.
# Prints the number of conflicts, or "lost" if OLD exists but MINE does not.
threeway_file()
{
	local old=$1 new=$2 mine=$3 out=$4 status=0

	mkdir -p -- "${out%/*}"
	if [[ ! -e $mine ]]; then
		if [[ -e $old ]]; then
			echo lost
		else
			cp -- "$new" "$out" && echo 0
		fi
		return
	fi
	if [[ ! -e $new ]] && cmp -s -- "$old" "$mine"; then
		echo 0
		return
	fi
	[[ -e $old ]] || old=/dev/null
	[[ -e $new ]] || new=/dev/null
	git merge-file -p --diff3 -L "the tree" -L "$merge_from" -L "$merge_to" -- "$mine" "$old" "$new" >"$out" 2>/dev/null ||
		status=$?
	# a status of 128 or more is an error, not a number of conflicts
	((status < 128)) || fail "cannot merge '$mine'"
	echo "$status"
}

# threeway_stage BASE SOURCE TREE DIR apply|revert - merge into DIR/stage; write a line to
# DIR/conflicts for each file with conflicts
threeway_stage()
{
	local base=$1 source=$2 tree=$3 dir=$4 old=$2 new=$4/patched file count merge_from merge_to

	merge_from="$base" merge_to="$base with the series"
	series_stage "$base" "$source" "$new" apply ||
		fail "the series for $base does not apply to its source: $(series_why "$new")"
	if [[ $5 == revert ]]; then
		old=$new new=$source
		merge_from="$base with the series" merge_to="$base"
	fi
	: >"$dir/conflicts"
	while IFS= read -r file; do
		count=$(threeway_file "$old/$file" "$new/$file" "$tree/$file" "$dir/stage/$file") || return
		[[ $count == 0 ]] || printf '%s %s\n' "$count" "$file" >>"$dir/conflicts"
	done < <(series_files "$base")
}

# threeway_same BASE TREE STAGE - succeed if the files in the stage equal those in the tree
threeway_same()
{
	local file

	while IFS= read -r file; do
		if [[ -e $3/$file || -e $2/$file ]]; then
			cmp -s -- "$3/$file" "$2/$file" || return
		fi
	done < <(series_files "$1")
}

# threeway_conflicts BASE DIR - print the conflicts that must be resolved by hand
threeway_conflicts()
{
	local count file patches

	while read -r count file; do
		if [[ $count == lost ]]; then
			patches=$(cd -- "$TOP/patches/$1" && grep -lF -- "+++ b/$file" [0-9]*.patch | paste -sd' ')
			note "$file: this tree does not have the file, which is changed by $patches in patches/$1"
		else
			note "$file: $(counted "$count" conflict)"
		fi
	done <"$2/conflicts"
}

# counted N NOUN - print the number with the noun in singular or plural
counted()
{
	printf '%s %s%s' "$1" "$2" "$([[ $1 == 1 ]] || echo s)"
}

# threeway TREE BASE apply|revert - apply the series to the tree, or remove it
threeway()
{
	local tree=$1 base=$2 way=$3 tmp dirty source files release

	release=$(tree_kernel "$tree") || exit
	need_series "$base"
	tmp=$(mktemp -d)
	# shellcheck disable=SC2064 # the value of now
	trap "rm -rf -- '$tmp'" EXIT
	dirty=
	[[ $way == revert ]] || dirty=$(tree_dirty "$tree" "$tmp")
	[[ -z $dirty ]] || fail "'$tree' has uncommitted changes ($dirty): commit or stash them first"
	source=$(input_source "$base") || return
	source=$(cache_dir)/$source
	threeway_stage "$base" "$source" "$tree" "$tmp" "$way" || return
	! threeway_same "$base" "$tree" "$tmp/stage" ||
		fail "the series for $base is $([[ $way == apply ]] && echo already || echo not) applied to '$tree', nothing was changed"
	files=$(wc -l <"$tmp/conflicts")
	if ((files)); then
		threeway_conflicts "$base" "$tmp"
		if [[ $way == revert ]]; then
			fail "the series for $base is not applied to '$tree' as it was written, nothing was changed: undo it in git"
		fi
		[[ -e $tree/.git ]] ||
			fail "conflicts in $(counted "$files" file), nothing was changed: put '$tree' into git to have conflicts marked in the files"
		series_commit "$base" "$tree" "$tmp/stage"
		fail "the series for $base is applied to '$tree' (Linux $release), with conflicts in $(counted "$files" file): they are marked by <<<<<<<; git -C ${tree@Q} stash -u undoes all"
	fi
	series_commit "$base" "$tree" "$tmp/stage"
	if [[ $way == revert ]]; then
		note "removed the series for $base from '$tree'"
	else
		note "applied the series for $base ($(series_patches "$base" | wc -l) patches) to '$tree' (Linux $release) by a three-way merge: build it, then compare its functions with scripts/series drift --from $base --tree ${tree@Q}"
	fi
}
