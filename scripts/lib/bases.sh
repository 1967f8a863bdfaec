# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The kernel bases: each folder patches/<base>/ is one.  Needs common.sh.

bases()
{
	(cd -- "$TOP/patches" && printf '%s\n' v*/ | sed 's|/$||' | sort -V)
}

base_known()
{
	[[ $1 == v[0-9]* && $1 != */* && -d $TOP/patches/$1 ]]
}

# The release (uname -r) of the newest distribution kernel of a base that is
# installed in the lab; only inside the lab.  Prints nothing when there is none.
base_release()
{
	find /boot -maxdepth 1 -name "vmlinuz-${1#v}.*-amd64" -printf '%f\n' | sed 's/^vmlinuz-//' | sort -V | tail -n1
}
