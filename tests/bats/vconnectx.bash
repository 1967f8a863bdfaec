# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions shared by the bats files that run vconnectx.

VCX=$(realpath "${VCX:-build/bin/vconnectx}")

# count TEXT FILE - print the number of lines with TEXT in FILE, which may not exist yet
count()
{
	local n
	n=$(grep -cs -- "$1" "$2") || true
	echo "${n:-0}"
}

# wait_for TEXT FILE [COUNT [SECONDS]]
wait_for()
{
	local i
	for ((i = 0; i < ${4:-10} * 20; i++)); do
		(($(count "$1" "$2") < ${3:-1})) || return 0
		sleep 0.05
	done
	echo "fewer than ${3:-1} lines with '$1' in $2 after ${4:-10} s:"
	tail -n 40 "$2"
	return 1
}

# start OPTION... - start a server on ./s, and wait until it listens.  Sets server to the
# process to wait for, and server_pid to vconnectx itself.
start()
{
	timeout 300 "$VCX" --socket s "$@" --ready-fd 5 5>ready 2>err 3>&- &
	server=$!
	wait_for 'listening on s' ready || { cat err; return 1; }
	server_pid=$(pgrep -P "$server")
}

# Print the number of open descriptors of the server.
server_fds()
{
	find "/proc/$server_pid/fd" -type l | wc -l
}

# all_users - make the directory of the test accessible to every user
all_users()
{
	((EUID == 0)) || skip "requires root"
	chmod 711 "$BATS_RUN_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "$BATS_TEST_TMPDIR"
	setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$VCX" || skip "others cannot use the checkout"
}

# as_nobody OPTION... - run vconnectx as the user nobody
as_nobody()
{
	setpriv --reuid=65534 --regid=65534 --clear-groups timeout 10 "$VCX" "$@"
}
