#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernel.sh VERB BASE [SAVE] - second half of scripts/kernel, inside the lab and
# under the base's lock.
set -euo pipefail
PROG=scripts/kernel
# shellcheck source=scripts/lib/kernel/libs.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/kernel/libs.sh"

# base_space BASE MB WHAT - exit unless the cache has space for MB and for the missing files of the
# base.  The sizes were measured: the root with package lists, the image with its modules, the
# source package, and the headers with the compiler (Documentation/getting-started.rst).
base_space()
{
	local base=$1 mb=$2 what=$3 suite root

	suite=$(base_value "$base" suite)
	root=$(suite_root "$suite")
	if [[ $suite != lab ]]; then
		[[ -d $root ]] || ((mb += SUITE_MB))
		[[ $(base_value "$base" release) == - || -n $(base_release "$base") ]] || ((mb += 450))
		[[ -f $(cache_dir)/src/$base.version ]] || ((mb += 150))
		[[ $(base_value "$base" build) != module ]] || headers_in "$root" "$(base_release "$base")" || ((mb += 300))
	fi
	[[ -d $tree ]] || ((mb += SOURCE_MB))
	((mb == 0)) || need_space "$what" "$mb"
}

# fetch_base BASE - fetch all packages of the base from the archive, and unpack the source
fetch_base()
{
	[[ $(base_value "$1" release) == - ]] || image_fetch_base "$1" || return
	source_fetch "$1" || return
	headers_fetch "$1" || return
	source_ready "$1"
}

# base_lacks BASE - succeed if any file of the base is missing
base_lacks()
{
	local suite release

	suite=$(base_value "$1" suite)
	release=$(base_release "$1")
	[[ $suite != lab ]] || return 1
	[[ -n $release || $(base_value "$1" release) == - ]] || return 0
	[[ -f $(cache_dir)/src/$1.version && -d $(suite_root "$suite") ]] || return 0
	[[ $(base_value "$1" build) == module ]] && ! headers_in "$(suite_root "$suite")" "$release"
}

# base_ready BASE - like fetch_base, but queries the archive only for missing files
base_ready()
{
	if base_lacks "$1"; then
		fetch_base "$1" || exit 1
	else
		source_ready "$1"
	fi
}

# fetch_release RELEASE - fetch the image of any kernel, not only that of a base
fetch_release()
{
	local suite lacks status=0

	[[ ! -f $(kernel_dir "$1")/vmlinuz ]] || return 0
	release_suite "$1" || status=$?
	if ((status)); then
		((status == 4)) || note "$1: UNAVAILABLE (linux-image-$1)"
		return "$status"
	fi
	lacks=$(image_fetch "$suite" "$1") || status=$?
	case $status in
	3) note "$1: UNAVAILABLE (${lacks//$'\n'/ })" ;;
	4) note "$1: NOT REACHABLE (${lacks//$'\n'/ })" ;;
	esac
	return "$status"
}

# fetched BASE - print the cached versions; the lab's packages may be older than the archive's
fetched()
{
	local release date

	release=$(base_release "$1")
	if [[ $(base_value "$1" suite) != lab ]]; then
		note "$1: image $release and source $(source_version "$1") are in the cache"
		return
	fi
	date=$(date -r "/var/lib/dpkg/info/linux-image-$release.list" +%Y-%m-%d 2>/dev/null) || date='an unknown day'
	note "$1: image $release and source $(source_version "$1") are those of the lab, of $date; the archive was not queried: to get the newest ones, run scripts/lab clean and scripts/lab setup"
}

# series_off BASE - succeed if the series is not applied to the tree, and no edits are to be saved
series_off()
{
	[[ -z $save ]] && stamp_ok "$tree.stamp" "$(source_key "$1")"
}

