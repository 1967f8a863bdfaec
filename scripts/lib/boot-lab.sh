#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# boot-lab.sh RUN - second half of scripts/boot, inside the lab, for the guest that
# RUN/machine (in the cache) describes: start the devices, then the guest, wait, hand
# back the command's status.  Whatever is started here ends with the lab's PID
# namespace at the latest, however this script ends.
set -euo pipefail
PROG=scripts/boot
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"

run=$(cache_dir)/$1
base='' driver='' nics='' cpus='' memory='' deadline='' reboot='' control=''
device_opts=() qemu_args=() wires=() sockets=()
# shellcheck source=/dev/null # written by scripts/boot
. "$run/machine"

# store_mount RELEASE - a kernel of the cache, to where vng and the guest look for its
# modules; sets image.  The mount is of this run alone.
store_mount()
{
	local at=/usr/lib/modules/$1

	# Nothing is left in the lab, not even the empty folder.
	mount -t tmpfs -o mode=755 modules /usr/lib/modules
	mkdir -- "$at"
	mount --bind "$(cache_dir)/kernels/$1" "$at"
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
	[[ -f $image ]] || store_mount "$release"
	;;
esac
[[ -f $image ]] || fail "no kernel image $image"

servers=()

# What they log when the guest has gone must be in the files.
# shellcheck disable=SC2317 # called by trap
end_servers()
{
	local pid

	for pid in "${servers[@]}"; do
		kill "$pid" 2>/dev/null || continue
		timeout 5 tail --pid="$pid" -f /dev/null || kill -9 "$pid"
	done
}

# Under the name that it has in the guest, for files that arm faults.
mount --bind "$run/out" /out
trap end_servers EXIT

# start_device N - sets socket
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
	# Either the one line that says it listens, or end of file: it died.
	read -r -t 20 line <"$run/ready-$1" || line=
	if [[ $line != "listening on "* ]]; then
		[[ ! -s $run/vconnectx-$1.log ]] || tail -n 5 "$run/vconnectx-$1.log" >&2
		fail "vconnectx $1 did not start"
	fi
}

# vng splits --qemu-opts like a shell does.
qemu_opts="-set chardev.console.path=$run/console.log"
# vng says -no-reboot first; the last one counts.
[[ -z $reboot ]] || qemu_opts+=" -action reboot=reset"
# No disk, keyboard, sensor or watchdog is of use here, and finding them takes a
# third of the boot without hardware virtualization.
qemu_opts+=" -nodefaults -machine sata=off,smbus=off,i8042=off"
idle=iTCO_wdt,i6300esb,lpc_ich,pcspkr,powernow_k8,kvm_amd,kvm_intel
for ((i = 0; i < nics; i++)); do
	socket=${sockets[i]-}
	[[ $socket ]] || start_device "$i"
	qemu_opts+=" -device pcie-root-port,id=rp$i,slot=$((i + 1)),chassis=$((i + 1))"
	# QEMU gives up a device that does not answer in time (5 s), which a busy machine may need.
	qemu_opts+=" -device '{\"driver\":\"vfio-user-pci\",\"socket\":{\"type\":\"unix\",\"path\":\"$socket\"},\"bus\":\"rp$i\",\"x-msg-timeout\":60000}'"
done

((!${#qemu_args[@]})) || qemu_opts+=$(printf " %q" "${qemu_args[@]}")

# Before 5.15 (init/do_mounts.c) a kernel without an initramfs mounts no virtiofs as its
# root.  For a distribution's kernel virtme-ng makes an initramfs.
root=() root_flags='' wants=" mlx5t.virtiofs"
if [[ $driver =~ ^(full|debug)$ && $(printf '%s\n' "$(base_value "$base" series)" 5.15 | sort -V | head -n1) != 5.15 ]]; then
	root=(--force-9p)
	wants=
	# With the 8 KiB and no cache that are the default there, a boot takes minutes.
	root_flags=" rootflags=version=9p2000.L,trans=virtio,access=any,msize=512000,cache=loose"
	# The devices need the guest's memory, which virtme-ng shares for virtiofs only.
	qemu_opts+=" -object memory-backend-memfd,id=shared,size=$memory,share=on -machine memory-backend=shared"
fi

accel=(--disable-kvm)
if kvm_works "$image"; then
	accel=()
fi

# udev would load the stock module before the guest's script says which one is
# wanted; mlx5_ib is not what this guest is for.
#
# Without hardware virtualization QEMU keeps translated code until the processor writes
# to its page, and virtiofsd fills pages behind its back: pages must be cleared when
# they are allocated, or programs die at random.  Debian's kernels do that unasked.
# The timer is there, though on a busy machine it may seem not to tick when the kernel
# tries it.
append="ignore_loglevel log_buf_len=4M net.ifnames=0 init_on_alloc=1 no_timer_check"
append+=" modprobe.blacklist=mlx5_core,mlx5_ib,$idle$root_flags$wants"
args=(--run "$image" "${accel[@]}" "${root[@]}" --user root --name "mlx5-${base//[^A-Za-z0-9.-]/-}" --memory "$memory" --cpus "$cpus"
	--rwdir "/out=$run/out" --qemu-opts="$qemu_opts")
# How long a kernel may take to its first program, which on a busy machine is a minute or two.
START_LIMIT=${MLX5T_START_LIMIT:-400}

# guest - boot and run the command.  A kernel that does not get to its first program is ended.
# A guest without virtiofs ends by itself, at once.
# Pipes: given a file, QEMU and the guest would overwrite each other.
guest()
{
	local pid status=0

	rm -f -- "$run/out/.started"
	timeout --kill-after=5 "$deadline" vng "${args[@]}" --append "$append" \
		--exec "exec bash $TOP/scripts/guest/init.sh" </dev/null > >(cat) 2> >(cat >&2) &
	pid=$!
	(
		timeout "$START_LIMIT" tail --pid="$pid" -f /dev/null || [[ -e $run/out/.started ]] || kill "$pid"
	) >/dev/null 2>&1 &
	wait "$pid" || status=$?
	return "$status"
}

status=0
if ((deadline)); then
	begin=$SECONDS
	guest || status=$?
	# Nothing of the command was done, so it can be done again, once.
	why=
	if [[ ! -e $run/out/.started && $status != 124 ]]; then
		if ((SECONDS - begin >= START_LIMIT)); then
			why="the kernel did not get to its first program in $START_LIMIT s"
		elif [[ -e $run/out/.unshared ]]; then
			why="virtiofsd took too long to start"
		fi
	fi
	if [[ $why ]]; then
		cp -- "$run/console.log" "$run/console-first.log" || true
		note "$PROG: $why (console-first.log); booting again"
		rm -f -- "$run/out/.unshared"
		status=0
		guest || status=$?
	fi
	if [[ -s $run/out/.status ]]; then
		status=$(<"$run/out/.status")
	elif ((status != 124)); then
		note "$PROG: the guest ended without running the command to its end"
		tail -n 15 "$run/console.log" >&2 || true
		status=1
	fi
else
	vng "${args[@]}" --append "$append mlx5t.shell=$TOP/scripts/guest/shell.rc" || status=$?
fi
exit "$status"
