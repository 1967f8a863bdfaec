# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The source of a base and the patched tree made of it, both in the cache.
# Inside the lab only.  Needs common.sh, bases.sh, series.sh
# and kernel-package.sh.
#
#   src/BASE-VERSION/   as the package has it (kernel-package.sh)
#   tree/BASE/          the same with the series on it, if there is one; built in place

# tree_hash TREE - hash over the names and contents of the driver's files and
# its headers; what `hash` in patches/BASE/base is
tree_hash()
{
	(
		cd -- "$1" || exit
		find drivers/net/ethernet/mellanox/mlx5 include/linux/mlx5 -type f -print0 |
			LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
	)
}

# source_ready BASE - the source that is at hand, unpacked; says how it relates to the
# series
source_ready()
{
	local base=$1 dir new hash version pinned

	version=$(source_version "$base")
	dir=$(source_dir "$base")
	if [[ ! -d $dir ]]; then
		new=$dir.new.$$
		rm -rf -- "$dir".new.*
		mkdir -p -- "$new"
		step unpack "$base: source $version" unpack "$base" "$new" "${SOURCE_PATHS[@]}" || exit 1
		tree_hash "$new" >"$new/.hash"
		mv -T -- "$new" "$dir"
	fi
	hash=$(<"$dir/.hash")
	[[ -n $(series_patches "$base") ]] || return 0
	pinned=$(base_value "$base" hash)
	[[ $hash != "$pinned" ]] || return 0
	note "$base: the mlx5 driver of $version is not the one of $(base_value "$base" version), which the series was made on"
	new=$(mktemp -d)
	if ! series_stage "$base" "$dir" "$new/stage" apply; then
		hash=$(series_why "$new/stage")
		rm -rf -- "$new"
		fail "the series for $base does not apply to $version: $hash"
	fi
	rm -rf -- "$new"
	note "$base: the series applies to it nevertheless"
}

# tree_key BASE - changes when the source or the series does
tree_key()
{
	local patches

	mapfile -t patches < <(series_patches "$1")
	hash_of "$(source_dir "$1")/.hash" "${patches[@]}"
}

# source_rsync FROM/ TO/ - make the sources in TO those of FROM; what is the same is
# not touched, and objects and what Kbuild keeps beside them stay
source_rsync()
{
	rsync -rlp --checksum --delete --exclude='*.mod.c' --include='*/' --include='*.[chS]' \
		--include='*.rst' --include=Makefile --include=Kconfig --exclude='*' "$1" "$2"
}

# tree_sync BASE - tree/BASE is the source with the series.  What stays the
# same is not touched, so that a rebuild does only what changed.  Changes made
# by hand in the tree stay until source or series change.
tree_sync()
{
	local base=$1 tree key new

	tree=$(cache_dir)/tree/$base
	key=$(tree_key "$base")
	if stamp_ok "$tree.stamp" "$key" && [[ -d $tree ]]; then
		return
	fi
	mkdir -p -- "${tree%/*}"
	rm -rf -- "$tree.stamp" "$tree".new.*
	new=$tree.new.$$
	cp -a -- "$(source_dir "$base")" "$new"
	series_stage "$base" "$new" "$new.stage" apply ||
		fail "the series for $base does not apply to its source: $(series_why "$new.stage")"
	cp -a -- "$new.stage/." "$new/"
	if [[ -d $tree ]]; then
		source_rsync "$new/" "$tree/"
	else
		mv -T -- "$new" "$tree"
	fi
	rm -rf -- "$new" "$new.stage" "$new.stage.at"
	stamp_write "$tree.stamp" "$key"
}
