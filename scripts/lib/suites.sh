# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The Debian releases of the kernels.  Each release has a separate small root file system in the
# cache, roots/SUITE, for its package lists and, if a driver is built for its kernels, for its
# compiler and headers.  The suite `lab` is the lab itself.  Inside the lab only.  Requires
# common.sh.

# The suites, in the order in which they are searched for a kernel that belongs to no base.
# shellcheck disable=SC2034 # used by those who source this
SUITES=(trixie bookworm bullseye)

# The maximum size of a root.  It takes 310 MB while it is created, and 250 MB with its package
# lists.
SUITE_MB=400

suite_root()
{
	if [[ $1 == lab ]]; then
		printf '/\n'
	else
		printf '%s/roots/%s\n' "$(cache_dir)" "$1"
	fi
}

# in_suite SUITE COMMAND... - run the command in the root of the suite, where the checkout and the
# cache have the same paths
in_suite()
{
	local suite=$1
	shift

	if [[ $suite == lab ]]; then
		(cd -- "$TOP" && exec "$@")
	else
		unshare --mount --pid --fork --kill-child --propagation unchanged \
			bash "$TOP/scripts/lab.d/enter.sh" "$(suite_root "$suite")" "$TOP" "$(cache_dir)" "$@"
	fi
}

suite_apt()
{
	local suite=$1
	shift

	in_suite "$suite" env DEBIAN_FRONTEND=noninteractive apt-get -o APT::Install-Recommends=false \
		-o APT::Sandbox::User=root -y "$@"
}

# suite_key - print a hash of the inputs of a root; when it changes, a new root is required
suite_key()
{
	printf '%s %s\n' "${MLX5T_MIRROR-}" "$(hash_of "$TOP/scripts/lab.d/base.sh")"
}

suite_make()
{
	local root new

	root=$(suite_root "$1")
	new=$root.new.$$
	rm -rf --one-file-system -- "$root".new.*
	mkdir -p -- "${root%/*}"
	# The sources are listed as well, as for some kernels only the source tarball is served.
	if ! { bash "$TOP/scripts/lab.d/base.sh" "$1" "$new" &&
		find "$new/etc/apt" -name '*.list' -exec sed -n 's/^deb /deb-src /p' {} + >"$new/deb-src" &&
		mv -- "$new/deb-src" "$new/etc/apt/sources.list.d/deb-src.list"; }; then
		rm -rf --one-file-system -- "$new"
		return 1
	fi
	rm -rf --one-file-system -- "$root"
	mv -T -- "$new" "$root"
}

# archive_log LOG COMMAND... - run apt, and copy its output to LOG.  Before version 2.9, `apt-get
# update` succeeds even if nothing could be fetched, so errors are detected in the output.
archive_log()
{
	local log=$1
	shift

	"$@" 2>&1 | tee -- "$log" && ! grep -q '^Err:' "$log"
}

