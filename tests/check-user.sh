#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# check-user.sh [--names] [SUITE]... - check the first steps of an ordinary user, from the clone
# to the end of `make demo`, in a fresh root file system of each Debian SUITE (default: bookworm
# and trixie).  The user has Debian's own login, a home directory of mode 0700, a checkout in a
# path with a space, and a locale other than C.  The demo is then repeated without a network.
# TAP is written to standard output.  Root privileges are required to create the root file
# systems.  The output shown to the user is saved in build/log/user/.  With --names, only the
# names of the suites are checked.
set -euo pipefail
PROG=tests/check-user.sh
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../scripts/lib/common.sh"
# shellcheck source=tests/lib/tap.sh
. "$TOP/tests/lib/tap.sh"
# shellcheck source=tests/lib/root.sh
. "$TOP/tests/lib/root.sh"

declare -A LOCALE=([bookworm]=tr_TR.UTF-8 [trixie]=de_DE.UTF-8)
NAME=ayse
# A demo takes 11 minutes on an idle machine with two CPUs; this limit stops a demo that hangs.
DEADLINE=3000

# within COMMAND... - run COMMAND in the root file system as on a separate machine: with
# pivot_root, because a process in a chroot cannot create a user namespace, and with PID and
# mount namespaces that exist as long as COMMAND runs
within()
{
	unshare --mount --pid --fork --kill-child --propagation private "${unshared[@]}" bash -c '
		set -e
		mount --rbind "$1" "$1"
		cd "$1"
		mount -t proc proc proc
		mount --rbind /sys sys
		mount --rbind /dev dev
		mount -t tmpfs -o mode=755 run run
		mkdir -p old
		pivot_root . old
		umount -l /old
		cd /
		shift
		exec "$@"' sh "$root" env -i TERM=dumb LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# as_user COMMAND - run COMMAND in a login shell of the user, with Debian's PATH and home
# directory, and umask 077
as_user()
{
	within timeout --kill-after=20 "$DEADLINE" su --login "$NAME" -c "export LANG=$locale; umask 077; $1"
}

# make_root - create a Debian root file system with git and make but without package lists
make_root()
{
	root_make git make locales mount passwd login util-linux &&
		as_root sh -c "echo '$locale UTF-8' >/etc/locale.gen && locale-gen && apt-get clean &&
			rm -rf /var/lib/apt/lists/* && useradd --create-home --shell /bin/bash $NAME && chmod 0700 /home/$NAME"
}

# clone - clone this repository for the user, and apply its uncommitted changes to the clone
clone()
{
	local home=$root/home/$NAME

	mkdir -p -- "$home/my work" &&
		git -c safe.directory='*' clone -q --no-hardlinks "$TOP" "$home/my work/mlx5" &&
		git -c safe.directory='*' -C "$TOP" diff HEAD --binary >"$home/diff" &&
		{ [[ ! -s $home/diff ]] || git -C "$home/my work/mlx5" apply "$home/diff"; } &&
		rm -f -- "$home/diff" && as_root chown -R "$NAME:$NAME" "/home/$NAME"
}

# names_packages - succeed if make demo prints a command, in one line, that installs the missing
# packages; then run that command as root
names_packages()
{
	local line

	! as_user "cd 'my work/mlx5' && make demo" >"$log/lacking" 2>&1 || return
	cat -- "$log/lacking"
	line=$(sed -n "s/.*run: sudo sh -c '\(.*\)'\$/\1/p" "$log/lacking")
	[[ $line == *'apt-get update && apt-get install --no-install-recommends'* ]] || return
	as_root sh -c "${line/install /-y install }"
}

# demo LOG - run make demo and write its output to LOG
demo()
{
	local status=0

	as_user "cd 'my work/mlx5' && make demo" >"$log/$1" 2>&1 || status=$?
	tail -n 30 -- "$log/$1"
	return "$status"
}

report_is_whole()
{
	grep -q '^Operations on eth0' "$log/$1" && grep -q '^make demo: done in' "$log/$1" &&
		! grep -nE '(^|[^A-Za-z0-9._/-])/(repo|cache)/' "$log/$1"
}

# explains LOG - succeed if LOG has a summary of ten lines and three commands to try next, and
# no message from QEMU
explains()
{
	local lines

	! grep -n 'qemu-system\|error recovery' "$log/$1" || return
	mapfile -t lines < <(sed -n '/^This recording in ten lines:$/,/^$/p' "$log/$1" | grep -E '^ +[0-9]+\. .')
	((${#lines[@]} == 10)) || { printf '%s\n' "these lines were printed instead of ten:" "${lines[@]}"; return 1; }
	mapfile -t lines < <(sed -n '/^To try next:$/,/^$/p' "$log/$1" | grep '^  ')
	((${#lines[@]} == 3)) || { printf '%s\n' "these commands were printed instead of three:" "${lines[@]}"; return 1; }
}

names=''
if [[ ${1-} == --names ]]; then
	names=1
	shift
fi
suites=("$@")
((${#suites[@]})) || suites=(bookworm trixie)
for suite in "${suites[@]}"; do
	[[ -n ${LOCALE[$suite]-} ]] || die "no suite '$suite': the suites are bookworm trixie"
done
((EUID == 0)) || fail "only root can create the root file systems: run it with sudo"
[[ -z $names ]] || exit 0
need_host mmdebstrap=mmdebstrap git=git
mkdir -p -- "$(cache_dir)/user"
work=$(mktemp -d "$(cache_dir)/user/XXXXXX")
trap 'rm -rf --one-file-system -- "$work"' EXIT
for suite in "${suites[@]}"; do
	root=$work/$suite locale=${LOCALE[$suite]} unshared=()
	log=$(log_dir)/user/$suite
	rm -rf -- "$log"
	mkdir -p -- "$log"
	check "$suite: a fresh root file system has an ordinary user with $locale" make_root
	check "$suite: the repository is cloned to a path with a space" clone
	check "$suite: a command that installs the missing packages is printed" names_packages
	check "$suite: make demo succeeds" demo cold
	check "$suite: the report is complete and contains no path inside the lab" report_is_whole cold
	check "$suite: a summary of ten lines and three commands to try next are printed" explains cold
	unshared=(--net)
	check "$suite: make demo succeeds without a network" demo offline
	check "$suite: the report of the second demo is complete as well" report_is_whole offline
	note "  $suite: cache $(du -xsm -- "$root/home/$NAME/.cache" | cut -f1) MB, checkout $(du -xsm -- "$root/home/$NAME/my work" | cut -f1) MB"
	grep -H '^times:\|^make demo: done in' "$log/cold" "$log/offline" >&2 || true
	rm -rf --one-file-system -- "$root"
done
done_testing
