# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The kernel bases, one per directory patches/<base>/.  Requires common.sh.
#
# For a kernel that is compared with a base, or on which a series is proved, the same lines are in
# bases/<name>/base in the cache (series/other.sh); `bases` does not list these kernels.
#
# Lines of patches/<base>/base:
#   series    the version of its kernels: 6.12 is 6.12.*
#   suite     the Debian release of image, headers and source, or
#             `lab`: packages of the lab (scripts/lib/suites.sh)
#   release   a pattern that matches `uname -r` of the images of this base; `-`: no image is
#             needed
#   build     how the patched driver is built: `module`, against the headers of the
#             image, or `whole`, with a whole kernel
#   package   the source package; `orig:NAME` is the upstream tarball of NAME; `tree`: the source
#             is the user's tree, as a tarball in the cache
#   version   the version of the source that the series was last checked with
#   hash      the hash of the driver's files in that source (tree_hash in kernel/source.sh)
#   roles     special tasks of this base, if any:
#             default      used if no base is given, and by make check and make demo
#             once         tests of the project's commands run only on this base
#             journeys     all journeys are tested on it; on the other bases only some of them
#             pages        the journeys are recorded on it for the pages
#             debug        make check-debug runs it
#             every-patch  clang builds each patch of its series, not only the last patch
#             sized        sizes are compared with its distribution's module
#             kernel-doc   its kernel-doc checks the comments of all series, as it is a single
#                          file; in later kernels it is a library
#             td-order     its driver supports tis_tir_td_order
#             upstream     its series is the one to be submitted; fwctl and the selftest run on it

# The directory to which the kernel selftest is added (patches/selftest).
# shellcheck disable=SC2034 # used by those who source this
SELFTESTS=tools/testing/selftests/drivers/net/hw

bases()
{
	local base

	for base in "$TOP"/patches/v*/; do
		base=${base%/}
		printf '%s\n' "${base##*/}"
	done | sort -V
}

# bases_with ROLE - print the bases with this role, oldest first
bases_with()
{
	local base

	for base in $(bases); do
		! base_has "$base" "$1" || printf '%s\n' "$base"
	done
}

# base_file BASE - set file to the path of the file with its lines; starts no process, as every
# command calls this
base_file()
{
	file=$TOP/patches/$1/base
	[[ -f $file ]] || file=$(cache_dir)/bases/$1/base
}

# base_has BASE ROLE - succeed if the base has this role
base_has()
{
	local line file

	base_file "$1"
	while IFS= read -r line; do
		[[ $line != roles=* || " ${line#roles=} " != *" $2 "* ]] || return 0
	done <"$file"
	return 1
}

base_known()
{
	[[ $1 == v[0-9]* && $1 != */* && -d $TOP/patches/$1 ]]
}

# release_like NAME - succeed if it has the format of a distribution's `uname -r`
release_like()
{
	[[ $1 =~ ^[0-9]+\.[0-9][0-9A-Za-z.+~-]*-amd64$ ]]
}

# base_value BASE KEY - print the value of KEY in patches/BASE/base
base_value()
{
	local line file value=

	base_file "$1"
	while IFS= read -r line; do
		[[ $line != "$2="* ]] || value+=${value:+$'\n'}${line#*=}
	done 2>/dev/null <"$file" || true
	[[ -n $value ]] || die "$file has no line '$2='"
	printf '%s\n' "$value"
}

# of_pattern PATTERN - print the releases on standard input that match, oldest first; releases of
# the real-time and cloud flavours only if the pattern names the flavour
of_pattern()
{
	local release

	while read -r release; do
		# shellcheck disable=SC2053 # it is a pattern
		[[ $release == $1 ]] || continue
		[[ ! $release =~ -(rt|cloud)-amd64$ || $1 == *"${BASH_REMATCH[1]}"* ]] || continue
		printf '%s\n' "$release"
	done | sort -V
}

# releases_of lab|cache [ROOT] - print the bootable distribution kernels, either those of the lab,
# whose files are in ROOT, or those in the cache (kernel/images.sh)
releases_of()
{
	if [[ $1 == lab ]]; then
		find "${2-}/boot" -maxdepth 1 -name 'vmlinuz-*-amd64' -printf '%f\n' 2>/dev/null | sed 's/^vmlinuz-//'
	else
		find "$(cache_dir)/kernels" -mindepth 2 -maxdepth 2 -path '*-amd64/vmlinuz' -printf '%h\n' 2>/dev/null |
			sed 's|.*/||'
	fi
}

# base_release BASE [ROOT] - print the newest available release of the base, or nothing
base_release()
{
	local from=cache

	[[ $(base_value "$1" suite) != lab ]] || from=lab
	{ releases_of "$from" "${2-}" || true; } | of_pattern "$(base_value "$1" release)" | tail -n1
}

# headers_in ROOT RELEASE - succeed if this Debian root has the headers for building modules.  In
# older releases, lib/ is a separate directory, not a link to usr/lib/.
headers_in()
{
	[[ -L $1/usr/lib/modules/$2/build || -L $1/lib/modules/$2/build ]]
}

# suite_of RELEASE - print the Debian release whose compiler is as old as this kernel
suite_of()
{
	awk -F. '{ v = $1 * 1000 + $2; print v < 6001 ? "bullseye" : v < 6012 ? "bookworm" : "trixie" }' <<<"$1"
}
