#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# doc-commands.sh rows|run|options [TABLE [PAGE]...] - the commands of the documentation, or of these
# pages: compared with the table (default: tests/doc-commands.tbl); run on samples in the current
# directory, if the table says so; or their options compared with --help.  Prints what is wrong,
# by file and line; status 1 if anything is.  Not a part of the bats file, as bats traces each
# step of a test, which takes ten times as long.
set -euo pipefail
top=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
table=${2:-tests/doc-commands.tbl}
# shellcheck source=tests/bats/recording.bash
. "$top/tests/bats/recording.bash"

# read_table FILE - set at, hows and patterns: the line of each pattern, and of its section
read_table()
{
	local n=0 how='' line
	at=() hows=() patterns=()

	while IFS= read -r line; do
		((++n))
		case $line in
		'' | '#'*) ;;
		$'\t'*) at+=("$n") hows+=("$how") patterns+=("${line#$'\t'}") ;;
		*) how=$line ;;
		esac
	done <"$1"
}

# row_of COMMAND - set row to the first one for it
row_of()
{
	for row in "${!patterns[@]}"; do
		# shellcheck disable=SC2053 # a pattern
		[[ $1 != ${patterns[row]} ]] || return 0
	done
	return 1
}

# faults FILE - of the table in FILE
faults()
{
	local how file text line
	local -A used

	while IFS=: read -r line how; do
		[[ $how != run && $how != 'not: '?* ]] || continue
		file=${how%%: *} text=${how#*: }
		if [[ ! -f $file ]]; then
			echo "$1:$line: no such test: $file"
		elif ! grep -qF -- "$text" "$file"; then
			echo "$1:$line: $file does not contain: $text"
		fi
	done < <(grep -n $'^[^#\t]' "$1")
	for line in "${found[@]}"; do
		if row_of "${line#*$'\t'}"; then
			used[$row]=1
		else
			echo "${line%%$'\t'*}: no row of $table is for: ${line#*$'\t'}"
		fi
	done
	for row in "${!patterns[@]}"; do
		[[ -n ${used[$row]-} ]] || echo "$1:${at[row]}: no page has: ${patterns[row]}"
	done
}

# samples - the files that the commands read, in the current directory
samples()
{
	local stacks=$top/tests/dmesg/fixtures/stacks name
	local message='mlx5_core 0000:01:00.0: poll_health:852:(pid 0): Fatal error 1 detected'

	for name in rec recording before after; do
		recording "$name"
	done
	cp rec/trace.txt a.dat
	cp rec/trace.txt b.data
	cp rec/trace.txt trace.dat
	cp rec/trace.txt trace-guest.dat
	mkdir collected
	recording collected/one
	recording collected/two
	{ cat "$stacks/hung.txt" && printf '[ 2000.000000] %s\n' "$message"; } >dmesg.txt
	cp dmesg.txt dmesg-before.txt
	cp dmesg.txt dmesg-after.txt
	printf '2,500,2000000000,-;%s\n' "$message" >kmsg
	printf 'Nov 02 10:00:00 node%s kernel: %s\n' 7 "$message" 8 "$message" >journal.txt
	cp journal.txt journal-node7.txt
	cp journal.txt journal-node8.txt
	printf '{"_TRANSPORT":"kernel","__REALTIME_TIMESTAMP":"1","MESSAGE":"%s"}\n' "$message" >journal.json
	cp "$stacks/proc.txt" stack
	cp "$stacks/bpftrace-map.txt" stacks.txt
	printf 'mlx5e_ethtool_set_channels\n\tmlx5e_safe_switch_params\n' >path.txt
	mkdir -p build/ctl build/my/channels
	cp -r rec build/rec
	for name in flow netlink ioctl build/my/channels/netlink; do
		recording_flow "$name.json"
	done
	echo '{"v":1,"seq":1,"op":"NOP","opcode":1,"status":0,"refs":[]}' >vconnectx-0.jsonl
}

# program NAME LINE... - a program in bin/, of sh
program()
{
	mkdir -p bin
	{ echo '#!/bin/sh' && printf '%s\n' "${@:2}"; } >"bin/$1"
	chmod +x "bin/$1"
}

# programs - those of this machine that print a sample instead, and the project's
programs()
{
	local file

	program sudo 'exec "$@"'
	program dmesg 'cat dmesg.txt'
	program journalctl 'cat journal.json'
	program bpftrace 'cat stacks.txt'
	mkdir -p scripts build
	ln -s "$top/build/bin" build/bin
	for file in "$top"/scripts/{kernel,series}; do
		printf '#!/bin/sh\nexec "%s" "$@"\n' "$file" >"scripts/${file##*/}"
	done
	chmod +x scripts/*
	PATH=$PWD/bin:$PWD/build/bin:$PATH
}

# runs COMMAND - its result is printed or written, without a message; status 1 is a result
runs()
{
	local status=0

	timeout 20 bash -o pipefail -c "$1" >out 2>err </dev/null || status=$?
	[[ ! -s err && (-s out || $1 == *'>'* || $1 == *'vconnectx ctl '*) ]] && ((status < 2))
}

# serves OPTION... - a vconnectx with them starts and ends
serves()
{
	local server status=0 i

	rm -f out
	timeout 20 vconnectx "$@" >out 2>err &
	server=$!
	for ((i = 0; i < 200; i++)); do
		[[ -s out ]] || ! kill -0 "$server" 2>/dev/null || { sleep 0.02 && continue; }
		break
	done
	kill "$server" 2>/dev/null || true
	wait "$server" || status=$?
	grep -q 'listening on' out && ((status == 0))
}

# help_of PROGRAM [VERB] - set help to its --help, with that of the verb
help_of()
{
	local key=$1

	# Other programs have the options of all verbs in one text.
	[[ $1 != */mlx5-trace || ! ${2-} =~ ^[a-z]+$ ]] || key="$1 $2"
	if [[ -z ${helps[$key]-} ]]; then
		helps[$key]=$("$1" --help)
		[[ $key == "$1" ]] || helps[$key]+=$("$1" "$2" --help)
	fi
	help=${helps[$key]}
}

