#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# vconnectx after startup: its privileges, descriptors and sockets, and forbidden operations.

bats_require_minimum_version 1.5.0

load vconnectx.bash

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	server=
	other=
}

teardown()
{
	[[ -z $other ]] || kill "$other" 2>/dev/null || true
	[[ -z $server ]] || kill "$server" 2>/dev/null || true
	wait
}

stop()
{
	kill -TERM "$server"
	wait "$server"
	server=
}

# status_is KEY VALUE - expect KEY to have VALUE in /proc/PID/status of the server
status_is()
{
	local value

	value=$(sed -n "s/^$1:[[:space:]]*//p" "/proc/$server_pid/status")
	[[ $value == "$2" ]] || { echo "$1 is $value"; return 1; }
}

@test "the server has no capabilities, cannot gain privileges, and has a seccomp filter and limits" {
	start
	for set in Inh Prm Eff Amb; do
		status_is "Cap$set" 0000000000000000
	done
	((EUID)) || status_is CapBnd 0000000000000000
	status_is NoNewPrivs 1
	status_is Seccomp 2
	run -0 awk '/^Max (core|processes|open|locked|data)/ { print $2, $(NF - 1) }' "/proc/$server_pid/limits"
	[[ $output == $'data 3221225472\ncore 0\nprocesses 0\nopen 256\nlocked 0' ]]
	stop
}

@test "--no-sandbox omits these restrictions" {
	start --no-sandbox
	status_is NoNewPrivs 0
	status_is Seccomp 0
	run -0 "$VCX" ctl s show queues || true
	stop
	[[ ! -e s ]]
}

@test "inherited descriptors are closed, except those named by an option" {
	: >file
	mkfifo trace
	cat trace >copy 3>&- &
	start --trace /dev/fd/8 --wire pcap:/dev/fd/9 7<file 8>trace 9>capture
	run -0 find "/proc/$server_pid/fd" -type l -printf '%f %l\n'
	! grep -E '/file$' <<<"$output"
	# the server has opened these files, and the caller's descriptors are closed
	(($(grep -c '/trace$' <<<"$output") == 1 && $(grep -c '/capture$' <<<"$output") == 1))
	grep -qx '0 /dev/null' <<<"$output"
	grep -qx '1 /dev/null' <<<"$output"
	stop
	wait
	[[ -s capture ]]
}

@test "descriptors 0 to 2 that are closed at startup are not reused for files" {
	timeout 60 "$VCX" --socket s --trace trace --log-file log <&- >&- 2>&- 3>&- &
	server=$!
	wait_for 'listening on s' log
	server_pid=$(pgrep -P "$server")
	run -0 find "/proc/$server_pid/fd" -name '[012]' -printf '%l\n'
	[[ $output == $'/dev/null\n/dev/null\n/dev/null' ]]
	stop
	# a program that writes to a closed standard output reports an error
	run -1 sh -c 'exec "$0" --help >&-' "$VCX"
	[[ $output == "vconnectx: cannot write the output: "* ]]
}

@test "a forbidden system call is named before the server exits, and the server can be started again" {
	cat >open.c <<-'END'
		#include <fcntl.h>
		#include <sys/socket.h>
		int accept4(int fd, struct sockaddr *a, socklen_t *n, int flags)
		{
			(void)fd, (void)a, (void)n, (void)flags;
			return open("/etc/passwd", O_RDONLY);
		}
	END
	gcc -shared -fPIC -o open.so open.c
	for log in err log; do
		opts=()
		[[ $log == err ]] || opts=(--log-file log)
		LD_PRELOAD=$PWD/open.so start --control c "${opts[@]}"
		run -1 --separate-stderr timeout 10 "$VCX" ctl c show queues
		status=0
		wait "$server" || status=$?
		server=
		((status == 1))
		grep -qx 'vconnectx\[s\] err: the sandbox forbids system call 257 (openat): this process exits; --no-sandbox permits it' "$log"
	done
	# without the sandbox, the call is permitted, although its result is not a socket
	LD_PRELOAD=$PWD/open.so start --control c --no-sandbox
	run timeout 10 "$VCX" ctl c show queues
	kill -0 "$server_pid"
	stop
	[[ ! -e s && ! -e c ]]
}

@test "after SIGSTOP and SIGCONT, requests, captures and command logs still work" {
	mkfifo p
	timeout 60 cat p >capture 3>&- &
	start --control c --trace t --wire pcap:p --log-level debug
	for _ in 1 2 3; do
		kill -STOP "$server_pid"
		kill -CONT "$server_pid"
		run -0 "$VCX" ctl c show counters
		run -0 "$VCX" ctl c fault 'opcode=CREATE_RQ while=/nonexistent/file status=BAD_RESOURCE'
	done
	stop
	wait
	[[ -s capture ]]
	# The fault rules have never fired, which is reported.
	run ! grep -vE 'fault rule .* never fired' <(grep -E ' (err|warn): ' err)
}

@test "either peer of a wire can be replaced" {
	start --wire peer:w
	for _ in 1 2 3; do
		"$VCX" --socket b --wire peer:w >out.b 2>err.b 3>&- &
		other=$!
		wait_for 'connected to the peer at w' err.b
		# when the listening server ends, the other server listens
		kill "$server"
		wait "$server"
		wait_for 'the peer at w disconnected' err.b
		start --wire peer:w
		wait_for 'connected to the peer at w' err
		kill "$other"
		wait "$other"
		other=
		wait_for 'the peer at w disconnected' err
		# this server had connected, and listens from now on
		for ((i = 0; i < 100; i++)); do
			[[ ! -S w ]] || break
			sleep 0.05
		done
	done
	stop
	[[ ! -e w ]]
	run ! grep -E ' (err|warn): ' err err.b
}

@test "with --user, the server runs as that user, who owns the sockets" {
	all_users
	mkdir d
	chown 65534 d
	cd d
	start --user nobody --control c --wire peer:w --trace ../t
	status_is Uid $'65534\t65534\t65534\t65534'
	status_is Groups "$(id -g nobody) "
	status_is CapEff 0000000000000000
	[[ $(stat -c %u:%a s c w) == $'65534:600\n65534:600\n65534:600' ]]
	run -0 "$VCX" ctl c show counters
	# the peers reconnect, also with this user's server on the listening side
	timeout 60 "$VCX" --user nobody --socket b --wire peer:w >out.b 2>err.b 3>&- &
	other=$!
	wait_for 'connected to the peer at w' err.b
	stop
	[[ ! -e s && ! -e c ]]
	for ((i = 0; i < 100; i++)); do
		[[ ! -S w ]] || break
		sleep 0.05
	done
	start --user nobody --wire peer:w
	wait_for 'connected to the peer at w' err
	stop
}

@test "--user: an unknown user, and a caller who is not root" {
	run -2 timeout 10 "$VCX" --socket s --user nosuch
	[[ $output == 'vconnectx: --user nosuch: no such user' ]]
	all_users
	run -1 as_nobody --socket s --user root
	[[ $output == 'vconnectx: --user root: only root can switch to another user' ]]
}

@test "a socket that cannot be removed at exit is reported, and the next server replaces it" {
	all_users
	mkdir d
	chown 65534 d
	start --control d/c
	stop
	[[ -S d/c ]]
	grep -q 'warn: d/c: cannot remove the socket: Permission denied' err
	start --control d/c
	run -0 "$VCX" ctl d/c show counters
	stop
}
