#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# On hosts other than Debian 12 and 13, the requirements of the lab are printed in one line.

bats_require_minimum_version 1.5.0

# host LINE... - run lab_host with LINEs as os-release, on a machine without mmdebstrap and keys
host()
{
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/os-release"
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	ln -sf "$(type -P uname)" "$(type -P sed)" "$BATS_TEST_TMPDIR/bin/"
	# shellcheck disable=SC2016 # the inner shell expands it
	run --separate-stderr bash -c 'set -euo pipefail; PROG=prog; . scripts/lib/common.sh; . scripts/lib/host.sh
		PATH=$1/bin; lab_host "$1/os-release" "$1/nosuch.gpg"' sh "$BATS_TEST_TMPDIR"
	# shellcheck disable=SC2154 # set by run
	[ "$(printf '%s' "$stderr" | wc -l)" -eq 0 ]
}

@test "Debian 12, 13 and testing are accepted" {
	host 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"' ID=debian 'VERSION_ID="12"'
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	host ID=debian 'VERSION_ID="13"'
	[ "$status" -eq 0 ]
	host 'PRETTY_NAME="Debian GNU/Linux forky/sid"' ID=debian
	[ "$status" -eq 0 ]
}

@test "an older Debian is rejected" {
	host 'PRETTY_NAME="Debian GNU/Linux 11 (bullseye)"' ID=debian 'VERSION_ID="11"'
	[ "$status" -eq 1 ]
	[[ $stderr == 'prog: this machine has Debian GNU/Linux 11 (bullseye): the lab requires Debian 12 or later,'*container* ]]
}

@test "on Ubuntu and Fedora, the packages to install are named" {
	host 'PRETTY_NAME="Ubuntu 24.04.1 LTS"' ID=ubuntu ID_LIKE=debian 'VERSION_ID="24.04"'
	[ "$status" -eq 1 ]
	[[ $stderr == 'prog: this machine has Ubuntu 24.04.1 LTS, not Debian 12 or 13,'*'requires mmdebstrap and the keys'*'sudo apt-get install mmdebstrap uidmap debian-archive-keyring,'* ]]
	host 'PRETTY_NAME="Red Hat Enterprise Linux 9.4 (Plow)"' 'ID="rhel"' 'ID_LIKE="fedora"' 'VERSION_ID="9.4"'
	[ "$status" -eq 1 ]
	[[ $stderr == *'Red Hat Enterprise Linux 9.4'*'sudo dnf install mmdebstrap'*container* ]]
}

@test "on an unknown system, a container is suggested" {
	host ID=nosuch 'PRETTY_NAME=Nosuch'
	[ "$status" -eq 1 ]
	[[ $stderr == *'has Nosuch, not Debian 12 or 13'*'or use a container of Debian 13'* ]]
}
