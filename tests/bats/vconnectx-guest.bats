#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The life cycle of a card with Debian's stock kernel and mlx5_core: probe, unload, function
# level reset, guest reboot, and the sudden end of QEMU or of the server.

bats_require_minimum_version 1.5.0

load vconnectx.bash

# Create an initramfs that loads and unloads the driver, resets the card, and reports
# this on the console.  The root file system of scripts/boot does not survive a reboot.
setup_file()
{
	export VMLINUZ
	VMLINUZ=$(printf '%s\n' /boot/vmlinuz-6.12.*-amd64 | sort -V | tail -n 1)
	local kernel=${VMLINUZ#/boot/vmlinuz-} root=$BATS_FILE_TMPDIR/root tool lib module
	mkdir -p "$root"/{bin,proc,sys,dev,tmp,modules}
	for tool in busybox lspci ethtool; do
		cp "$(command -v "$tool")" "$root/bin/"
		# a static program has no libraries
		for lib in $(ldd "$(command -v "$tool")" 2>/dev/null | grep -oE '/[^ ]+\.so[^ ]*'); do
			mkdir -p "$root$(dirname "$lib")"
			cp -L "$lib" "$root$lib"
		done
	done
	modprobe -S "$kernel" --show-depends mlx5_core | while read -r _ module _; do
		lib=$(basename "$module" .xz)
		if [[ $module == *.xz ]]; then xz -dc "$module"; else cat "$module"; fi >"$root/modules/$lib"
		echo "$lib"
	done >"$root/modules/order"
	cp "$BATS_TEST_DIRNAME/../guest/lifecycle-init" "$root/init"
	(cd "$root" && find . | cpio -o -H newc 2>/dev/null) | gzip -1 >"$BATS_FILE_TMPDIR/initrd"
}

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	qemu=
	start --log-file log
}

teardown()
{
	[[ -z $qemu ]] || kill -9 "$(pgrep -P "$qemu")" 2>/dev/null || true
	kill "$server" 2>/dev/null || true
	wait
}

# start_guest MEMORY CONSOLE [KERNEL-PARAMETER]...
start_guest()
{
	local memory=$1 console=$2
	shift 2
	timeout 300 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m "$memory" \
		-object "memory-backend-memfd,id=mem,size=$memory,share=on" \
		-machine q35,memory-backend=mem -device pcie-root-port,id=rp,slot=1 \
		-device '{"driver":"vfio-user-pci","bus":"rp","socket":{"type":"unix","path":"s"}}' \
		-kernel "$VMLINUZ" -initrd "$BATS_FILE_TMPDIR/initrd" \
		-append "console=ttyS0 loglevel=5 panic=-1 $*" \
		-display none -serial "file:$console" </dev/null 2>qemu.err 3>&- &
	qemu=$!
}

@test "the driver is probed, unloaded and reset; after QEMU is killed, a larger guest can connect" {
	fds=$(server_fds)
	start_guest 512M console
	wait_for 'ROUND DONE' console 2 200

	# the output of lspci for the card, with the driver bound
	grep -q '^01:00.0 0200: 15b3:1019' console
	grep -q 'Region 0: Memory at .* (64-bit, prefetchable) \[size=32M\]' console
	grep -q 'LnkSta:.*Speed 8GT/s.*Width x16' console
	grep -q 'MSI-X: Enable+ Count=64 Masked-' console
	grep -q 'Control:.* Mem+ BusMaster+' console
	run ! grep -q 'Expansion ROM' console

	# in each boot, the driver is loaded, unloaded without leaks, reset, and loaded again
	(($(count 'reset: FLR' log) == 2))
	(($(count 'reset: DEVICE_RESET' log) >= 3))
	(($(count 'LOWER_UP' console) == 4))
	run ! grep -F "objects left (FLR)" log
	run ! grep -E ' err: ' log

	kill -9 "$(pgrep -P "$qemu")"
	wait "$qemu" || true
	wait_for 'client gone, ready' log
	[[ $(server_fds) == "$fds" ]]
	run ! grep memfd "/proc/$server_pid/maps"

	# this guest also has memory above 4 GiB
	start_guest 3G console2
	wait_for 'ROUND DONE' console2 1 200
	(($(count LOWER_UP console2) == 2))
}

@test "after the server is killed, the guest continues and powers off" {
	start_guest 512M console end=poweroff
	wait_for 'ROUND DONE' console 1 200
	kill -9 "$server_pid"
	wait_for 'GUEST ALIVE' console 1 200
	wait "$qemu"
	qemu=
}
