#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Process 1 of the guest, executed by scripts/guest/initramfs.sh: loads the driver, runs the
# command, reports its status, and powers off.  scripts/boot has written the task (driver, base,
# load, nics, deadline and command).
set -u
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source=scripts/guest/setup.sh
. "$here/setup.sh"

# port NAME - set dev to the device of a virtio port
port()
{
	local file name
	dev=

	while [[ -z $dev ]]; do
		for file in /sys/class/virtio-ports/*/name; do
			read -r name 2>/dev/null <"$file" || continue
			[[ $name == "$1" ]] || continue
			dev=${file%/name}
			dev=/dev/${dev##*/}
		done
	done
}

# end STATUS - report the status, flush all files to the host and power off
end()
{
	stage "status:$1"
	busybox sync
	exec busybox poweroff -f
}

trap 'end 1' EXIT
echo "$hostname" >/proc/sys/kernel/hostname
stage init
if ((${#command[@]} == 0)); then
	stage command
	# The console is kept open, as its size is lost when it is closed.
	exec <>/dev/hvc0 >&0 2>&1
	busybox stty sane rows "$rows" cols "$columns"
	TERM=$term setsid --ctty --wait bash --rcfile "$here/shell.rc" -i
	end 0
fi
port stdout
exec >"$dev"
port stderr
exec 2>"$dev" </dev/null
# As a port can be opened only once, programs that open /dev/stdout use separate ports.
port dev_stdout
ln -sf "$dev" /dev/stdout
port dev_stderr
ln -sf "$dev" /dev/stderr
show_hang "${deadline:?}" >/dev/null 2>&1 &

status=1
if guest_setup; then
	stage command
	"${command[@]}"
	status=$?
	stage ended
fi
# The log levels are included, for checks of the kernel log.
dmesg --raw >/out/dmesg.raw
end "$status"
