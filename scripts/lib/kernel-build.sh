# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Build the patched mlx5_core against the headers of the distribution's kernel.
# Inside the lab only.  Needs common.sh, bases.sh, series.sh, kernel-source.sh.
#
#   build/BASE/mlx5_core.ko      without debug information, with BTF
#   build/BASE/modules/RELEASE/  modules tree for the guest, which mounts it
#       over /lib/modules/RELEASE after it has mounted the stock one on
#       /run/stock-modules (scripts/guest/driver.sh).  `kernel` is a link to
#       there: the stock modules are not copied, and the name under which they
#       lie in the lab is the one that is mounted over.  updates/ has ours,
#       which depmod prefers; modprobe finds it and its dependencies.

CORE=drivers/net/ethernet/mellanox/mlx5/core

# kernel_release BASE - of the distribution's kernel with headers
kernel_release()
{
	local release

	release=$(base_release "$1")
	[[ -n $release ]] || fail "the lab has no kernel image for $1: run scripts/lab setup"
	[[ -f /usr/lib/modules/$release/build/Makefile ]] ||
		fail "the lab has no headers for $release: run scripts/lab setup"
	printf '%s\n' "$release"
}

# module_key BASE RELEASE - changes when the module has to be made anew
module_key()
{
	{
		tree_key "$1"
		printf '%s\n' "$2" "$(package_version "linux-headers-$2")"
		gcc --version | head -n1
	} | hash_of -
}

# module_touched TREE KO - is a file in the tree newer than the module?
module_touched()
{
	[[ -n $(find "$1" -newer "$2" \( -name '*.[chS]' -o -name Makefile \) ! -name '*.mod.c' -print -quit) ]]
}

# Headers and source have to be of one release, or structures differ.
headers_fit()
{
	local differ

	differ=$(diff -rq -- "$1/include/linux/mlx5" "/usr/lib/modules/$2/source/include/linux/mlx5" | head -n1) || true
	[[ -z $differ ]] ||
		fail "source $(source_version "$3") and the headers of $2 are of different releases ($differ): run scripts/lab setup"
}

# make_module TREE RELEASE
make_module()
{
	env -u MAKEFLAGS -u MFLAGS make -C "/usr/lib/modules/$2/build" M="$1/$CORE" -j"$(nproc)" modules
}

# modules_tree OUT RELEASE - make or refresh OUT/modules/RELEASE
modules_tree()
{
	local stock=/usr/lib/modules/$2 new=$1/modules.new.$$ dir

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
	# File by file, each by a rename: a guest may have the folder mounted.
	rsync -rlp --checksum --delete "$dir/" "$1/modules/$2/"
	rm -rf -- "$new"
}

# build_module BASE
build_module()
{
	local base=$1 release tree out key ko magic start=$SECONDS

	release=$(kernel_release "$base")
	fetch "$base"
	tree_sync "$base"
	tree=$(cache_dir)/tree/$base
	out=$(cache_dir)/build/$base
	ko=$out/mlx5_core.ko
	key=$(module_key "$base" "$release")
	if stamp_ok "$out/module.stamp" "$key" && [[ -f $ko ]] && ! module_touched "$tree" "$ko"; then
		note "$base: mlx5_core.ko for $release is up to date"
		return
	fi
	headers_fit "$tree" "$release" "$base"
	mkdir -p -- "$out"
	rm -f -- "$out/module.stamp"
	# Before make reads the files: one that is edited meanwhile is built next time.
	: >"$ko.time"
	step build "$base: mlx5_core for $release" make_module "$tree" "$release" || exit 1
	magic=$(modinfo -F vermagic "$tree/$CORE/mlx5_core.ko")
	[[ $magic == "$release "* ]] || fail "the module was made for '$magic', not for $release"
	strip --strip-debug -o "$ko.new" "$tree/$CORE/mlx5_core.ko"
	touch -r "$ko.time" -- "$ko.new"
	rm -f -- "$ko.time"
	mv -f -- "$ko.new" "$ko"
	modules_tree "$out" "$release"
	stamp_write "$out/module.stamp" "$key"
	readelf -S --wide "$ko" | grep -q ' \.BTF ' ||
		note "$base: the module has no BTF (the headers ship no vmlinux?); tools that want types will do without"
	note "$base: mlx5_core.ko for $release is ready ($((SECONDS - start)) s)"
}
