#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The command scripts/lab and the functions shared by all scripts.

bats_require_minimum_version 1.5.0

setup()
{
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR
	unset MLX5T_CACHE
}

# shared CODE - run CODE after common.sh, as a script does
shared()
{
	bash -c "set -euo pipefail; PROG=prog; . scripts/lib/common.sh; TOP=$BATS_TEST_TMPDIR; $1"
}

one_line()
{
	[ "$(printf '%s\n' "$stderr" | wc -l)" -eq 1 ]
}

@test "a cache directory that Kbuild does not support is rejected in one line" {
	for bad in 'with space' 'with:colon' 'with%percent'; do
		XDG_CACHE_HOME="$BATS_TEST_TMPDIR/$bad" run --separate-stderr shared cache_dir
		[ "$status" -eq 2 ]
		one_line
		[[ $stderr == *"$bad"*XDG_CACHE_HOME* ]]
		[ ! -e "$BATS_TEST_TMPDIR/$bad" ]
	done
}

@test "a relative cache directory is rejected" {
	XDG_CACHE_HOME=here run --separate-stderr shared cache_dir
	[ "$status" -eq 2 ]
	[[ $stderr == *absolute* ]]
}

@test "a failed step shows the end of its log, the log's path and the status" {
	run --separate-stderr shared 'step build "make tea" sh -c "echo no water; exit 7"'
	[ "$status" -eq 7 ]
	[[ $stderr == *"no water"* ]]
	[[ $stderr == *"'make tea' failed with status 7"*"build/log/make-tea.log"* ]]
}

@test "if the log of a step cannot be written, the command fails with one line" {
	touch "$BATS_TEST_TMPDIR/build"
	run --separate-stderr shared 'step build tea sh -c "echo made >$TOP/made" || echo continued'
	[ "$status" -eq 2 ]
	one_line
	[[ $stderr == "prog: $BATS_TEST_TMPDIR/build/log cannot be written" ]]
	[[ -z $output && ! -e $BATS_TEST_TMPDIR/made ]]
}

@test "the times of steps are summed by kind" {
	run --separate-stderr shared 'times_start; step build one true; step boot two sleep 1; step build three true; times_show'
	[ "$status" -eq 0 ]
	[[ $stderr =~ "times:  build "[0-9]+" s  boot "[1-9][0-9]*" s" ]]
}

# bats ignores interrupts in background processes.
@test "the child of a step is terminated when the command receives a signal" {
	local pid=$BATS_TEST_TMPDIR/pid signal status
	for signal in INT TERM HUP; do
		rm -f "$pid"
		setsid env --default-signal=INT,QUIT,HUP bash -c "set -euo pipefail; PROG=prog; . scripts/lib/common.sh; TOP=$BATS_TEST_TMPDIR
			step build tea bash -c 'echo \$\$ >$pid.new && mv $pid.new $pid; exec sleep 1000'" 3>&- 2>/dev/null &
		until [[ -s $pid ]]; do sleep 0.1; done
		if [[ $signal == INT ]]; then kill -INT -- "-$!"; else kill -s "$signal" "$!"; fi
		status=0
		wait "$!" || status=$?
		[[ $(kill -l "$status") == "$signal" ]]
		! kill -0 "$(<"$pid")" 2>/dev/null || { echo "$signal: the child is still running"; return 1; }
	done
}

@test "times are those of one run, regardless of other runs in the checkout" {
	run --separate-stderr shared '
		times_start; step build one sleep 1
		env -u MLX5T_TIMES bash -c ". scripts/lib/common.sh; TOP=$TOP; times_start; step boot other sleep 2; times_show" 2>/dev/null
		step test two true; times_show'
	[ "$status" -eq 0 ]
	[[ $stderr =~ "times:  build "[1-9][0-9]*" s  test "[0-9]+" s"$ ]]
	# The time of a command started by the run counts as well.
	run --separate-stderr shared "times_start; bash -c '. scripts/lib/common.sh; TOP=$BATS_TEST_TMPDIR; times_start; step boot one sleep 1'; times_show"
	[[ $stderr =~ "times:  boot "[1-9] ]]
}

@test "a terminal without a size is assumed to have 80x24 characters" {
	run -0 shared 'stty() { echo 50 132; }; terminal_size; stty() { echo 0 0; }; terminal_size; stty() { return 1; }; terminal_size'
	[[ $output == $'50 132\n24 80\n24 80' ]]
}

