#!/bin/bash -p
# SPDX-License-Identifier: GPL-2.0-only
#
# record-run.sh DIR STDERR COMMAND... - what scripts/record has the recorders run.
# perf and trace-cmd do not tell alike how a command ended, so that is left in
# DIR: pid while it runs, then status, and the times of start and end in seconds.
# COMMAND gets PATH, umask and locale of who called scripts/record (MLX5T_CALLER_*), and
# the standard error that is open as STDERR.

run=$1 stderr=$2
shift 2
# The command gets the signals; this shell outlives it to say how it ended.
trap : INT TERM HUP
printf '%s\n' "$EPOCHREALTIME" >"$run/start"
status=0
(
	printf '%s\n' "$BASHPID" >"$run/pid"
	umask "$MLX5T_CALLER_UMASK"
	unset LC_ALL
	export PATH=$MLX5T_CALLER_PATH
	for setting in "${!MLX5T_CALLER_ENV_@}"; do
		export "${setting#MLX5T_CALLER_ENV_}=${!setting}"
	done
	unset "${!MLX5T_CALLER_@}"
	exec 2>&"$stderr" {stderr}>&-
	exec /usr/bin/env --default-signal=INT,QUIT,TERM,HUP "$@"
) || status=$?
printf '%s\n' "$EPOCHREALTIME" >"$run/end"
printf '%s\n' "$status" >"$run/status"
exit "$status"
