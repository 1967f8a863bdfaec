#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# boot.sh RUN - second half of scripts/boot, inside the lab, for the guest described by RUN/machine
# in the cache: start the devices and the guest, wait, and return the command's status.  However
# this script ends, all processes that it started end with the lab's PID namespace at the latest.
set -euo pipefail
PROG=scripts/boot
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"
# shellcheck source=scripts/lib/boot/image.sh
. "$TOP/scripts/lib/boot/image.sh"
# shellcheck source=scripts/lib/boot/stage.sh
. "$TOP/scripts/lib/boot/stage.sh"
# shellcheck source=scripts/lib/boot/qemu.sh
. "$TOP/scripts/lib/boot/qemu.sh"
# shellcheck source=scripts/lib/boot/own.sh
. "$TOP/scripts/lib/boot/own.sh"
# shellcheck source=scripts/lib/boot/kept.sh
. "$TOP/scripts/lib/boot/kept.sh"

run=$(cache_dir)/$1
base='' driver='' store='' module='' nics='' cpus='' memory='' deadline='' reboot='' cold='' control=''
device_opts=() qemu_args=() wires=() sockets=()
# shellcheck source=/dev/null # written by scripts/boot
. "$run/machine"

# store_mount RELEASE - mount a kernel of the cache where modprobe and the guest search for modules,
# and set image.  The mount is private to this run.
store_mount()
{
	local at=/usr/lib/modules/$1

	# With a tmpfs, nothing is left in the lab, not even an empty directory.
	mount -t tmpfs -o mode=755 modules /usr/lib/modules
	mkdir -- "$at"
	mount --bind "${store:-$(cache_dir)/kernels/$1}" "$at"
	image=$at/vmlinuz
}

release=$base
case $driver in
full | debug)
	image=$(cache_dir)/build/$base/$driver/bzImage
	;;
*)
	! base_known "$base" || release=$(base_release "$base")
	[[ -n $release ]] || fail "there is no kernel image for $base"
	image=/boot/vmlinuz-$release
	[[ -f $image && ! $store ]] || store_mount "$release"
	;;
esac
[[ -f $image ]] || fail "no kernel image $image"

servers=()

# end_servers - end the devices and wait for them, so that their log entries after the end of the
# guest are written
# shellcheck disable=SC2317 # called by trap
end_servers()
{
	local pid

	for pid in "${servers[@]}"; do
		kill "$pid" 2>/dev/null || continue
		timeout 5 tail --pid="$pid" -f /dev/null || kill -9 "$pid"
	done
}

# /out has the same path as in the guest, for files that arm faults.
mount --bind "$run/out" /out
trap end_servers EXIT

# start_device N - start a device, and set socket
start_device()
{
	local line wire opts=("${device_opts[@]}")

	socket=$run/vconnectx-$1.sock
	for wire in "${wires[@]}"; do
		case $wire in
		peer) wire=peer:$run/wire-$(($1 / 2)).sock ;;
		pcap) wire=pcap:$run/vconnectx-$1.pcapng ;;
		esac
		opts+=(--wire "$wire")
	done
	[[ -z $control ]] || opts+=(--control "$control/vconnectx-$1.ctl")
	mkfifo "$run/ready-$1"
	"$TOP/build/bin/vconnectx" serve --socket "$socket" --name "vconnectx-$1" \
		--trace "$run/vconnectx-$1.jsonl" --log-file "$run/vconnectx-$1.log" \
		"${opts[@]}" >"$run/ready-$1" &
	servers+=($!)
	# The device prints a line when it listens; end of file means that it has exited.
	read -r -t 20 line <"$run/ready-$1" || line=
	if [[ $line != "listening on "* ]]; then
		[[ ! -s $run/vconnectx-$1.log ]] || tail -n 5 "$run/vconnectx-$1.log" >&2
		fail "vconnectx $1 did not start"
	fi
}

# mark NAME - record the time of this step, for --timing
mark()
{
	printf '%s %s\n' "$EPOCHREALTIME" "$1" >>"$run/timing"
}

# started - succeed if the guest has reached its first program
started()
{
	[[ $(stage_of "$run/timing") ]]
}

