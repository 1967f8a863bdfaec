#!/bin/bash -p
# SPDX-License-Identifier: GPL-2.0-only
#
# record-run.sh DIR STDERR COMMAND... - the program that the recorders run for scripts/record.  As
# perf and trace-cmd report the end of a command differently, the results are written to DIR: pid
# while the command runs, then status, and the times of start and end in seconds.  COMMAND has the
# PATH, umask and locale of the caller of scripts/record (MLX5T_CALLER_*), and the file descriptor
# STDERR as standard error.

run=$1 stderr=$2
shift 2
# The command receives the signals; this shell survives them to record the command's status.
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
