#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# callers.sh [--check] - write analysis/graphs/callers.tbl, inside the lab.
set -euo pipefail
PROG=scripts/callers
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"
# shellcheck source=scripts/lib/kernel/package.sh
. "$TOP/scripts/lib/kernel/package.sh"

# The files on the paths of the journeys.  Functions of the E-Switch, of offloads and of the
# firmware's own steering are not on these paths.
CORE=(net/socket.c net/core/dev.c net/core/dev_api.c net/core/dev_ioctl.c net/core/rtnetlink.c
	net/core/rtnl_net_debug.c net/ethtool net/xdp net/netlink/af_netlink.c net/netlink/genetlink.c)
DRIVER=drivers/net/ethernet/mellanox/mlx5/core

# sources - print the files of the journeys in the current directory
sources()
{
	find "$DRIVER" "${CORE[@]}" -name '*.[ch]' 2>/dev/null |
		grep -vE "^$DRIVER/(esw|eswitch|steering|en_accel|sf|lag|ipoib|fpga|accel|en/(tc|mapping|rep))|/(en_tc|en_rep|eswitch)" |
		LC_ALL=C sort
}

# pairs BASE - print FUNC and CALLER for the source of BASE
pairs()
{
	local dir=$work/$1 files

	mkdir -- "$dir"
	unpack "$1" "$dir" "$DRIVER" "${CORE[@]}" || fail "the source of $1 is not in the cache: scripts/kernel fetch $1"
	cd -- "$dir"
	mapfile -t files < <(sources)
	awk -f "$TOP/scripts/lib/series/functions.awk" -v code="$work/code" "${files[@]}" >"$work/functions"
	awk -F'\t' -f "$TOP/scripts/lib/callers.awk" "$work/functions" "$work/code"
	cd -- "$TOP"
	rm -rf -- "$dir"
}

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mapfile -t bases < <(bases)
for base in "${bases[@]}"; do
	pairs "$base" >"$work/pairs-$base"
done
{
	cat <<-END
	# SPDX-License-Identifier: GPL-2.0-only
	# Made by scripts/callers from the sources; do not edit.
	# FUNC, CALLER and, if the call is not in the source of each base, for each base x or -
	END
	names=''
	for base in "${bases[@]}"; do
		names+=" $(base_value "$base" series)"
	done
	printf '# bases:%s\n' "$names"
	awk -v n="${#bases[@]}" '
		FNR == 1 { file++ }
		{ has[$1 " " $2, file]; all[$1 " " $2] }
		END {
			for (pair in all) {
				marks = ""
				for (i = 1; i <= n; i++)
					marks = marks (((pair, i) in has) ? "x" : "-")
				print pair (marks ~ /-/ ? " " marks : "")
			}
		}' "${bases[@]/#/$work/pairs-}" | LC_ALL=C sort
} >"$work/new"
target=$TOP/analysis/graphs/callers.tbl
if [[ ${1-} ]]; then
	diff -u -- "$target" "$work/new" || fail "analysis/graphs/callers.tbl is not up to date: run scripts/callers"
else
	cp -- "$work/new" "$target"
fi
