# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The virtual machine of scripts/boot: QEMU, and virtiofsd for its root.  Functions of
# scripts/inside/boot.sh, whose variables these use (the machine's description by
# scripts/boot, run, servers).
# shellcheck disable=SC2154 # those of scripts/inside/boot.sh
# shellcheck disable=SC2054 # QEMU has commas in its arguments

# listens SOCKET - does a process listen on it?  The file appears slightly earlier.
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

# start_root - start two of them.  File contents of `root` stay in the guest's page cache;
# those of `live` are read again by each open(2), as the host may have changed them.  That is
# ten times as slow, as the emulator also has to translate each program again.
start_root()
{
	start_fs root always
	start_fs live auto
}

# port NAME CHARDEV - one more virtio port
port()
{
	qemu+=(-device "virtserialport,name=$1,chardev=$2")
}

# machine_args SOCKET... - sets qemu: the complete command line, with these devices
machine_args()
{
	local i=0 name socket append

	# Disk, keyboard, sensors and watchdog are not used, and probing them takes a third of
	# the kernel's boot time without hardware virtualization.
	qemu=(qemu-system-x86_64 -name "mlx5-$base" -nodefaults -no-user-config -display none
		-machine q35,sata=off,smbus=off,i8042=off,usb=off,memory-backend=mem
		-object "memory-backend-memfd,id=mem,size=$memory,share=on"
		-m "$memory" -smp "$cpus" -no-reboot)
	[[ -z $reboot ]] || qemu+=(-action reboot=reset)
	if kvm_works "$image"; then
		qemu+=(-accel kvm -cpu host)
	else
		# All emulated features except five-level page tables, which only cost time.
		qemu+=(-accel tcg -cpu max,la57=off)
	fi
	# The kernel's console, and the stages reported by the guest.
	qemu+=(-chardev "file,id=console,path=$run/console.log" -serial chardev:console
		-chardev "file,id=stages,path=$run/stages.fifo" -serial chardev:stages)
	for name in root live; do
		qemu+=(-chardev "socket,id=$name,path=$run/$name.sock" -device "vhost-user-fs-pci,chardev=$name,tag=$name")
	done
	qemu+=(-device virtio-serial-pci)
	if ((deadline)); then
		# Each writer opens a separate port, as a port can be opened only once.
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
	# Without hardware virtualization QEMU keeps translated code until the processor writes
	# to its page, and virtiofsd fills pages without QEMU's knowledge: pages must be cleared
	# when they are allocated, or programs crash at random.  Debian's kernels do so by default.
	# On a loaded host, the kernel's check of the timer may fail although it works.
	append="console=ttyS0 earlyprintk=serial,ttyS0,115200 ignore_loglevel log_buf_len=4M panic=-1"
	append+=" init_on_alloc=1 no_timer_check"
	# Disable features that only cost time here: mitigations of CPU bugs that the
	# emulator does not have, self-tests, security modules.
	append+=" mitigations=off cryptomgr.notests lsm=capability"
	qemu+=(-kernel "$image" -initrd "$boot_dir/initramfs" -append "$append" "${qemu_args[@]}")
}
