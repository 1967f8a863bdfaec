# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What is there of each base; looks only, makes nothing.  Needs common.sh and
# bases.sh.

# lab_root - where the lab's files are, if there is one
lab_root()
{
	if in_lab; then
		printf '/\n'
	else
		"$TOP/scripts/lab" path
	fi
}

# list_cell STATE... - "present VERSION" or "absent"
list_cell()
{
	if [[ -n $1 ]]; then
		printf 'present %s' "$1"
	else
		printf 'absent'
	fi
}

list_base()
{
	local base=$1 root=$2 cache=$3 package series source headers image module=absent full=absent

	package=$(base_value "$base" package)
	series=$(base_value "$base" series)
	source=
	[[ ! -f $root/usr/src/$package.tar.xz ]] ||
		source=$(awk -v p="$package" '$1 == "Package:" { on = $2 == p } on && $1 == "Version:" { print $2 }' \
			"$root/var/lib/dpkg/status")
	image=$(compgen -G "$root/boot/vmlinuz-$series.*-amd64" | sed 's|.*/vmlinuz-||' | sort -V | tail -n1) || true
	headers=
	[[ -z $image || ! -L $root/usr/lib/modules/$image/build ]] || headers=$image
	[[ ! -f $cache/build/$base/module.stamp ]] || module=$(basename -- "$cache/build/$base/modules"/*)
	[[ ! -f $cache/build/$base/full/stamp ]] || full=built
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$base" "$(list_cell "$source")" "$(list_cell "$headers")" \
		"$(list_cell "$image")" "$([[ $module == absent ]] && echo absent || echo "built for $module")" "$full"
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
	} | awk -F'\t' '{ printf "%-7s %-26s %-31s %-31s %-33s %s\n", $1, $2, $3, $4, $5, $6 }'
	[[ -d $root/usr ]] || note "there is no lab yet: scripts/lab setup makes it"
}
