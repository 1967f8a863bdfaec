# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The Debian releases that kernels come from.  Each has a small root of its own in
# the cache, roots/SUITE, for its package lists and, where a driver is built for its
# kernels, for its compiler and headers.  The suite `lab` is the lab itself.  Inside
# the lab only.  Needs common.sh.

# In the order in which a kernel that is of no base is looked for.
# shellcheck disable=SC2034 # used by those who source this
SUITES=(trixie bookworm bullseye)

suite_root()
{
	if [[ $1 == lab ]]; then
		printf '/\n'
	else
		printf '%s/roots/%s\n' "$(cache_dir)" "$1"
	fi
}

# in_suite SUITE COMMAND... - in its root; checkout and cache have the same paths
in_suite()
{
	local suite=$1
	shift

	if [[ $suite == lab ]]; then
		(cd -- "$TOP" && exec "$@")
	else
		unshare --mount --pid --fork --kill-child --propagation unchanged \
			bash "$TOP/scripts/lib/lab-enter.sh" "$(suite_root "$suite")" "$TOP" "$(cache_dir)" "$@"
	fi
}

suite_apt()
{
	local suite=$1
	shift

	in_suite "$suite" env DEBIAN_FRONTEND=noninteractive apt-get -o APT::Install-Recommends=false \
		-o APT::Sandbox::User=root -y "$@"
}

# suite_key - what a root is made of; a change makes a new one
suite_key()
{
	printf '%s %s\n' "${MLX5T_MIRROR-}" "$(hash_of "$TOP/scripts/lib/lab-base.sh")"
}

suite_make()
{
	local root new

	root=$(suite_root "$1")
	new=$root.new.$$
	rm -rf --one-file-system -- "$root".new.*
	mkdir -p -- "${root%/*}"
	bash "$TOP/scripts/lib/lab-base.sh" "$1" "$new" || return
	# A kernel of which nothing else is served still has its tarball among the sources.
	find "$new/etc/apt" -name '*.list' -exec sed -n 's/^deb /deb-src /p' {} + >"$new/deb-src" || return
	mv -- "$new/deb-src" "$new/etc/apt/sources.list.d/deb-src.list" || return
	rm -rf --one-file-system -- "$root"
	mv -T -- "$new" "$root"
}

suite_update()
{
	suite_apt "$1" update && : >"$(suite_root "$1")/.updated"
}

# suite_ready_locked SUITE [OLD] - OLD: minutes after which the lists are too old
suite_ready_locked()
{
	local root

	root=$(suite_root "$1")
	if ! stamp_ok "$root.stamp" "$(suite_key)" || [[ ! -d $root ]]; then
		rm -f -- "$root.stamp"
		step unpack "Debian $1 base" suite_make "$1" || return
		stamp_write "$root.stamp" "$(suite_key)"
	fi
	[[ -z $(find "$root/.updated" -mmin "-${2:-360}" 2>/dev/null) ]] || return 0
	# From inside, so that the lists are those of its own sources.
	cat /etc/resolv.conf >"$root/etc/resolv.conf"
	step download "Debian $1 package lists" suite_update "$1"
}

# suite_ready SUITE - the root is there and its lists are of today.  Fails, having
# said why, when the archive does not serve the release.
suite_ready()
{
	[[ $1 == lab ]] || with_lock "suite-$1" suite_ready_locked "$1"
}

# suite_lacks SUITE PACKAGE... - those that are not installed
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
	step download "Debian $suite: ${lacks[*]:0:2}, download" suite_apt "$suite" install --download-only "${lacks[@]}" &&
		step unpack "Debian $suite: ${lacks[*]:0:2}, unpack" suite_apt "$suite" install "${lacks[@]}" &&
		suite_apt "$suite" clean
}

# suite_install SUITE PACKAGE... - in its root; the lab has its own lists
suite_install()
{
	[[ $1 == lab ]] || with_lock "suite-$1" suite_install_locked "$@"
}
