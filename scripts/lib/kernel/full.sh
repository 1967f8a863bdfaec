# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Build a whole kernel for the guest, with the series of its base if there is one.
# Inside the lab only.  Requires common.sh, bases.sh, series.sh, suites.sh,
# package.sh, edits.sh, source.sh and build.sh.
#
#   tree/BASE-whole/                the whole source, with the mlx5 driver of tree/BASE
#   tree/BASE-obj/VARIANT/          the output of make; VARIANT is full or debug
#   build/BASE/VARIANT/bzImage
#   build/BASE/VARIANT/edited       like build/BASE/edited
#   build/BASE/VARIANT/modules/RELEASE/
#       the modules; the guest mounts build/BASE/VARIANT/modules over /lib/modules

# Packages for building a kernel, besides the dependencies of the compiler.
WHOLE_PACKAGES=(make gcc ccache libc6-dev bc bison flex kmod libelf-dev)

# The size of the source and the objects in the cache.
WHOLE_MB=6000

# full_fragments VARIANT - print the configuration files of the variant
full_fragments()
{
	printf '%s\n' "$TOP/scripts/kernel-config/guest.config"
	case $1 in
	debug) printf '%s\n' "$TOP/scripts/kernel-config/debug.config" ;;
	check-*) printf '%s\n' "$TOP/scripts/kernel-config/series.config" ;;
	esac
}

full_tree()
{
	printf '%s/tree/%s-whole\n' "$(cache_dir)" "$1"
}

full_obj()
{
	printf '%s/tree/%s-obj/%s\n' "$(cache_dir)" "$1" "$2"
}

# full_make BASE VARIANT TARGET... - run make with the compiler of the base's Debian release
full_make()
{
	local base=$1 variant=$2 clang=()
	shift 2

	[[ $variant != *-clang ]] || clang=(LLVM=1)
	in_suite "$(base_value "$base" suite)" env -u MAKEFLAGS -u MFLAGS \
		make -C "$(full_tree "$base")" O="$(full_obj "$base" "$variant")" -j"$(nproc)" \
		LOCALVERSION="-guest-$variant" KBUILD_BUILD_USER=guest KBUILD_BUILD_HOST=lab "${clang[@]}" "$@"
}

# whole_keep BASE - copy edited files of the whole source to saved/
whole_keep()
{
	local edits

	mapfile -t edits < <(whole_edits "$1"; whole_newer "$1")
	whole_save "$1" "${edits[@]}"
}

# full_unpacked BASE - succeed if its whole source is unpacked from the available package
full_unpacked()
{
	local version

	version=$(source_version "$1" 2>/dev/null) &&
		stamp_ok "$(full_tree "$1").stamp" "$version" && [[ -d $(full_tree "$1") ]]
}

# full_unpack BASE - unpack the whole source, once for each version
full_unpack()
{
	local version tree

	! full_unpacked "$1" || return 0
	version=$(source_version "$1")
	tree=$(full_tree "$1")
	whole_keep "$1"
	need_space "a whole kernel of $1" "$WHOLE_MB"
	rm -rf -- "$tree.stamp" "$tree".new.* "$tree" "$(cache_dir)/tree/$1-obj"
	mkdir -p -- "$tree.new.$$"
	if ! step unpack "$1: whole source $version" unpack "$1" "$tree.new.$$"; then
		rm -rf -- "$tree.new.$$"
		exit 1
	fi
	mv -T -- "$tree.new.$$" "$tree"
	stamp_write "$tree.stamp" "$version"
}

# full_source BASE - copy the driver of tree/BASE into the whole source
full_source()
{
	local path tree edits

	mapfile -t edits < <(whole_edits "$1")
	whole_save "$1" "${edits[@]}"
	tree=$(full_tree "$1")
	for path in "${SOURCE_PATHS[@]}"; do
		[[ -d $(cache_dir)/tree/$1/$path ]] || continue
		source_rsync "$(cache_dir)/tree/$1/$path/" "$tree/$path/"
	done
}

# config_lines known|unknown RELEASE FRAGMENT... - print the options that exist in a kernel of this
# release, or the options that do not exist in it (guest.config describes the marks)
config_lines()
{
	local which=$1 release=$2
	shift 2

	awk -v which="$which" -v release="$release" '
		function number(version, part) {
			split(version, part, ".")
			return part[1] * 1000 + part[2]
		}
		/^$/ || FNR == 1 { group = "known" }
		/^# (since|until) [0-9]+\.[0-9]+: / {
			away = number(release) - number($3)
			group = ($2 == "since" ? away < 0 : away > 0) ? "unknown" : "known"
		}
		/^CONFIG_/ && group == which' "$@"
}

