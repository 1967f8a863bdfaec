#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# If mlx5-trace runs out of memory or disk space, incomplete output is reported as incomplete.

bats_require_minimum_version 1.5.0

bin=$BATS_TEST_DIRNAME/../../build/bin
# shellcheck source=tests/bats/recording.bash
. "$BATS_TEST_DIRNAME/recording.bash"

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$bin:$PATH
	recording rec
	recording_flow flow.json
}

# refused REGEX COMMAND... - expect exit status 2 and one matching line on stderr
refused()
{
	local want=$1
	shift
	run --separate-stderr "$@"
	((status == 2)) || { echo "status $status: $*"; return 1; }
	# shellcheck disable=SC2154 # set by run
	((${#stderr_lines[@]} == 1)) || { printf '%s\n' "${stderr_lines[@]}"; return 1; }
	[[ ${stderr_lines[0]} =~ $want ]] || { echo "printed: ${stderr_lines[0]}"; return 1; }
}

# full COMMAND... - expect COMMAND to report that the output device is full
full()
{
	refused 'cannot write the output: No space left on device' bash -c '"$@" >/dev/full' - "$@"
}

# operations NR - print a trace in text format with NR operations
operations()
{
	awk -v nr="$1" 'BEGIN {
		print "# tracer: nop"
		for (i = 0; i < nr; i++)
			printf " ethtool-312     [001] .....  %d.%03d000: mlx5e_set_channels: dev=0000:01:00.0 netdev=eth0 ifindex=2 old_count=1 new_count=2 err=0\n", 10 + i / 1000, i % 1000
	}'
}

@test "if memory runs out, there is one line on stderr, and no output looks complete" {
	operations 50000 >many.txt
	mlx5-trace stats --csv many.txt | grep -q '^many.txt,operation,set_channels,50000,0,'
	refused '^mlx5-trace: many.txt: out of memory after [0-9]+ events: the output is incomplete$' \
		bash -c 'ulimit -d 2000; mlx5-trace ops many.txt'
	[[ $output == *'ended    early'* ]]
	refused 'out of memory' bash -c 'ulimit -d 2000; mlx5-trace ops --csv many.txt >out.csv'
	refused 'out of memory' bash -c 'ulimit -d 2000; mlx5-trace ops --merge many.txt rec >out'
}

@test "operations can be counted without memory for each of them" {
	operations 50000 >many.txt
	[[ $(bash -c 'ulimit -d 2000; mlx5-trace stats --csv many.txt') == *'many.txt,operation,set_channels,50000,0,'* ]]
}

@test "a full disk is reported in one line, and the output shows that it is incomplete" {
	operations 50000 >many.txt
	refused '^mlx5-trace: many.txt: a temporary file in /[^ ]+ cannot grow: File too large, with 4 MB in such files .set TMPDIR to a larger file system. after [0-9]+ events: the output is incomplete$' \
		bash -c 'ulimit -f 6000; mlx5-trace ops --json many.txt | cat; exit "${PIPESTATUS[0]}"'
	jq -e '.recordings[0].error | contains("cannot grow")' <<<"$output"
	TMPDIR=$PWD/nowhere refused 'a temporary file in [^ ]+/nowhere cannot grow: No such file' mlx5-trace ops many.txt
	[[ $output == *'ended    early'* ]]
}

@test "JSON output is not started without enough memory" {
	operations 14000 >many.txt
	refused 'out of memory' bash -c 'ulimit -d 2000; mlx5-trace ops --json many.txt'
	[[ -z $output ]]
}

@test "a full disk is reported by every verb" {
	full mlx5-trace --help
	full mlx5-trace --version
	for verb in ops channels stats findings map xsk graph events report; do
		full mlx5-trace "$verb" --help
		full mlx5-trace "$verb" rec
		full mlx5-trace "$verb" --json rec
		full mlx5-trace "$verb" --merge rec rec
		[[ $verb == graph || $verb == report ]] || full mlx5-trace "$verb" --csv rec
	done
	full mlx5-trace live --help
}

@test "flow reports a full disk" {
	full mlx5-trace flow --help
	full mlx5-trace flow flow.json
	full mlx5-trace flow --full flow.json
	full mlx5-trace flow --json flow.json
	full mlx5-trace flow diff flow.json flow.json
}

@test "flow only replaces regular files" {
	local kind
	echo mine >target
	ln -s target link
	ln -s nowhere dangling
	mkfifo pipe
	mkdir directory
	for option in --svg --html -o; do
		refused 'cannot write link: is a symbolic link' mlx5-trace flow "$option" link flow.json
		refused 'cannot write dangling: is a symbolic link' mlx5-trace flow "$option" dangling flow.json
		refused 'cannot write pipe: is a pipe' mlx5-trace flow "$option" pipe flow.json
		refused 'cannot write directory: is a directory' mlx5-trace flow "$option" directory flow.json
		refused 'cannot write directory/: does not name a file' mlx5-trace flow "$option" directory/ flow.json
		refused 'cannot write /dev/null: is a device' mlx5-trace flow "$option" /dev/null flow.json
		refused 'cannot write /dev/stdout: is a symbolic link' mlx5-trace flow "$option" /dev/stdout flow.json
		refused 'cannot write nosuch/x: No such file' mlx5-trace flow "$option" nosuch/x flow.json
	done
	[[ $(<target) == mine && -c /dev/null && -L link && -p pipe && ! -e nowhere ]]
	for kind in link pipe /dev/null; do
		refused 'cannot write' mlx5-trace flow --svg "$kind" -- touch ran
	done
	[[ ! -e ran ]]
}

@test "a link created next to an output file of flow is not followed" {
	echo mine >target
	ln -s target a.svg.part
	mlx5-trace flow --svg a.svg flow.json >out
	grep -q '^<svg' a.svg
	[[ $(<target) == mine && -L a.svg.part ]]
}

@test "an output file of flow has the mode given by the umask" {
	(umask 077; mlx5-trace flow -o private.json flow.json) >out
	(umask 022; mlx5-trace flow -o public.json flow.json) >out
	[[ $(stat -c %a private.json public.json) == $'600\n644' ]]
	chmod 640 public.json
	mlx5-trace flow -o public.json flow.json >out
	[[ $(stat -c %a public.json) == 640 ]]
}

@test "a file that flow could not write completely is unchanged, and no other files remain" {
	echo mine >a.svg
	refused 'cannot write a.svg: File too large' bash -c 'ulimit -f 1; mlx5-trace flow --svg a.svg flow.json'
	[[ $(<a.svg) == mine && -z $(find . -name '.mlx5-trace-*') ]]
}
