# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # base and work are set by inside/series.sh
#
# Proof `corners` of scripts/series: the result of all patches compiles without a warning in the
# configurations of kernel-config/corners.tbl.  Requires trees.sh and build.sh, and tap() and
# nothing() of inside/series.sh.
#
#   series/BASE/corners           the clone in which objects are compiled
#   tree/BASE-obj/corner-NAME     the kernel that they are compiled for, only configured

CORNERS=$TOP/scripts/kernel-config/corners.tbl

# corner_off OPTION... - print the lines of a configuration that do not set these options
corner_off()
{
	local pattern

	pattern=$(printf '%s\n' "$@" | sed -e 's/\*$/[A-Z0-9_]*/' | paste -sd'|')
	grep -vE "^CONFIG_($pattern)="
}

# corner_make NAME ARCH TARGET... - run make for the corner's kernel
corner_make()
{
	full_make "$base" "corner-$1" "ARCH=$2" "${@:3}"
}

# corner_config NAME ARCH OPTION... - configure the kernel without these options; fail if one of
# them is on in the result, or the driver is off
corner_config()
{
	local name=$1 arch=$2 obj fragments
	shift 2

	obj=$(full_obj "$base" "corner-$name")
	mapfile -t fragments < <(full_fragments check-gcc)
	mkdir -p -- "$obj"
	config_lines known "$(tree_release "$(full_tree "$base")")" "${fragments[@]}" | corner_off "$@" >"$obj/.fragment"
	corner_make "$name" "$arch" KCONFIG_ALLCONFIG="$obj/.fragment" allnoconfig || return
	if [[ $(corner_off "$@" <"$obj/.config") != "$(<"$obj/.config")" ]] ||
		! grep -qx CONFIG_MLX5_CORE_EN=y "$obj/.config"; then
		echo "not possible: with $*, or without CONFIG_MLX5_CORE_EN"
		return 1
	fi
}

# corner_kernel NAME ARCH OPTION... - configure and prepare the kernel
corner_kernel()
{
	local obj key

	obj=$(full_obj "$base" "corner-$1")
	key=$({
		source_version "$base"
		printf '%s\n' "$@"
		hash_of "$TOP/scripts/kernel-config/guest.config" "$TOP/scripts/kernel-config/series.config"
		in_suite "$(base_value "$base" suite)" gcc --version | head -n1
	} | hash_of -)
	if stamp_ok "$obj.prepared" "$key" && [[ -f $obj/.config ]]; then
		return
	fi
	rm -rf -- "$obj.prepared" "$obj"
	step build "$base: configuration $1" corner_config "$@" || return
	step build "$base: kernel prepared, $1" corner_make "$1" "$2" modules_prepare || return
	stamp_write "$obj.prepared" "$key"
}

corner_compiles()
{
	local name=$1 arch=$2 dir objects

	dir=$(series_dir "$base")/corners/$CORE
	mapfile -t objects < <(series_built "$base" series corners "corner-$name")
	((${#objects[@]})) || { echo "there is nothing to compile"; return 1; }
	if ! corner_make "$name" "$arch" M="$dir" "${objects[@]}" >"$work/corner.log" 2>&1; then
		tail -n 20 -- "$work/corner.log"
		return 1
	fi
	! grep -E '(warning|error): ' "$work/corner.log"
}

proof_corners()
{
	local name arch off options

	suite_install "$(base_value "$base" suite)" "${WHOLE_PACKAGES[@]}" "${SERIES_PACKAGES[@]}" >&2 || return
	with_lock "kernel-$base-whole" full_unpack "$base" >&2
	series_checkout "$base" corners series
	while read -r name arch off; do
		[[ $name && $name != '#'* ]] || continue
		IFS=, read -ra options <<<"$off"
		if ! corner_kernel "$name" "$arch" "${options[@]}" >&2; then
			tap "$name: the kernel to compile for is prepared" false
			continue
		fi
		tap "$name: all patches compile without a message" corner_compiles "$name" "$arch"
	done <"$CORNERS"
}
