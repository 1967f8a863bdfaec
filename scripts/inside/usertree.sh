#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usertree.sh NAME full|stock SOURCE - second half of usertree_build: copy what changed in the tree,
# and build its kernel for the guest.  Inside the lab, under the tree's lock.
set -euo pipefail
PROG=scripts/boot
# shellcheck source=scripts/lib/kernel/libs.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/kernel/libs.sh"

kept=$1 variant=$2 source=$3
cache=$(cache_dir)
tree=$(full_tree "$kept")
obj=$(full_obj "$kept" "$variant")
out=$cache/build/$kept/full
files=$cache/tree/$kept.files
begin=$SECONDS

# tree_files - list the files that git would not ignore, whether the tree is in git or not; these
# are all files except the output of a build in the tree.  In the top directory these rules replace
# those of the tree, as Debian's source ignores everything there.
tree_files()
{
	local git=$cache/tree/$kept.git rule rules=()

	for rule in '!/*' '/.*' '/vmlinu*' '/linux' '/System.map' '/modules*' '/Module*' '/*.[oas]' '/debian'; do
		rules+=(-x "$rule")
	done

	[[ -d $git ]] || git_plain init -q --bare "$git" || return
	cd -- "$source" || return
	git_plain -c safe.directory='*' --git-dir="$git" --work-tree=. ls-files -z --others "${rules[@]}" --exclude-standard |
		xargs -0r stat --printf '%n\t%s\t%.9Y %f\n' -- | LC_ALL=C sort
}

# copy FILE - copy the files that FILE lists; files that are equal are not touched, so that they are
# not compiled again
copy()
{
	local how=(--whole-file)

	[[ ! -s $files ]] || how=(--checksum)
	tr '\n' '\0' <"$1" | rsync -lp "${how[@]}" --from0 --files-from=- "$source/" "$tree/"
}

# sync_tree - update the copy to the state of the tree
sync_tree()
{
	local new=$files.new.$$

	tree_files >"$new" || return
	mkdir -p -- "$tree"
	touch -- "$files"
	LC_ALL=C comm -13 "$files" "$new" | cut -f1 >"$new.changed"
	LC_ALL=C comm -23 <(cut -f1 "$files" | LC_ALL=C sort) <(cut -f1 "$new" | LC_ALL=C sort) >"$new.gone"
	# The list is replaced only after the copy is complete.
	[[ ! -s $new.changed ]] || copy "$new.changed" || return
	(cd -- "$tree" && xargs -d '\n' -r rm -f -- <"$new.gone") || return
	cat -- "$new.changed" "$new.gone" | wc -l >"$files.count"
	rm -f -- "$new.changed" "$new.gone"
	mv -f -- "$new" "$files"
}

# configure - create the smallest configuration with the options that the guest requires, or the
# tree's own configuration with these options added
configure()
{
	local fragment=$obj/.fragment fragments

	mapfile -t fragments < <(full_fragments full)
	mkdir -p -- "$obj"
	config_lines known "$(tree_release "$tree")" "${fragments[@]}" >"$fragment"
	if [[ $variant == full ]]; then
		full_make "$kept" full KCONFIG_ALLCONFIG="$fragment" allnoconfig || return
	else
		if [[ -f $source/.config ]]; then
			cp -- "$source/.config" "$obj/.config"
		else
			full_make "$kept" stock x86_64_defconfig || return
		fi
		cat -- "$fragment" >>"$obj/.config"
		full_make "$kept" stock olddefconfig || return
	fi
}

# config_lost - print the options of the guest that are not in the result
config_lost()
{
	grep -vxFf "$obj/.config" "$obj/.fragment" | grep '^CONFIG_.*=y' | sed 's/=y//' | paste -sd' ' || true
}

# config_key - print a key that changes with the inputs of the configuration
config_key()
{
	local fragments

	mapfile -t fragments < <(full_fragments full)
	{
		hash_of "${fragments[@]}"
		[[ $variant == full || ! -f $source/.config ]] || hash_of "$source/.config"
		in_suite "$(base_value "$kept" suite)" gcc --version | head -n1
	} | hash_of -
}

if [[ -f $files ]]; then
	sync_tree || fail "the tree cannot be copied to $tree"
else
	need_space "a copy of the tree and its build" 4000
	step unpack "$kept: copy of the tree" sync_tree || exit 1
fi
suite_install "$(base_value "$kept" suite)" "${WHOLE_PACKAGES[@]}" || exit 1
key=$(config_key)
if ! stamp_ok "$obj.config" "$key" || [[ ! -f $obj/.config ]]; then
	step build "$kept: configuration" configure || fail "the tree cannot be configured"
	lost=$(config_lost)
	[[ -z $lost ]] || note "options that this tree does not have, or whose dependencies are missing: $lost"
	stamp_write "$obj.config" "$key"
fi
mkdir -p -- "$out"
step build "$kept: kernel" full_make "$kept" "$variant" bzImage modules || exit 1
step build "$kept: installation" full_install "$kept" "$variant" "$out" || exit 1
note "$(basename -- "$out/modules"/*): built in $((SECONDS - begin)) s; $(<"$files.count") files changed since the last build"
