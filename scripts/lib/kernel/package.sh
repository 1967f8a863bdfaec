# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The source package of a base.  Inside the lab only.  Requires common.sh,
# bases.sh, series.sh, suites.sh and images.sh.
#
# The source packages of the lab's kernels are installed in the lab.  The tarballs of other kernels
# are in the cache as src/BASE-VERSION.tar.xz, or .tar for a user's tree; src/BASE.version contains
# the newest version.

# The parts that are unpacked: the driver, its headers and documentation, and the files that
# checkpatch requires.  Some kernels lack some of the latter.
# shellcheck disable=SC2034 # used by those who source this
SOURCE_PATHS=(
	Makefile
	drivers/net/ethernet/mellanox/mlx5
	drivers/net/ethernet/mellanox/mlxfw
	include/linux/mlx5
	Documentation/networking/device_drivers/ethernet/mellanox
	scripts/checkpatch.pl
	scripts/const_structs.checkpatch
	scripts/kernel-doc
	scripts/spelling.txt
)

# package_version PACKAGE - print the version that is installed in the lab
package_version()
{
	# shellcheck disable=SC2016 # dpkg expands it
	dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$1" 2>/dev/null | sed -n 's/^installed //p'
}

# source_version BASE - print the version of the available source package
source_version()
{
	local package version=

	if [[ $(base_value "$1" suite) == lab ]]; then
		package=$(base_value "$1" package)
		version=$(package_version "$package")
		[[ -n $version ]] || fail "the package $package is not in the lab: run scripts/lab setup"
	else
		[[ ! -f $(cache_dir)/src/$1.version ]] || version=$(<"$(cache_dir)/src/$1.version")
		[[ -n $version ]] || fail "the source of $1 is not in the cache: run scripts/kernel fetch $1"
	fi
	printf '%s\n' "$version"
}

# source_tarball BASE VERSION - print the path of the tarball
source_tarball()
{
	if [[ $(base_value "$1" suite) == lab ]]; then
		printf '/usr/src/%s.tar.xz\n' "$(base_value "$1" package)"
	elif [[ $(base_value "$1" package) == tree ]]; then
		printf '%s/src/%s-%s.tar\n' "$(cache_dir)" "$1" "$2"
	else
		printf '%s/src/%s-%s.tar.xz\n' "$(cache_dir)" "$1" "$2"
	fi
}

# source_dir BASE - print the directory of its source, which may not exist yet
source_dir()
{
	local version

	version=$(source_version "$1")
	printf '%s/src/%s-%s\n' "$(cache_dir)" "$1" "$version"
}

# unpack BASE TO [PATH...] - unpack the whole package, or those of the paths that exist in it
unpack()
{
	local base=$1 to=$2 tarball top messages status=0
	shift 2

	tarball=$(source_tarball "$base" "$(source_version "$base")")
	# All files of the tarball are in one directory, whose name varies.
	top=$({ tar --list --file "$tarball" 2>/dev/null || true; } | sed -n '1{s|/.*||;p;q}')
	# The messages are not written to a file, which would be empty on a full disk.
	messages=$(tar --extract --file "$tarball" --directory "$to" --strip-components=1 --no-same-owner \
		"${@/#/$top/}" 2>&1) || status=$?
	if ((status > 2)) || { ((status)) && grep -vE ': Not found in archive$|Exiting with failure status' <<<"$messages"; }; then
		return "$status"
	fi
}

# served_version BASE - print the version of the newest source that the archive lists
served_version()
{
	local suite package series

	suite=$(base_value "$1" suite)
	package=$(base_value "$1" package)
	series=$(base_value "$1" series)
	case $package in
	orig:*)
		in_suite "$suite" apt-cache showsrc --only-source "${package#orig:}"
		;;
	*)
		in_suite "$suite" apt-cache show "$package"
		;;
	esac 2>/dev/null | sed -n "s/^Version: \(${series}[.].*\)/\1/p" | sort -V | tail -n1
}

# tarball_download BASE VERSION TO - download the tarball as TO; uses the directory TO.new
tarball_download()
{
	local base=$1 version=$2 to=$3 suite package files

	suite=$(base_value "$base" suite)
	package=$(base_value "$base" package)
	case $package in
	orig:*)
		# shellcheck disable=SC2016 # the inner shell expands it
		in_suite "$suite" sh -c 'cd "$1" && exec apt-get source --download-only --tar-only "$2"' \
			sh "$to.new" "${package#orig:}=$version" || return
		files=("$to.new"/*.orig.tar.xz)
		mv -- "${files[0]}" "$to"
		;;
	*)
		packages_download "$suite" "$to.new" "$package=$version" || return
		files=("$to.new"/*.deb)
		dpkg-deb --fsys-tarfile "${files[0]}" |
			tar --extract --to-stdout "./usr/src/$package.tar.xz" >"$to.new/tarball" || return
		mv -- "$to.new/tarball" "$to"
		;;
	esac
}

# source_fetch BASE - fetch the newest source.  After a message, returns 3 if neither the archive
# nor the cache has a source, and 4 if the cache has none and the archive is not reachable.
source_fetch()
{
	local base=$1 suite version='' tarball current status=0

	suite=$(base_value "$base" suite)
	[[ $suite != lab ]] || return 0
	current=$(cache_dir)/src/$base.version
	suite_ready "$suite" || status=$?
	((status)) || version=$(served_version "$base")
	if [[ -n $version ]]; then
		tarball=$(source_tarball "$base" "$version")
		if [[ ! -f $tarball ]]; then
			rm -rf -- "$tarball.new"
			mkdir -p -- "$tarball.new"
			archive_step download "$base: source $version, download" tarball_download "$base" "$version" "$tarball" ||
				status=$?
			rm -rf -- "$tarball.new"
		fi
	fi
	case $status:$version in
	0:?*)
		stamp_write "$current" "$version"
		return
		;;
	[12]:*) exit 1 ;;
	esac
	if ((status == 4)); then
		if [[ -f $current ]]; then
			# shellcheck disable=SC2154 # archive_step sets it
			note "$base: NOT REACHABLE ($archive_why): continuing with the source $(<"$current") of the cache"
			return 0
		fi
		note "$base: NOT REACHABLE ($archive_why)"
		return 4
	fi
	if [[ -f $current ]]; then
		note "$base: the archive serves no source: continuing with $(<"$current")"
	else
		note "$base: UNAVAILABLE (source package $(base_value "$base" package))"
		return 3
	fi
}
