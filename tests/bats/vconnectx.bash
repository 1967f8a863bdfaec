# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions shared by the bats files that run vconnectx.

VCX=$(realpath "${VCX:-build/bin/vconnectx}")

# count TEXT FILE - lines with TEXT; the file may not exist yet
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
	echo "not ${3:-1} times '$1' in $2 within ${4:-10} s:"
	tail -n 40 "$2"
	return 1
}

# start OPTION... - a server on ./s, listening when this returns.  Sets server,
# the process to wait for, and server_pid, vconnectx itself.
start()
{
	timeout 300 "$VCX" --socket s "$@" --ready-fd 5 5>ready 2>err 3>&- &
	server=$!
	wait_for 'listening on s' ready || { cat err; return 1; }
	server_pid=$(pgrep -P "$server")
}

# Open descriptors of the server.
server_fds()
{
	find "/proc/$server_pid/fd" -type l | wc -l
}

# all_users - the directory of the test can be used by each user
all_users()
{
	((EUID == 0)) || skip "requires root"
	chmod 711 "$BATS_RUN_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "$BATS_TEST_TMPDIR"
	setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$VCX" || skip "others cannot use the checkout"
}

# as_nobody OPTION... - a server of the user nobody
as_nobody()
{
	setpriv --reuid=65534 --regid=65534 --clear-groups timeout 10 "$VCX" "$@"
}