# qemu_lines - write QEMU's messages to its log.  QEMU warns that each device has no error recovery,
# as vfio-user has no interrupt for it; the devices do not fail in this way.  QEMU also warns about
# each access to a disconnected device.  The first of these lines is the only sign that a vconnectx
# that was not started here has ended.
qemu_lines()
{
	local line gone=

	while IFS= read -r line; do
		printf '%s\n' "$line"
		[[ -z $gone && ${#sockets[@]} -gt 0 && $line == *"failed to read header: EOF" ]] || continue
		gone=1
		kill -USR1 "$$"
	done >>"$run/qemu.log"
}

# stage_lines - record the time and the guest's uptime at each stage
stage_lines()
{
	local stage up

	while IFS=$' \r' read -r stage up; do
		printf '%s %s %s\n' "$EPOCHREALTIME" "$stage" "$up"
	done >>"$run/timing"
}

# The time limit for a kernel to reach its first program, which takes a minute or two on a loaded
# host.
START_LIMIT=${MLX5T_START_LIMIT:-400}

# release - close the held file descriptors
release()
{
	local hold

	for hold in "${holds[@]}"; do
		exec {hold}>&-
	done
}

# reader NAME COMMAND... - read QEMU's output from NAME.fifo by the command until QEMU has ended
reader()
{
	local from=$run/$1.fifo
	shift

	(
		release
		"$@"
	) <"$from" &
	readers+=($!)
}

# progress PID - for a user at a terminal, print every 30 s that the command has not started yet
progress()
{
	local seconds

	[[ -t 2 ]] || return 0
	for ((seconds = 30; ; seconds += 30)); do
		! timeout 30 tail --pid="$1" -f /dev/null >/dev/null 2>&1 || return 0
		! reached "$run/timing" command >/dev/null || return 0
		note "$PROG: after $seconds s the guest is still booting: so far, $(stage_text "$run/timing")"
	done
}

# guest - boot the guest and run the command.  A kernel that does not reach its first program is
# killed; a guest that has lost a device is also killed, and lost is set to the reason.
guest()
{
	local pid waiter ended name checkout hold holds=() readers=() status=0

	start_root
	mark "virtiofsd listens"
	machine_args "${devices[@]}"
	[[ -z $kept ]] || qemu+=(-incoming "file:$kept")
	# With a shell, the checkout may be edited during the run.
	checkout=lab
	((deadline)) || checkout=live
	printf '%s %s %s\n' "$([[ $kept ]] && echo restored || echo booted)" "$EPOCHSECONDS" "$checkout" >"$run/out/.go"
	for name in stages stdout stderr qemu; do
		rm -f -- "$run/$name.fifo"
		mkfifo "$run/$name.fifo"
		# A writer is held open, or readers of FIFOs that QEMU did not open would block
		# forever.
		exec {hold}<>"$run/$name.fifo"
		holds+=("$hold")
	done
	reader stages stage_lines
	reader qemu qemu_lines
	reader stdout cat
	reader stderr cat >&2
	mark "QEMU starts"
	timeout --foreground --kill-after=5 "$deadline" "${qemu[@]}" <&"$stdin" 2>"$run/qemu.fifo" &
	pid=$!
	release
	(
		timeout "$START_LIMIT" tail --pid="$pid" -f /dev/null || started || kill "$pid"
	) >/dev/null 2>&1 &
	progress "$pid" &
	waiter=$!
	disown "$waiter"
	# Standard error is discarded, as bash reports killed jobs there.
	wait -n -p ended "$pid" "${servers[@]}" 2>/dev/null || status=$?
	kill "$waiter" 2>/dev/null || true
	if [[ ${ended-} != "$pid" ]]; then
		lost="a vconnectx of --socket has ended, and the guest with it"
		for name in "${!servers[@]}"; do
			[[ ${servers[name]} != "${ended-}" ]] ||
				lost="vconnectx $name has ended with status $status, and the guest with it (vconnectx-$name.log)"
		done
		status=1
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	fi
	mark "QEMU has ended"
	rm -f -- "$run/"{root,live}.sock*
	wait "${readers[@]}" || true
	return "$status"
}

modules=$release
[[ ! $module ]] || own_module_fits "$module" "$release" "$run/out/.mlx5_core.ko"
[[ ! $driver =~ ^(full|debug)$ ]] || modules='' release=$base-$driver
boot_ready "$release" "$image" "$modules"
printf 'boot=%q\n' "$boot_dir" >>"$run/out/.task"
mark "initramfs is up to date"
devices=()
for ((i = 0; i < nics; i++)); do
	socket=${sockets[i]-}
	[[ $socket ]] || start_device "$i"
	devices+=("$socket")
done
mark "devices listen"
# The signal from qemu_lines ends the wait.
trap : USR1
exec {stdin}<&0
((!deadline)) || exec {stdin}</dev/null
status=0 lost='' begin=$SECONDS
kept_find
[[ -z $kept ]] || mark "a saved guest was found"
guest || status=$?
if [[ $kept && -z $lost ]] && ((status != 124)) && ! started; then
	note "$PROG: the saved guest could not be resumed (see qemu.log), so the kernel is booted instead"
	kept_forget
	status=0
	guest || status=$?
fi
# The boot is repeated once, as the command has not been started.
if ((status != 124 && SECONDS - begin >= START_LIMIT)) && [[ -z $lost ]] && ! started; then
	cp -- "$run/console.log" "$run/console-first.log" || true
	note "$PROG: the kernel did not reach its first program in $START_LIMIT s (console-first.log); booting again"
	status=0
	guest || status=$?
fi
if [[ $lost ]]; then
	note "$PROG: $lost"
	exit 1
elif ((!deadline && !status)); then
	# The user may have powered it off from the shell.
	exit 0
elif reported=$(grep -oE ' status:[0-9]+ ' "$run/timing" | tail -n 1) && [[ $reported ]]; then
	exit "${reported//[^0-9]/}"
elif ((status == 124)); then
	exit 124
elif [[ ! -s $run/console.log ]]; then
	# QEMU rejected its arguments or the image.
	tail -n 5 "$run/qemu.log" >&2
fi
note "$PROG: the guest ended before the command: $(stage_text "$run/timing")"
tail -n 15 "$run/console.log" >&2 || true
exit 1
