#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# series-other.sh VERSION - write bases/vVERSION/base in the cache for a kernel that is not a base,
# according to the newest source of this version that an archive serves, and fetch this source.
# Inside the lab.
set -euo pipefail
PROG=scripts/series
# shellcheck source=scripts/lib/kernel/libs.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/kernel/libs.sh"

version=$1 base=v$1
file=$(cache_dir)/bases/$base/base

# has_package SUITE NAME - succeed if the archive serves the package
has_package()
{
	in_suite "$1" apt-cache pkgnames "$2" | grep -xF -- "$2" >/dev/null
}

# write_base SUITE PACKAGE - write the lines of the base; fail if the suite serves no such source
write_base()
{
	local release build=whole pattern=-

	release=$(releases_served "$1" | of_pattern "$version.*-amd64" | tail -n1)
	if [[ $release ]] && has_package "$1" "linux-headers-$release"; then
		build=module pattern="$version.*-amd64"
	fi
	mkdir -p -- "${file%/*}"
	printf '%s\n' "series=$version" "suite=$1" "release=$pattern" "build=$build" "package=$2" version=- >"$file"
	source=$(served_version "$base")
	[[ $source ]] || return
	sed -i "s/^version=.*/version=$source/" "$file"
}

away=
for suite in "${SUITES[@]}"; do
	status=0
	suite_ready "$suite" || status=$?
	if ((status == 4)); then
		away="; Debian $suite is NOT REACHABLE ($archive_why)"
		[[ -d $(suite_root "$suite") ]] || continue
	elif ((status)); then
		continue
	fi
	for package in "linux-source-$version" orig:linux; do
		[[ $package == orig:* ]] || has_package "$suite" "$package" || continue
		if write_base "$suite" "$package"; then
			note "$base: source $(base_value "$base" version) of Debian $suite"
			source_fetch "$base" || exit 1
			source_ready "$base"
			exit 0
		fi
	done
done
rm -rf -- "${file%/*}"
fail "no archive serves a source of Linux $version$away (scripts/kernel list --all lists the kernels)"