@test "a long step prints its usual duration" {
	run --separate-stderr shared 'step unpack "lab: Debian trixie base" true; step build "v6.12: mlx5_core for 6.12.1" true; step test "tea" true'
	[[ $stderr == *"lab: Debian trixie base (usually about 45 s) ..."* ]]
	[[ $stderr == *"v6.12: mlx5_core for 6.12.1 (usually about "*" s) ..."* ]]
	[[ $stderr == *"  tea ..."* ]]
}

@test "no message names a path that exists only in the lab" {
	export MLX5T_OUTSIDE_TOP="/home/ann b/mlx5" MLX5T_OUTSIDE_CACHE='/var/a&b,c'
	run --separate-stderr shared 'note "see /repo/x.c:3, (/cache/tree) and my/cache/y; /repo"; fail "no image in '"'/cache/kernels'"'"'
	[ "$status" -eq 1 ]
	[[ ${stderr%%$'\n'*} == "see /home/ann b/mlx5/x.c:3, (/var/a&b,c/tree) and my/cache/y; /home/ann b/mlx5" ]]
	[[ $stderr == *"prog: no image in '/var/a&b,c/kernels'" ]]
	run --separate-stderr shared 'step build tea sh -c "echo /cache/tree/a.c: no leaves; exit 1"'
	[[ $stderr == *"/var/a&b,c/tree/a.c: no leaves"* ]]
}

# on_disk MB CODE - like shared(), with a file system of MB at $disk
on_disk()
{
	disk=$BATS_TEST_TMPDIR/disk
	mkdir -p "$disk"
	unshare --mount --propagation unchanged bash -c '
		mount -t tmpfs -o size='"$1"'m small "$1" || exit 99
		cd "$2"
		set -euo pipefail; PROG=prog; . scripts/lib/common.sh; TOP='"$BATS_TEST_TMPDIR"'; disk=$1
		export XDG_CACHE_HOME=$disk
		'"$2" sh "$disk" "$PWD"
}

@test "no step is started without enough space" {
	run --separate-stderr on_disk 150 'need_space "the thing" 2700; echo begun'
	[ "$status" -eq 1 ]
	one_line
	[[ $stderr == "prog: the thing requires 2700 MB, and "1[45]*" MB are free in $BATS_TEST_TMPDIR/disk/mlx5-tracepoints: free some, or set XDG_CACHE_HOME"* ]]
	[ -z "$output" ]
	run --separate-stderr on_disk 150 'need_space "the thing" 100; echo begun'
	[ "$status" -eq 0 ]
}

@test "a full disk is reported in one line" {
	run --separate-stderr on_disk 5 'step unpack "tea" sh -c "cat </dev/zero >$disk/leaves"'
	[ "$status" -eq 1 ]
	[ "$(wc -l <<<"$stderr")" -eq 2 ]
	[[ $stderr == *$'\n'"prog: 'tea' failed: no space is left in $BATS_TEST_TMPDIR/disk/mlx5-tracepoints; the whole log: build/log/tea.log" ]]
	# The messages of apt and dpkg.
	for said in "E: You don't have enough free space in /var/cache/apt/archives/." "You do not have enough free space" \
		"cannot copy extracted data: failed to write (No space left on device)"; do
		run --separate-stderr shared "step unpack tea sh -c 'echo \"\$1\"; exit 100' sh \"$said\""
		[ "$status" -eq 100 ]
		[[ $stderr == *$'\n'"prog: 'tea' failed: no space is left; the whole log: build/log/tea.log" ]]
	done
	# The log is on the full disk, so it lacks the reason.
	run --separate-stderr on_disk 5 'TOP=$disk; times_start; step unpack tea cat /dev/zero'
	[ "$status" -eq 1 ]
	[ "$(wc -l <<<"$stderr")" -eq 2 ]
	[[ $stderr == *$'\n'"prog: 'tea' failed: no space is left in "*"; the whole log: build/log/tea.log" ]]
}

teardown()
{
	[ -z "${open-}" ] || rm -rf "$open"
}

# Set open to a new directory that other users can access, unlike the directories of bats.
open_dir()
{
	open=$(mktemp -d)
	chmod 0755 "$open"
}

# Run scripts/lab as the user nobody, with stubs of the programs that it requires.
lab_of_nobody()
{
	local program bin=$open/bin

	mkdir -p "$bin" "$open/cache"
	for program in mmdebstrap newuidmap gpgv; do
		printf '#!/bin/sh\necho "$0 $*" >&2\nexit 1\n' >"$bin/$program"
		chmod +x "$bin/$program"
	done
	chown 65534 "$open/cache"
	env -u MLX5T_IN_LAB -u MLX5T_CACHE XDG_CACHE_HOME="$open/cache" PATH="$bin:$PATH" \
		setpriv --reuid 65534 --regid 65534 --clear-groups scripts/lab "$@"
}

