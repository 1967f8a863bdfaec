# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# agent.sh FILE NAME - in the guest: runs what is asked for in /out, one command after the
# other, until it is told to end.  FILE has functions that may be asked for.  NAME
# tells whose directory it is.  The other side of it is on() in wires.test.
# shellcheck source=tests/guest/lib/guest.sh
. tests/guest/lib/guest.sh
trap - EXIT
# shellcheck source=/dev/null # what the test brings
. "$1"

: >"/out/ready-$2"
for ((n = 1; ; n++)); do
	while [[ ! -e /out/ask-$n ]]; do
		[[ ! -e /out/end ]] || exit 0
		sleep 0.1
	done
	status=0
	(eval "$(<"/out/ask-$n")") >"/out/said-$n" 2>&1 </dev/null || status=$?
	echo "$status" >"/out/status-$n.new"
	mv "/out/status-$n.new" "/out/status-$n"
done
