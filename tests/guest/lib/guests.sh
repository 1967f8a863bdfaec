# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Several guests at the same time, for tests in the lab: devices with their control sockets
# in $work, guests that are attached to them, and commands in a guest by agent.sh.

base=${base:?is set by tests/guest/run}
work=$(mktemp -d)
declare -A server=() guest=()

# guests_end [PID]... - end all processes; guests that remain end at their deadline
guests_end()
{
	kill "${server[@]}" "${guest[@]}" "$@" 2>/dev/null
	rm -rf -- "$work"
}

# device NAME COMMAND... - start a vconnectx by COMMAND, with further options
device()
{
	local name=$1
	shift

	rm -f "$work/$name.ready"
	"$@" --socket "$work/$name.sock" --control "$work/$name.ctl" --name "$name" --trace "$name.jsonl" \
		--log-file "$name.log" --wire "pcap:$name.pcapng" >"$work/$name.ready" 2>"$name.err" &
	server[$name]=$!
}

# listen NAME... - wait until the devices listen
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

# boot NAME DRIVER FILE DEVICE... - boot a guest in the background: --stock or --patched;
# FILE of this directory has functions for its commands
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

# booted NAME - wait until it has booted and its /out directory is known
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

# ask NAME COMMAND... - start it in that guest; prints the path of its status
ask()
{
	local dir n
	dir=$(<"$work/$1.out")

	# a file, as check() runs this in a subshell
	n=$(($(cat "$work/$1.asked" 2>/dev/null) + 1))
	echo "$n" >"$work/$1.asked"
	shift
	printf '%q ' "$@" >"$dir/ask.new"
	mv "$dir/ask.new" "$dir/ask-$n"
	echo "$dir/status-$n"
}

# on NAME COMMAND... - run it in that guest; prints its output
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
	echo "no status from guest $1"
	return 1
}
