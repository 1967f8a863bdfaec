# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Build the patched mlx5_core against the headers of the distribution's kernel.
# Inside the lab only.  Requires common.sh, bases.sh, series.sh, suites.sh,
# images.sh, package.sh, edits.sh and source.sh.
#
#   build/BASE/mlx5_core.ko      the module, without debug information, with BTF
#   build/BASE/edited            the names of the driver's edited files, if any;
#       the loaded module also has them in a note (module_mark)
#   build/BASE/modules/RELEASE/  the tree of modules for the guest.  The guest mounts the stock
#       tree on /run/stock-modules, and then this tree over /lib/modules/RELEASE
#       (scripts/guest/driver.sh).  The stock modules are not copied: `kernel` is a link to
#       /run/stock-modules/kernel, as their original path is hidden by the mount.  updates/ has
#       the patched module, which depmod prefers; modprobe finds it and its dependencies.

CORE=drivers/net/ethernet/mellanox/mlx5/core
# The size of the objects and the module in the cache.
MODULE_MB=400

# headers_fetch BASE - install the headers of its image, and the tools that build a module, in the
# root of its suite.  After a message, returns 3 if the archive does not serve them, and 4 if the
# archive is not reachable.
headers_fetch()
{
	local suite release status=0

	suite=$(base_value "$1" suite)
	[[ $suite != lab && $(base_value "$1" build) == module ]] || return 0
	release=$(base_release "$1")
	# The headers depend on the compiler, which calls `as` but does not depend on its package.
	suite_install "$suite" make binutils ccache libc6-dev kmod "linux-headers-$release" || status=$?
	((status != 3)) || note "$1: UNAVAILABLE (linux-headers-$release)"
	return "$status"
}

# kernel_release BASE - print the release of the distribution's kernel whose headers are installed;
# exit if there is none
kernel_release()
{
	local release

	[[ $(base_value "$1" build) == module ]] ||
		fail "no headers are served for the kernels of $1: build a whole one (scripts/kernel build --full $1)"
	release=$(base_release "$1")
	[[ -n $release ]] || fail "there is no kernel image for $1: run scripts/kernel fetch $1"
	headers_in "$(suite_root "$(base_value "$1" suite)")" "$release" ||
		fail "there are no headers for $release: run scripts/kernel fetch $1"
	printf '%s\n' "$release"
}

# module_key BASE RELEASE - print a key that changes when the module must be rebuilt
module_key()
{
	{
		tree_key "$1"
		# shellcheck disable=SC2154 # tree_sync sets it
		printf '%s\n' "$2" "$tree_id"
		in_suite "$(base_value "$1" suite)" sh -c 'dpkg-query -W "linux-headers-$1"; gcc --version | head -n1' sh "$2"
	} | hash_of -
}

# module_touched TREE KO - succeed if any file in the tree is newer than the module
module_touched()
{
	[[ -n $(find "$1" -newer "$2" \( -name '*.[chS]' -o -name Makefile \) ! -name '*.mod.c' -print -quit) ]]
}

# headers_fit BASE TREE RELEASE - exit if the headers and the source are not of the same release.
# Their structures may differ, and not every kernel has symbol versions that detect this.
headers_fit()
{
	local differ

	differ=$(in_suite "$(base_value "$1" suite)" \
		diff -rq -- "$2/include/linux/mlx5" "/lib/modules/$3/source/include/linux/mlx5" | head -n1) || true
	[[ -z $differ ]] ||
		fail "source $(source_version "$1") and the headers of $3 are of different releases ($differ): run scripts/kernel fetch $1"
}

