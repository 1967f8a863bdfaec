# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions for the guests of fleet.test: a collector, and machines that send their recordings to
# the collector.

# collect PORT DIR - start trace-cmd listen.  trace-cmd names each file after the peer, so the
# addresses are in /etc/hosts: a peer would time out while a name server is queried.
collect()
{
	printf '127.0.0.1 rack-a localhost\n10.1.0.2 rack-b\n' >/run/hosts
	mount --bind /run/hosts /etc/hosts
	mkdir -p "$2"
	setsid trace-cmd listen -p "$1" -d "$2" >"$2/listen.log" 2>&1 &
	listening "$1"
}

# named NAME - set the nodename, which is stored in recordings
named()
{
	busybox hostname "$1" && uname -n
}

# send HOST:PORT COMMAND... - record COMMAND with the time of day, and send the recording to the
# collector at HOST:PORT.  Compression is off, as `trace-cmd listen` 3.3.1 does not accept the
# compressed file that `trace-cmd record` sends.
send()
{
	timeout 120 trace-cmd record -q -N "$1" --compression none -C mono --date -e mlx5 -- "${@:2}"
}

# wait_for N DIR - wait until N recordings in DIR are complete
wait_for()
{
	local i

	for ((i = 0; i < 300; i++)); do
		# A file keeps its name when it is complete; only reading it shows whether it is.
		(($(complete "$2") < $1)) || return 0
		sleep 0.2
	done
	ls -l "$2"
	cat "$2/listen.log"
	return 1
}

# complete DIR - print the number of complete recordings in DIR
complete()
{
	local n=0 file

	for file in "$1"/*.dat; do
		! trace-cmd report -q -N -i "$file" >/dev/null 2>&1 || ((++n))
	done
	echo "$n"
}
