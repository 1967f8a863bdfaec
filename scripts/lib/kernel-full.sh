# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Build a whole patched kernel for the guest.  Inside the lab only.  Needs
# common.sh, bases.sh, series.sh, kernel-source.sh, kernel-build.sh.
#
#   tree/BASE-full/              the whole source; its mlx5 is that of tree/BASE
#   build/BASE/full/bzImage
#   build/BASE/full/modules/RELEASE/
#       for the guest, which mounts build/BASE/full/modules over /lib/modules

FRAGMENT=$TOP/scripts/kernel-config/guest.config

# full_make TREE TARGET...
full_make()
{
	local tree=$1
	shift
	env -u MAKEFLAGS -u MFLAGS make -C "$tree" -j"$(nproc)" KBUILD_BUILD_USER=mlx5 KBUILD_BUILD_HOST=lab "$@"
}

# full_unpack BASE TREE - the whole source, once for each version of it
full_unpack()
{
	local version

	version=$(source_version "$1")
	if stamp_ok "$2.stamp" "$version" && [[ -d $2 ]]; then
		return
	fi
	rm -rf -- "$2.stamp" "$2".new.* "$2"
	mkdir -p -- "$2.new.$$"
	step unpack "$1: whole source $version" unpack "$1" "$2.new.$$" || exit 1
	mv -T -- "$2.new.$$" "$2"
	stamp_write "$2.stamp" "$version"
}

# full_source BASE TREE - the driver in it is the patched one
full_source()
{
	local path

	for path in "${SOURCE_PATHS[@]}"; do
		[[ -d $2/$path ]] || continue
		source_rsync "$(cache_dir)/tree/$1/$path/" "$2/$path/"
	done
}

# config_lost CONFIG - the lines of the fragment that the result does not have
config_lost()
{
	grep '^CONFIG_' "$FRAGMENT" | grep -vxFf "$1" || true
}

# full_config TREE
full_config()
{
	local lost

	full_make "$1" KCONFIG_ALLCONFIG="$FRAGMENT" allnoconfig || return
	lost=$(config_lost "$1/.config")
	if [[ -n $lost ]]; then
		printf 'lost: %s\n' "${lost//$'\n'/$'\n'lost: }"
		return 1
	fi
}

# full_install TREE OUT - what was built, to where the guest takes it from
full_install()
{
	local new=$2/modules.new.$$ release

	rm -rf -- "$2"/modules.new.*
	full_make "$1" INSTALL_MOD_PATH="$new" INSTALL_MOD_STRIP=1 modules_install || return
	release=$(make -s -C "$1" kernelrelease) || return
	rm -f -- "$new/lib/modules/$release/build"
	mkdir -p -- "$2/modules"
	rsync -rlp --checksum --delete "$new/lib/modules/" "$2/modules/" || return
	rm -rf -- "$new"
	cp -- "$1/arch/x86/boot/bzImage" "$2/bzImage.new" && mv -f -- "$2/bzImage.new" "$2/bzImage"
}

# full_key BASE - changes when the kernel has to be made anew
full_key()
{
	{
		tree_key "$1"
		hash_of "$FRAGMENT"
		gcc --version | head -n1
	} | hash_of -
}

# prepare_full BASE - all that reads or writes what other builds of the base use
prepare_full()
{
	local tree

	tree=$(cache_dir)/tree/$1-full
	tree_sync "$1"
	full_unpack "$1" "$tree"
	full_source "$1" "$tree"
}

# build_full BASE - under a lock of its own: it takes minutes, and the module
# can be built and used meanwhile
build_full()
{
	local base=$1 tree out key config start=$SECONDS

	tree=$(cache_dir)/tree/$base-full
	out=$(cache_dir)/build/$base/full
	with_lock "kernel-$base" bash "$TOP/scripts/lib/kernel-lab.sh" prepare-full "$base" || exit
	key=$(full_key "$base")
	if stamp_ok "$out/stamp" "$key" && [[ -f $out/bzImage ]] && ! module_touched "$tree/$CORE" "$out/stamp"; then
		note "$base: the whole kernel is up to date"
		return
	fi
	mkdir -p -- "$out"
	rm -f -- "$out/stamp"
	config=$(hash_of "$FRAGMENT")
	if ! stamp_ok "$tree.config" "$config" || [[ ! -f $tree/.config ]]; then
		step build "$base: kernel configuration" full_config "$tree" ||
			fail "the configuration for the guest cannot be had from this source; see 'lost' above and $FRAGMENT"
		stamp_write "$tree.config" "$config"
	fi
	: >"$out/stamp.time"
	step build "$base: whole kernel" full_make "$tree" bzImage modules || exit 1
	step build "$base: kernel for the guest" full_install "$tree" "$out" || exit 1
	stamp_write "$out/stamp" "$key"
	touch -r "$out/stamp.time" -- "$out/stamp"
	rm -f -- "$out/stamp.time"
	note "$base: the whole kernel is ready ($((SECONDS - start)) s): $(basename -- "$out/modules"/*)"
}
