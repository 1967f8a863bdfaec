# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Kernels that are not bases: versions that the archives serve, and the user's trees.  Their sources
# are compared with a base (drift), or a series is applied to them and proved (port, export).
# Requires common.sh, bases.sh, series.sh and input.sh.
#
#   bases/NAME/base             in the cache: the lines of a base (bases.sh)
#   src/NAME-VERSION.tar[.xz]   its whole source; src/NAME.version has the version
#   series/prove.NAME/          during a proof: a checkout in which the kernel is a base

# other_served VERSION - register a version (7.2) that the archives serve, and print its name (v7.2)
other_served()
{
	with_lock "other-v$1" lab_run --layer series bash scripts/inside/series-other.sh "$1" >&2 || return
	printf 'v%s\n' "$1"
}

# other_version NAME - set REPLY to the version if NAME looks like a version and is not a base
other_version()
{
	! base_known "$1" && ! base_known "v$1" && [[ $1 =~ ^v?([0-9]+\.[0-9]+)$ ]] && REPLY=${BASH_REMATCH[1]}
}

# base_or_version NAME - set REPLY to a base, which may be given by its version (7.3), or to another
# version
base_or_version()
{
	local name=$1

	base_known "$name" || ! base_known "v$name" || name=v$name
	other_version "$name" || need_base "$name"
	REPLY=$name
}

# other_tree COMMIT - register this commit of the tree in $tree_dir, and print its name
other_tree()
{
	local cache name release new

	cache=$(cache_dir)
	# Remove files left by an interrupted command.
	for name in "$cache"/bases/v*-*; do
		[[ ! -d $name || $name == *-"${1:0:12}" ]] || other_forget "${name##*/}"
	done
	release=$(tree_git show "$1:Makefile" | awk '$1 ~ /^(VERSION|PATCHLEVEL)$/ && $2 == "=" { v[$1] = $3 } END { print v["VERSION"] "." v["PATCHLEVEL"] }')
	name=v$release-${1:0:12}
	new=$cache/src/$name-${1:0:12}.tar
	mkdir -p -- "$cache/src" "$cache/bases/$name"
	if [[ ! -f $new ]]; then
		need_space "the source of $name" 2000
		step unpack "$name: source, copy" tree_archive "$1" "$new.part" || return
		mv -f -- "$new.part" "$new"
	fi
	stamp_write "$cache/src/$name.version" "${1:0:12}"
	printf '%s\n' "series=$release" "suite=$(suite_of "$release")" release=- build=whole package=tree "version=${1:0:12}" \
		roles=every-patch >"$cache/bases/$name/base"
	printf '%s\n' "$name"
}

# tree_archive COMMIT FILE - write all files of the commit to an archive, in a directory
tree_archive()
{
	tree_git archive --format=tar --prefix=linux/ "$1" >"$2"
}

# other_forget NAME - remove the files of this kernel from the cache
other_forget()
{
	local cache

	cache=$(cache_dir)
	rm -rf -- "$cache/bases/$1" "$cache/src/$1-"* "$cache/src/$1.version" "$cache/series/$1" "$cache/tree/$1"[.-]* "$cache/tree/$1" \
		"$cache/build/$1" "$cache/series/prove.$1"
}

# prove NAME DIR PROOF... - run proofs of scripts/series with the patches in DIR as the series for
# NAME, which need not be a base.  Prints TAP.
prove()
{
	local name=$1 dir=$2 checkout proof patch file arguments=() status=0
	shift 2

	for proof in "$@"; do
		arguments+=(--proof "$proof")
	done
	checkout=${MLX5T_SERIES:-$(cache_dir)/series}/prove.$name
	rm -rf -- "$checkout"
	mkdir -p -- "$checkout"
	cp -r -- "$TOP/scripts" "$TOP/patches" "$checkout/"
	# The proof "link" builds the programs.
	[[ " $* " != *" link "* ]] ||
		cp -r -- "$TOP"/{Makefile,tools,vconnectx,workloads,analysis,tests} "$checkout/"
	mkdir -p -- "$checkout/patches/$name"
	base_known "$name" || other_base "$name" >"$checkout/patches/$name/base" || return
	rm -f -- "$checkout/patches/$name"/0*.patch
	for patch in "$dir"/*.patch; do
		# Emails of later versions are named v2-0001-...
		file=${patch##*/}
		cp -- "$patch" "$checkout/patches/$name/${file#v[0-9]*-}"
	done
	MLX5T_SERIES=$(if in_lab; then printf '%s\n' "$checkout/series"; else printf '/cache/series/%s/series\n' "${checkout##*/}"; fi) \
		bash "$checkout/scripts/series" check "${arguments[@]}" "$name" || status=1
	rm -rf -- "$checkout"
	return "$status"
}

# other_base NAME - print the lines of its file `base`, with the hash of its source
other_base()
{
	local source

	source=$(cache_dir)/$(input_source "$1") || return
	cat -- "$(cache_dir)/bases/$1/base"
	printf 'hash=%s\n' "$(<"$source/.hash")"
}

# tree_whole COMMIT - succeed if the tree is a whole kernel, which can be configured
tree_whole()
{
	tree_git cat-file -e "$1:Kconfig" 2>/dev/null && tree_git cat-file -e "$1:arch/x86/Makefile" 2>/dev/null
}
