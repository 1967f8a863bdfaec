# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A user's own kernel image with its modules, and a user's own mlx5_core, for a guest.
# Requires common.sh.
#
#   own/ID/   in the cache: a directory like kernels/RELEASE, mounted where modprobe searches

# own_release IMAGE - print the release in the header of a bzImage (Documentation/arch/x86/boot.rst:
# kernel_version is the offset of a string, counted from 0x200)
own_release()
{
	local magic at

	magic=$(od -An -c -j 514 -N 4 -- "$1" 2>/dev/null | tr -d ' \n') || return
	[[ $magic == HdrS ]] || return
	at=$(od -An -tu2 -j 526 -N 2 -- "$1") || return
	dd if="$1" bs=1 skip=$((at + 512)) count=100 2>/dev/null | tr '\0' '\n' | awk 'NR == 1 { print $1 }'
}

# own_image IMAGE DIR - copy the image and its modules to the cache; set release and store
own_image()
{
	local cache id new dir=$2

	[[ -f $1 ]] || die "no kernel image '$1'"
	release=$(own_release "$1") || release=''
	[[ $release ]] || die "'$1' is not a bzImage: make builds arch/x86/boot/bzImage"
	[[ ! -d $dir/lib/modules/$release ]] || dir=$dir/lib/modules/$release
	[[ ! -d $dir/$release ]] || dir=$dir/$release
	[[ -f $dir/modules.dep ]] ||
		die "'$2' has no modules of $release with a modules.dep: make modules_install INSTALL_MOD_PATH=DIR creates DIR/lib/modules/$release"
	cache=$(cache_dir)
	id=$({ stat -Lc '%n %s %Y' -- "$(realpath -- "$1")" "$(realpath -- "$dir")" "$dir/modules.dep"
		find "$dir/" -name '*.ko*' -printf '%P %s %T@\n' | sort; } | sha256sum | cut -c1-12)
	store=$cache/own/$id
	if [[ ! -d $store ]]; then
		# Builds whose copies are older than a week are no longer in use.
		[[ ! -d $cache/own ]] || find "$cache/own" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf -- {} +
		new=$store.new.$$
		mkdir -p -- "$new"
		if ! { cp -a -- "$dir/." "$new/" && rm -f -- "$new"/{build,source} && cp -- "$1" "$new/vmlinuz"; }; then
			rm -rf -- "$new"
			fail "'$1' and '$2' cannot be copied to $cache/own"
		fi
		mv -T -- "$new" "$store"
	fi
	in_lab || store=/cache/own/$id
}

# own_module_check FILE - exit if it is not a module mlx5_core
own_module_check()
{
	[[ -f $1 ]] || die "no module '$1'"
	[[ $(od -An -c -N 4 -- "$1" | tr -d ' \n') == 177ELF ]] || die "'$1' is not a module: mlx5_core.ko, not compressed, is required"
	grep -qaz '^name=mlx5_core$' <"$1" || die "'$1' is not mlx5_core"
}

# own_module_fits FILE RELEASE COPY - exit if the kernel cannot load the module; inside the lab,
# where the path of FILE is COPY
own_module_fits()
{
	local magic

	magic=$(tr '\0' '\n' <"$3" | sed -n 's/^vermagic=//p' | head -n1)
	[[ ${magic%% *} == "$2" ]] ||
		fail "'$1' is for Linux ${magic%% *} and cannot be loaded by $2: build it against the headers of $2"
}