# config_wrong TREE CONFIG FRAGMENT... - print the differences between the fragments and the result:
# missing lines, and options that exist although they are marked as missing in this kernel
config_wrong()
{
	local tree=$1 config=$2 release unknown
	shift 2

	release=$(tree_release "$tree")
	config_lines known "$release" "$@" | grep -vxFf "$config" | sed 's/^/lost: /' || true
	unknown=$(config_lines unknown "$release" "$@" | sed 's/^CONFIG_//; s/=.*//' | paste -sd'|')
	[[ -z $unknown ]] ||
		grep -rhwE --include='Kconfig*' "^[[:space:]]*(menu)?config ($unknown)" "$tree" |
			sed "s/^/known to $release: /" || true
}

# full_config BASE VARIANT
full_config()
{
	local tree obj wrong fragments

	tree=$(full_tree "$1")
	obj=$(full_obj "$1" "$2")
	mapfile -t fragments < <(full_fragments "$2")
	mkdir -p -- "$obj"
	config_lines known "$(tree_release "$tree")" "${fragments[@]}" >"$obj/.fragment"
	full_make "$1" "$2" KCONFIG_ALLCONFIG="$obj/.fragment" allnoconfig || return
	wrong=$(config_wrong "$tree" "$obj/.config" "${fragments[@]}")
	if [[ -n $wrong ]]; then
		printf '%s\n' "$wrong"
		return 1
	fi
}

# full_install BASE VARIANT OUT - copy the results to the directory used by the guest
full_install()
{
	local new=$3/modules.new.$$ obj release

	obj=$(full_obj "$1" "$2")
	release=$(<"$obj/include/config/kernel.release")
	rm -rf -- "$3"/modules.new.*
	full_make "$1" "$2" INSTALL_MOD_PATH="$new" INSTALL_MOD_STRIP=1 modules_install || return
	rm -f -- "$new/lib/modules/$release"/{build,source}
	rm -f -- "$3/edited"
	if [[ -f $(full_tree "$1").edited ]]; then
		cp -- "$(full_tree "$1").edited" "$3/edited" &&
			module_mark "$new/lib/modules/$release/kernel/$CORE/mlx5_core.ko" "$(<"$3/edited")" || return
	fi
	mkdir -p -- "$3/modules"
	rsync -rlp --checksum --delete "$new/lib/modules/" "$3/modules/" || return
	rm -rf -- "$new"
	cp -- "$obj/arch/x86/boot/bzImage" "$3/bzImage.new" && mv -f -- "$3/bzImage.new" "$3/bzImage"
}

# full_key BASE VARIANT - print a key that changes when the kernel must be rebuilt
full_key()
{
	local fragments

	mapfile -t fragments < <(full_fragments "$2")
	{
		tree_key "$1"
		hash_of "${fragments[@]}" "$(full_tree "$1").id"
		in_suite "$(base_value "$1" suite)" gcc --version | head -n1
	} | hash_of -
}

# prepare_full BASE - do the steps that access files shared with other builds of the base
prepare_full()
{
	tree_sync "$1"
	full_unpack "$1"
	full_source "$1"
	edited_write "$(full_tree "$1").edited"
	# shellcheck disable=SC2154 # tree_sync sets it
	stamp_write "$(full_tree "$1").id" "$tree_id"
	suite_install "$(base_value "$1" suite)" "${WHOLE_PACKAGES[@]}" || exit 1
}

# build_full BASE VARIANT - build the kernel under a separate lock: the build takes minutes, and the
# module can be built and used in parallel
build_full()
{
	local base=$1 variant=$2 obj out key config fragments start=$SECONDS

	obj=$(full_obj "$base" "$variant")
	out=$(cache_dir)/build/$base/$variant
	with_lock "kernel-$base" bash "$TOP/scripts/inside/kernel.sh" prepare-full "$base" || exit
	key=$(full_key "$base" "$variant")
	if stamp_ok "$out/stamp" "$key" && [[ -f $out/bzImage ]] &&
		! module_touched "$(full_tree "$base")/$CORE" "$out/stamp"; then
		note "$base: the $variant kernel is up to date"
		edited_note "$base" "it" "$out/edited"
		return
	fi
	mkdir -p -- "$out"
	rm -f -- "$out/stamp"
	mapfile -t fragments < <(full_fragments "$variant")
	config=$(hash_of "${fragments[@]}")
	if ! stamp_ok "$obj.config" "$config" || [[ ! -f $obj/.config ]]; then
		step build "$base: $variant kernel, configuration" full_config "$base" "$variant" ||
			fail "this source does not support the $variant configuration in $TOP/scripts/kernel-config, for the reasons above"
		stamp_write "$obj.config" "$config"
	fi
	: >"$out/stamp.time"
	step build "$base: $variant kernel" full_make "$base" "$variant" bzImage modules || exit 1
	step build "$base: $variant kernel, installation" full_install "$base" "$variant" "$out" || exit 1
	stamp_write "$out/stamp" "$key"
	touch -r "$out/stamp.time" -- "$out/stamp"
	rm -f -- "$out/stamp.time"
	note "$base: the $variant kernel is ready ($((SECONDS - start)) s): $(basename -- "$out/modules"/*)"
	edited_note "$base" "it" "$out/edited"
}
