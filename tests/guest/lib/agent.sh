# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# agent.sh FILE NAME - run commands from files in /out in the guest, one after the other, until
# /out/end exists.  FILE defines functions for these commands.  NAME identifies the directory on the
# host.  The commands are written by ask() in guests.sh.
# shellcheck source=tests/guest/lib/guest.sh
. tests/guest/lib/guest.sh
trap - EXIT
# shellcheck source=/dev/null # FILE depends on the test
. "$1"

: >"/out/ready-$2"
for ((n = 1; ; n++)); do
	while [[ ! -e /out/ask-$n ]]; do
		[[ ! -e /out/end ]] || exit 0
		sleep 0.1
	done
	status=0
	(eval "$(<"/out/ask-$n")") >"/out/output-$n" 2>&1 </dev/null || status=$?
	echo "$status" >"/out/status-$n.new"
	mv "/out/status-$n.new" "/out/status-$n"
done
