#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# boot-lab.sh RUN BASE DRIVER NICS CPUS MEMORY DEADLINE [DEVICE-OPTION...]
# Second half of scripts/boot, inside the lab: start the devices, then the
# guest, wait, hand back the command's status.  Whatever is started here ends
# with the lab's PID namespace, however this script ends.
set -euo pipefail
PROG=scripts/boot
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"

run=$(cache_dir)/$1 base=$2 driver=$3 nics=$4 cpus=$5 memory=$6 deadline=$7
shift 7

if [[ $driver == full ]]; then
	image=$(cache_dir)/build/$base/full/bzImage
else
	release=$(base_release "$base")
	[[ -n $release ]] || fail "the lab has no kernel image for $base"
	image=/boot/vmlinuz-$release
fi
[[ -f $image ]] || fail "no kernel image $image"

# vng splits --qemu-opts like a shell does.
qemu_opts="-set chardev.console.path=$run/console.log"
for ((i = 0; i < nics; i++)); do
	socket=/run/vconnectx-$i.sock
	mkfifo "/run/ready-$i"
	"$TOP/build/bin/vconnectx" serve --socket "$socket" --name "vconnectx-$i" \
		--trace "$run/vconnectx-$i.jsonl" --log-file "$run/vconnectx-$i.log" "$@" >"/run/ready-$i" &
	# Either the one line that says it listens, or end of file: it died.
	read -r -t 20 line <"/run/ready-$i" || line=
	if [[ $line != "listening on "* ]]; then
		[[ ! -s $run/vconnectx-$i.log ]] || tail -n 5 "$run/vconnectx-$i.log" >&2
		fail "vconnectx $i did not start"
	fi
	qemu_opts+=" -device pcie-root-port,id=rp$i,slot=$((i + 1)),chassis=$((i + 1))"
	qemu_opts+=" -device '{\"driver\":\"vfio-user-pci\",\"socket\":{\"type\":\"unix\",\"path\":\"$socket\"},\"bus\":\"rp$i\"}'"
done

accel=(--disable-kvm)
if kvm_works "$image"; then
	accel=()
fi

# udev would load the stock module before the guest's script says which one is
# wanted; mlx5_ib is not what this guest is for.
append="ignore_loglevel log_buf_len=4M net.ifnames=0 modprobe.blacklist=mlx5_core,mlx5_ib"
args=(--run "$image" "${accel[@]}" --user root --name "mlx5-$base" --memory "$memory" --cpus "$cpus"
	--rwdir "/out=$run/out" --qemu-opts="$qemu_opts")
status=0
if ((deadline)); then
	# Pipes: given a file, QEMU and the guest would overwrite each other.
	timeout --kill-after=5 "$deadline" vng "${args[@]}" --append "$append" \
		--exec "exec bash $TOP/scripts/guest/init.sh" </dev/null > >(cat) 2> >(cat >&2) || status=$?
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