# archive_verdict LOG - set archive_why to the error in the output of apt.  Returns 3 if the archive
# does not have the file, 4 if it did not respond, and 1 for any other error.
archive_verdict()
{
	local away gone

	away='Could not resolve|failure (in name|resolving)|Could not connect|Cannot initiate|Unable to connect'
	away+='|[Cc]onnection (failed|refused|reset|closed)|timed out|unreachable|No route to host|handshake|certificate'
	away+='|SSL|Bad header line|[ :](403|407|429|5[0-9][0-9])  '
	gone='(404|410)  |File not found|(does not have|no longer has) a Release file|Unable to locate package'
	gone+='|has no installation candidate|was not found|Unable to find a source package|find a source'
	archive_why=$(grep -E -- "$away" "$1" | tail -n1)
	[[ -z $archive_why ]] || set -- "$1" 4
	if (($# == 1)); then
		archive_why=$(grep -E -- "$gone" "$1" | tail -n1)
		[[ -z $archive_why ]] || set -- "$1" 3
	fi
	archive_why=$(sed -E 's/^ *((E|W|Err:[0-9]+):? *)//; s/^mmdebstrap: //; s/^Failed to fetch [^ ]+ +//' <<<"$archive_why" | cut -c1-160)
	return "${2:-1}"
}

# archive_step KIND LABEL COMMAND... - run a step that uses the archive.  On failure returns the
# status of archive_verdict.
archive_step()
{
	local kind=$1 label=$2 log status=0
	shift 2

	log=$(mktemp)
	step "$kind" "$label" archive_log "$log" "$@" || archive_verdict "$log" || status=$?
	rm -f -- "$log"
	return "$status"
}

suite_update()
{
	suite_apt "$1" -o APT::Update::Error-Mode=any update
}

# The maximum age of package lists in minutes; `kernel fetch` sets a lower one.
lists_old=360

# suite_ready_locked SUITE
suite_ready_locked()
{
	local root age

	root=$(suite_root "$1")
	if ! stamp_ok "$root.stamp" "$(suite_key)" || [[ ! -d $root ]]; then
		need_space "a root of Debian $1" "$SUITE_MB"
		rm -f -- "$root.stamp"
		archive_step unpack "Debian $1 base" suite_make "$1" || return
		stamp_write "$root.stamp" "$(suite_key)"
	fi
	if [[ -f $root/.updated ]]; then
		age=$((($(date +%s) - $(stat -c %Y "$root/.updated")) / 60))
		if ((age < lists_old)); then
			((lists_old >= 360)) ||
				note "  Debian $1: the archive was queried $age minutes ago, and is not queried again"
			return 0
		fi
	fi
	# apt runs inside the root, so that the lists are those of the root's sources.
	cat /etc/resolv.conf >"$root/etc/resolv.conf"
	archive_step download "Debian $1 package lists" suite_update "$1" || return
	: >"$root/.updated"
}

# suite_ready SUITE - create the root and update its lists if needed.  Returns 3 if the archive does
# not serve the release, and 4 if the archive is not reachable, and sets archive_why.  The archive
# is queried only once in each run.
suite_ready()
{
	[[ $1 != lab ]] || return 0
	if [[ -z ${suite_status[$1]-} ]]; then
		suite_status[$1]=0
		with_lock "suite-$1" suite_ready_locked "$1" || suite_status[$1]=$?
		suite_why[$1]=${archive_why-}
	fi
	archive_why=${suite_why[$1]}
	return "${suite_status[$1]}"
}
declare -A suite_status=() suite_why=()

# suite_lacks SUITE PACKAGE... - print the packages that are not installed
suite_lacks()
{
	local suite=$1
	shift

	# shellcheck disable=SC2016 # dpkg expands it
	comm -23 <(printf '%s\n' "$@" | sort) <(dpkg-query --admindir="$(suite_root "$suite")/var/lib/dpkg" \
		-W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort)
}

suite_install_locked()
{
	local suite=$1 lacks
	shift

	mapfile -t lacks < <(suite_lacks "$suite" "$@")
	((${#lacks[@]})) || return 0
	archive_step download "Debian $suite: ${lacks[*]:0:2}, download" suite_apt "$suite" install --download-only "${lacks[@]}" ||
		return
	step unpack "Debian $suite: ${lacks[*]:0:2}, unpack" suite_apt "$suite" install "${lacks[@]}" &&
		suite_apt "$suite" clean || return 1
}

# suite_install SUITE PACKAGE... - install the packages in the suite's root, which is created if
# needed; the packages of the lab are installed by scripts/lab.  Returns 3 if the archive does not
# serve them, and 4, after a message, if the archive is not reachable.
suite_install()
{
	local status=0

	[[ $1 != lab ]] || return 0
	# If the root exists and has all packages, no network is needed.
	[[ -d $(suite_root "$1") ]] || suite_ready "$1" || status=$?
	((status)) || with_lock "suite-$1" suite_install_locked "$@" || status=$?
	((status != 4)) || note "Debian $1: NOT REACHABLE ($archive_why)"
	return "$status"
}
