# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The distributions' unmodified kernels in the cache:
#
#   kernels/RELEASE/    lib/modules/RELEASE of their packages, with the image as vmlinuz and its
#                       configuration as config
#
# The packages are unpacked but never installed.  Releases are found only through the archive's own
# lists, so a new release requires no change here.  Inside the lab only.  Requires common.sh,
# bases.sh and suites.sh.

kernel_dir()
{
	printf '%s/kernels/%s\n' "$(cache_dir)" "$1"
}

# releases_served SUITE - print the releases whose images the archive lists
releases_served()
{
	in_suite "$1" apt-cache pkgnames linux- |
		sed -nE 's/^linux-(image|binary|binary-unsigned)-([0-9]+\.[0-9]+\.[0-9].*-amd64)(-unsigned)?$/\2/p' | sort -uV
}

# image_packages SUITE RELEASE - print the packages that contain the image and the modules.  The
# packaging of kernels has changed over time: either linux-image contains everything, or
# linux-binary (signed or not) contains the image, and linux-modules and linux-base the rest.  On
# failure prints the packages that are missing in the archive.
image_packages()
{
	local suite=$1 release=$2 package size name
	local -A known=()

	# A package of a few kilobytes only depends on other packages.
	while read -r package size; do
		((size < 100)) || known[$package]=1
	done < <(in_suite "$suite" apt-cache --no-all-versions show "linux-image-$release" \
		"linux-image-$release-unsigned" "linux-binary-$release" "linux-binary-unsigned-$release" \
		"linux-modules-$release" "linux-base-$release" 2>/dev/null |
		awk '$1 == "Package:" { p = $2 } $1 == "Installed-Size:" { print p, $2 }')
	for name in "linux-image-$release" "linux-image-$release-unsigned"; do
		if [[ -n ${known[$name]-} ]]; then
			printf '%s\n' "$name"
			return
		fi
	done
	for name in "linux-binary-$release" "linux-binary-unsigned-$release" ''; do
		[[ -z $name || -n ${known[$name]-} ]] && break
	done
	[[ -n $name ]] || { printf 'linux-image-%s\n' "$release"; return 1; }
	[[ -n ${known[linux-modules-$release]-} ]] || { printf 'linux-modules-%s\n' "$release"; return 1; }
	printf '%s\n' "$name" "linux-modules-$release"
	[[ -z ${known[linux-base-$release]-} ]] || printf 'linux-base-%s\n' "$release"
}

# packages_download SUITE DIR PACKAGE[=VERSION]... - download the .deb files
packages_download()
{
	local suite=$1 to=$2
	shift 2

	# shellcheck disable=SC2016 # the inner shell expands it
	in_suite "$suite" sh -c 'cd "$1" && shift && exec apt-get -o APT::Sandbox::User=root download "$@"' \
		sh "$to" "$@"
}

