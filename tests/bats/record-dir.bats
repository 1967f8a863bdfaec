#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The owner of a recording, the directories in which root may write it, and the files left
# after errors.  The events are those of the kernel that this machine runs.

bats_require_minimum_version 1.5.0

# Two user IDs without names: the caller of sudo, and another user.
mine=61000
other=61001

setup()
{
	((EUID == 0)) || skip "requires root"
	tracefs=/sys/kernel/tracing
	[[ -d $tracefs/events ]] || mount -t tracefs nodev $tracefs 2>/dev/null || skip "cannot mount tracefs"
	mkdir $tracefs/instances/bats-$$ 2>/dev/null || skip "cannot create a trace instance"
	rmdir $tracefs/instances/bats-$$
	work=$(mktemp -d)
	chmod 755 "$work"
	mkdir -m 700 "$work/home" "$work/foreign" "$work/victim"
	mkdir -m 1777 "$work/tmp"
	chown $mine:$mine "$work/home"
	chown $other:$other "$work/foreign"
	export SUDO_UID=$mine SUDO_GID=$mine
}

teardown()
{
	[[ ! ${work-} ]] || {
		! mountpoint -q "$work/small" || umount "$work/small"
		rm -rf "$work"
	}
}

# record DIR COMMAND... - record COMMAND to DIR, with stdout and stderr separate
record()
{
	local dir=$1
	shift
	run --separate-stderr scripts/record "${tool:-ftrace}" -o "$dir" -e sched:sched_process_exec -- "$@"
}

# shellcheck disable=SC2154 # run sets stderr
refused()
{
	record "$1" touch "$work/ran"
	[ "$status" -eq 2 ] && [[ $stderr == "record: "*"$2"* && $stderr != *$'\n'* ]] && [ ! -e "$work/ran" ] && return
	echo "record -o $1 exited with status $status: $stderr"
	return 1
}

# as USER COMMAND - set command to the arguments of scripts/record that run COMMAND as USER
as()
{
	command=(setpriv --reuid "$1" --regid "$1" --clear-groups bash -c "$2" -)
}

whole()
{
	jq -e '.recorded >= 1 and .exit_status == 0' "$1/meta.json" >/dev/null &&
		[[ -s $1/trace.txt && -s $1/snapshot.json && -s $1/formats/header_page ]]
}

perf_or_skip()
{
	perf record -q -a -e sched:sched_process_exec -o "$work/probe" -- true 2>/dev/null || skip "perf cannot record tracepoints"
	tool=perf
}

@test "record: a recording belongs to the user of sudo, and nobody else can read it" {
	for mask in 000 022 077; do
		umask "$mask"
		record "$work/home/made/$mask/rec" bash -c 'umask; true'
		umask 022
		[ "$status" -eq 0 ] && [ "$output" = "0$mask" ]
		whole "$work/home/made/$mask/rec"
		[ -z "$(find "$work/home/made/$mask/rec" -printf '%U:%G %y %m %p\n' |
			grep -vE "^$mine:$mine (d 700|f 600) ")" ]
		[ "$(ls -A "$work/home/made/$mask")" = rec ]
		[ "$(stat -c '%u %a' "$work/home/made")" = "$mine 755" ]
	done
}

@test "record: an existing empty directory of the same user is accepted" {
	mkdir "$work/home/rec" "$work/tmp/rec"
	chown $mine "$work/home/rec"
	for dir in home tmp; do
		record "$work/$dir/rec" true
		[ "$status" -eq 0 ] && whole "$work/$dir/rec" && [ "$(stat -c %u "$work/$dir/rec")" = $mine ]
		[ "$(ls -A "$work/$dir")" = rec ]
	done
}

@test "record: nothing is written where another user could replace root's files" {
	mkdir -m 777 "$work/open" "$work/tmp/theirs"
	mkdir "$work/home/rec"
	chown $other "$work/tmp/theirs" "$work/home/rec"
	ln -s "$work/victim" "$work/tmp/link"
	ln -s "$work/victim" "$work/home/link"
	chown -h $other "$work/tmp/link"
	refused "$work/foreign/rec" "$work/foreign belongs to $other"
	refused "$work/foreign/a/b" "$work/foreign belongs to $other"
	refused "$work/home/rec" "$work/home/rec belongs to $other"
	refused "$work/tmp/theirs/rec" "$work/tmp/theirs belongs to $other"
	refused "$work/open/rec" "other users can write to $work/open"
	refused "$work/tmp/link/rec" "$work/tmp/link belongs to $other"
	refused "$work/home/link" "is a link, which is not followed"
	chown $other "$work/home"
	refused "$work/home/link/rec" "belongs to $other"
	[ -z "$(find "$work/victim" "$work/foreign" "$work/open" "$work/tmp/theirs" -mindepth 1)" ]
}

