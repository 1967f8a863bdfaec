#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# record-run.sh DIR COMMAND... - the program that perf and trace-cmd are given
# to run.  Neither of them tells in the same way how a command ended, so what
# scripts/record needs is left in DIR: pid while it runs, then status, and the
# times of start and end in seconds.

run=$1
shift
# The command gets the signals; this shell outlives it to say how it ended.
trap : INT TERM HUP
printf '%s\n' "$EPOCHREALTIME" >"$run/start"
status=0
(
	trap - INT TERM HUP
	printf '%s\n' "$BASHPID" >"$run/pid"
	exec "$@"
) || status=$?
printf '%s\n' "$EPOCHREALTIME" >"$run/end"
printf '%s\n' "$status" >"$run/status"
exit "$status"
