# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The virtual machine of scripts/boot: QEMU, and virtiofsd for its root file system.  These are
# functions of scripts/inside/boot.sh, and use its variables (the description of the machine by
# scripts/boot, run and servers).
# shellcheck disable=SC2154 # those of scripts/inside/boot.sh
# shellcheck disable=SC2054 # QEMU has commas in its arguments

# listens SOCKET - succeed if a process listens on SOCKET, whose file appears slightly earlier
listens()
{
	local flags path

	while read -r _ _ _ flags _ _ _ path; do
		[[ $path != "$1" || $flags != 00010000 ]] || return 0
	done </proc/net/unix
	return 1
}

# start_fs NAME CACHE - start virtiofsd for the lab's root, on $run/NAME.sock
start_fs()
{
	local pid end socket=$run/$1.sock

	rm -f -- "$socket"
	/usr/libexec/virtiofsd --socket-path "$socket" --shared-dir / --sandbox none --cache "$2" \
		--no-announce-submounts --log-level warn >>"$run/virtiofsd.log" 2>&1 </dev/null &
	pid=$!
	end=$((SECONDS + 120))
	until listens "$socket"; do
		kill -0 "$pid" 2>/dev/null || fail "virtiofsd did not start: $(tail -n 1 "$run/virtiofsd.log")"
		((SECONDS < end)) || fail "virtiofsd did not start in 120 s"
		sleep 0.02
	done
}

# start_root - start two instances of virtiofsd.  File contents of `root` stay in the guest's page
# cache; file contents of `live` are read again by each open(2), as the host may have changed them.
# This is ten times as slow, as the emulator also has to translate each program again.
start_root()
{
	start_fs root always
	start_fs live auto
}

# port NAME CHARDEV - add a virtio port
port()
{
	qemu+=(-device "virtserialport,name=$1,chardev=$2")
}

# machine_args SOCKET... - set qemu to the complete command line with the devices at these sockets
machine_args()
{
	local i=0 name socket append

	# Disk, keyboard, sensors and watchdog are unused.  Without hardware virtualization, probing
	# them takes a third of the kernel's boot time.
	qemu=(qemu-system-x86_64 -name "mlx5-$base" -nodefaults -no-user-config -display none
		-machine q35,sata=off,smbus=off,i8042=off,usb=off,memory-backend=mem
		-object "memory-backend-memfd,id=mem,size=$memory,share=on"
		-m "$memory" -smp "$cpus" -no-reboot)
	[[ -z $reboot ]] || qemu+=(-action reboot=reset)
	if kvm_works "$image"; then
		qemu+=(-accel kvm -cpu host)
	else
		# Enable all emulated features except five-level page tables, which only take time.
		qemu+=(-accel tcg -cpu max,la57=off)
	fi
	# The first serial port is the kernel's console; the guest reports its stages on the second.
	qemu+=(-chardev "file,id=console,path=$run/console.log" -serial chardev:console
		-chardev "file,id=stages,path=$run/stages.fifo" -serial chardev:stages)
	for name in root live; do
		qemu+=(-chardev "socket,id=$name,path=$run/$name.sock" -device "vhost-user-fs-pci,chardev=$name,tag=$name")
	done
	qemu+=(-device virtio-serial-pci)
	if ((deadline)); then
		# There is a separate port for each writer, as a port can be opened only once.
		for name in stdout stderr; do
			qemu+=(-chardev "file,id=$name,path=$run/$name.fifo" -chardev "file,id=dev_$name,path=$run/$name.fifo")
			port "$name" "$name"
			port "dev_$name" "dev_$name"
		done
	else
		qemu+=(-chardev stdio,id=tty,signal=off -device virtconsole,chardev=tty)
	fi
	for socket; do
		qemu+=(-device "pcie-root-port,id=rp$i,slot=$((i + 1)),chassis=$((i + 1))")
		# QEMU drops a device that does not reply within 5 s by default, which can happen
		# on a loaded host.
		qemu+=(-device "{\"driver\":\"vfio-user-pci\",\"socket\":{\"type\":\"unix\",\"path\":\"$socket\"},\"bus\":\"rp$((i++))\",\"x-msg-timeout\":60000}")
	done
	# Without hardware virtualization, QEMU keeps translated code until the CPU writes to the page,
	# but virtiofsd fills pages without QEMU's knowledge.  The kernel must therefore clear pages
	# when it allocates them (Debian's kernels do so by default), or programs crash at random.
	# On a loaded host, the kernel's check of the timer may fail although the timer works.
	append="console=ttyS0 earlyprintk=serial,ttyS0,115200 ignore_loglevel log_buf_len=4M panic=-1"
	append+=" init_on_alloc=1 no_timer_check"
	# Disable features that only take time here: mitigations of CPU bugs that the emulator does
	# not have, self-tests, and security modules.
	append+=" mitigations=off cryptomgr.notests lsm=capability"
	qemu+=(-kernel "$image" -initrd "$boot_dir/initramfs" -append "$append" "${qemu_args[@]}")
}
