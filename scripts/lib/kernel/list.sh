# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Lists the cached parts of each base; changes nothing.  Requires common.sh and bases.sh.

# lab_root - print the root directory of the lab, which may not exist
lab_root()
{
	if in_lab; then
		printf '/\n'
	else
		"$TOP/scripts/lab" path
	fi
}

# list_cell VERSION - print "present VERSION", or "absent" if VERSION is empty
list_cell()
{
	if [[ -n $1 ]]; then
		printf 'present %s' "$1"
	else
		printf 'absent'
	fi
}

# list_source BASE ROOT CACHE - print the version of the available source
list_source()
{
	local package

	if [[ $(base_value "$1" suite) != lab ]]; then
		[[ ! -f $3/src/$1.version ]] || cat -- "$3/src/$1.version"
		return
	fi
	package=$(base_value "$1" package)
	[[ ! -f $2/usr/src/$package.tar.xz ]] ||
		awk -v p="$package" '$1 == "Package:" { on = $2 == p } on && $1 == "Version:" { print $2 }' \
			"$2/var/lib/dpkg/status"
}

# list_headers BASE ROOT CACHE RELEASE - print RELEASE if its headers are installed
list_headers()
{
	local suite root=$2

	suite=$(base_value "$1" suite)
	[[ $suite == lab ]] || root=$3/roots/$suite
	[[ -z $4 ]] || ! headers_in "$root" "$4" || printf '%s\n' "$4"
}

list_base()
{
	local base=$1 root=$2 cache=$3 source headers image module=absent whole

	source=$(list_source "$base" "$root" "$cache")
	image=$(base_release "$base" "${root%/}")
	headers=$(list_headers "$base" "$root" "$cache" "$image")
	[[ ! -f $cache/build/$base/module.stamp ]] || module="built for $(basename -- "$cache/build/$base/modules"/*)"
	[[ ! -f $cache/build/$base/edited ]] || module+=', edited'
	[[ $(base_value "$base" build) == module ]] || module='(whole kernel)'
	whole=$(for variant in full debug; do
		[[ ! -f $cache/build/$base/$variant/stamp ]] || echo "$variant$([[ ! -f $cache/build/$base/$variant/edited ]] || echo ' (edited)')"
	done | paste -sd, -)
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$base" "$(list_cell "$source")" "$(list_cell "$headers")" \
		"$(list_cell "$image")" "$module" "${whole:-absent}"
}

kernel_list()
{
	local root cache base

	root=$(lab_root)
	cache=$(cache_dir)
	{
		printf 'BASE\tSOURCE\tHEADERS\tIMAGE\tPATCHED MODULE\tWHOLE KERNEL\n'
		while read -r base; do
			list_base "$base" "$root" "$cache"
		done < <(bases)
	} | awk -F'\t' '{ printf "%-7s %-26s %-31s %-31s %-41s %s\n", $1, $2, $3, $4, $5, $6 }'
	[[ -d $root/usr ]] || note "there is no lab yet: run scripts/lab setup"
}

# kernel_list_all - list every image that the archives serve, newest first
kernel_list_all()
{
	local served suite base here of release

	here=$(releases_of lab "$(lab_root | sed 's|/$||')"; releases_of cache || true)
	served=$(lab_run bash scripts/inside/kernel.sh served all)
	printf '%-31s %-10s %-8s %s\n' RELEASE SUITE BASE IMAGE
	while read -r release suite; do
		of=-
		for base in $(bases); do
			[[ -z $(of_pattern "$(base_value "$base" release)" <<<"$release") ]] || of=$base
		done
		printf '%-31s %-10s %-8s %s\n' "$release" "$suite" "$of" \
			"$(grep -qxF -- "$release" <<<"$here" && echo present || echo listed)"
	done <<<"$served"
}
