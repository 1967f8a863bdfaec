# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The source of a base and its patched tree, both in the cache.
# Inside the lab only.  Requires common.sh, bases.sh, series.sh, package.sh
# and edits.sh.
#
#   src/BASE-VERSION/   the files of the package (package.sh)
#   tree/BASE/          these files with the series applied, if there is a series; the driver is
#                       built in place.  Edits in this tree are kept (edits.sh)

# tree_hash TREE - print a hash of the names and contents of the driver's files and headers, which
# is `hash` in patches/BASE/base
tree_hash()
{
	(
		cd -- "$1" || exit
		find drivers/net/ethernet/mellanox/mlx5 include/linux/mlx5 -type f -print0 |
			LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
	)
}

# The space that the source and the tree require, and that a change of the tree alone requires.
# Measured: 24 MB, of which 7 MB are the source, and 8 MB are used only while the tree changes.
SOURCE_MB=50
TREE_MB=40

# source_unpack BASE TO PATH...
source_unpack()
{
	unpack "$@" && tree_hash "$2" >"$2/.hash"
}

# source_ready BASE - unpack the available source; print a note if the series was written for
# another version, and exit if the series does not apply
source_ready()
{
	local base=$1 dir new hash version pinned tests=()

	version=$(source_version "$base")
	dir=$(source_dir "$base")
	if [[ ! -d $dir ]]; then
		new=$dir.new.$$
		rm -rf -- "$dir".new.*
		need_space "the source of $base" "$SOURCE_MB"
		mkdir -p -- "$new"
		# Patch emails for a user's tree may contain the kernel selftest.
		[[ $(base_value "$base" package) != tree ]] || tests=("$SELFTESTS/Makefile")
		if ! step unpack "$base: source $version" source_unpack "$base" "$new" "${SOURCE_PATHS[@]}" "${tests[@]}"; then
			rm -rf -- "$new"
			exit 1
		fi
		mv -T -- "$new" "$dir"
	fi
	hash=$(<"$dir/.hash")
	[[ -n $(series_patches "$base") ]] || return 0
	pinned=$(base_value "$base" hash)
	[[ $hash != "$pinned" ]] || return 0
	note "$base: the mlx5 driver of $version differs from that of $(base_value "$base" version), which the series was written for"
	new=$(mktemp -d)
	if ! series_stage "$base" "$dir" "$new/stage" apply; then
		hash=$(series_why "$new/stage")
		rm -rf -- "$new"
		fail "the series for $base does not apply to $version: $hash; scripts/series drift $base shows its sites"
	fi
	rm -rf -- "$new"
	note "$base: the series applies to $version nevertheless"
}

# tree_key BASE - print a key that changes with the source and the series
tree_key()
{
	local patches

	mapfile -t patches < <(series_patches "$1")
	hash_of "$(source_dir "$1")/.hash" "${patches[@]}"
}

# source_rsync FROM/ TO/ - copy the sources from FROM to TO; unchanged files are not touched, and
# objects and other files that Kbuild created are kept
source_rsync()
{
	rsync -rlp --checksum --delete --exclude='*.mod.c' --include='*/' --include='*.[chS]' \
		--include='*.rst' --include=Makefile --include=Kconfig --exclude='*' "$1" "$2"
}

# source_key BASE - print the key of the source without a series
source_key()
{
	printf 'plain %s\n' "$(<"$(source_dir "$1")/.hash")"
}

# stage_failed BASE WHY - remove the files that tree_stage created, and exit with the last line of
# WHY, which may be the messages of a program
stage_failed()
{
	local full why=${2##*$'\n'}

	rm -rf -- "$(cache_dir)/tree/$1".new.*
	! full=$(disk_full <<<"$2") || why="cannot copy the source of $1: no space is left$full"
	fail "$why"
}

# stage_copy BASE FROM TO
stage_copy()
{
	local messages

	messages=$(cp -a -- "$2" "$3" 2>&1) || stage_failed "$1" "$messages"
}

# tree_stage BASE applied|plain NEW - create tree/BASE without edits as NEW
tree_stage()
{
	local said

	stage_copy "$1" "$(source_dir "$1")" "$3"
	[[ $2 == applied ]] || return 0
	if ! said=$(series_stage "$1" "$3" "$3.stage" apply 2>&1); then
		disk_full <<<"$said" >/dev/null ||
			said="the series for $1 does not apply to its source: $(series_why "$3.stage")"
		stage_failed "$1" "$said"
	fi
	stage_copy "$1" "$3.stage/." "$3/"
	rm -rf -- "$3.stage" "$3.stage.at"
}

# tree_sync BASE [applied|plain [SAVE]] - change tree/BASE to the source with or without the series,
# and keep its edits; with SAVE, save the edits as a patch instead.  Unchanged files are not
# touched, so that a rebuild compiles only the changes.  Sets tree_edits and tree_id.
tree_sync()
{
	local base=$1 way=${2:-applied} save=${3-} tree key new source

	tree=$(cache_dir)/tree/$base
	key=$(tree_key "$base")
	[[ $way == applied ]] || key=$(source_key "$base")
	mkdir -p -- "${tree%/*}"
	record_ready "$base" || record_fail "cannot create $tree.record"
	if [[ -d $tree ]] && stamp_ok "$tree.stamp" "$key" && [[ $(record_put "$base") ]] &&
		[[ -z $(record_files "$base" refs/going) ]]; then
		edits_find "$base"
		# shellcheck disable=SC2154 # edits_find sets it
		if [[ -z $save ]] || ((${#tree_edits[@]} == 0)); then
			return
		fi
	fi
	rm -rf -- "$tree".new.*
	need_space "the source of $base" "$TREE_MB"
	new=$tree.new.$$
	tree_stage "$base" "$way" "$new"
	if [[ ! -d $tree ]]; then
		# The record belongs to a tree that was removed.
		rm -rf -- "$tree.stamp" "$tree.record"
		record_ready "$base" || record_fail "cannot create $tree.record"
		stage_copy "$base" "$new" "$new.tree"
		mv -T -- "$new.tree" "$tree"
		stamp_write "$tree.stamp" "$key"
	fi
	# With the files of the source in the record, whole_edits recognises them as unmodified.
	source=$(source_dir "$base")
	rm -f -- "$tree.record/index.source"
	record_commit "$base" index.source "$source" source >/dev/null || record_fail "cannot read $source"
	edits_sync "$base" "$new" "$way" "$key" "$save"
	rm -rf -- "$new"
	edits_find "$base"
}

# tree_note BASE - print the edits of its tree, if there are any
tree_note()
{
	((${#tree_edits[@]} == 0)) ||
		note "$1: edits in $(cache_dir)/tree/$1 are kept: $(files_named "${tree_edits[@]}") ($(count_files "${#tree_edits[@]}"))"
}