@test "for a user without a range of subordinate IDs, the command that adds one is printed" {
	open_dir
	run --separate-stderr lab_of_nobody setup core
	[ "$status" -eq 1 ]
	one_line
	[[ $stderr =~ "run: sudo usermod --add-subuids "([0-9]+)-([0-9]+)" --add-subgids "[0-9]+-[0-9]+" nobody"$ ]]
	((BASH_REMATCH[1] >= 100000 && BASH_REMATCH[2] == BASH_REMATCH[1] + 65535))
}

@test "a lab is not created without enough space, and no files are left after a failure" {
	mkdir -p "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/disk"
	cat >"$BATS_TEST_TMPDIR/bin/mmdebstrap" <<-'END'
		#!/bin/bash
		for last; do [[ $last != */root.new.* ]] || mkdir -p "$last/usr/half"; done
		echo "tar: No space left on device" >&2
		exit 1
	END
	printf "#!/bin/sh\n" >"$BATS_TEST_TMPDIR/bin/gpgv"
	chmod +x "$BATS_TEST_TMPDIR/bin/"*
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	run --separate-stderr on_disk 150 'env -u MLX5T_IN_LAB scripts/lab setup core; find $disk -name "root*"'
	[ "$status" -eq 1 ]
	one_line
	[[ $stderr == *"the lab (core) requires "*" MB, and 150 MB are free in "* ]]
	run --separate-stderr on_disk 4000 'env -u MLX5T_IN_LAB scripts/lab setup core || echo failed; find $disk -name "root*"; ls $disk/mlx5-tracepoints/lab'
	[ "$output" = failed ]
	[[ $stderr == *"'lab: Debian trixie base' failed: no space is left"*"; the whole log: "* ]]
}

@test "a lab in use is not replaced" {
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\n: >"%s"\nexit 1\n' "$BATS_TEST_TMPDIR/called" >"$BATS_TEST_TMPDIR/bin/mmdebstrap"
	printf '#!/bin/sh\n' >"$BATS_TEST_TMPDIR/bin/gpgv"
	chmod +x "$BATS_TEST_TMPDIR/bin/"*
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	run --separate-stderr on_disk 4000 '
		cache=$disk/mlx5-tracepoints
		mkdir -p $cache/lab/root $cache/lock
		echo of another base.sh >$cache/lab/base.stamp
		exec 9>$cache/lock/lab-in-use
		flock -s 9
		env -u MLX5T_IN_LAB scripts/lab setup core 9>&- 2>$TOP/messages &
		until grep -q "waiting for running commands in the lab" $TOP/messages; do sleep 0.1; done
		[[ ! -e $TOP/called ]] && echo it waits
		exec 9>&-
		wait $! || true
		[[ -e $TOP/called ]] && echo it continues'
	[ "$output" = $'it waits\nit continues' ]
}

@test "checkout of another user: root gets a note about its separate lab, a user an error about root's build directory" {
	open_dir
	mkdir -p "$open/tree/scripts/lib" "$open/tree/build"
	cp scripts/lib/common.sh "$open/tree/scripts/lib/"
	cd "$open/tree"
	chown 1 .
	unset MLX5T_OWNER_NOTED
	run --separate-stderr bash -c '. scripts/lib/common.sh; CACHE=/var/c; checkout_owner_note; checkout_owner_note'
	one_line
	[[ $stderr == "note: this checkout belongs to daemon and you are root:"*"(/var/c)"*"run this as daemon" ]]
	run --separate-stderr setpriv --reuid 1 --regid 1 --clear-groups bash -c 'PROG=prog; . scripts/lib/common.sh; log_dir'
	[ "$status" -eq 2 ]
	one_line
	[[ $stderr == "prog: $PWD/build belongs to root, who ran a command in this checkout: run as root, or change its owner: sudo chown -R daemon '$PWD/build'" ]]
}

@test "only one command at a time holds a lock, and a waiting command prints a message" {
	run --separate-stderr shared '
		note() { printf "%s\n" "$*" >&2; : >$TOP/waiting; }
		job() { echo "$1 in" >>$TOP/order; until [[ -e $TOP/waiting ]]; do sleep 0.1; done; echo "$1 out" >>$TOP/order; }
		with_lock l job a & until grep -q "a in" $TOP/order 2>/dev/null; do sleep 0.1; done; with_lock l job b; wait'
	[ "$status" -eq 0 ]
	[[ $stderr == *"waiting for another command with the lock 'l'"* ]]
	[ "$(paste -sd, "$BATS_TEST_TMPDIR/order")" = "a in,a out,b in,b out" ]
}

