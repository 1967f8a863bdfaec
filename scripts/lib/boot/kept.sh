# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Guests that are kept: what QEMU had of a machine when the guest's root was mounted and
# nothing of the driver loaded, as a migration stream in the cache, kept/KEY.  The next guest
# of the same machine goes on from there, which takes a second instead of the kernel's
# start.  KEY is a hash of QEMU and its arguments, kernel and initramfs; a machine is kept
# when it is booted for the second time.
#
# The vfio-user client of QEMU saves nothing of its devices, so scripts/guest/initramfs.sh
# has the kernel find them anew, and nothing of them may have been used before.
# Functions of scripts/inside/boot.sh, whose variables these use.
# shellcheck disable=SC2154 # those of scripts/inside/boot.sh

# How many are kept, the last used ones: each has what the guest has used of its memory,
# about 100 MB.
KEPT=8

# kept_key DEVICES - of the machine with so many devices
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

# kept_find - sets kept: the stream to begin with, or nothing
kept_find()
{
	local key dir

	kept=''
	# What is at a terminal has another machine; with hardware virtualization the start is quick.
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

# kept_prune DIR
kept_prune()
{
	local old

	while IFS= read -r old; do
		rm -f -- "$1/$old" "$1/$old.seen"
	done < <(find "$1" -maxdepth 1 -type f ! -name '*.*' -printf '%T@ %f\n' | sort -rn | cut -d' ' -f2 | tail -n +$((KEPT + 1)))
}

# kept_forget - it could not be gone on with
kept_forget()
{
	rm -f -- "$kept" "$kept.seen"
	kept=''
}

# kept_make FILE - unless somebody else did meanwhile.  With devices of its own, as a device
# that had a client has something in its log.
kept_make()
(
	local i dir=$run/kept cards=() started=() pid answer fd

	[[ ! -f $1 ]] || return 0
	mkdir -p -- "$dir/out"
	run=$dir
	mount --bind "$dir/out" /out
	trap 'kill "${started[@]}" 2>/dev/null || true; umount /out' EXIT
	for ((i = 0; i < nics; i++)); do
		"$TOP/build/bin/vconnectx" serve --socket "$dir/$i.sock" --name "kept-$i" --log-file "$dir/$i.log" >/dev/null &
		started+=($!)
		cards+=("$dir/$i.sock")
	done
	for ((i = 0; i < nics; i++)); do
		until listens "$dir/$i.sock"; do
			kill -0 "${started[i]}" 2>/dev/null || return 1
			sleep 0.02
		done
	done
	start_root
	machine_args "${cards[@]}"
	mkfifo "$dir/monitor"
	exec {fd}<>"$dir/monitor"
	# What is a FIFO elsewhere is a file here.
	timeout --kill-after=5 "$START_LIMIT" "${qemu[@]}" \
		-chardev "file,id=monitor,path=$dir/answers,input-path=$dir/monitor" \
		-mon chardev=monitor,mode=control </dev/null >"$dir/qemu.log" 2>&1 &
	pid=$!
	started+=("$pid")
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
