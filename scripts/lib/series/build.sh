# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # base and work are set by inside/series.sh
#
# Proof `build` of scripts/series: each patch compiles without new compiler messages.
# Requires trees.sh, and tap() and nothing() of inside/series.sh.

# series_objects BASE COMMIT - print the objects of the sources that the series changes, or whose
# headers it changes, if these sources exist at this commit
series_objects()
{
	local base=$1 commit=$2 repo headers

	repo=$(series_dir "$base")/repo
	headers=$(series_changed "$base" base series | sed -nE 's|.*/([^/]+)\.h$|\1\\.h|p' | paste -sd'|')
	{
		series_changed "$base" base series | grep "^$CORE/.*\.c$"
		[[ -z $headers ]] ||
			series_git -C "$repo" grep -lE "^#include \".*\b($headers)\"" series -- "$CORE/*.c" | sed 's/^series://'
	} | sort -u | while read -r file; do
		if series_git -C "$repo" cat-file -e "$commit:$file" 2>/dev/null; then
			file=${file#"$CORE/"}
			printf '%s\n' "${file%.c}.o"
		fi
	done
}

# objects_linked OBJDIR DRIVER - print the objects of the module in this configuration
objects_linked()
{
	make --no-print-directory -s -f - <<-END
	include $1/include/config/auto.conf
	src := $2
	include $2/Makefile
	all: ; @printf '%s\\n' \$(mlx5_core-y) \$(mlx5_core-m)
	.DEFAULT_GOAL := all
	END
}

# series_built BASE COMMIT COMPILER [VARIANT] - print those of series_objects that are built in the
# kernel VARIANT (default: check-COMPILER); the commit must be checked out for COMPILER
series_built()
{
	grep -xFf <(objects_linked "$(full_obj "$1" "${4:-check-$3}")" "$(series_dir "$1")/$3/$CORE") <(series_objects "$1" "$2")
}

# series_messages LOG - print the compiler messages without line numbers, which patches change
series_messages()
{
	{ grep -E '(warning|error|note): ' "$1" || true; } | sed -E "s|$(series_dir "$base")/[a-z]+/||; s/:[0-9]+(:[0-9]+)?:/:/" |
		sort -u
}

# series_compile COMPILER COMMIT LOG [VARIABLE=VALUE]... - compile the commit, with messages in LOG
series_compile()
{
	local compiler=$1 commit=$2 log=$3 objects
	shift 3

	series_checkout "$base" "$compiler" "$commit" || return
	mapfile -t objects < <(series_built "$base" "$commit" "$compiler")
	((${#objects[@]})) || { echo "there is nothing to compile"; return 1; } >"$log"
	series_make "$base" "$compiler" W=1 "$@" "${objects[@]}" >"$log" 2>&1
}

# compiled NAME COMPILER COMMIT OLD LOG [VARIABLE=VALUE]... - compile the commit; print a line of
# TAP, with the messages that are not in the log OLD
compiled()
{
	local name=$1 compiler=$2 commit=$3 old=$4 log=$5
	shift 5

	if ! series_compile "$compiler" "$commit" "$log" "$@"; then
		tail -n 20 -- "$log" >"$work/new"
		[[ -s $work/new ]] || echo "it does not compile" >"$work/new"
	else
		comm -13 <(series_messages "$old") <(series_messages "$log") >"$work/new"
	fi
	tap "$name" nothing "$work/new"
}

# failed_log LOG - print the end of the log as the reason for a failure, and fail
failed_log()
{
	tail -n 20 -- "$1"
	return 1
}

# with_compiler COMPILER NAME [VARIABLE=VALUE]... - check each patch with gcc, or with any compiler
# on a base with the role every-patch; otherwise check only the result of all patches
with_compiler()
{
	local compiler=$1 what=$2 commits nth=0 old=$work/$1.log log
	shift 2

	mapfile -t commits < <(series_commits "$base")
	if ! series_kernel "$base" "$compiler" >&2; then
		tap "$what: the kernel to compile for is prepared" false
		return
	fi
	if ! series_compile "$compiler" base "$old" "$@"; then
		tap "$what: the source without the series compiles" failed_log "$old"
		return
	fi
	log=$work/$compiler-new.log
	if [[ $compiler == gcc ]] || base_has "$base" every-patch; then
		for commit in "${commits[@]}"; do
			nth=$((nth + 1))
			compiled "$what: patch $nth compiles, no new messages" "$compiler" "$commit" "$old" "$log" "$@"
		done
	else
		compiled "$what: all patches compile, no new messages" "$compiler" series "$old" "$log" "$@"
	fi
}

proof_build()
{
	with_compiler gcc "gcc W=1, sparse" C=1
	with_compiler clang "clang W=1"
}
