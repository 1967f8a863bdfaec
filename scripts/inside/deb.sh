#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# deb.sh SUITE - second half of scripts/deb, inside the lab: build the packages of a Debian
# release in build/deb/SUITE, in a copy of the sources.
set -euo pipefail
PROG=scripts/deb
# shellcheck source=scripts/lib/kernel/libs.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/kernel/libs.sh"

# build_depends - print the build dependencies in debian/control, and the packages of the tools that
# check the results
build_depends()
{
	awk '/^Build-Depends:/ { on = 1; sub(/^[^:]*:/, "") }
		/^[A-Z]/ { if (!/^Build-Depends:/ && on && NR > 1) exit }
		on { n = split($0, p, ","); for (i = 1; i <= n; i++) { split(p[i], w, " "); if (w[1]) print w[1] } }' \
		"$TOP/debian/control" | sed 's/^debhelper-compat$/debhelper/'
	printf '%s\n' build-essential dpkg-dev lintian
}

# stage - copy the sources to $work/source, with the version of this release
stage()
{
	mkdir -p -- "$work/source" &&
		(cd -- "$TOP" && git -c safe.directory='*' ls-files -zco --exclude-standard | while IFS= read -rd '' file; do
			[[ ! -e $file ]] || printf '%s\0' "$file"
		done | tar --create --null --files-from=- --owner=root --group=root) |
		tar --extract --directory "$work/source" || return
	# The package of a later release must have a higher version.
	[[ $suite == trixie ]] || sed -i "1s/^\([^ ]* (\([^)]*\)\))/\1~deb12)/" "$work/source/debian/changelog"
	sed -i "1s/) [a-z]*;/) $suite;/" "$work/source/debian/changelog"
}

# build - build the packages, and run lintian on them
build()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	in_suite "$from" env -u MAKEFLAGS -u MFLAGS -u MLX5T_IN_LAB sh -c '
		cd "$1/source" && dpkg-buildpackage --no-sign --build=binary --jobs="$(nproc)" &&
		cd .. && lintian --allow-root --fail-on error,warning --tag-display-limit 0 ./*.changes' sh "$work"
}

suite=$1
out=$TOP/build/deb/$suite
work=$out/work
case $suite in
trixie)
	# The lab's own release.
	from=lab
	mapfile -t lacks < <(comm -23 <(build_depends | sort) \
		<(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort))
	((${#lacks[@]} == 0)) ||
		fail "the lab lacks ${lacks[*]} of debian/control: name them in scripts/lab.d/packages/deb.list"
	;;
*)
	from=$suite
	suite_ready "$suite" || fail "Debian $suite: the package lists cannot be read: ${archive_why-}"
	mapfile -t packages < <(build_depends)
	suite_install "$suite" "${packages[@]}" || fail "Debian $suite: the build dependencies cannot be installed"
	;;
esac
rm -rf -- "$work"
stage || fail "the sources cannot be copied to $work"
step build "$suite: Debian packages" build || exit 1
rm -f -- "$out"/*.deb
mv -- "$work"/*.deb "$out/"
rm -rf -- "$work"
note "$suite: $(cd -- "$out" && printf '%s ' *.deb)in build/deb/$suite"
