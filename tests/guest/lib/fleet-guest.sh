# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions of the guests of fleet.test: a collector, and machines that send their
# recordings to it.

# collect PORT DIR - start trace-cmd listen. It names each file after the peer, and a
# peer that waits for a name server times out.
collect()
{
	printf '127.0.0.1 rack-a localhost\n10.1.0.2 rack-b\n' >/run/hosts
	mount --bind /run/hosts /etc/hosts
	mkdir -p "$2"
	setsid trace-cmd listen -p "$1" -d "$2" >"$2/listen.log" 2>&1 &
	listening "$1"
}

# named NAME - the nodename that recordings have
named()
{
	busybox hostname "$1" && uname -n
}

# send TO COMMAND... - record it with the time of day, by the collector at this HOST:PORT.
# trace-cmd 3.3.1 sends a compressed file that its listen does not accept.
send()
{
	timeout 120 trace-cmd record -q -N "$1" --compression none -C mono --date -e mlx5 -- "${@:2}"
}

# wait_for N DIR - wait until N recordings are complete
wait_for()
{
	local i

	for ((i = 0; i < 300; i++)); do
		# listen renames nothing: a complete file can be read
		(($(complete "$2") < $1)) || return 0
		sleep 0.2
	done
	ls -l "$2"
	cat "$2/listen.log"
	return 1
}

# complete DIR - the number of complete recordings
complete()
{
	local n=0 file

	for file in "$1"/*.dat; do
		! trace-cmd report -q -N -i "$file" >/dev/null 2>&1 || ((++n))
	done
	echo "$n"
}
