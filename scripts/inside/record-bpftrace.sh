#!/bin/bash -p
# SPDX-License-Identifier: GPL-2.0-only
#
# record-bpftrace.sh DIR COMMAND... - run COMMAND while bpftrace runs DIR/probes.bt, and write the
# output of bpftrace to DIR/probes.  COMMAND is started when all probes are attached, and its
# status is that of this script.  bpftrace is ended through a pipe: it has its own session, so that
# Ctrl-C ends only COMMAND, and bpftrace also ends when this script is killed.

dir=$1
shift
trap : INT
# The program that bpftrace starts when its probes are attached; bpftrace ends with this program.
printf 'echo attached\nread -r end || :\n' >"$dir/hold" || exit
coproc BPFTRACE {
	# bpftrace splits the command at spaces, so that it must not contain the path.
	cd -- "$dir" && exec setsid bpftrace -o probes -c 'sh hold' probes.bt
}
pid=$BPFTRACE_PID
exec {from}<&"${BPFTRACE[0]}" || exit
line=
while [[ $line != attached ]]; do
	read -r line <&"$from" || exit 1
done
exec {from}<&-
"$@"
status=$?
eval "exec ${BPFTRACE[1]}>&-"
wait "$pid" || {
	echo "bpftrace ended with status $? before its output was complete" >&2
	rm -f -- "$dir/status"
	exit 1
}
exit "$status"
