#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/kernel fetch with an archive that lacks the package, does not respond, or is
# not queried.  The archives are a directory and a closed port of this machine; apt is
# the real program.

bats_require_minimum_version 1.5.0

setup()
{
	load tree
	own_checkout
	# shellcheck disable=SC2154 # own_checkout sets it
	kernel=$checkout/scripts/kernel
	root=$MLX5T_CACHE/roots/bookworm
	release=6.1.0-98-amd64
	mkdir "$BATS_TEST_TMPDIR/archive"
	# In this test, the root file systems have only the sources and lists of apt.
	cat >"$checkout/scripts/lab.d/enter.sh" <<-'END'
		cd -- "$2"
		root=$1
		shift 3
		mkdir -p "$root/apt"/{lists,cache}/partial
		echo "Dir::Etc \"$root/etc/apt/\"; Dir::Etc::main \"none\"; Dir::State \"$root/apt\"; Dir::Cache \"$root/apt/cache\";
			Dir::State::status \"$root/var/lib/dpkg/status\"; Acquire::Retries 0; Acquire::Languages none;" >"$root/apt/conf"
		APT_CONFIG=$root/apt/conf exec "$@"
	END
	cat >"$checkout/scripts/lab.d/base.sh" <<-'END'
		mkdir -p "$2/etc/apt"/{sources.list,preferences,apt.conf,trusted.gpg}.d "$2/var/lib/dpkg"
		: >"$2/var/lib/dpkg/status"
		cp "$MLX5T_CACHE/sources.list" "$2/etc/apt/"
	END
	rm "$checkout/patches/v6.1"/*.patch
}

# archive URI - set URI as the origin of the package lists
archive()
{
	echo "deb [trusted=yes] $1 ./" >"$MLX5T_CACHE/sources.list"
	if [[ -d $root ]]; then
		cp "$MLX5T_CACHE/sources.list" "$root/etc/apt/"
		sed 's/^deb /deb-src /' "$MLX5T_CACHE/sources.list" >"$root/etc/apt/sources.list.d/deb-src.list"
	fi
}

no_answer()
{
	archive http://127.0.0.1:9/
}

# listed - create an archive that lists an image but does not have it
listed()
{
	cat >"$BATS_TEST_TMPDIR/archive/Packages" <<-END
		Package: linux-image-$release
		Version: 6.1.98-1
		Architecture: amd64
		Maintainer: tester <tester@example.org>
		Installed-Size: 5000
		Filename: ./linux-image-$release.deb
		Size: 5
		SHA256: $(echo none | sha256sum | cut -d' ' -f1)
		Description: image
	END
	: >"$BATS_TEST_TMPDIR/archive/Sources"
	archive "file:$BATS_TEST_TMPDIR/archive"
}

# complete - create a cache with all files of v6.1
complete()
{
	mkdir -p "$MLX5T_CACHE/kernels/$release" "$MLX5T_CACHE/src/v6.1-6.1.98-1"
	touch "$MLX5T_CACHE/kernels/$release/vmlinuz"
	echo 6.1.98-1 >"$MLX5T_CACHE/src/v6.1.version"
	echo 0 >"$MLX5T_CACHE/src/v6.1-6.1.98-1/.hash"
	for package in make binutils ccache libc6-dev kmod "linux-headers-$release"; do
		printf 'Package: %s\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\nMaintainer: t <t@example.org>\nDescription: d\n\n' \
			"$package"
	done >"$root/var/lib/dpkg/status"
}

@test "kernel fetch: an archive that does not respond is not reported as UNAVAILABLE" {
	no_answer
	run -1 "$kernel" fetch v6.1
	[[ ${lines[-1]} == "v6.1: NOT REACHABLE (Could not connect to 127.0.0.1:9 "* ]]
	run -1 grep UNAVAILABLE <<<"$output"
	run -1 "$kernel" fetch "$release"
	[[ ${lines[-1]} == "Debian bullseye: NOT REACHABLE ("* ]]
	run -1 grep UNAVAILABLE <<<"$output"
	# The lists are cached, but the image is not.
	listed
	"$kernel" fetch v6.1 || true
	rm "$root/.updated"
	no_answer
	run -1 "$kernel" fetch v6.1
	[[ ${lines[-1]} == "v6.1: NOT REACHABLE ("* ]]
}

@test "kernel fetch: a package that is not in the archive is reported as UNAVAILABLE" {
	archive "file:$BATS_TEST_TMPDIR/nothing"
	run -1 "$kernel" fetch v6.1
	[[ ${lines[-1]} == "v6.1: UNAVAILABLE (Debian bookworm)" ]]
	listed
	run -1 "$kernel" fetch v6.1
	[[ $output == *"v6.1: UNAVAILABLE ($release: linux-image-$release)"* ]]
	[[ ${lines[-1]} == "v6.1: UNAVAILABLE (linux-image-$release)" ]]
	run -1 grep 'NOT REACHABLE' <<<"$output"
}

@test "kernel fetch: a root file system that could not be created is removed" {
	cat >"$checkout/scripts/lab.d/base.sh" <<-'END'
		mkdir -p "$2/usr/half"
		echo "tar: cannot write: No space left on device"
		exit 1
	END
	run -1 "$kernel" fetch v6.1
	[[ ${lines[-1]} == "scripts/kernel: 'Debian bookworm base' failed: no space is left; the whole log: build/log/"* ]]
	[[ -z $(ls -A "$MLX5T_CACHE/roots") ]]
}

@test "kernel fetch: a complete cache is used, with a note that the archive was not queried" {
	listed
	run -1 "$kernel" fetch v6.1
	complete
	run -0 "$kernel" fetch v6.1
	grep -q '^  Debian bookworm: the archive was queried [0-9]* minutes ago, and is not queried again$' <<<"$output"
	[[ $(grep -c 'queried again' <<<"$output") == 1 ]]
	touch -d '11 minutes ago' "$root/.updated"
	no_answer
	run -0 "$kernel" fetch v6.1
	grep -q "^v6.1: NOT REACHABLE (.*127.0.0.1.*): continuing with the image $release of the cache$" <<<"$output"
	grep -q "^v6.1: NOT REACHABLE (.*): continuing with the source 6.1.98-1 of the cache$" <<<"$output"
	run -0 "$kernel" fetch v6.12
	[[ ${lines[-1]} == "v6.12: image 6.12."*" are those of the lab, of 20"*"; the archive was not queried: "* ]]
}
