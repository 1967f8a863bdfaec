#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Options, messages and life cycle of vconnectx, also with QEMU as the client.

bats_require_minimum_version 1.5.0

load vconnectx.bash

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	server=
	qemu=
}

teardown()
{
	[[ -z $qemu ]] || kill -9 "$qemu" 2>/dev/null || true
	[[ -z $server ]] || kill "$server" 2>/dev/null || true
	wait
}

# start_qemu [COMMAND]... - start a machine whose CPUs never run, which is enough
# to realize the device.  The COMMANDs are sent to the monitor, half a second apart.
start_qemu()
{
	local monitor=none
	(($# == 0)) || monitor=stdio
	for command; do
		sleep 0.5
		echo "$command"
	done | timeout 60 qemu-system-x86_64 -S -display none -accel tcg \
		-object memory-backend-memfd,id=mem,size=64M,share=on \
		-machine q35,memory-backend=mem -m 64M -nodefaults \
		-device '{"driver":"vfio-user-pci","socket":{"type":"unix","path":"s"}}' \
		-monitor "$monitor" >qemu.out 2>&1 3>&- &
	qemu=$!
}

stop()
{
	kill -TERM "$server"
	wait "$server"
	server=
}

# refused STATUS TEXT OPTION... - expect STATUS, one line with TEXT on stderr, and no socket
# bats sets stderr and stderr_lines
# shellcheck disable=SC2154
refused()
{
	local want=$1 text=$2
	shift 2
	run -"$want" --separate-stderr timeout 10 "$VCX" "$@"
	[[ $stderr == *"$text"* ]] || { echo "stderr: $stderr"; return 1; }
	((${#stderr_lines[@]} == 1))
	[[ -z $output && ! -e s ]]
}

# refused_ctl STATUS TEXT WORD... - like refused, for ctl
refused_ctl()
{
	local want=$1 text=$2
	shift 2
	run -"$want" --separate-stderr timeout 10 "$VCX" ctl "$@"
	[[ $stderr == *"$text"* ]] || { echo "stderr: $stderr"; return 1; }
	((${#stderr_lines[@]} == 1))
	[[ -z $output ]]
}

@test "--help names every option, and --version prints the version" {
	run -0 "$VCX" --help
	for option in socket name mac profile set wire impair control trace trace-rings fault log-level \
		log-file ready-fd once help version; do
		[[ $output == *"--$option "* ]]
	done
	run -0 "$VCX" --version
	[[ $output =~ ^vconnectx\ [0-9] ]]
}

@test "the manual page describes every option of --help" {
	page=$BATS_TEST_DIRNAME/../../Documentation/man/vconnectx.1
	"$VCX" --help | grep -oE '^  --[a-z-]+' | while read -r option; do
		grep -qF "Fl ${option:1}" "$page" || { echo "$option"; exit 1; }
	done
}

@test "missing, unknown and invalid options are refused" {
	refused 2 '--socket PATH is required'
	refused 2 '--socket PATH is required' serve
	refused 2 "unrecognized option '--sockt'" --sockt s
	refused 2 'requires an argument' --socket
	refused 2 'extra: not an option' --socket s extra
	refused 2 'serve: not an option' serve serve --socket s
	refused 2 'not one of err, warn, info, debug' --socket s --log-level loud
	refused 2 '--trace-rings requires --trace' --socket s --trace-rings
	refused 2 '--ready-fd 77: not an open descriptor' --socket s --ready-fd 77
	refused 2 '--ready-fd x: not an open descriptor' --socket s --ready-fd x
	refused 2 '--name is empty' --socket s --name ''
	refused 2 'no such directory' --socket no/such/s
}

@test "invalid MAC addresses are refused" {
	for mac in 02:00:00:00:00 02:00:00:00:00:00:01 02-00-00-00-00-01 \
		0:2:0:0:0:1 g2:00:00:00:00:01 '' ' 2:00:00:00:00:01' 020000000001; do
		refused 2 'not a MAC address' --socket s --mac "$mac"
	done
	refused 2 'multicast' --socket s --mac 01:00:5e:00:00:01
	refused 2 'multicast' --socket s --mac ff:ff:ff:ff:ff:ff
	refused 2 'all-zero' --socket s --mac 00:00:00:00:00:00
}

@test "the message for a missing profile names the search path" {
	refused 2 'no nosuch.profile in ' --socket s --profile nosuch
	refused 2 './nosuch: No such file' --socket s --profile ./nosuch
}

@test "invalid profiles, settings and fault rules are refused" {
	echo 'general.nosuch = 1' >bad.profile
	refused 2 nosuch --socket s --profile ./bad.profile
	refused 2 NOSUCH --socket s --fault 'opcode=NOSUCH status=BAD_RESOURCE'
	refused 2 'no field ' --socket s --set general.nosuch=1
	refused 2 "is not 'name = value'" --socket s --set general.log_max_rq
}

@test "invalid wires are refused" {
	refused 2 '--wire cable: not one of none, loop, peer:SOCKET, tap:NAME, pcap:FILE' --socket s --wire cable
	refused 2 '--wire peer: write it as peer:SOCKET' --socket s --wire peer
	refused 2 'the port is already connected' --socket s --wire loop --wire peer:w
	refused 2 '--wire pcap:nodir/f: No such file' --socket s --wire pcap:nodir/f
	[[ ! -e w ]]
}

# The unit test vconnectx/tests/impair_test.c covers the values of each word.
@test "invalid impairments of the wire are refused, and valid impairments are accepted" {
	refused 2 "--impair 'loss=2': loss=2 is invalid; loss is a share such as 1% or 0.05%" \
		--socket s --wire loop --impair loss=2
	refused 2 "unknown word 'lag'; words are loss duplicate reorder" --socket s --wire loop --impair lag=1
	refused 2 'delay_us requires a value: microseconds' --socket s --wire loop --impair delay_us
	refused 2 'has no effect; add loss=' --socket s --wire loop --impair seed=1
	refused 2 'reorder requires delay_us=' --socket s --wire loop --impair reorder=1%
	refused 2 '--impair: the port is not connected: add --wire loop' --socket s --impair loss=1%
	refused 2 'the port is not connected' --socket s --wire pcap:/dev/null --impair loss=1%
	start --control c --wire loop
	run -0 "$VCX" ctl c show counters --json
	jq -e '.counters.impair == null' <<<"$output"
	stop
	start --control c --wire loop --impair 'loss=1% delay_us=500 jitter_us=200 reorder=2% duplicate=0.1% seed=7'
	run -0 "$VCX" ctl c show counters --json
	jq -e '.counters.impair | .frames == 0 and .lost == 0 and .waiting_bytes == 0' <<<"$output"
	stop
}

# Both try to connect at the same time; the second one succeeds.
@test "two servers that start at the same time on one wire connect" {
	for _ in 1 2 3 4 5; do
		"$VCX" --socket a --wire peer:w >out.a 2>err.a 3>&- &
		server=$!
		"$VCX" --socket b --wire peer:w >out.b 2>err.b 3>&- &
		other=$!
		wait_for 'connected to the peer at w' err.a
		wait_for 'connected to the peer at w' err.b
		kill -9 "$server"
		wait "$server" || true
		wait_for 'the peer at w disconnected' err.b
		"$VCX" --socket a --wire peer:w >out.a 2>err.a 3>&- &
		server=$!
		wait_for 'connected to the peer at w' err.b 2
		kill "$server" "$other"
		wait "$server" "$other"
		server=
		[[ ! -e w ]]
	done
}

@test "a second server on a socket in use does not change the capture of the first server" {
	start --wire pcap:f --wire peer:w
	echo precious >f
	run -2 timeout 10 "$VCX" --socket s --wire pcap:f
	[[ $(<f) == precious && -S w ]]
	stop
	[[ ! -e w ]]
}

@test "ctl sends requests to a server, and reports errors" {
	start --control c --wire loop
	run -0 "$VCX" ctl c show steering
	[[ -z $output ]]
	run -0 "$VCX" ctl c show counters
	grep -qxE 'port.tx.frames +0' <<<"$output"
	grep -qxE 'link +down' <<<"$output"
	run -0 "$VCX" ctl c show counters --json
	jq -e '.counters.port.tx.frames == 0 and .counters.link == "down"' <<<"$output"
	run -0 "$VCX" ctl c show --json commands
	[[ $output == '{"commands":[]}' ]]
	run -0 "$VCX" ctl c show commands
	[[ $output == *seq*status*object* ]]
	run -0 "$VCX" ctl c show queues
	[[ $output == "no queues" ]]
	run -0 "$VCX" ctl c show objects
	[[ $output == type*numbers ]]
	run -0 "$VCX" ctl c link down
	[[ $output == "link down" ]]
	run -0 "$VCX" ctl --json c link up
	[[ $output == '{"link":"up"}' ]]
	run -0 "$VCX" ctl c fault 'opcode=CREATE_RQ every=2 skip=1'
	[[ $output == "fault opcode=CREATE_RQ every=2 skip=1" ]]
	run -0 "$VCX" ctl c faults list
	[[ ${#lines[@]} == 2 && ${lines[1]} =~ ^\ +0\ +0\ \ opcode=CREATE_RQ\ every=2\ skip=1$ ]]
	run -0 "$VCX" ctl c faults clear
	[[ ${#lines[@]} == 1 ]]
	refused_ctl 1 "fault rule 'opcode=CREATE_RQ': has no effect" c fault opcode=CREATE_RQ
	refused_ctl 1 'faults: not one of list, clear' c faults all
	refused_ctl 1 'show: not one of' c show all
	refused_ctl 1 'link: not one of up, down' c link x
	refused_ctl 2 'nosuch: No such file' nosuch show queues
	refused_ctl 2 'write it as ctl SOCKET show WHAT' c
	run -0 "$VCX" ctl --help
	[[ $output == usage:* ]]
	refused_second=$(timeout 10 "$VCX" --socket s2 --control c 2>&1) || true
	[[ $refused_second == *'c: another server listens there'* && ! -e s2 ]]
	stop
	[[ ! -e c ]]
}

@test "invalid requests on the control socket get errors, and the server continues" {
	start --control c
	[[ $(stat -c %a c) == 600 ]]
	# there are nine clients: one never reads, and the ninth receives an error
	run -0 timeout 20 perl -MIO::Socket::UNIX -e '
		my @c = map { IO::Socket::UNIX->new(Peer => "c") or die } 1 .. 8;
		my $mute = shift @c;
		$mute->blocking(0);
		syswrite $mute, "{\"show\":\"counters\"}\n" x 5000;
		my $late = IO::Socket::UNIX->new(Peer => "c");
		print "late: ", scalar <$late>;
		my @lines = ("x", "", "[1]", "{\"show\":\"all\"}", "{\"show\":1}", "{\"do\":\"it\"}", "{\"link\":\"off\"}");
		for my $line (@lines) {
			syswrite $c[0], "$line\n";
			print "$line: ", scalar readline $c[0];
		}
		syswrite $c[1], "x" x 5000;
		print "long: ", scalar readline $c[1];
		syswrite $c[2], "{\"link\":\"up\"}\n";
		print "good: ", scalar readline $c[2];'
	[[ ${lines[0]} == 'late: {"error":"8 clients are connected'* ]]
	[[ ${lines[1]} == 'x: {"error":"not a JSON object"}' ]]
	[[ ${lines[2]} == ': {"error":"not a JSON object"}' ]]
	[[ ${lines[3]} == '[1]: {"error":"not a JSON object"}' ]]
	[[ ${lines[4]} == *'"show: not one of objects, queues, counters, steering, commands"}' ]]
	[[ ${lines[5]} == *'"error":"not one of'* && ${lines[6]} == *'"error":"not one of'* ]]
	[[ ${lines[7]} == *'"link: not one of up, down"}' ]]
	[[ ${lines[8]} == 'long: {"error":"the request is longer than 4096 bytes"}' ]]
	[[ ${lines[9]} == 'good: {"link":"up"}' ]]
	run -0 "$VCX" ctl c show counters
	stop
}

@test "only the owner can access the sockets" {
	(umask 0; start --control c --wire peer:w; stat -c %a s c w >modes; kill "$server"; wait "$server")
	[[ $(<modes) == $'600\n600\n600' ]]
}

@test "files are not written through a symbolic link in a directory that others can write to" {
	all_users
	echo precious >victim
	mkdir theirs shared own
	ln -s ../victim theirs/link
	ln -s ../victim shared/link
	ln -s ../target own/link
	: >target
	chown -h 65534 theirs theirs/link
	chmod 1777 shared
	local dir why='a symbolic link in a directory that others can write to is not followed'
	for dir in theirs shared; do
		refused 2 "vconnectx: $dir/link: $why" --socket s --trace "$dir/link"
		refused 2 "vconnectx: $dir/link: $why" --socket s --log-file "$dir/link"
		refused 2 "vconnectx: --wire pcap:$dir/link: $why" --socket s --wire "pcap:$dir/link"
	done
	[[ $(<victim) == precious ]]
	start --trace own/link --log-file own/log --wire pcap:shared/new
	stop
	[[ -s own/log && -s shared/new ]]
}

@test "a peer or a stale socket of another user is refused" {
	all_users
	chmod 777 .
	start --wire peer:w
	run -2 as_nobody --socket b --wire peer:w
	[[ $output == 'vconnectx: --wire peer:w: w: Permission denied: the peer must run as the same user' ]]
	run -2 as_nobody --socket s
	[[ $output == 'vconnectx: s is a socket of another user: choose another path or remove it' ]]
	stop
}

@test "a stricter umask applies to the control socket" {
	(umask 0277 && exec "$VCX" --socket s --control c >ready) &
	server=$!
	for ((i = 0; i < 100; i++)); do
		[[ ! -s ready ]] || break
		sleep 0.1
	done
	[[ $(stat -c %a c) == 400 ]]
	kill "$server"
	wait "$server"
	server=
}

@test "a command log that cannot be written leaves no file" {
	refused 2 'nodir/t: No such file' --socket s --trace nodir/t
	refused 2 'nodir/l: No such file' --socket s --log-file nodir/l
	refused 2 NOSUCH --socket s --trace new --fault 'opcode=NOSUCH drop=1'
	[[ ! -e new ]]
}

@test "a server that cannot start does not truncate an old command log" {
	echo precious >old
	refused 2 NOSUCH --socket s --trace old --fault 'opcode=NOSUCH drop=1'
	[[ $(<old) == precious ]]
	start --trace old
	stop
	run ! grep -q precious old
}

@test "a path that is too long or not a socket is refused" {
	refused 2 'the limit is 107' --socket "$(printf 'x%.0s' {1..108})"
	echo keep >file
	run -2 timeout 10 "$VCX" --socket file
	[[ $output == *'is not a socket'* && $(<file) == keep ]]
}

@test "the ready line is written to standard output by default" {
	timeout 60 "$VCX" --socket s >out 2>err 3>&- &
	server=$!
	wait_for '^listening on s$' out
	stop
	[[ $(wc -l <out) == 1 ]]
}

@test "on SIGTERM and SIGINT, the server removes the socket and exits with status 0" {
	for signal in TERM INT; do
		start
		[[ -S s ]]
		kill -"$signal" "$server_pid"
		wait "$server"
		server=
		[[ ! -e s ]]
	done
}

@test "a second server on the same socket fails, and the first server continues" {
	start
	run -2 timeout 10 "$VCX" --socket s
	[[ $output == *'another server listens there'* ]]
	[[ -S s ]]
	kill -0 "$server"
	stop
}

@test "a socket left by a killed server is replaced" {
	start
	kill -9 "$server_pid"
	wait "$server" || true
	[[ -S s ]]
	start
	stop
	[[ ! -e s ]]
}

@test "the default MAC address depends on the socket path or on --name, and is reproducible" {
	mac() {
		"$VCX" "$@" 5>&1 2>"$BATS_TEST_TMPDIR/err" >/dev/null 3>&- &
		wait_for 'MAC ' err
		kill $!
		wait $!
		grep -oE 'MAC [0-9a-f:]+' err
	}
	a=$(mac --socket a) b=$(mac --socket b) again=$(mac --socket "$PWD/a")
	n=$(mac --socket a --name x) m=$(mac --socket b --name x)
	[[ $a != "$b" && $a == "$again" && $n == "$m" && $n != "$a" ]]
	# the addresses are locally administered and unicast
	[[ $a == 'MAC 02:'* && $n == 'MAC 02:'* ]]
	[[ $(mac --socket a --mac 0C:42:a1:00:00:01) == 'MAC 0c:42:a1:00:00:01' ]]
}

@test "the log is appended to a file, with the name of the device" {
	echo before >log
	start --log-file log --name card7 --log-level debug
	stop
	grep -qx before log
	grep -qE '^[0-9T:.-]+Z vconnectx\[card7\] info: listening on s' log
	[[ ! -s err ]]
}

@test "after QEMU is killed, the next QEMU finds the device in its initial state" {
	start --log-level debug
	before=$(server_fds)
	for round in 1 2 3; do
		start_qemu
		wait_for 'DEVICE_RESET' err "$round"
		(($(server_fds) > before))
		kill -9 "$(pgrep -P "$qemu")"
		wait "$qemu" || true
		qemu=
		wait_for 'client gone, ready' err "$round"
	done
	[[ $(server_fds) == "$before" ]]
	run ! grep -E ' (err|warn): ' err
	stop
}

@test "a reset of the machine resets the device, and the device is found again" {
	start
	start_qemu 'system_reset' 'info pci' 'quit'
	wait "$qemu"
	qemu=
	wait_for 'client gone, ready' err
	(($(count DEVICE_RESET err) >= 2))
	grep -q 'PCI device 15b3:1019' qemu.out
	grep -q "BAR0: 64 bit prefetchable memory" qemu.out
	# an expansion ROM is not reported
	run ! grep -q BAR6 qemu.out
	stop
}

@test "--once: the server exits after its client, but not after a connection that is closed at once" {
	start --once
	run -2 timeout 10 "$VCX" --socket s
	sleep 0.2
	kill -0 "$server"
	start_qemu quit
	wait "$qemu"
	qemu=
	wait "$server"
	server=
	[[ ! -e s ]]
}

@test "wait_for handles a file that is created while it waits" {
	# shellcheck disable=SC2317 # count calls it
	grep() {
		local rc=0
		command grep "$@" || rc=$?
		: >console
		return "$rc"
	}
	run -1 wait_for 'never said' console 1 1
	[[ $output == "fewer than 1 lines with 'never said' in console"* ]]
}
