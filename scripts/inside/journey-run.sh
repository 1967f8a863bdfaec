#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# journey-run.sh NAME DIR [DEV] - run one recipe of scripts/journeys.d on the machine with the
# driver.  The recipe is sourced by this shell, and uses dev, the network device, and the functions
# in this file.
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

name=$1 dev=${3-}
# A recipe with the line "device: none" brings its own devices.
if ! grep -qx '# device: none' "$TOP/scripts/journeys.d/$name"; then
	dev=${dev:-$(mlx5_netdevs | head -n1)}
	[[ $dev ]] || fail "there is no network device of mlx5_core: load the module, or name a device with --dev"
	[[ -d /sys/class/net/$dev ]] || fail "there is no network device '$dev'"
else
	dev=
fi
PATH=$TOP/build/bin:$PATH
cd -- "$TOP"
target=$(realpath -ms -- "$2")
find_invoker
own_place "$target" "flow" --out
private_make "$target" "flow"
out=$inside/.

# flow NAME STATUS [OPTION]... -- COMMAND... - trace a command that must exit with STATUS; save the
# flow as NAME.json, show it, and save the output as NAME.txt
flow()
{
	local flow=$1 want=$2 got=0 all
	shift 2

	all="$*"
	note "$name: $flow: ${all#*-- }"
	mlx5-trace flow -o "$out/$flow.json" "$@" >"$out/$flow.txt" || got=$?
	cat -- "$out/$flow.txt"
	((got == want)) || fail "$name: $flow: the command exited with status $got, not $want"
}

# flow_within - export flow for recipes that trace a command within another command
flow_within()
{
	export -f flow note fail outside
	export name out PROG
}

# The device at the other end of the wire in a guest with two devices; on any other machine, the
# second device is not used.
# shellcheck disable=SC2034 # for the recipes
peer=
# shellcheck disable=SC2034
[[ -z $dev || ! -f /out/.task ]] || peer=$(mlx5_netdevs | awk -v dev="$dev" '$0 != dev { print; exit }')
# There is a carrier at this end only if the port at the other end is up.
[[ -z $peer ]] || ip link set "$peer" up

# undo - restore the state that only this recipe changes; a recipe may redefine it
undo()
{
	:
}

# set_back - restore the previous state, however the recipe ends
set_back()
{
	undo
	[[ $dev ]] || return 0
	[[ ! -e /run/netns/far ]] || ip netns del far
	[[ ! -f /out/.task ]] || rm -f -- /out/refuse-rq
	ip link set "$dev" promisc off
	ip link set "$dev" mtu "$mtu"
	ethtool -L "$dev" combined "$channels" 2>/dev/null || true
}

# keep - keep the output, however the recipe ends
keep()
{
	private_hand_over
	if [[ -d $target ]]; then
		private_merge "$target"
	else
		private_publish "$target" || note "$PROG: $target cannot be created; the output is in $private"
	fi
}
if [[ $dev ]]; then
	mtu=$(<"/sys/class/net/$dev/mtu")
	channels=$(ethtool -l "$dev" | awk '/^Combined:/ { n = $2 } END { print n }')
fi
trap 'keep || :; set_back' EXIT

# shellcheck source=/dev/null
. "$TOP/scripts/journeys.d/$name"
