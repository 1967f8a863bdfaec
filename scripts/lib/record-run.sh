#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# record-run.sh DIR COMMAND... - what scripts/record has the recorders run.
# perf and trace-cmd do not tell alike how a command ended, so that is left in
# DIR: pid while it runs, then status, and the times of start and end in seconds.

run=$1
shift
# The command gets the signals; this shell outlives it to say how it ended.
trap : INT TERM HUP
printf '%s\n' "$EPOCHREALTIME" >"$run/start"
status=0
(
	printf '%s\n' "$BASHPID" >"$run/pid"
	exec env --default-signal=INT,QUIT,TERM,HUP "$@"
) || status=$?
printf '%s\n' "$EPOCHREALTIME" >"$run/end"
printf '%s\n' "$status" >"$run/status"
exit "$status"
