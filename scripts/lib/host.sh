# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Checks of this machine's distribution, for commands that depend on it.  Requires common.sh.

# os_value KEY [FILE] - print the value of KEY in os-release
os_value()
{
	local line

	while IFS= read -r line; do
		[[ $line != "$1="* ]] || {
			line=${line#*=}
			line=${line#[\"\']}
			printf '%s\n' "${line%[\"\']}"
			return
		}
	done <"${2:-/etc/os-release}" 2>/dev/null || true
}

# lab_host [FILE [KEYRING]] - exit if a Debian root cannot be created on this machine.  It requires
# an amd64 CPU and, on distributions other than Debian 12 and later, tools that this project does
# not install.
lab_host()
{
	local id version name install keyring=${2:-/usr/share/keyrings/debian-archive-keyring.gpg}
	local why='' instead='or use a container of Debian 13 (Documentation/installing.rst)'

	[[ $(uname -m) == x86_64 ]] ||
		fail "this machine is $(uname -m): the lab requires amd64 (x86_64)"
	id=$(os_value ID "${1-}")
	version=$(os_value VERSION_ID "${1-}")
	name=$(os_value PRETTY_NAME "${1-}")
	if [[ $id == debian ]]; then
		# Debian testing and unstable have no version number.
		[[ -z $version ]] || ((${version%%.*} >= 12)) ||
			fail "this machine has $name: the lab requires Debian 12 or later, $instead"
		return 0
	fi
	command -v mmdebstrap >/dev/null || why='mmdebstrap'
	[[ -e $keyring ]] || why+=${why:+' and '}"the keys of Debian's archive"
	[[ -n $why ]] || return 0
	case " $id $(os_value ID_LIKE "${1-}") " in
	*' debian '* | *' ubuntu '*) install='apt-get install mmdebstrap uidmap debian-archive-keyring' ;;
	*' fedora '*) install='dnf install mmdebstrap debian-keyring' ;;
	*) install='' ;;
	esac
	fail "this machine has ${name:-an unknown system}, not Debian 12 or 13, and creating the lab requires $why: ${install:+run sudo $install, }$instead"
}