@test "record: files created by another user during the run are not included" {
	as $other 'cd "$1" || exit; for d in .rec.*; do mv "$d" away; rm -rf "$d"; ln -s "$2" "$d"; ln -s "$2/x" "$d/trace.txt"; done; mkdir rec 2>/dev/null; ln -s "$2" rec; :'
	mkdir "$work/home/tmp"
	chmod 1777 "$work/home/tmp"
	chmod 755 "$work/home"
	record "$work/home/tmp/rec" "${command[@]}" "$work/home/tmp" "$work/victim"
	[ -z "$(ls -A "$work/victim")" ]
	[ -d "$work/home/tmp/rec" ] && [ ! -L "$work/home/tmp/rec" ]
	# another user's file has taken the name: both the file and the recording are kept
	[ "$status" -eq 1 ]
	[[ $stderr == *"rec cannot be created"* ]]
	kept=${stderr##*the recording is in }
	whole "$kept"
}

@test "record: links created by the user of sudo during the run are not followed" {
	# the name is readable while the command runs
	as $mine 'cd "$1" && d=$(echo .rec.*) && mv "$d" away && ln -s "$2" "$d"'
	record "$work/home/rec" "${command[@]}" "$work/home" "$work/victim"
	[ "$status" -eq 1 ]
	[ -z "$(ls -A "$work/victim")" ]
	[ "$(stat -c %u "$work/victim")" = 0 ]
	[ ! -e "$work/home/rec" ]
	[[ $stderr == *"the recording is in $work/home/away" ]]
	whole "$work/home/away"
}

@test "record: files created in the directory during the run are kept" {
	record "$work/home/rec" bash -c 'mkdir "$0" && echo mine >"$0/file"' "$work/home/rec"
	[ "$status" -eq 1 ]
	[ "$(ls -A "$work/home/rec")" = file ]
	whole "${stderr##*the recording is in }"
}

@test "record: a full disk is reported, and no files are left" {
	mkdir "$work/small"
	mount -t tmpfs -o size=1m small "$work/small" || skip "cannot mount a tmpfs"
	many='for i in $(seq 400); do /bin/true; done'
	for tool in ftrace perf; do
		[ $tool = ftrace ] || perf_or_skip
		run --separate-stderr scripts/record $tool -o "$work/small/rec" -e sched -e kmem -- bash -c "$many"
		[ "$status" -eq 1 ]
		[[ $stderr == "record: the file system of $work/small/rec ($work/small, tmpfs) is full"* && $stderr != *$'\n'* ]]
		[ -z "$(ls -A "$work/small")" ]
	done
	# the disk is full before the start
	head -c 2m /dev/zero >"$work/small/file" || :
	record "$work/small/rec" touch "$work/ran"
	[ "$status" -eq 1 ]
	[[ $stderr == *"($work/small, tmpfs)"* && $stderr != *$'\n'* ]]
	[ ! -e "$work/ran" ] && [ "$(ls -A "$work/small")" = file ]
}

@test "record: no files are left after a signal before the command is started" {
	mkfifo "$work/fifo"
	mkdir "$work/bin"
	printf '#!/bin/bash\necho >"%s"; sleep 60\n' "$work/fifo" >"$work/bin/getconf"
	chmod 755 "$work/bin/getconf"
	PATH=$work/bin:$PATH scripts/record ftrace -o "$work/home/rec" -e sched_process_exec -- true &
	pid=$!
	read -r <"$work/fifo"
	pkill -TERM -P "$pid" || :
	kill "$pid" || :
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
	[ ! -e "$work/home/rec" ]
	[ -z "$(ls -A "$work/home")" ]
	[ -z "$(ls $tracefs/instances)" ]
}

@test "record: a killed run leaves no recording under its name, and the next run reports its files" {
	mkfifo "$work/fifo"
	scripts/record ftrace -o "$work/home/rec" -e sched_process_exec -- bash -c 'echo >"$0"; exec sleep 60' "$work/fifo" 3>&- &
	pid=$!
	read -r <"$work/fifo"
	child=$(pgrep -P "$pid")
	kill -KILL "$pid"
	pkill -KILL -P "$child" || :
	wait "$pid" || :
	rmdir "$tracefs/instances/mlx5-record-$pid"
	[ ! -e "$work/home/rec" ]
	left=$(echo "$work/home"/.rec.*)
	[ "$(stat -c '%u %a' "$left")" = "0 700" ]
	record "$work/home/rec" true
	[ "$status" -eq 0 ]
	[[ $stderr == *"record: $left remains of a killed recording"* ]]
	whole "$work/home/rec"
	# a recording in progress is not reported
	rm -rf "$left" "$work/home/rec"
	record "$work/home/rec" scripts/record ftrace -o "$work/home/rec2" -e sched_process_exec -- true
	[ "$status" -eq 0 ]
	[[ $stderr != *"remains of a killed"* ]]
}

@test "record: the caller's environment does not affect the script, and is passed to the command" {
	printf 'echo BASH_ENV was read >&2; mv() { :; }\n' >"$work/env"
	mkdir "$work/bin"
	ln -s /bin/true "$work/bin/only-here"
	jq() { echo "a function for jq" >&2; }
	export -f jq
	run --separate-stderr env BASH_ENV="$work/env" LC_ALL=C CDPATH=/ PATH="$work/bin:/usr/bin:/bin" \
		scripts/record ftrace -o "$work/home/rec" -e sched_process_exec -- \
		sh -c 'only-here && echo "$PATH $LC_ALL $BASH_ENV"; env | grep -c ^MLX5T_CALLER'
	[ "${lines[0]}" = "$work/bin:/usr/bin:/bin C $work/env" ]
	[ "${lines[1]}" = 0 ]
	[[ $stderr == "record: "*"none lost" && $stderr != *$'\n'* ]]
	jq() { command jq "$@"; }
	[ "$(jq -r .started "$work/home/rec/meta.json" | grep -cE '^20[0-9-]+T[0-9:]+\.[0-9]{6}Z$')" = 1 ]
	# su omits the sbin directories from PATH
	ln -s /bin/true "/usr/sbin/only-in-sbin-$$"
	run --separate-stderr env -u LC_ALL PATH=/usr/bin:/bin scripts/record ftrace -o "$work/home/sbin" \
		-e sched_process_exec -- "only-in-sbin-$$"
	rm "/usr/sbin/only-in-sbin-$$"
	[ "$status" -eq 0 ]
}

@test "record: perf finds the same names with the recorded symbols as with all symbols" {
	perf_or_skip
	run --separate-stderr scripts/record perf -o "$work/rec" -e sched -e timer -e workqueue -- ls /
	[ "$status" -eq 0 ]
	cat /proc/kallsyms >"$work/all"
	grep -q '^ffff' "$work/all" || skip "the kernel hides its addresses"
	(("$(wc -l <"$work/rec/kallsyms")" * 5 < "$(wc -l <"$work/all")"))
	[ -z "$(comm -13 <(sort "$work/all") <(sort "$work/rec/kallsyms"))" ]
	for with in rec/kallsyms all; do
		perf script -f --ns -i "$work/rec/perf.data" --kallsyms "$work/$with" >"$work/text-${with##*/}" 2>/dev/null
	done
	grep -qE '^\s+ffff[0-9a-f]+ [a-z_]+\+0x' "$work/text-all"
	cmp "$work/text-kallsyms" "$work/text-all"
	# root can read the recording, too, but does not own it
	run build/bin/mlx5-trace stats "$work/rec"
	[ "$status" -eq 0 ]
}

# merge DIR - write files a and b to DIR, as a journey does with flows in an existing directory
merge()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	run bash -euc 'PROG=merge; . scripts/lib/common.sh; . scripts/lib/private-dir.sh
		find_invoker
		own_place "$1" flow --out
		private_make "$1" flow
		echo new >"$inside/./a"
		echo new >"$inside/./b"
		private_hand_over
		private_merge "$1"' - "$1"
}