# note_bytes OWNER TEXT - print an ELF note of type 1
note_bytes()
{
	local owner=$1 text=$2 size

	for size in $((${#owner} + 1)) ${#text} 1; do
		# shellcheck disable=SC2059 # the bytes of a number, least significant first
		printf "$(printf '\\x%02x' $((size & 255)) $((size >> 8 & 255)) $((size >> 16 & 255)) 0)"
	done
	printf '%s\0' "$owner"
	head -c $(((4 - (${#owner} + 1) % 4) % 4)) /dev/zero
	printf '%s' "$text"
	head -c $(((4 - ${#text} % 4) % 4)) /dev/zero
}

# module_mark KO NAMES - add a note with the names of edited files to the module:
# /sys/module/mlx5_core/notes/.note.mlx5-edited
module_mark()
{
	note_bytes mlx5-edited "$2" >"$1.note" &&
		objcopy --add-section .note.mlx5-edited="$1.note" \
			--set-section-flags .note.mlx5-edited=alloc,load,readonly,data "$1" && rm -f -- "$1.note"
}

# edited_write FILE - write the names of the driver's edited files (tree_edits); if there are none,
# remove FILE
edited_write()
{
	driver_edits >"$1.new"
	if [[ -s $1.new ]]; then
		mv -f -- "$1.new" "$1"
	else
		rm -f -- "$1.new" "$1"
	fi
}

# edited_note BASE WHAT FILE - print a note if FILE lists edited files
edited_note()
{
	local names

	[[ -s $3 ]] || return 0
	mapfile -t names <"$3"
	note "$1: $2 is built from a tree with edits in $(count_files "${#names[@]}"): $(files_named "${names[@]}")"
}

# make_module BASE TREE RELEASE [TARGET]
make_module()
{
	in_suite "$(base_value "$1" suite)" env -u MAKEFLAGS -u MFLAGS \
		make -C "/lib/modules/$3/build" M="$2/$CORE" -j"$(nproc)" "${4:-modules}"
}

# stock_modules BASE RELEASE - print the directory of the distribution's modules
stock_modules()
{
	if [[ $(base_value "$1" suite) == lab ]]; then
		printf '/usr/lib/modules/%s\n' "$2"
	else
		kernel_dir "$2"
	fi
}

# modules_tree OUT RELEASE STOCK - create or update OUT/modules/RELEASE
modules_tree()
{
	local stock=$3 new=$1/modules.new.$$ dir

	rm -rf -- "$1"/modules.new.*
	dir=$new/usr/lib/modules/$2
	mkdir -p -- "$dir/updates" "$1/modules/$2"
	ln -s usr/lib "$new/lib"
	cp -a -- "$stock"/modules.builtin "$stock"/modules.builtin.modinfo "$stock"/modules.order "$dir/"
	cp -P -- "$stock/build" "$stock/source" "$dir/" 2>/dev/null || true
	cp -- "$1/mlx5_core.ko" "$dir/updates/"
	ln -s "$stock/kernel" "$dir/kernel"
	depmod -b "$new" "$2"
	ln -sfn /run/stock-modules/kernel "$dir/kernel"
	# The files are replaced one by one, each by a rename, as a guest may have mounted the
	# directory.
	rsync -rlp --checksum --delete "$dir/" "$1/modules/$2/"
	rm -rf -- "$new"
}

# build_module BASE
build_module()
{
	local base=$1 release tree out key ko magic start=$SECONDS

	release=$(kernel_release "$base")
	tree_sync "$base"
	tree=$(cache_dir)/tree/$base
	out=$(cache_dir)/build/$base
	ko=$out/mlx5_core.ko
	key=$(module_key "$base" "$release")
	if stamp_ok "$out/module.stamp" "$key" && [[ -f $ko ]] && ! module_touched "$tree" "$ko"; then
		note "$base: mlx5_core.ko for $release is up to date"
		edited_note "$base" mlx5_core.ko "$out/edited"
		return
	fi
	headers_fit "$base" "$tree" "$release"
	[[ -f $tree/$CORE/mlx5_core.ko ]] || need_space "mlx5_core of $base" "$MODULE_MB"
	mkdir -p -- "$out"
	rm -f -- "$out/module.stamp"
	# The module gets the time before make reads the files, so that later edits are built next
	# time.
	: >"$ko.time"
	step build "$base: mlx5_core for $release" make_module "$base" "$tree" "$release" || exit 1
	magic=$(modinfo -F vermagic "$tree/$CORE/mlx5_core.ko")
	[[ $magic == "$release "* ]] || fail "the module was made for '$magic', not for $release"
	strip --strip-debug -o "$ko.new" "$tree/$CORE/mlx5_core.ko"
	edited_write "$out/edited"
	[[ ! -f $out/edited ]] || module_mark "$ko.new" "$(<"$out/edited")"
	touch -r "$ko.time" -- "$ko.new"
	rm -f -- "$ko.time"
	mv -f -- "$ko.new" "$ko"
	modules_tree "$out" "$release" "$(stock_modules "$base" "$release")"
	stamp_write "$out/module.stamp" "$key"
	[[ $(readelf -S --wide "$ko") == *" .BTF "* ]] ||
		note "$base: the module has no BTF (the headers ship no vmlinux?); tools cannot show types"
	note "$base: mlx5_core.ko for $release is ready ($((SECONDS - start)) s)"
	edited_note "$base" mlx5_core.ko "$out/edited"
}
