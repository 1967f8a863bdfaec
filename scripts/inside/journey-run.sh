#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# journey-run.sh NAME DIR [DEV] - run one recipe of scripts/journeys.d, on the machine with the
# driver.  A recipe is sourced by this shell; it uses dev, the device, and the functions below.
set -euo pipefail
PROG=scripts/journeys
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/guest/driver.sh
. "$TOP/scripts/guest/driver.sh"
# shellcheck source=scripts/guest/netdev.sh
. "$TOP/scripts/guest/netdev.sh"
# shellcheck source=scripts/guest/pair.sh
. "$TOP/scripts/guest/pair.sh"
# shellcheck source=scripts/lib/private-dir.sh
. "$TOP/scripts/lib/private-dir.sh"

name=$1 dev=${3:-$(mlx5_netdevs | head -n1)}
[[ $dev ]] || fail "there is no network device of mlx5_core: load the module, or name a device with --dev"
[[ -d /sys/class/net/$dev ]] || fail "there is no network device '$dev'"
PATH=$TOP/build/bin:$PATH
cd -- "$TOP"
target=$(realpath -ms -- "$2")
find_invoker
own_place "$target" "flow" --out
private_make "$target" "flow"
out=$inside/.

# flow NAME STATUS [OPTION]... -- COMMAND... - the flow of a command that must end with
# STATUS: saved as NAME.json, shown, and the output saved as NAME.txt
flow()
{
	local flow=$1 want=$2 got=0 all
	shift 2

	all="$*"
	note "$name: $flow: ${all#*-- }"
	mlx5-trace flow -o "$out/$flow.json" "$@" >"$out/$flow.txt" || got=$?
	cat -- "$out/$flow.txt"
	((got == want)) || fail "$name: $flow: the command ended with $got, not $want"
}

# exported for recipes that trace a command within another
flow_within()
{
	export -f flow note fail outside
	export name out PROG
}

# The other end of the wire, in a guest with two devices; on any other machine the
# second device is not used.
# shellcheck disable=SC2034 # for the recipes
peer=
# shellcheck disable=SC2034
[[ ! -f /out/.task ]] || peer=$(mlx5_netdevs | awk -v dev="$dev" '$0 != dev { print; exit }')
# Its port must be up for a carrier at this end.
[[ -z $peer ]] || ip link set "$peer" up

# Restore the previous state, however the recipe ends.
set_back()
{
	[[ ! -e /run/netns/far ]] || ip netns del far
	[[ ! -f /out/.task ]] || rm -f -- /out/refuse-rq
	ip link set "$dev" promisc off
	ip link set "$dev" mtu "$mtu"
	ethtool -L "$dev" combined "$channels" 2>/dev/null || true
}

# Keep the output, however the recipe ends.
keep()
{
	private_hand_over
	if [[ -d $target ]]; then
		private_merge "$target"
	else
		private_publish "$target" || note "$PROG: $target cannot be created, the output is in $private"
	fi
}
mtu=$(<"/sys/class/net/$dev/mtu")
channels=$(ethtool -l "$dev" | awk '/^Combined:/ { n = $2 } END { print n }')
trap 'keep || :; set_back' EXIT

# shellcheck source=/dev/null
. "$TOP/scripts/journeys.d/$name"
