#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# insns.sh stock|patched FUNCTION - in the guest of scripts/series instructions, whose time stamp
# counter counts instructions, print lines NAME INSTRUCTIONS for a request that FUNCTION of the
# driver handles.  The request is measured without tracing and, if the driver is patched, also with
# its event enabled, and with a probe of FUNCTION that records the same fields.
set -euo pipefail

# least EVENT-DIR - print the number of instructions with this event enabled; fail unless each
# request adds an event to the trace
least()
{
	local count=2000

	: >trace
	echo 1 >"events/$1/enable"
	insns "$count" eth0
	echo 0 >"events/$1/enable"
	(($(grep -c "${1#*/}: .*err=0" trace) >= count))
}

ip link set eth0 down
cd /sys/kernel/tracing
echo "request $(insns 2000 eth0)"
[[ $1 == patched ]] || exit 0
echo "event $(least mlx5/mlx5e_hwtstamp_get)"
# err is read when the function returns, and the other fields when it is entered.
fields='dev=priv->mdev->device->kobj.name:string netdev=priv->netdev->name:string ifindex=priv->netdev->ifindex
	tx_type=priv->tstamp.tx_type rx_filter=priv->tstamp.rx_filter err=$retval:s32'
echo "r:probes/get $2 ${fields//$'\n'/ }" >kprobe_events
echo "kprobe $(least probes/get)"
