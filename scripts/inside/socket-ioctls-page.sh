#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# socket-ioctls-page.sh [--check [--base BASE --from DIR]] - write Documentation/socket-ioctls.rst,
# inside the lab, from the recordings in build/socket-ioctls/.  With --check, write nothing, and exit
# with status 1 if the page is not up to date.  With --base, check only the rows of that kernel, with
# the recording in DIR.
set -euo pipefail
PROG=scripts/socket-ioctls
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"
target=$TOP/Documentation/socket-ioctls.rst
check='' only='' from=''
while (($#)); do
	case $1 in
	--check) check=1 ;;
	--base | --from)
		(($# > 1)) || die "$1 requires a value"
		[[ $1 == --base ]] && only=$2 || from=$2
		shift
		;;
	*) die "unknown option '$1'" ;;
	esac
	shift
done
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# lines BASE DIR - print the lines of socket-ioctls.jq for a recording
lines()
{
	jq -r --arg base "$1" --rawfile results "$2/results.txt" -f "$TOP/scripts/lib/socket-ioctls.jq" "$2/flow.json"
}

# measured BASE - print the lines for the recordings of this base: those of the distribution's
# kernel, with the locks that lockdep recorded, if there is such a recording and the same functions took the request
measured()
{
	local dir=$TOP/build/socket-ioctls/$1

	[[ -f $dir/flow.json ]] || fail "$1 was not recorded: scripts/socket-ioctls record $1"
	lines "$1" "$dir" >"$work/stock"
	if [[ ! -f $dir-debug/flow.json ]]; then
		cat -- "$work/stock"
		return
	fi
	lines "$1" "$dir-debug" | awk -F'\t' -v OFS='\t' '
		NR == FNR { locks[$2, $4, $6] = $8; next }
		($2, $4, $6) in locks { $8 = locks[$2, $4, $6] }
		{ print }' - "$work/stock"
}

# table FIRST LAST - print the rows of the UDP socket for the requests with these numbers.  Values that
# differ between kernels are in bold type.
table()
{
	awk -F'\t' -v first="$1" -v last="$2" -v bases="${bases[*]}" '
		# The numbers are compared as text of the same length.
		function number(hex) { return sprintf("%010s", substr(hex, 3)) }
		$2 == "udp" && number($3) >= number(first) && number($3) <= number(last) {
			row = $5
			for (i = 6; i <= NF; i++)
				row = row "\t" $i
			key = number($3) "\t" $3 "\t" $4
			if (!((key, row) in on)) {
				nr[key]++
				rows[key, nr[key]] = row
			}
			on[key, row] = on[key, row] (on[key, row] ? " " : "") $1
		}
		END {
			for (key in nr) {
				split(key, name, "\t")
				for (r = 1; r <= nr[key]; r++) {
					n = split(rows[key, r], value, "\t")
					text = sprintf("   \"%s\", \"%s\"", name[3], name[2])
					for (i = 1; i <= n; i++) {
						differs = 0
						for (other = 1; other <= nr[key]; other++) {
							split(rows[key, other], others, "\t")
							differs = differs || others[i] != value[i]
						}
						text = text sprintf(differs ? ", \"**%s**\"" : ", \"%s\"", value[i])
					}
					kernels = on[key, rows[key, r]]
					printf "%s\t%d\t%s, \"%s\"\n", name[1], r, text, kernels == bases ? "all" : kernels
				}
			}
		}' "$work/lines" | LC_ALL=C sort -t$'\t' -k1,1 -k2,2n | cut -f3-
}

# others - print the requests that another socket passes to other functions than a UDP socket does, or
# that have another result there
others()
{
	awk -F'\t' -v bases="${bases[*]}" '
		$2 == "udp" { udp[$1, $4] = $6 "\t" $9; next }
		{ all[++lines] = $0 }
		END {
			for (l = 1; l <= lines; l++) {
				split(all[l], f, "\t")
				if (udp[f[1], f[4]] == f[6] "\t" f[9])
					continue
				key = f[2] "\t" f[5] "\t" f[6] "\t" f[9] "\t" f[4]
				on[key] = on[key] (on[key] ? " " : "") f[1]
				if (!(key in place)) {
					place[key] = ++keys
					order[keys] = key
				}
			}
			for (k = 1; k <= keys; k++) {
				split(order[k], f, "\t")
				kernels = on[order[k]] == bases ? "all" : on[order[k]]
				group = sprintf("   \"%s\", \"%s\", \"%s\", \"%s\"\t\"%s\"", f[1], f[2], f[3], f[4], kernels)
				if (!(group in list))
					groups[++n] = group
				list[group] = list[group] (list[group] ? " " : "") f[5]
			}
			for (g = 1; g <= n; g++) {
				split(groups[g], f, "\t")
				printf "%s, \"%s\", %s\n", f[1], list[groups[g]], f[2]
			}
		}' "$work/lines" | LC_ALL=C sort
}

# kernels - print the releases of the recorded kernels, and how their locks were recorded
kernels()
{
	local base dir

	for base in "${bases[@]}"; do
		dir=$TOP/build/socket-ioctls/$base
		if [[ -f $dir-debug/flow.json ]]; then
			printf '   "%s", "%s", "lockdep, on %s"\n' "$base" "$(jq -r .kernel "$dir/flow.json")" \
				"$(jq -r .kernel "$dir-debug/flow.json")"
		else
			printf '   "%s", "%s", "mutexes; the other locks are unknown"\n' "$base" \
				"$(jq -r .kernel "$dir/flow.json")"
		fi
	done
}

page()
{
	local columns='"request", "number", "branch", "functions", "capability", "locks", "result", "without capabilities", "wrong device", "bad pointer", "kernels"'

	cat <<-'END'
	.. SPDX-License-Identifier: GPL-2.0-only
	.. Made by scripts/socket-ioctls from recordings; do not edit.

	============================
	The ioctl switch of a socket
	============================

	An ioctl request on a socket passes through a chain of ``switch`` statements: ``sock_ioctl``, then
	those of the socket's family and protocol, and, if they return ``ENOIOCTLCMD``, ``dev_ioctl``. These
	tables show which function takes each request of ``linux/sockios.h`` and ``linux/wireless.h``. They
	are made by ``scripts/socket-ioctls record``, which boots each kernel in a guest, issues all requests
	there (``build/bin/ioctls``), and records them by ``mlx5-trace flow --locks``. Values in bold type
	differ between the kernels.

	**branch**
	    The part of the kernel that takes the request: the socket itself, the protocol, IPv4 (*arp*,
	    *route*, *devinet*), bridge, vlan, wext, or a class of ``dev_ioctl``: *read* (neither a capability
	    nor RTNL is required), *conf* (the list of devices), *ethtool*, *privileged* and *unprivileged*
	    (``dev_ifsioc``, with and without a check of capabilities), and *none* (the request is rejected).
	**functions**
	    The path of calls below ``sock_ioctl`` and ``sock_do_ioctl``. Functions that the compiler inlined
	    are missing.
	**capability**
	    The capabilities that the kernel checked for a request with valid arguments.
	**locks**
	    The locks that were taken for the same request. ``A > B`` means that B was taken while A was held,
	    and ``A, B`` that they were taken one after the other. ``netdev_lock(DEV)`` is the lock of a
	    network device; the core takes it only for drivers that need it, such as that of dummy on newer kernels.
	    Locks of the allocator, of the device model and of drivers are omitted. ``unknown`` means that
	    none of the locks that were recorded on this kernel (see *Kernels*) was taken.
	**result**
	    The result of a request with valid arguments, issued by root on a UDP socket for a dummy device
	    that is up, or, if it is a wireless request, for a simulated wireless device that is down.
	**without capabilities**, **wrong device**, **bad pointer**
	    The results of the same request without any effective capability, with the name or index of a
	    device that does not exist (``-``: the request has none), and with a pointer to memory that is not
	    mapped. ``fd`` is a new file descriptor.

	``SIOCETHTOOL`` was issued with ``ETHTOOL_GLINK``; the commands of ethtool that change something
	require ``CAP_NET_ADMIN``. ``SIOCPROTOPRIVATE``, ``SIOCDEVPRIVATE`` and ``SIOCIWFIRSTPRIV`` are the
	first numbers of ranges whose meaning depends on the protocol or the driver. The modules bridge and
	8021q were loaded, and no other module could be loaded on demand.

	Kernels
	=======

	.. csv-table::
	   :header: "base", "kernel", "locks that are recorded"

	END
	kernels
	printf '\nRequests of sockets and devices\n===============================\n\n'
	printf '.. csv-table::\n   :header: %s\n\n' "$columns"
	table 0x5400 0x89ff | grep -v '^   "0x'
	table 0x80108906 0x80108907
	printf '\nWireless requests\n=================\n\n.. csv-table::\n   :header: %s\n\n' "$columns"
	table 0x8b00 0x8bff | grep -v '^   "0x'
	printf '\nUnknown requests\n================\n\n'
	printf 'A number in the range of the devices, one in that of wireless, and one in neither:\n\n'
	printf '.. csv-table::\n   :header: %s\n\n' "$columns"
	table 0x0000 0x8bff | grep '^   "0x'
	printf '\nOther sockets\n=============\n\n'
	printf 'The requests that other sockets pass to other functions than a UDP socket, or that have another\nresult there. The arguments are the same, so that IPv6 finds no device in them:\n\n'
	printf '.. csv-table::\n   :header: "socket", "branch", "functions", "result", "requests", "kernels"\n\n'
	others
}

# shown BASE - print the rows of the page for this kernel, one request on each line
shown()
{
	awk -v base="$1" -F'", "' '
		/^   "/ {
			gsub(/\*\*/, "")
			sub(/^   "/, "")
			sub(/"$/, "")
			if ($NF != "all" && !(" " $NF " " ~ " " base " "))
				next
			if (NF == 11) {
				print "udp", $1, $3, $4, $5, $6, $7, $8, $9, $10
			} else if (NF == 6) {
				n = split($5, requests, " ")
				for (i = 1; i <= n; i++)
					print $1, requests[i], $2, $3, $4
			}
		}' OFS='\t' "$target" | LC_ALL=C sort
}

# present - print the measured lines in the format of shown
present()
{
	awk -F'\t' -v OFS='\t' '
		$2 == "udp" { print $2, $4, $5, $6, $7, $8, $9, $10, $11, $12; udp[$4] = $6 "\t" $9; next }
		{ all[++n] = $0 }
		END {
			for (i = 1; i <= n; i++) {
				split(all[i], f, "\t")
				if (udp[f[4]] != f[6] "\t" f[9])
					print f[2], f[4], f[5], f[6], f[9]
			}
		}' | LC_ALL=C sort
}

if [[ $only ]]; then
	[[ -f $from/flow.json ]] || fail "$from has no recording"
	# With lockdep the page shows other locks than this recording.
	drop="cat"
	! grep -q "^   \"$only\", .*\"lockdep" "$target" || drop='cut -f1-5,7-'
	diff -u <(shown "$only" | $drop) <(lines "$only" "$from" | present | $drop) >&2 ||
		fail "the page does not show this recording of $only: run scripts/socket-ioctls record"
	exit
fi
mapfile -t bases < <(bases_with pages)
for base in "${bases[@]}"; do
	measured "$base"
done >"$work/lines"
page >"$work/page"
if [[ $check ]]; then
	diff -u -- "$target" "$work/page" ||
		fail "Documentation/socket-ioctls.rst is not up to date: run scripts/socket-ioctls page"
else
	cp -- "$work/page" "$target"
fi