# unknown COMMAND PLACE - print the options of the project's programs in it that --help lacks
unknown()
{
	local word option program='' verb='' first=1 help i
	local -a words

	read -ra words <<<"${1//[\'\"\(\)\;\`]/ }"
	for ((i = 0; i < ${#words[@]}; i++)); do
		word=${words[i]#\~/mlx5-tracepoints/}
		case $word in
		scripts/* | build/bin/*) [[ ! -x $word || ! -f $word ]] || program=$word verb=${words[i + 1]-} ;;
		-- | '|' | '&&' | '&' | -c | sudo) program='' first=1 && continue ;;
		--device-opt)
			help_of build/bin/vconnectx
			word=${words[++i]-}
			[[ $help == *"${word%%=*} "* ]] || echo "$2: vconnectx has no option $word"
			;;
		mlx5-record) program=scripts/record ;;
		-*)
			[[ -n $program && $word =~ ^(-[a-z]|--[a-z-]+)(=.*)?$ ]] || continue
			option=${BASH_REMATCH[1]}
			[[ $option != --help ]] || continue
			help_of "$program" "$verb"
			[[ $help =~ (^|[^a-z-])$option([^a-z-]|$) ]] || echo "$2: $program has no option $word"
			;;
		*) [[ -z $first || ! -x build/bin/$word ]] || program=build/bin/$word verb=${words[i + 1]-} ;;
		esac
		first=
	done
}

# run_all - run those whose row is "run"
run_all()
{
	local line command text
	local -A seen

	samples
	programs
	timeout 60 vconnectx --socket ctl.sock --control build/ctl/vconnectx-0.ctl --wire loop >ready 2>log &
	card=$!
	trap 'kill "$card"' EXIT
	until [[ -s ready ]]; do
		kill -0 "$card"
		sleep 0.02
	done
	for line in "${found[@]}"; do
		command=${line#*$'\t'}
		if ! row_of "$command" || [[ ${hows[row]} != run || -n ${seen[$command]-} ]]; then
			continue
		fi
		seen[$command]=1
		text=${command//\/proc\/312\/stack/stack}
		text=${text//\/dev\/kmsg/kmsg}
		text=${text//\/tmp\//}
		text=${text/--at 97.810540 --diff 99.2/--at 10.010 --diff 10.020}
		text=${text#scripts/lab run }
		case $text in
		--*) eval "serves --socket s.sock $text" && continue ;;
		*'vconnectx --socket '*' &')
			text=${text#*vconnectx }
			eval "serves ${text% &}" && continue
			;;
		*) runs "$text" && continue ;;
		esac
		echo "${line%%$'\t'*}: does not work: $command"
		head -n 5 out err
	done
}

# options_all - compare the options with --help, those in sentences too
options_all()
{
	local line
	local -A helps

	mapfile -t -O "${#found[@]}" found < <(grep -noE '`[^`]* -[^`]*`' "${pages[@]}" |
		sed -E 's/^([^:]*:[0-9]*):`(.*)`$/\1\t\2/')
	for line in "${found[@]}"; do
		unknown "${line#*$'\t'}" "${line%%$'\t'*}"
	done
}

here=$PWD
cd -- "$top"
pages=("${@:3}")
((${#pages[@]})) || pages=(README.md CONTRIBUTING.md Documentation/*.rst Documentation/{journeys,recipes}/*.rst)
read_table "$table"
mapfile -t found < <(awk -f tests/doc-commands.awk "${pages[@]}")
case ${1-} in
rows) wrong=$(faults "$table") ;;
run) wrong=$(cd -- "$here" && run_all) ;;
options) wrong=$(options_all) ;;
*)
	echo "doc-commands.sh: give one of rows, run and options" >&2
	exit 2
	;;
esac
[[ -z $wrong ]] || { printf '%s\n' "$wrong" && exit 1; }