# clean_tree BASE - find the edits of tree/BASE, and save them if requested; otherwise they prevent
# the removal
clean_tree()
{
	local key kept

	if [[ -z $(record_put "$1") ]] && key=$(tree_key "$1" 2>/dev/null) && stamp_ok "$tree.stamp" "$key"; then
		tree_sync "$1"
	fi
	if [[ -n $(record_put "$1") ]]; then
		edits_now "$1"
		mapfile -t edits < <(record_differ "$1" "$put" "$edited")
		[[ -z $save ]] || edits_save "$1" "$put" "$edited"
	else
		edits=("all of tree/$1")
		if [[ $save ]]; then
			kept=$(saved_name "$1" .tree)
			mv -T -- "$tree" "$kept" || fail "cannot move $tree away, nothing was removed"
			note "$1: the original state of tree/$1 is unknown, so the tree was moved to $kept"
		fi
	fi
	[[ -e $tree/.git ]] || return 0
	edits+=(.git)
	if [[ $save ]]; then
		kept=$(saved_name "$1" .git)
		mv -T -- "$tree/.git" "$kept" || fail "cannot move $tree/.git away, nothing was removed"
		note "$1: the repository in tree/$1 was moved to $kept"
	fi
}

# clean_base BASE - remove source and builds, unless there are unsaved edits
clean_base()
{
	local cache edits=() whole put edited conflicts

	cache=$(cache_dir)
	mapfile -t whole < <(whole_edits "$1"; whole_newer "$1")
	if [[ -d $tree ]]; then
		record_ready "$1" || record_fail "cannot create $tree.record"
		clean_tree "$1"
	fi
	if [[ -z $save ]] && ((${#edits[@]} + ${#whole[@]})); then
		fail "$1: the source in the cache has edits ($(files_named "${edits[@]}" "${whole[@]}")), nothing was removed; to save them and continue: scripts/kernel clean --save-edits $1"
	fi
	whole_save "$1" "${whole[@]}"
	rm -rf -- "$cache/src/$1-"* "$cache/src/$1.version" "$tree" "$tree"[.-]* "$cache/build/$1"
}

verb=$1 base=$2 save=${3-}
tree=$(cache_dir)/tree/$base
case $verb in
fetch)
	if base_known "$base"; then
		lists_old=10
		base_space "$base" 0 "$base, image, headers and source,"
		fetch_base "$base" || exit 1
		fetched "$base"
	else
		fetch_release "$base" || exit 1
		note "$base: the image is in the cache"
	fi
	;;
image)
	if ! base_known "$base"; then
		[[ -f /boot/vmlinuz-$base ]] || fetch_release "$base" || exit 1
	elif [[ -z $(base_release "$base") ]]; then
		image_fetch_base "$base" || exit 1
	fi
	;;
served)
	# Print release and suite of all kernels, newest suite first.
	for suite in "${SUITES[@]}"; do
		status=0
		suite_ready "$suite" || status=$?
		case $status in
		0) ;;
		4) note "Debian $suite: NOT REACHABLE ($archive_why)" ;;
		*) note "Debian $suite: UNAVAILABLE" ;;
		esac
		# Old package lists are better than none.
		[[ $status != [04] || ! -d $(suite_root "$suite") ]] ||
			releases_served "$suite" | tac | sed "s|\$| $suite|"
	done
	;;
source)
	base_space "$base" 0 "the source of $base"
	base_ready "$base"
	;;
apply)
	base_space "$base" 0 "the source of $base"
	base_ready "$base"
	tree_sync "$base" applied "$save"
	note "$base: the series is applied to the source in the cache: $(cache_dir)/tree/$base"
	tree_note "$base"
	;;
revert)
	[[ -d $tree ]] || fail "there is no source of $base in the cache"
	base_ready "$base"
	! series_off "$base" || fail "the series for $base is not applied to the source in the cache; nothing was changed"
	tree_sync "$base" plain "$save"
	note "$base: removed the series from the source in the cache (tree/$base)"
	tree_note "$base"
	;;
clean)
	clean_base "$base"
	;;
build)
	base_space "$base" "$([[ -f $tree/$CORE/mlx5_core.ko ]] && echo 0 || echo "$MODULE_MB")" "mlx5_core of $base"
	base_ready "$base"
	build_module "$base"
	;;
full | debug)
	build_full "$base" "$verb"
	;;
prepare-full)
	base_space "$base" "$(full_unpacked "$base" && echo 0 || echo "$WHOLE_MB")" "a whole kernel of $base"
	base_ready "$base"
	prepare_full "$base"
	;;
esac