@test "journeys: a link with the name of a flow is replaced, not followed" {
	mkdir "$work/home/flows"
	echo old >"$work/home/flows/b"
	echo mine >"$work/home/flows/c"
	echo secret >"$work/victim/file"
	ln -s "$work/victim/file" "$work/home/flows/a"
	chown -R -h $mine "$work/home/flows"
	merge "$work/home/flows"
	[ "$status" -eq 0 ]
	[ "$(cat "$work/victim/file")" = secret ]
	[ ! -L "$work/home/flows/a" ] && [ "$(cat "$work/home/flows/"{a,b,c})" = $'new\nnew\nmine' ]
	[ "$(stat -c %u "$work/home/flows/a")" = $mine ]
	[ "$(ls -A "$work/home")" = flows ]
	# both a directory and the file that would have replaced it are kept
	rm "$work/home/flows/a"
	mkdir "$work/home/flows/a"
	merge "$work/home/flows"
	[ "$status" -eq 1 ]
	[[ $output == *"flows/a is not a file, so the new one is $work/home/.flows."*/a ]]
	[ "$(cat "${output##*the new one is }")" = new ]
	merge "$work/foreign"
	[ "$status" -eq 2 ]
	[[ $output == "merge: $work/foreign belongs to $other"* ]]
}
