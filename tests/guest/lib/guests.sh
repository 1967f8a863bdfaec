# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions for tests in the lab that run several guests at the same time: start devices with
# their control sockets in $work, boot guests that use them, and run commands in a guest through
# agent.sh.

base=${base:?is set by tests/guest/run}
work=$(mktemp -d)
declare -A server=() guest=()

# guests_end [PID]... - terminate all devices, guests and the given processes; a guest that does
# not terminate ends at its deadline
guests_end()
{
	kill "${server[@]}" "${guest[@]}" "$@" 2>/dev/null
	rm -rf -- "$work"
}

# device NAME COMMAND... - run COMMAND with further options to start the vconnectx NAME
device()
{
	local name=$1
	shift

	rm -f "$work/$name.ready"
	"$@" --socket "$work/$name.sock" --control "$work/$name.ctl" --name "$name" --trace "$name.jsonl" \
		--log-file "$name.log" --wire "pcap:$name.pcapng" >"$work/$name.ready" 2>"$name.err" &
	server[$name]=$!
}

# listen NAME... - wait until the devices are listening
listen()
{
	local name i

	for name; do
		for ((i = 0; i < 100; i++)); do
			[[ ! -s $work/$name.ready ]] || continue 2
			sleep 0.1
		done
		cat "$name.err"
		return 1
	done
}

# boot NAME DRIVER FILE DEVICE... - boot the guest NAME in the background.  DRIVER is --stock or
# --patched; FILE in this directory defines functions for commands in the guest.
boot()
{
	local name=$1 driver=$2 file=$3 options=() device
	shift 3

	for device; do
		options+=(--socket "$work/$device.sock")
	done
	rm -f "$work/$name".{asked,out}
	/repo/scripts/boot "$base" "$driver" --timeout 2400 \
		--out "$name" "${options[@]}" -- bash tests/guest/lib/agent.sh "tests/guest/lib/$file" "${work##*/}-$name" \
		>"$name.stdout" 2>"$name.stderr" </dev/null &
	guest[$name]=$!
}

# booted NAME - wait until the guest NAME has booted and its /out directory is known
booted()
{
	local i ready

	for ((i = 0; i < 1800; i++)); do
		for ready in "$MLX5T_CACHE"/run/*/out/"ready-${work##*/}-$1"; do
			[[ -e $ready ]] || continue
			dirname "$ready" >"$work/$1.out"
			return 0
		done
		kill -0 "${guest[$1]}" || break
		sleep 0.5
	done
	tail -n 5 "$1.stderr"
	return 1
}

# ask NAME COMMAND... - start COMMAND in the guest NAME, and print the path of the file to which its
# exit status will be written
ask()
{
	local dir n
	dir=$(<"$work/$1.out")

	# Count in a file, as check() runs this function in a subshell.
	n=$(($(cat "$work/$1.asked" 2>/dev/null) + 1))
	echo "$n" >"$work/$1.asked"
	shift
	printf '%q ' "$@" >"$dir/ask.new"
	mv "$dir/ask.new" "$dir/ask-$n"
	echo "$dir/status-$n"
}

# on NAME COMMAND... - run COMMAND in the guest NAME, and print its output
on()
{
	local status i
	status=$(ask "$@") || return

	for ((i = 0; i < 1800; i++)); do
		[[ -e $status ]] || {
			sleep 0.1
			continue
		}
		cat "${status/status-/output-}"
		return "$(<"$status")"
	done
	echo "the command in guest $1 did not finish in time"
	return 1
}