# image_unpack NEW RELEASE - unpack the packages in NEW/debs as NEW/kernel
image_unpack()
{
	local new=$1 release=$2 dir image deb

	dir=$new/tree/usr/lib/modules/$release
	mkdir -p -- "$new/files" "$dir"
	for deb in "$new"/debs/*.deb; do
		dpkg-deb -x "$deb" "$new/files" || return
	done
	# In older packages, lib/ is a directory, which conflicts with lib/ as a link.
	for dir in "$new/files"/{,usr/}lib/modules/"$release"; do
		[[ ! -d $dir ]] || cp -a --link -- "$dir/." "$new/tree/usr/lib/modules/$release/" || return
	done
	dir=$new/tree/usr/lib/modules/$release
	for image in "$new/files/boot/vmlinuz-$release" "$dir/vmlinuz.unsigned"; do
		[[ ! -f $image || -f $dir/vmlinuz ]] || cp -- "$image" "$dir/vmlinuz" || return
	done
	[[ -f $dir/config ]] || cp -- "$new/files/boot/config-$release" "$dir/config" || return
	# Remove the links to the headers, which are in another package.
	rm -f -- "$dir/build" "$dir/source" "$dir/vmlinuz.unsigned"
	if [[ ! -f $dir/vmlinuz || ! -d $dir/kernel ]]; then
		echo "the packages have no image or no modules:"
		ls -- "$new/debs" "$dir"
		return 1
	fi
	ln -s usr/lib "$new/tree/lib"
	depmod -b "$new/tree" "$release" || return
	mv -T -- "$dir" "$new/kernel"
}

# image_fetch SUITE RELEASE - fetch the image into the cache.  If the archive does not serve it (any
# more), prints the missing packages and returns 3; if the archive is not reachable, prints the
# reason and returns 4.
image_fetch()
{
	local suite=$1 release=$2 dir new packages status=0

	dir=$(kernel_dir "$release")
	[[ ! -f $dir/vmlinuz ]] || return 0
	if ! packages=$(image_packages "$suite" "$release"); then
		printf '%s\n' "$packages"
		return 3
	fi
	need_space "the kernel $release" 700
	new=$dir.new.$$
	rm -rf -- "$dir".new.*
	mkdir -p -- "$new/debs"
	# shellcheck disable=SC2086 # a list
	archive_step download "$release: image and modules, download" packages_download "$suite" "$new/debs" $packages ||
		status=$?
	if ((status)); then
		rm -rf -- "$new"
		if ((status == 4)); then
			# shellcheck disable=SC2154 # archive_step sets it
			printf '%s\n' "$archive_why"
		else
			printf '%s\n' "${packages//$'\n'/ }"
		fi
		return "$status"
	fi
	# An existing directory without an image is a leftover.
	step unpack "$release: image and modules, unpack" image_unpack "$new" "$release" && rm -rf -- "$dir" &&
		mv -T -- "$new/kernel" "$dir" || status=1
	rm -rf -- "$new"
	return "$status"
}

# release_suite RELEASE - set suite to the suite that serves the release.  Returns 3 if no suite
# serves it, and 4, after a message, if an archive that may serve it is not reachable.
release_suite()
{
	local status result=3

	for suite in "${SUITES[@]}"; do
		status=0
		suite_ready "$suite" || status=$?
		if ((status == 4)); then
			result=4
			note "Debian $suite: NOT REACHABLE ($archive_why)"
		fi
		[[ -d $(suite_root "$suite") ]] || continue
		# grep -q would stop before the end of its input, and SIGPIPE would
		# terminate the writer.
		if releases_served "$suite" | grep -xF -- "$1" >/dev/null; then
			return 0
		fi
	done
	return "$result"
}

# image_fetch_base BASE - fetch its newest image.  After a message, returns 3 if neither the archive
# nor the cache has an image, and 4 if the cache has none and the archive is not reachable.
image_fetch_base()
{
	local base=$1 suite release have lacks='' status=0

	suite=$(base_value "$base" suite)
	have=$(base_release "$base")
	if [[ $suite == lab ]]; then
		[[ -n $have ]] || fail "the lab has no kernel image for $base: run scripts/lab setup"
		return 0
	fi
	suite_ready "$suite" || status=$?
	case $status in
	0)
		while read -r release; do
			status=0
			lacks=$(image_fetch "$suite" "$release") || status=$?
			((status != 0)) || return 0
			((status != 4)) || break
			((status == 3)) || exit 1
			note "$base: UNAVAILABLE ($release: ${lacks//$'\n'/ })"
		done < <(releases_served "$suite" | of_pattern "$(base_value "$base" release)" | tac)
		;;
	3) lacks="Debian $suite" ;;
	4) lacks=$archive_why ;;
	*) exit 1 ;;
	esac
	if ((status == 4)); then
		if [[ -n $have ]]; then
			note "$base: NOT REACHABLE ($lacks): continuing with the image $have of the cache"
			return 0
		fi
		note "$base: NOT REACHABLE ($lacks)"
		return 4
	fi
	if [[ -n $have ]]; then
		note "$base: the archive serves no newer image: continuing with $have"
		return 0
	fi
	note "$base: UNAVAILABLE (${lacks:-no image of $(base_value "$base" release) in $suite})"
	return 3
}
