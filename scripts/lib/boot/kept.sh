# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Saved guests: kept/KEY in the cache is QEMU's migration stream of a machine whose root is mounted
# and whose driver is not loaded.  The next guest of the same machine resumes from this state in a
# second, much faster than the kernel boots.  KEY is a hash of QEMU, its arguments, the kernel and
# the initramfs; a machine is saved when it is booted for the second time.
#
# QEMU's vfio-user client does not save the state of its devices, so scripts/guest/initramfs.sh
# makes the kernel enumerate them again; no driver may have used them before.
# Functions of scripts/inside/boot.sh, whose variables these use.
# shellcheck disable=SC2154 # those of scripts/inside/boot.sh

# The number of saved guests to keep; the least recently used ones are removed.  A saved guest
# contains the used memory of the guest, about 100 MB.
KEPT=8

# kept_key DEVICES - print the key of the machine with this number of devices
kept_key()
{
	local qemu=() i sockets=()

	for ((i = 0; i < $1; i++)); do
		sockets+=("device-$i")
	done
	machine_args "${sockets[@]}"
	{
		printf '%s\n' "${qemu[@]//"$run"/run}"
		qemu-system-x86_64 --version
		stat -Lc '%n %s %Y' -- "$image" "$(type -P qemu-system-x86_64)" /usr/libexec/virtiofsd
	} | sha256sum | cut -c1-16
}

# kept_find - set kept to the stream from which the guest is resumed, or to nothing
kept_find()
{
	local key dir

	kept=''
	# A guest with a shell has a different console, and with hardware virtualization the kernel
	# boots quickly.
	if [[ $cold || $reboot ]] || ((!deadline || ${#sockets[@]} || ${#qemu_args[@]})) || kvm_works "$image"; then
		return
	fi
	dir=$(cache_dir)/kept
	mkdir -p -- "$dir"
	key=$(kept_key "$nics")
	if [[ ! -f $dir/$key ]]; then
		if [[ ! -f $dir/$key.seen ]]; then
			: >"$dir/$key.seen"
			return
		fi
		(($(free_mb "$dir") > 1000)) || return 0
		with_lock "kept-$key" kept_make "$dir/$key" || return 0
		kept_prune "$dir"
	fi
	kept=$dir/$key
	touch -c -- "$kept"
}

# kept_prune DIR - remove the least recently used saved guests
kept_prune()
{
	local old

	while IFS= read -r old; do
		rm -f -- "$1/$old" "$1/$old.seen"
	done < <(find "$1" -maxdepth 1 -type f ! -name '*.*' -printf '%T@ %f\n' | sort -rn | cut -d' ' -f2 | tail -n +$((KEPT + 1)))
}

# kept_forget - remove a saved guest that could not be resumed
kept_forget()
{
	rm -f -- "$kept" "$kept.seen"
	kept=''
}

# kept_make FILE - save the guest, unless another process has saved it in the meantime.  It uses
# separate devices, as the log of a device records each client.
kept_make()
(
	local i dir=$run/kept cards=() pid answer fd

	[[ ! -f $1 ]] || return 0
	mkdir -p -- "$dir/out"
	# shellcheck disable=SC2034 # of start_device, started here without options
	run=$dir servers=() device_opts=() wires=() control=''
	mount --bind "$dir/out" /out
	trap 'end_servers; umount /out; rm -f -- "$1.new"' EXIT
	for ((i = 0; i < nics; i++)); do
		start_device "$i"
		cards+=("$socket")
	done
	start_root
	machine_args "${cards[@]}"
	mkfifo "$dir/monitor"
	exec {fd}<>"$dir/monitor"
	# Chardevs whose path is a FIFO in other runs create a regular file here.
	timeout --kill-after=5 "$START_LIMIT" "${qemu[@]}" \
		-chardev "file,id=monitor,path=$dir/answers,input-path=$dir/monitor" \
		-mon chardev=monitor,mode=control </dev/null >"$dir/qemu.log" 2>&1 &
	pid=$!
	servers+=("$pid")
	until grep -q '^root ' "$dir/stages.fifo" 2>/dev/null; do
		kill -0 "$pid" 2>/dev/null || return 1
		sleep 0.05
	done
	printf '{"execute":"%s"%s}\n' qmp_capabilities '' \
		migrate-set-parameters ',"arguments":{"max-bandwidth":0}' \
		migrate ",\"arguments\":{\"uri\":\"file:$1.new\"}" >&"$fd"
	until [[ ${answer-} == *'"status": "completed"'* ]]; do
		kill -0 "$pid" 2>/dev/null || return 1
		[[ ${answer-} != *'"status": "failed"'* && ${answer-} != *'"error"'* ]] || return 1
		sleep 0.1
		echo '{"execute":"query-migrate"}' >&"$fd"
		answer=$(tail -n 2 -- "$dir/answers" 2>/dev/null) || true
	done
	echo '{"execute":"quit"}' >&"$fd"
	wait "$pid" || true
	mv -f -- "$1.new" "$1"
)
