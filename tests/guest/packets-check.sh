# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Check the captures of packets.test.  The output is TAP.  Runs in the directory of the results.
. /repo/tests/lib/tap.sh

# comments FILE - print the packet comments in a capture
comments()
{
	grep -aoE '(rx|tx) [a-z0-9=,: ]+' "$1"
}

# none FILE PATTERN - succeed if no comment matches PATTERN
none()
{
	! comments "$1" | grep -m 5 -E "$2"
}

for nic in 0 1; do
	file=vconnectx-$nic.pcapng
	check "capture $nic shows frames that were sent" grep -qaE 'tx sqn=[0-9]+' "$file"
	check "capture $nic shows frames that were received" grep -qaE 'rx rqn=[0-9]+ tirn=[0-9]+' "$file"
	check "capture $nic shows frames looped back by the self-test" grep -qaE 'rx loopback rqn=[0-9]+' "$file"
	check "capture $nic shows no invalid receive WQE" none "$file" 'bad WQE'
done
check "capture 0 shows frames dropped by a rule" grep -qaE 'rx dropped: by entry [0-9]+ of table' vconnectx-0.pcapng
check "capture 0 shows frames for other addresses" grep -qa 'rx dropped: not for this vport' vconnectx-0.pcapng
done_testing
