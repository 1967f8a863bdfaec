# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The kernels that drift, port and export read: bases, the user's trees, and commits of these trees.
# On the host or in the lab.  Requires common.sh, bases.sh and series.sh.

# The parts of a tree that drift and port read: the parts in SOURCE_PATHS (kernel/package.sh), and
# the user-space headers with the values that events print.
INPUT_PATHS=(
	Makefile
	drivers/net/ethernet/mellanox/mlx5
	include/linux/mlx5
	include/uapi/linux/net_tstamp.h
	include/uapi/linux/ethtool.h
	Documentation/networking/device_drivers/ethernet/mellanox
	"$SELFTESTS/Makefile"
)

# input_source BASE - unpack its source unless it is in the cache; print the directory of the
# source, relative to the cache
input_source()
{
	local dir

	if ! dir=$(input_unpacked "$1"); then
		with_lock "kernel-$1" lab_run --layer series bash scripts/inside/kernel.sh source "$1" >&2 || return
		dir=$(input_unpacked "$1") || return
	fi
	printf 'src/%s\n' "${dir##*/}"
}

# input_unpacked BASE - print the directory of its unpacked source in the lab; fail if there is none
input_unpacked()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	lab_run --layer series bash -c '. scripts/lib/kernel/libs.sh; dir=$(source_dir "$1") && [[ -d $dir ]] && echo "$dir"' - "$1" 2>/dev/null
}

# input_split TREE - split DIR or DIR@COMMIT into tree_dir and tree_commit
input_split()
{
	tree_dir=$1 tree_commit=
	if [[ ! -d $1 && $1 == *@* ]]; then
		tree_dir=${1%@*} tree_commit=${1##*@}
	fi
	[[ -d $tree_dir ]] || die "no directory '$tree_dir'"
}

# tree_git ARGUMENT... - run git in $tree_dir, which may belong to another user
tree_git()
{
	git -c safe.directory='*' -C "$tree_dir" "$@"
}

# input_tree TREE TO - copy INPUT_PATHS of a user's tree to the directory TO
input_tree()
{
	local paths path

	input_split "$1"
	mkdir -p -- "$2"
	if [[ $tree_commit ]]; then
		tree_git rev-parse -q --verify "$tree_commit^{commit}" >/dev/null ||
			die "'$tree_dir' has no commit '$tree_commit'"
		mapfile -t paths < <(tree_git ls-tree --name-only "$tree_commit" -- "${INPUT_PATHS[@]}")
		((${#paths[@]} == 0)) || tree_git archive --format=tar "$tree_commit" -- "${paths[@]}" | tar -x -C "$2"
	else
		mapfile -t paths < <(for path in "${INPUT_PATHS[@]}"; do [[ ! -e $tree_dir/$path ]] || echo "$path"; done)
		((${#paths[@]} == 0)) || tar -C "$tree_dir" --exclude='*.o' --exclude='.*.cmd' --exclude='*.ko' -c -- "${paths[@]}" |
			tar -x -C "$2" --no-same-owner
	fi
	tree_release "$2" >/dev/null ||
		die "'$1' is not a kernel tree: no Makefile with a version, or no mlx5 driver"
}

# nearest_base RELEASE [EXCEPT] - print the base with a series that is the fewest releases away from
# RELEASE; of two at the same distance, the older one.  5.19 and 6.19 are the last releases of their
# major versions.
nearest_base()
{
	local base

	while read -r base; do
		[[ $base == "${2-}" || -z $(series_patches "$base") ]] || printf '%s %s\n' "$base" "$(base_value "$base" series)"
	done < <(bases) | awk -v release="$1" '
		function number(version, part) {
			split(version, part, ".")
			return part[1] * 20 + part[2]
		}
		{
			away = number($2) - number(release)
			if (away < 0) away = -away
			if (best == "" || away < least) { best = $1; least = away }
		}
		END { print best; exit best == "" }' || fail "no other base has a series"
}