@test "after a failure in the lab, files that exist only on the host are named" {
	mkdir -p "$BATS_TEST_TMPDIR/lab/usr/bin" "$BATS_TEST_TMPDIR/build" "$BATS_TEST_TMPDIR/elsewhere"
	: >"$BATS_TEST_TMPDIR/lab/usr/bin/env"
	: >"$BATS_TEST_TMPDIR/build/rec"
	outside=$(mktemp -d)
	: >"$outside/rec"
	: >"$outside/x.json"
	ln -s "$outside/rec" "$BATS_TEST_TMPDIR/build/link"
	# named DIR ARGUMENT... - print the messages for a command that was started in DIR
	named()
	{
		local dir=$1
		shift
		bash -c '. scripts/lib/common.sh; . scripts/lib/outside-paths.sh; PROG=scripts/lab TOP=$1; cd "$2"; root=$1/lab; shift 2
			outside_paths "$root" "$@"' sh "$BATS_TEST_TMPDIR" "$dir" "$@" 2>&1
	}
	run -0 named "$BATS_TEST_TMPDIR" /usr/bin/env build/rec /proc/self --all 'a b' /nosuch/file /dev/null
	[[ -z $output ]]
	run -0 named / mlx5-trace report "$outside/rec" --flow="$outside/x.json"
	[[ ${lines[0]} == "scripts/lab: '$outside/rec' does not exist in the lab, which contains only this checkout: copy it there, for example to build/, and give that path" ]]
	[[ ${lines[1]} == *"'$outside/x.json' does not exist in the lab"* && ${#lines[@]} == 2 ]]
	run -0 named "$outside" mlx5-trace report rec
	[[ $output == *"'rec' does not exist in the lab"* ]]
	run -0 named "$BATS_TEST_TMPDIR" mlx5-trace report build/link
	[[ $output == *"'build/link' does not exist in the lab"* ]]
	run -0 named "$BATS_TEST_TMPDIR/build" mlx5-trace report "$BATS_TEST_TMPDIR/build/rec" rec
	[[ ${lines[0]} == *"/build/rec' has another path in the lab: give build/rec" && ${lines[1]} == *"'rec' has another path in the lab: give build/rec" ]]
	rm -r "$outside"
}

@test "with_lock returns the command's status" {
	run shared 'with_lock l sh -c "exit 5"'
	[ "$status" -eq 5 ]
}

@test "a stamp is only valid for its key" {
	run shared 'stamp_write $TOP/s one; stamp_ok $TOP/s one && ! stamp_ok $TOP/s two && ! stamp_ok $TOP/none one'
	[ "$status" -eq 0 ]
}

@test "if a missing host package cannot be installed, the command to run is printed" {
	run --separate-stderr setpriv --reuid 65534 --regid 65534 --clear-groups \
		bash -c 'set -e; PROG=prog; . scripts/lib/common.sh; need_host no-such-command=some-package'
	[ "$status" -eq 1 ]
	one_line
	[[ $stderr == *"sudo sh -c 'apt-get update && apt-get install --no-install-recommends some-package'" ]]
}

@test "nothing is installed when all packages exist" {
	run --separate-stderr shared 'need_host bash=bash sed=sed'
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}

@test "for an unknown layer, the lab names the known layers" {
	run --separate-stderr env -u MLX5T_IN_LAB scripts/lab setup attic
	[ "$status" -eq 2 ]
	one_line
	[[ $stderr == *attic*core*check*series*pictures* ]]
}

@test "the lab is not entered twice" {
	MLX5T_IN_LAB=1 run --separate-stderr scripts/lab run true
	[ "$status" -eq 2 ]
	one_line
}

@test "make help lists every target in one line" {
	run make --no-print-directory -s help MLX5T_IN_LAB=
	[ "$status" -eq 0 ]
	for target in demo check help module kernel shell lab clean; do
		grep -qE "^  make $target  *[a-z]" <<<"$output"
	done
}

@test "demo and check reject unknown arguments" {
	run --separate-stderr scripts/demo --fast
	[ "$status" -eq 2 ]
	one_line
	run --separate-stderr scripts/check everything
	[ "$status" -eq 2 ]
	one_line
	[[ $stderr == *lint*host*unit*bats*guest*user* ]]
}
