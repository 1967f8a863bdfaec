# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Checks the captures of packets.test; TAP.  Run in the directory of its results.
. /repo/tests/lib/tap.sh

# comments FILE - print the comments of a capture
comments()
{
	grep -aoE '(rx|tx) [a-z0-9=,: ]+' "$1"
}

# none FILE PATTERN - no comment matches
none()
{
	! comments "$1" | grep -m 5 -E "$2"
}

for nic in 0 1; do
	file=vconnectx-$nic.pcapng
	check "capture $nic: frames are sent" grep -qaE 'tx sqn=[0-9]+' "$file"
	check "... and received" grep -qaE 'rx rqn=[0-9]+ tirn=[0-9]+' "$file"
	check "... looped back, for the self-test" grep -qaE 'rx loopback rqn=[0-9]+' "$file"
	check "... no receive WQE was invalid" none "$file" 'bad WQE'
done
check "... some were dropped by a rule" grep -qaE 'rx dropped: by entry [0-9]+ of table' vconnectx-0.pcapng
check "... some were for other addresses" grep -qa 'rx dropped: not for this vport' vconnectx-0.pcapng
done_testing
