# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Applies the series of a base to a kernel tree, or removes it again, in the working files only (no
# commits).  Requires common.sh and bases.sh.
#
# Either all files are changed or none: the result is first created in a separate directory with git
# apply (no fuzz), and only then moved over the tree's files.  Unchanged files are not touched.

# series_patches BASE - print the patches in order; nothing for a base without a series
series_patches()
{
	local patches=("$TOP/patches/$1"/[0-9]*.patch)

	[[ ! -f ${patches[0]} ]] || printf '%s\n' "${patches[@]}" | grep -v '/0000-'
}

# git_plain ARGUMENT... - run git without the settings of the user and of a surrounding repository
git_plain()
{
	env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
		GIT_CEILING_DIRECTORIES="$(pwd -P):$(cd .. && pwd -P)" git -c core.autocrlf=false "$@"
}

# series_files BASE - print the files that the series changes, adds or removes
series_files()
{
	local patches

	mapfile -t patches < <(series_patches "$1")
	((${#patches[@]})) || return 0
	(cd / && git_plain apply --numstat -- "${patches[@]}") | cut -f3 | LC_ALL=C sort -u
}

# tree_release TREE - print "VERSION.PATCHLEVEL.SUBLEVEL" of a kernel tree
tree_release()
{
	[[ -f $1/Makefile && -f $1/drivers/net/ethernet/mellanox/mlx5/core/Makefile ]] || return
	awk '$2 == "=" && !($1 in v) { v[$1] = $3 }
		END {
			if (v["VERSION"] == "" || v["PATCHLEVEL"] == "")
				exit 1
			print v["VERSION"] "." v["PATCHLEVEL"] "." (v["SUBLEVEL"] == "" ? 0 : v["SUBLEVEL"])
		}' "$1/Makefile"
}

# tree_kernel TREE - print the release of a kernel tree; exit if it is not a kernel tree
tree_kernel()
{
	[[ -d $1 ]] || die "no directory '$1'"
	tree_release "$1" ||
		die "'$1' is not a kernel tree: no Makefile with a version, or no mlx5 driver"
}

# tree_base TREE - print the base of this tree according to its version
tree_base()
{
	local release base

	release=$(tree_kernel "$1") || exit
	while read -r base; do
		if [[ $release == "$(base_value "$base" series)".* ]]; then
			printf '%s\n' "$base"
			return
		fi
	done < <(bases)
	die "no series for Linux $release ($1): there are series for $(bases | paste -sd' '); scripts/kernel apply --base BASE tries one by a three-way merge"
}

# need_series BASE - exit if there is no series for this base
need_series()
{
	[[ -n $(series_patches "$1") ]] || fail "there is no series for $1 yet: patches/$1 has no patches"
}

# series_base TREE - print the base of this tree; exit if there is no series for it
series_base()
{
	local base

	base=$(tree_base "$1")
	need_series "$base"
	printf '%s\n' "$base"
}

# tree_dirty TREE TMP - print the first uncommitted change in a git tree, if there is one
tree_dirty()
{
	[[ -e $1/.git ]] || return 0
	# The tree may belong to another user.
	git -c safe.directory='*' -C "$1" status --porcelain --untracked-files=no >"$2/status" ||
		fail "cannot read the git state of '$1'"
	sed -n '1s/^...//p' "$2/status"
}

# series_stage BASE TREE STAGE apply|revert - create the result in STAGE.  On failure, STAGE.at has
# the patch that failed and the messages.
series_stage()
{
	local file patch order=(cat) args=(--whitespace=nowarn)

	if [[ $4 == revert ]]; then
		order=(tac)
		args+=(-R)
	fi
	rm -rf -- "$3" "$3.at"
	mkdir -p -- "$3"
	while IFS= read -r file; do
		[[ -e $2/$file ]] || continue
		mkdir -p -- "$3/${file%/*}"
		cp -p -- "$2/$file" "$3/$file" || return
	done < <(series_files "$1")
	while IFS= read -r patch; do
		printf '%s\n' "$patch" >"$3.at"
		(cd -- "$3" && git_plain apply "${args[@]}" -- "$patch") 2>>"$3.at" || return
	done < <(series_patches "$1" | "${order[@]}")
}

# series_put FROM TO - write the new contents next to the file TO, with owner and mode
series_put()
{
	mkdir -p -- "${2%/*}" || return
	cp -- "$1" "$2.series-new" || return
	chmod --reference="$1" -- "$2.series-new" || return
	((EUID)) || chown --reference="${2%/*}" -- "$2.series-new"
}

# series_commit BASE TREE STAGE - move the result over the tree
series_commit()
{
	local file changed=() gone=() bad=

	while IFS= read -r file; do
		if [[ ! -e $3/$file ]]; then
			[[ ! -e $2/$file ]] || gone+=("$2/$file")
		elif ! cmp -s -- "$3/$file" "$2/$file"; then
			changed+=("$2/$file")
			if ! series_put "$3/$file" "$2/$file" 2>/dev/null; then
				bad=1
				break
			fi
		fi
	done < <(series_files "$1")
	if [[ -n $bad ]]; then
		rm -f -- "${changed[@]/%/.series-new}"
		fail "cannot write to '$2', nothing was changed"
	fi
	# The remaining steps are only renames, which must not be interrupted.
	trap '' INT TERM HUP
	for file in "${changed[@]}"; do
		mv -f -- "$file.series-new" "$file"
	done
	((${#gone[@]} == 0)) || rm -f -- "${gone[@]}"
	trap - INT TERM HUP
}

# series_why STAGE - print in one line why the last series_stage failed
series_why()
{
	local patch why

	patch=$(sed -n 1p "$1.at")
	why=$(sed -n 's/^error: //p' "$1.at" | head -n1)
	printf '%s (%s)\n' "${patch##*/}" "${why:-git apply failed}"
}

# series_apply TREE, series_revert TREE - check the user's tree, then apply or remove the series
series_apply()
{
	local base tmp dirty

	base=$(series_base "$1")
	tmp=$(mktemp -d)
	# shellcheck disable=SC2064 # the value of now
	trap "rm -rf -- '$tmp'" EXIT
	if series_stage "$base" "$1" "$tmp/stage" revert; then
		fail "the series is already applied to '$1' (remove it with --revert)"
	fi
	dirty=$(tree_dirty "$1" "$tmp")
	[[ -z $dirty ]] || fail "'$1' has uncommitted changes ($dirty): commit or stash them first"
	series_stage "$base" "$1" "$tmp/stage" apply ||
		fail "the series for $base does not apply to '$1', nothing was changed: $(series_why "$tmp/stage"); --base $base tries a three-way merge"
	series_commit "$base" "$1" "$tmp/stage"
	note "applied the series for $base ($(series_patches "$base" | wc -l) patches) to '$1'"
}

series_revert()
{
	local base tmp

	base=$(series_base "$1")
	tmp=$(mktemp -d)
	# shellcheck disable=SC2064 # the value of now
	trap "rm -rf -- '$tmp'" EXIT
	if ! series_stage "$base" "$1" "$tmp/stage" revert; then
		fail "the series for $base is not applied to '$1', nothing was changed: $(series_why "$tmp/stage")"
	fi
	series_commit "$base" "$1" "$tmp/stage"
	note "removed the series for $base from '$1'"
}
